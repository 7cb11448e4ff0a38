// The base fields of bn254, BLS12-381 and secp256k1, and the order of the last, on a machine that computes (a b + c) mod m in one step (accelerator/calls.ts): what the files of
// this folder are written in. A sum costs as much as a product there, and c comes for nothing, so formulas are chosen for few steps,
// not for few products: schoolbook beats Karatsuba.
//
// Elements are below p, in plain form (as packedLanes.ts has them in the build `proving`: R is 1). The functions of this folder may be
// called where `isFused` says so, and only there.
//
// Constants and intermediate values of one field lie together, around a pointer that the compiler does not know: so each address is a
// register and a small offset, one instruction, where a known address takes two.
import { callMultiplyAdd, callMultiplyAdd384 } from "../../accelerator/calls";
import { Bls12381, Bn254, primeWords } from "../primeFields";

/** The field of secp256k1, as a type: told from others by its size alone. */
@unmanaged
export class Secp256k1 {
  private w0: u64;
  private w1: u64;
  private w2: u64;
  private w3: u64;
  private w4: u64;
  private w5: u64;
  private w6: u64;
  private w7: u64;
  private w8: u64;
  private w9: u64;
  private w10: u64;
}

/** Numbers modulo the order of secp256k1's group. */
@unmanaged
export class Secp256k1Order {
  private w0: u64;
  private w1: u64;
  private w2: u64;
  private w3: u64;
  private w4: u64;
  private w5: u64;
  private w6: u64;
  private w7: u64;
  private w8: u64;
  private w9: u64;
  private w10: u64;
  private w11: u64;
}

const SECP256K1_ORDER: usize = memory.data<u64>([
  0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff,
]);
const SECP256K1_PRIME: usize = memory.data<u64>([
  0xfffffffefffffc2f, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
]);

/** Bytes from one slot to the next, for both fields. */
const SLOT: usize = 48;
/** Numbers from -12 to 12 lie in the middle: number k at the pointer + 48 k; the prime below them; free slots at both ends. */
const MOST: usize = 12;
const SLOTS: usize = 80;
const MIDDLE: usize = 40 * SLOT;

const BN254_SPACE: usize = memory.data(3840, 16);
const BLS12381_SPACE: usize = memory.data(3840, 16);
const SECP256K1_SPACE: usize = memory.data(3840, 16);
const ORDER_SPACE: usize = memory.data(3840, 16);

/** 0: the machine has not been asked. NONE: it has no such step. */
let bn254Middle: usize = 0;
let bls12381Middle: usize = 0;
let secp256k1Middle: usize = 0;
let orderMiddle: usize = 0;
const NONE: usize = 1;

/** Bytes of an element. */
// @ts-ignore: decorator
@inline
function bytes<F>(): usize {
  return offsetof<F>() == offsetof<Bls12381>() ? 48 : 32;
}

/** The pointer that constants and intermediate values lie around. */
// @ts-ignore: decorator
@inline
export function space<F>(): usize {
  if (offsetof<F>() == offsetof<Bn254>()) return bn254Middle;
  if (offsetof<F>() == offsetof<Bls12381>()) return bls12381Middle;
  return offsetof<F>() == offsetof<Secp256k1>() ? secp256k1Middle : orderMiddle;
}

function setSpace<F>(middle: usize): void {
  if (offsetof<F>() == offsetof<Bn254>()) bn254Middle = middle;
  else if (offsetof<F>() == offsetof<Bls12381>()) bls12381Middle = middle;
  else if (offsetof<F>() == offsetof<Secp256k1>()) secp256k1Middle = middle;
  else orderMiddle = middle;
}

// @ts-ignore: decorator
@inline
function ownSpace<F>(): usize {
  if (offsetof<F>() == offsetof<Bn254>()) return BN254_SPACE;
  if (offsetof<F>() == offsetof<Bls12381>()) return BLS12381_SPACE;
  return offsetof<F>() == offsetof<Secp256k1>() ? SECP256K1_SPACE : ORDER_SPACE;
}

// @ts-ignore: decorator
@inline
function ownPrime<F>(): usize {
  if (offsetof<F>() == offsetof<Secp256k1>()) return SECP256K1_PRIME;
  return offsetof<F>() == offsetof<Secp256k1Order>() ? SECP256K1_ORDER : primeWords<F>();
}

