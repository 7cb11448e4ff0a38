// Loops for bench/primitives.ts: what one operation costs inside the module, without the call from JavaScript.
import { keccakF } from "../hash/keccakF";
import { u256Add, u256Sub } from "../uint256/add";
import { u256AddMod } from "../uint256/addMod";
import { u256And, u256Byte, u256Sar, u256Shl, u256Shr, u256SignExtend } from "../uint256/bits";
import { u256Div, u256Mod, u256SDiv, u256SMod } from "../uint256/divide";
import { u256MulMod } from "../uint256/mulMod";
import { u256Exp } from "../uint256/exp";
import { u256Mul } from "../uint256/multiply";
import { u256Eq, u256Lt, u256SLt } from "../uint256/word";
import { keccak256, keccak256Pair } from "../hash/keccak";
import { sha256 } from "../hash/sha256";
import { ripemd160 } from "../hash/ripemd160";
import { blake2F } from "../hash/blake2f";
export { alloc } from "../memory/arena";

/** Operands of case i: 96 bytes at `cases` + 96 * (i & 255). Results go to `d`. */
// @ts-ignore: decorator
@inline
function operands(cases: usize, i: u32): usize {
  return cases + <usize>(i & 255) * 96;
}

export function permute(n: u32, state: usize): void {
  for (let i: u32 = 0; i < n; i++) keccakF(state);
}

export function loopKeccak256(n: u32, d: usize, src: usize, length: u32): void {
  for (let i: u32 = 0; i < n; i++) keccak256(d, src, length);
}

/** n hashes, two at a time. */
export function loopKeccak256Pair(n: u32, d: usize, src: usize, length: u32): void {
  for (let i: u32 = 0; i < n; i += 2) keccak256Pair(d, src, length, d + 32, src + 1024, length);
}

export function loopSha256(n: u32, d: usize, src: usize, length: u32): void {
  for (let i: u32 = 0; i < n; i++) sha256(d, src, length);
}

export function loopRipemd160(n: u32, d: usize, src: usize, length: u32): void {
  for (let i: u32 = 0; i < n; i++) ripemd160(d, src, length);
}

export function loopBlake2F(n: u32, rounds: u32, h: usize, m: usize): void {
  for (let i: u32 = 0; i < n; i++) blake2F(rounds, h, m, 128, 0, false);
}

export function loopAdd(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Add(d, at, at + 32);
  }
}

export function loopSub(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Sub(d, at, at + 32);
  }
}

export function loopMul(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Mul(d, at, at + 32);
  }
}

export function loopDiv(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Div(d, at, at + 32);
  }
}

export function loopMod(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Mod(d, at, at + 32);
  }
}

export function loopSDiv(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256SDiv(d, at, at + 32);
  }
}

export function loopSMod(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256SMod(d, at, at + 32);
  }
}

export function loopExp(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Exp(d, at, at + 32);
  }
}

export function loopAnd(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256And(d, at, at + 32);
  }
}

export function loopShl(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Shl(d, at, at + 32);
  }
}

export function loopShr(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Shr(d, at, at + 32);
  }
}

export function loopSar(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Sar(d, at, at + 32);
  }
}

export function loopByte(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256Byte(d, at, at + 32);
  }
}

export function loopSignExtend(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256SignExtend(d, at, at + 32);
  }
}

export function loopAddMod(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256AddMod(d, at, at + 32, at + 64);
  }
}

export function loopMulMod(n: u32, d: usize, cases: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    u256MulMod(d, at, at + 32, at + 64);
  }
}

export function loopLt(n: u32, d: usize, cases: usize): void {
  let count: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    count += <u32>u256Lt(at, at + 32);
  }
  store<u32>(d, count);
}

export function loopSLt(n: u32, d: usize, cases: usize): void {
  let count: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    count += <u32>u256SLt(at, at + 32);
  }
  store<u32>(d, count);
}

export function loopEq(n: u32, d: usize, cases: usize): void {
  let count: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const at = operands(cases, i);
    count += <u32>u256Eq(at, at + 32);
  }
  store<u32>(d, count);
}
