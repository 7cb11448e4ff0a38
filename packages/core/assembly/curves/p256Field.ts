// The field of NIST P-256 (SP 800-186, section 3.2.1.3), p = 2^256 - 2^224 + 2^192 + 2^96 - 1, in Montgomery form: the
// word of x holds x * 2^256 mod p, always below p. -1/p is 1 modulo 2^32, so the reduction needs no products. In the build `proving`
// it holds x: there the machine multiplies (accelerator/calls.ts), and where it does not, every product is brought back.
import { callMultiply, callMultiplyAdd } from "../accelerator/calls";
import { copy32 } from "../memory/bytes";
import { u256AddCarry, u256Sub, u256SubBorrow } from "../uint256/add";
import { u256Lt } from "../uint256/word";
import { inverseModulo } from "./inverse256";
import { toMontgomery } from "./modulus256";
import { multiplyWide, squareWide } from "./wide256";

/** p as a modulus of ./modulus256.ts. */
export const FIELD: usize = memory.data<u64>([
  0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001, 0x0000000000000003,
  0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd, 1,
]);

/** 2^256 mod p: one, in Montgomery form. */
const MONTGOMERY_ONE: usize = memory.data<u64>([
  0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe,
]);
const PLAIN_ONE: usize = memory.data<u64>([1, 0, 0, 0]);
export const ONE: usize = TARGET_PROVING ? PLAIN_ONE : MONTGOMERY_ONE;

/** p - 1 */
const MINUS_ONE: usize = memory.data<u64>([
  0xfffffffffffffffe, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001,
]);

const LOW: i64 = 0xffff_ffff;
const WIDE: usize = memory.data(64, 8);

/** dst = WIDE / 2^256 mod p. Eight times the lowest limb u is cleared by adding u * p, that is by moving u up by 96, 192
 *  and 256 bits and off at 224. Columns are signed and carry late. */
function reduceWide(dst: usize): void {
  let u = <i64>load<u32>(WIDE);
  let c1 = <i64>load<u32>(WIDE, 4);
  let c2 = <i64>load<u32>(WIDE, 8);
  let c3 = <i64>load<u32>(WIDE, 12) + u;
  let c4 = <i64>load<u32>(WIDE, 16);
  let c5 = <i64>load<u32>(WIDE, 20);
  let c6 = <i64>load<u32>(WIDE, 24) + u;
  let c7 = <i64>load<u32>(WIDE, 28) - u;
  let c8 = <i64>load<u32>(WIDE, 32) + u;
  u = c1;
  c4 += u;
  c7 += u;
  c8 -= u;
  let c9 = <i64>load<u32>(WIDE, 36) + u;
  u = c2;
  c5 += u;
  c8 += u;
  c9 -= u;
  let c10 = <i64>load<u32>(WIDE, 40) + u;
  u = c3 & LOW;
  c4 += c3 >> 32;
  c6 += u;
  c9 += u;
  c10 -= u;
  let c11 = <i64>load<u32>(WIDE, 44) + u;
  u = c4 & LOW;
  c5 += c4 >> 32;
  c7 += u;
  c10 += u;
  c11 -= u;
  let c12 = <i64>load<u32>(WIDE, 48) + u;
  u = c5 & LOW;
  c6 += c5 >> 32;
  c8 += u;
  c11 += u;
  c12 -= u;
  let c13 = <i64>load<u32>(WIDE, 52) + u;
  u = c6 & LOW;
  c7 += c6 >> 32;
  c9 += u;
  c12 += u;
  c13 -= u;
  let c14 = <i64>load<u32>(WIDE, 56) + u;
  u = c7 & LOW;
  c8 += c7 >> 32;
  c10 += u;
  c13 += u;
  c14 -= u;
  let c15 = <i64>load<u32>(WIDE, 60) + u;

  c9 += c8 >> 32;
  c10 += c9 >> 32;
  c11 += c10 >> 32;
  c12 += c11 >> 32;
  c13 += c12 >> 32;
  c14 += c13 >> 32;
  c15 += c14 >> 32;
  store<u64>(dst, <u64>((c8 & LOW) | (c9 << 32)));
  store<u64>(dst, <u64>((c10 & LOW) | (c11 << 32)), 8);
  store<u64>(dst, <u64>((c12 & LOW) | (c13 << 32)), 16);
  store<u64>(dst, <u64>((c14 & LOW) | (c15 << 32)), 24);
  // The sum is below 2p.
  if (c15 >> 32 != 0 || !u256Lt(dst, FIELD)) u256Sub(dst, dst, FIELD);
}

export function fieldMultiply(dst: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && callMultiply(dst, a, b, FIELD)) return;
  multiplyWide(WIDE, a, b);
  reduceWide(dst);
  if (TARGET_PROVING) toMontgomery(dst, dst, FIELD);
}

export function fieldSquare(dst: usize, a: usize): void {
  if (TARGET_PROVING) {
    fieldMultiply(dst, a, a);
    return;
  }
  squareWide(WIDE, a);
  reduceWide(dst);
}

export function fieldAdd(dst: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && callMultiplyAdd(dst, a, ONE, b, FIELD)) return;
  if (u256AddCarry(dst, a, b) || !u256Lt(dst, FIELD)) u256Sub(dst, dst, FIELD);
}

export function fieldSubtract(dst: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && callMultiplyAdd(dst, b, MINUS_ONE, a, FIELD)) return;
  if (u256SubBorrow(dst, a, b)) u256AddCarry(dst, dst, FIELD);
}

/** dst = the field element of word a < p. */
export function fieldFromWord(dst: usize, a: usize): void {
  if (TARGET_PROVING) copy32(dst, a);
  else toMontgomery(dst, a, FIELD);
}

/** dst = 1 / a, 0 for 0. */
export function fieldInverse(dst: usize, a: usize): void {
  inverseModulo(dst, a, FIELD, 1);
  if (TARGET_PROVING) return;
  // That is 1 / (a 2^256): twice into Montgomery form.
  toMontgomery(dst, dst, FIELD);
  toMontgomery(dst, dst, FIELD);
}