/** d = a b + c mod m; whether the machine has done it. */
// @ts-ignore: decorator
@inline
function call<F>(d: usize, a: usize, b: usize, c: usize, m: usize): bool {
  return bytes<F>() == 48 ? callMultiplyAdd384(d, a, b, c, m) : callMultiplyAdd(d, a, b, c, m);
}

/** Whether the machine has the step. */
// @ts-ignore: decorator
@inline
export function isFused<F>(): bool {
  if (!TARGET_PROVING) return false;
  const w = space<F>();
  return w > NONE || (w == 0 && begin<F>());
}

/** The number k, -12 to 12, as an element. */
// @ts-ignore: decorator
@inline
export function number<F>(w: usize, k: isize): usize {
  return w + k * SLOT;
}

/** Slot i, 0 to 53, for an intermediate value. */
// @ts-ignore: decorator
@inline
export function slot<F>(w: usize, i: usize): usize {
  return i < 27 ? w + (MOST + 1 + i) * SLOT : w - (MOST + 2 + (i - 27)) * SLOT;
}

// @ts-ignore: decorator
@inline
function prime<F>(w: usize): usize {
  return w - (MOST + 1) * SLOT;
}

/** d = a b + c. All may be the same place. */
// @ts-ignore: decorator
@inline
export function fuse<F>(w: usize, d: usize, a: usize, b: usize, c: usize): void {
  call<F>(d, a, b, c, prime<F>(w));
}

/** d = a b. */
// @ts-ignore: decorator
@inline
export function product<F>(w: usize, d: usize, a: usize, b: usize): void {
  fuse<F>(w, d, a, b, w);
}

/** d = k a, k from -12 to 12. */
// @ts-ignore: decorator
@inline
export function times<F>(w: usize, d: usize, k: isize, a: usize): void {
  fuse<F>(w, d, a, number<F>(w, k), w);
}

/** d = a + k b. */
// @ts-ignore: decorator
@inline
export function plusTimes<F>(w: usize, d: usize, a: usize, k: isize, b: usize): void {
  fuse<F>(w, d, b, number<F>(w, k), a);
}

/** Asks the machine, and fills the constants. */
function begin<F>(): bool {
  const w = ownSpace<F>() + MIDDLE;
  memory.copy(prime<F>(w), ownPrime<F>(), bytes<F>());
  for (let k: usize = 1; k <= MOST; k++) store<u32>(w + k * SLOT, <u32>k);
  // -1 is p - 1.
  const minusOne = w - SLOT;
  memory.copy(minusOne, prime<F>(w), bytes<F>());
  store<u32>(minusOne, load<u32>(minusOne) - 1);
  let has = true;
  for (let k: usize = 2; k <= MOST && has; k++) has = call<F>(w - k * SLOT, minusOne, w + k * SLOT, w, prime<F>(w));
  setSpace<F>(has ? w : NONE);
  return has;
}

/** d = a^e for the exponent e = the number of as many bytes as an element has at `exponent`, not 0; by its digits of four bits. d may be a. */
export function fusedPower<F>(d: usize, a: usize, exponent: usize): void {
  const w = space<F>();
  // a^0 to a^15 in slots 0 to 15.
  times<F>(w, slot<F>(w, 0), 0, w);
  store<u32>(slot<F>(w, 0), 1);
  for (let i: usize = 1; i < 16; i++) product<F>(w, slot<F>(w, 0) + i * SLOT, slot<F>(w, 0) + (i - 1) * SLOT, a);
  let isOne = true;
  for (let i = bytes<F>(); i > 0;) {
    i--;
    const byte = <usize>load<u8>(exponent + i);
    for (let shift: usize = 8; shift > 0;) {
      shift -= 4;
      const power = slot<F>(w, 0) + ((byte >> shift) & 15) * SLOT;
      if (isOne) {
        if (power == slot<F>(w, 0)) continue;
        times<F>(w, d, 1, power);
        isOne = false;
        continue;
      }
      product<F>(w, d, d, d);
      product<F>(w, d, d, d);
      product<F>(w, d, d, d);
      product<F>(w, d, d, d);
      if (power != slot<F>(w, 0)) product<F>(w, d, d, power);
    }
  }
}
