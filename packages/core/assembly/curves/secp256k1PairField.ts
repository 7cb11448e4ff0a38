// Two elements of the field of secp256k1 at once: all but the products of ./secp256k1PairKernel.ts, where layout and
// magnitudes are explained. Differences first add a multiple of p with large limbs, so that no limb goes below zero.
import { pairMultiply, pairSquare } from "./secp256k1PairKernel";
import { laneMask } from "./secp256k1PairLanes";

/** Bytes of a pair. */
export const PAIR_SIZE: i32 = 80;

/** The 29 bits of a limb, in 32-bit lanes. */
// @ts-ignore: decorator
@lazy const LIMB: v128 = i32x4(0x1fffffff, 0x1fffffff, 0x1fffffff, 0x1fffffff);

/** What a carry out of the top limb comes back as: 2^261 = 31264 + 2^8 * 2^29 (mod p). */
// @ts-ignore: decorator
@lazy const WRAP: v128 = i32x4(31264, 31264, 256, 256);

/** k times the limbs of 32 p, which are 2^29 - 31264, 2^29 - 257, and 2^29 - 1 from there on: enough to subtract what is of
 *  magnitude k - 1. */
// @ts-ignore: decorator
@lazy const BIAS2_LOW: v128 = i32x4(1073679296, 1073679296, 1073741310, 1073741310);
// @ts-ignore: decorator
@lazy const BIAS2: v128 = i32x4(1073741822, 1073741822, 1073741822, 1073741822);
// @ts-ignore: decorator
@lazy const BIAS3_LOW: v128 = i32x4(1610518944, 1610518944, 1610611965, 1610611965);
// @ts-ignore: decorator
@lazy const BIAS3: v128 = i32x4(1610612733, 1610612733, 1610612733, 1610612733);
// @ts-ignore: decorator
@lazy const BIAS4_LOW: v128 = i32x4(2147358592, 2147358592, 2147482620, 2147482620);
// @ts-ignore: decorator
@lazy const BIAS4: v128 = i32x4(2147483644, 2147483644, 2147483644, 2147483644);
// @ts-ignore: decorator
@lazy const BIAS5_LOW: v128 = i32x4(-1610769056, -1610769056, -1610614021, -1610614021);
// @ts-ignore: decorator
@lazy const BIAS5: v128 = i32x4(-1610612741, -1610612741, -1610612741, -1610612741);

/** Carries every limb into the next once, which leaves magnitude 1, and stores. */
// @ts-ignore: decorator
@inline
function storeCarried(dst: usize, v0: v128, v1: v128, v2: v128, v3: v128, v4: v128): void {
  const c0 = i32x4.shr_u(v0, 29);
  const c1 = i32x4.shr_u(v1, 29);
  const c2 = i32x4.shr_u(v2, 29);
  const c3 = i32x4.shr_u(v3, 29);
  const c4 = i32x4.shr_u(v4, 29);
  const wrapped = i32x4.mul(v128.shuffle<i32>(c4, c4, 0, 1, 0, 1), WRAP);
  const into0 = i32x4.add(wrapped, v128.shuffle<i32>(i32x4(0, 0, 0, 0), c0, 0, 1, 4, 5));
  v128.store(dst, i32x4.add(v128.and(v0, LIMB), into0));
  v128.store(dst, i32x4.add(v128.and(v1, LIMB), v128.shuffle<i32>(c0, c1, 2, 3, 4, 5)), 16);
  v128.store(dst, i32x4.add(v128.and(v2, LIMB), v128.shuffle<i32>(c1, c2, 2, 3, 4, 5)), 32);
  v128.store(dst, i32x4.add(v128.and(v3, LIMB), v128.shuffle<i32>(c2, c3, 2, 3, 4, 5)), 48);
  v128.store(dst, i32x4.add(v128.and(v4, LIMB), v128.shuffle<i32>(c3, c4, 2, 3, 4, 5)), 64);
}

/** dst = 2 a, of twice a's magnitude. */
export function pairDouble(dst: usize, a: usize): void {
  v128.store(dst, i32x4.shl(v128.load(a), 1), 0);
  v128.store(dst, i32x4.shl(v128.load(a, 16), 1), 16);
  v128.store(dst, i32x4.shl(v128.load(a, 32), 1), 32);
  v128.store(dst, i32x4.shl(v128.load(a, 48), 1), 48);
  v128.store(dst, i32x4.shl(v128.load(a, 64), 1), 64);
}

