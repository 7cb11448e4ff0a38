// The field of secp256k1 (SEC 2, section 2.4.1) on words: p = 2^256 - 2^32 - 977. Elements are any 256-bit
// representative; only `fieldNormalize` makes them canonical. The scalar path: the guest's, and the other builds' for
// what the two-lane path cannot do. Products are in ./secp256k1Product.ts.
import { copy32, isZero32 } from "../memory/bytes";
import { u256Eq, u256Lt } from "../uint256/word";
import { inverseModulo } from "./inverse256";
import { fusedPower, isFused, plusTimes, Secp256k1, space } from "./fused/field";
import { fusedSquareTimes } from "./fused/secp256k1";
import { fieldMultiply, fieldSquare } from "./secp256k1Product";

/** p, and -1/p mod 2^32 after it. */
export const FIELD_PRIME: usize = memory.data<u64>([
  0xfffffffefffffc2f, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
]);
const NEGATED_INVERSE: u32 = 0xd2253531;

/** 2^256 - p */
const EXCESS: u64 = 0x1000003d1;

/** dst = a^(2^count), count at least 1. */
function squareTimes(dst: usize, a: usize, count: u32): void {
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    fusedSquareTimes(dst, a, count);
    return;
  }
  fieldSquare(dst, a);
  for (let i: u32 = 1; i < count; i++) fieldSquare(dst, dst);
}

export function fieldAdd(dst: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    plusTimes<Secp256k1>(space<Secp256k1>(), dst, a, 1, b);
    return;
  }
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const s0 = a0 + load<u64>(b);
  const c0 = <u64>(s0 < a0);
  const t1 = a1 + load<u64>(b, 8);
  const s1 = t1 + c0;
  const c1 = (<u64>(t1 < a1)) | (<u64>(s1 < t1));
  const t2 = a2 + load<u64>(b, 16);
  const s2 = t2 + c1;
  const c2 = (<u64>(t2 < a2)) | (<u64>(s2 < t2));
  const t3 = a3 + load<u64>(b, 24);
  const s3 = t3 + c2;
  addExcess(dst, s0, s1, s2, s3, (<u64>(t3 < a3)) | (<u64>(s3 < t3)));
}

/** dst = the four limbs + times * 2^256 mod p, times 0 or 1. */
// @ts-ignore: decorator
@inline
function addExcess(dst: usize, s0: u64, s1: u64, s2: u64, s3: u64, times: u64): void {
  const e0 = s0 + (EXCESS & (0 - times));
  const k0 = <u64>(e0 < s0);
  const e1 = s1 + k0;
  const k1 = <u64>(e1 < k0);
  const e2 = s2 + k1;
  const k2 = <u64>(e2 < k1);
  const e3 = s3 + k2;
  // Both summands were within the last EXCESS below 2^256: one more, which cannot carry.
  const again = <u64>(e3 < k2);
  store<u64>(dst, e0 + (EXCESS & (0 - again)));
  store<u64>(dst, e1, 8);
  store<u64>(dst, e2, 16);
  store<u64>(dst, e3, 24);
}

export function fieldSubtract(dst: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    plusTimes<Secp256k1>(space<Secp256k1>(), dst, a, -1, b);
    return;
  }
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const s0 = a0 - load<u64>(b);
  const c0 = <u64>(s0 > a0);
  const t1 = a1 - load<u64>(b, 8);
  const s1 = t1 - c0;
  const c1 = (<u64>(t1 > a1)) | (<u64>(s1 > t1));
  const t2 = a2 - load<u64>(b, 16);
  const s2 = t2 - c1;
  const c2 = (<u64>(t2 > a2)) | (<u64>(s2 > t2));
  const t3 = a3 - load<u64>(b, 24);
  const s3 = t3 - c2;
  const borrow = (<u64>(t3 > a3)) | (<u64>(s3 > t3));
  // A borrow has added 2^256 = p + EXCESS: take the excess off, twice when a was below it and b above p.
  const e0 = s0 - (EXCESS & (0 - borrow));
  const k0 = <u64>(e0 > s0);
  const e1 = s1 - k0;
  const k1 = <u64>(e1 > s1);
  const e2 = s2 - k1;
  const k2 = <u64>(e2 > s2);
  const e3 = s3 - k2;
  const again = <u64>(e3 > s3);
  store<u64>(dst, e0 - (EXCESS & (0 - again)));
  store<u64>(dst, e1, 8);
  store<u64>(dst, e2, 16);
  store<u64>(dst, e3, 24);
}

