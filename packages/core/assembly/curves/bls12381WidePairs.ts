// Two products in Fp2 of BLS12-381 at a time before reduction, one to a lane, each with three products in Fp (Karatsuba): of the
// real parts, of the imaginary parts, of their sums. Functions on columns put the results back side by side.
import { add, zip00, zip11 } from "./fp2";
import { blsWideProduct, WIDE_BYTES } from "./bls12381Wide";
import { Bls12381 } from "./primeFields";

/** Bytes of the three products. */
export const PAIR_BYTES: usize = 3 * WIDE_BYTES;

const A_REAL: usize = memory.data(112, 16);
const A_IMAGINARY: usize = memory.data(112, 16);
const B_REAL: usize = memory.data(112, 16);
const B_IMAGINARY: usize = memory.data(112, 16);

/** Products a b in lane 0 and c d in lane 1, all in Fp2. */
export function productPair(wide: usize, a: usize, b: usize, c: usize, d: usize): void {
  zip00<Bls12381>(A_REAL, a, c);
  zip11<Bls12381>(A_IMAGINARY, a, c);
  zip00<Bls12381>(B_REAL, b, d);
  zip11<Bls12381>(B_IMAGINARY, b, d);
  blsWideProduct(wide, A_REAL, B_REAL);
  blsWideProduct(wide + WIDE_BYTES, A_IMAGINARY, B_IMAGINARY);
  add<Bls12381>(A_REAL, A_REAL, A_IMAGINARY);
  add<Bls12381>(B_REAL, B_REAL, B_IMAGINARY);
  blsWideProduct(wide + 2 * WIDE_BYTES, A_REAL, B_REAL);
}

// @ts-ignore: decorator
@inline
export function minus(x: v128, y: v128): v128 {
  return i64x2.sub(x, y);
}

// @ts-ignore: decorator
@inline
export function plus(x: v128, y: v128): v128 {
  return i64x2.add(x, y);
}

/** Real parts of a pair of products in one column. */
// @ts-ignore: decorator
@inline
export function real(pair: usize): v128 {
  return minus(v128.load(pair), v128.load(pair, WIDE_BYTES));
}

/** Imaginary parts of a pair of products in one column. */
// @ts-ignore: decorator
@inline
export function imaginary(pair: usize): v128 {
  return minus(minus(v128.load(pair, 2 * WIDE_BYTES), v128.load(pair)), v128.load(pair, WIDE_BYTES));
}

// @ts-ignore: decorator
@inline
export function first(re: v128, im: v128): v128 {
  return v128.shuffle<i64>(re, im, 0, 2);
}

// @ts-ignore: decorator
@inline
export function second(re: v128, im: v128): v128 {
  return v128.shuffle<i64>(re, im, 1, 3);
}