/** dst = a of magnitude 1; a of magnitude up to 7. */
export function pairCarry(dst: usize, a: usize): void {
  const v0 = v128.load(a);
  const v1 = v128.load(a, 16);
  const v2 = v128.load(a, 32);
  const v3 = v128.load(a, 48);
  const v4 = v128.load(a, 64);
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = a - b, of magnitude 2 more than a's; b of magnitude 1. */
export function pairSubtractLoose(dst: usize, a: usize, b: usize): void {
  v128.store(dst, i32x4.sub(i32x4.add(v128.load(a), BIAS2_LOW), v128.load(b)), 0);
  v128.store(dst, i32x4.sub(i32x4.add(v128.load(a, 16), BIAS2), v128.load(b, 16)), 16);
  v128.store(dst, i32x4.sub(i32x4.add(v128.load(a, 32), BIAS2), v128.load(b, 32)), 32);
  v128.store(dst, i32x4.sub(i32x4.add(v128.load(a, 48), BIAS2), v128.load(b, 48)), 48);
  v128.store(dst, i32x4.sub(i32x4.add(v128.load(a, 64), BIAS2), v128.load(b, 64)), 64);
}

/** dst = a - b of magnitude 1; b of magnitude 1. */
export function pairSubtract(dst: usize, a: usize, b: usize): void {
  const v0 = i32x4.sub(i32x4.add(v128.load(a), BIAS2_LOW), v128.load(b));
  const v1 = i32x4.sub(i32x4.add(v128.load(a, 16), BIAS2), v128.load(b, 16));
  const v2 = i32x4.sub(i32x4.add(v128.load(a, 32), BIAS2), v128.load(b, 32));
  const v3 = i32x4.sub(i32x4.add(v128.load(a, 48), BIAS2), v128.load(b, 48));
  const v4 = i32x4.sub(i32x4.add(v128.load(a, 64), BIAS2), v128.load(b, 64));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = 3 a of magnitude 1; a of magnitude 1 or 2. */
export function pairTriple(dst: usize, a: usize): void {
  const v0 = i32x4.add(i32x4.shl(v128.load(a), 1), v128.load(a));
  const v1 = i32x4.add(i32x4.shl(v128.load(a, 16), 1), v128.load(a, 16));
  const v2 = i32x4.add(i32x4.shl(v128.load(a, 32), 1), v128.load(a, 32));
  const v3 = i32x4.add(i32x4.shl(v128.load(a, 48), 1), v128.load(a, 48));
  const v4 = i32x4.add(i32x4.shl(v128.load(a, 64), 1), v128.load(a, 64));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = a - b - c of magnitude 1; b and c of magnitude 1. */
export function pairSubtractBoth(dst: usize, a: usize, b: usize, c: usize): void {
  const v0 = i32x4.sub(i32x4.add(v128.load(a), BIAS3_LOW), i32x4.add(v128.load(b), v128.load(c)));
  const v1 = i32x4.sub(i32x4.add(v128.load(a, 16), BIAS3), i32x4.add(v128.load(b, 16), v128.load(c, 16)));
  const v2 = i32x4.sub(i32x4.add(v128.load(a, 32), BIAS3), i32x4.add(v128.load(b, 32), v128.load(c, 32)));
  const v3 = i32x4.sub(i32x4.add(v128.load(a, 48), BIAS3), i32x4.add(v128.load(b, 48), v128.load(c, 48)));
  const v4 = i32x4.sub(i32x4.add(v128.load(a, 64), BIAS3), i32x4.add(v128.load(b, 64), v128.load(c, 64)));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = a - b - 2 c of magnitude 1; b and c of magnitude 1. */
export function pairSubtractAndTwice(dst: usize, a: usize, b: usize, c: usize): void {
  const v0 = i32x4.sub(i32x4.add(v128.load(a), BIAS4_LOW), i32x4.add(v128.load(b), i32x4.shl(v128.load(c), 1)));
  const v1 = i32x4.sub(i32x4.add(v128.load(a, 16), BIAS4), i32x4.add(v128.load(b, 16), i32x4.shl(v128.load(c, 16), 1)));
  const v2 = i32x4.sub(i32x4.add(v128.load(a, 32), BIAS4), i32x4.add(v128.load(b, 32), i32x4.shl(v128.load(c, 32), 1)));
  const v3 = i32x4.sub(i32x4.add(v128.load(a, 48), BIAS4), i32x4.add(v128.load(b, 48), i32x4.shl(v128.load(c, 48), 1)));
  const v4 = i32x4.sub(i32x4.add(v128.load(a, 64), BIAS4), i32x4.add(v128.load(b, 64), i32x4.shl(v128.load(c, 64), 1)));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = a - 2 b of magnitude 1; b of magnitude 1. */
export function pairSubtractTwice(dst: usize, a: usize, b: usize): void {
  const v0 = i32x4.sub(i32x4.add(v128.load(a), BIAS3_LOW), i32x4.shl(v128.load(b), 1));
  const v1 = i32x4.sub(i32x4.add(v128.load(a, 16), BIAS3), i32x4.shl(v128.load(b, 16), 1));
  const v2 = i32x4.sub(i32x4.add(v128.load(a, 32), BIAS3), i32x4.shl(v128.load(b, 32), 1));
  const v3 = i32x4.sub(i32x4.add(v128.load(a, 48), BIAS3), i32x4.shl(v128.load(b, 48), 1));
  const v4 = i32x4.sub(i32x4.add(v128.load(a, 64), BIAS3), i32x4.shl(v128.load(b, 64), 1));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = a - 4 b of magnitude 1; b of magnitude 1. */
export function pairSubtractFourTimes(dst: usize, a: usize, b: usize): void {
  const v0 = i32x4.sub(i32x4.add(v128.load(a), BIAS5_LOW), i32x4.shl(v128.load(b), 2));
  const v1 = i32x4.sub(i32x4.add(v128.load(a, 16), BIAS5), i32x4.shl(v128.load(b, 16), 2));
  const v2 = i32x4.sub(i32x4.add(v128.load(a, 32), BIAS5), i32x4.shl(v128.load(b, 32), 2));
  const v3 = i32x4.sub(i32x4.add(v128.load(a, 48), BIAS5), i32x4.shl(v128.load(b, 48), 2));
  const v4 = i32x4.sub(i32x4.add(v128.load(a, 64), BIAS5), i32x4.shl(v128.load(b, 64), 2));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** dst = 2 a - b of magnitude 1; a and b of magnitude 1. */
export function pairTwiceMinus(dst: usize, a: usize, b: usize): void {
  const v0 = i32x4.sub(i32x4.add(i32x4.shl(v128.load(a), 1), BIAS2_LOW), v128.load(b));
  const v1 = i32x4.sub(i32x4.add(i32x4.shl(v128.load(a, 16), 1), BIAS2), v128.load(b, 16));
  const v2 = i32x4.sub(i32x4.add(i32x4.shl(v128.load(a, 32), 1), BIAS2), v128.load(b, 32));
  const v3 = i32x4.sub(i32x4.add(i32x4.shl(v128.load(a, 48), 1), BIAS2), v128.load(b, 48));
  const v4 = i32x4.sub(i32x4.add(i32x4.shl(v128.load(a, 64), 1), BIAS2), v128.load(b, 64));
  storeCarried(dst, v0, v1, v2, v3, v4);
}

/** In the lanes that `lanes` names, a = -a, of magnitude 2; a of magnitude 1. */
export function pairNegateLanes(a: usize, lanes: u32): void {
  const mask = laneMask(lanes);
  const v0 = v128.load(a);
  v128.store(a, v128.bitselect(i32x4.sub(BIAS2_LOW, v0), v0, mask));
  for (let i: usize = 16; i < <usize>PAIR_SIZE; i += 16) {
    const v = v128.load(a + i);
    v128.store(a + i, v128.bitselect(i32x4.sub(BIAS2, v), v, mask));
  }
}

const X2: usize = memory.data(PAIR_SIZE, 16);
const X3: usize = memory.data(PAIR_SIZE, 16);
const X22: usize = memory.data(PAIR_SIZE, 16);
const X44: usize = memory.data(PAIR_SIZE, 16);
const X88: usize = memory.data(PAIR_SIZE, 16);

/** dst = a^(2^count), count at least 1. */
function squareTimes(dst: usize, a: usize, count: u32): void {
  pairSquare(dst, a);
  for (let i: u32 = 1; i < count; i++) pairSquare(dst, dst);
}

/** dst = a^((p+1)/4), by the chain of ./secp256k1Field.ts. dst must not be a. */
export function pairSquareRoot(dst: usize, a: usize): void {
  pairSquare(dst, a);
  pairMultiply(X2, dst, a);
  pairSquare(dst, X2);
  pairMultiply(X3, dst, a);
  squareTimes(dst, X3, 3);
  pairMultiply(dst, dst, X3);
  squareTimes(dst, dst, 3);
  pairMultiply(dst, dst, X3);
  squareTimes(dst, dst, 2);
  // X11, held in X44 until that is made
  pairMultiply(X44, dst, X2);
  squareTimes(dst, X44, 11);
  pairMultiply(X22, dst, X44);
  squareTimes(dst, X22, 22);
  pairMultiply(X44, dst, X22);
  squareTimes(dst, X44, 44);
  pairMultiply(X88, dst, X44);
  squareTimes(dst, X88, 88);
  pairMultiply(dst, dst, X88);
  squareTimes(dst, dst, 44);
  pairMultiply(dst, dst, X44);
  squareTimes(dst, dst, 3);
  pairMultiply(dst, dst, X3);
  squareTimes(dst, dst, 23);
  pairMultiply(dst, dst, X22);
  squareTimes(dst, dst, 6);
  pairMultiply(dst, dst, X2);
  squareTimes(dst, dst, 2);
}

export function pairCopy(dst: usize, a: usize): void {
  memory.copy(dst, a, PAIR_SIZE);
}