/** dst = a / 2 */
export function fieldHalve(dst: usize, a: usize): void {
  const a0 = load<u64>(a);
  // An odd a gets p added. All of p's limbs but the lowest are ones.
  const odd = 0 - (a0 & 1);
  const s0 = a0 + (odd & load<u64>(FIELD_PRIME));
  const c0 = <u64>(s0 < a0);
  const a1 = load<u64>(a, 8);
  const s1 = a1 + odd + c0;
  const c1 = odd & 1 & (c0 | (<u64>(a1 != 0)));
  const a2 = load<u64>(a, 16);
  const s2 = a2 + odd + c1;
  const c2 = odd & 1 & (c1 | (<u64>(a2 != 0)));
  const a3 = load<u64>(a, 24);
  const s3 = a3 + odd + c2;
  const c3 = odd & 1 & (c2 | (<u64>(a3 != 0)));
  store<u64>(dst, (s0 >> 1) | (s1 << 63));
  store<u64>(dst, (s1 >> 1) | (s2 << 63), 8);
  store<u64>(dst, (s2 >> 1) | (s3 << 63), 16);
  store<u64>(dst, (s3 >> 1) | (c3 << 63), 24);
}

/** dst = -a */
export function fieldNegate(dst: usize, a: usize): void {
  fieldNormalize(dst, a);
  if (isZero32(dst)) return;
  fieldSubtract(dst, FIELD_PRIME, dst);
}

/** dst = a below p. */
export function fieldNormalize(dst: usize, a: usize): void {
  if (u256Lt(a, FIELD_PRIME)) {
    copy32(dst, a);
    return;
  }
  // p <= a < 2^256: only the lowest limb can differ from zero after the subtraction.
  store<u64>(dst, load<u64>(a) - load<u64>(FIELD_PRIME));
  store<u64>(dst, 0, 8);
  store<u64>(dst, 0, 16);
  store<u64>(dst, 0, 24);
}

export function fieldIsZero(a: usize): bool {
  return isZero32(a) || u256Eq(a, FIELD_PRIME);
}

/** p - 2: the exponent that inverts, by Fermat. */
const MINUS_TWO: usize = memory.data<u64>([
  0xfffffffefffffc2d, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
]);

/** dst = 1 / a, 0 for 0. */
export function fieldInverse(dst: usize, a: usize): void {
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    fusedPower<Secp256k1>(dst, a, MINUS_TWO);
    return;
  }
  fieldNormalize(dst, a);
  inverseModulo(dst, dst, FIELD_PRIME, NEGATED_INVERSE);
}

const X2: usize = memory.data(32, 8);
const X3: usize = memory.data(32, 8);
const X6: usize = memory.data(32, 8);
const X11: usize = memory.data(32, 8);
const X22: usize = memory.data(32, 8);
const X44: usize = memory.data(32, 8);
const X88: usize = memory.data(32, 8);
const T: usize = memory.data(32, 8);

/** dst = a^((p+1)/4): a square root of a when it has one. (p+1)/4 is 223 ones, a zero, 22 ones, 00001100 in binary;
 *  Xn below is a to the power of n ones. dst must not be a. */
export function fieldSquareRoot(dst: usize, a: usize): void {
  fieldSquare(T, a);
  fieldMultiply(X2, T, a);
  fieldSquare(T, X2);
  fieldMultiply(X3, T, a);
  squareTimes(T, X3, 3);
  fieldMultiply(X6, T, X3);
  squareTimes(T, X6, 3);
  fieldMultiply(T, T, X3);
  squareTimes(T, T, 2);
  fieldMultiply(X11, T, X2);
  squareTimes(T, X11, 11);
  fieldMultiply(X22, T, X11);
  squareTimes(T, X22, 22);
  fieldMultiply(X44, T, X22);
  squareTimes(T, X44, 44);
  fieldMultiply(X88, T, X44);
  squareTimes(T, X88, 88);
  fieldMultiply(T, T, X88);
  squareTimes(T, T, 44);
  fieldMultiply(T, T, X44);
  squareTimes(T, T, 3);
  fieldMultiply(T, T, X3);
  squareTimes(T, T, 23);
  fieldMultiply(T, T, X22);
  squareTimes(T, T, 6);
  fieldMultiply(T, T, X2);
  squareTimes(dst, T, 2);
}
