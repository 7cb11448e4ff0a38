// Sums of scalar multiples in G1 that share their doublings (Straus), with signed digits of window 4.
import { alloc, mark, release } from "../memory/arena";
import { at, conjugate } from "./fp2";
import { g1BatchToAffine } from "./g1Affine";
import { g1Add, g1AddAffine, g1Double, g1FromAffine, g1SetInfinity, jacobianBytes } from "./g1Jacobian";
import { DIGITS_SIZE } from "./recode";

/** Digits are odd and below 8 in size. A window of 5 costs as much in tables as it saves in additions. */
export const STRAUS_WINDOW: u32 = 4;
export const STRAUS_MULTIPLES: usize = 4;

const NEGATED: usize = memory.data(112, 16);

/** Bytes of the table of one point. */
// @ts-ignore: decorator
@inline
export function g1TableBytes<F>(): usize {
  return STRAUS_MULTIPLES * offsetof<F>();
}

/** tables[k] = P, 3P, 5P, 7P for the affine points[k], none of which may be infinity or of small order. `stride` bytes lie
 *  between two tables. */
export function g1OddMultiples<F>(tables: usize, stride: usize, points: usize, count: usize): void {
  const start = mark();
  const jacobian = alloc(count * STRAUS_MULTIPLES * jacobianBytes<F>());
  const twice = alloc(jacobianBytes<F>());
  for (let k: usize = 0; k < count; k++) {
    let p = jacobian + k * STRAUS_MULTIPLES * jacobianBytes<F>();
    g1FromAffine<F>(p, at<F>(points, k));
    g1Double<F>(twice, p);
    for (let i: usize = 1; i < STRAUS_MULTIPLES; i++) {
      g1Add<F>(p + jacobianBytes<F>(), p, twice);
      p += jacobianBytes<F>();
    }
  }
  const affine = alloc(count * g1TableBytes<F>());
  g1BatchToAffine<F>(affine, jacobian, count * STRAUS_MULTIPLES);
  for (let k: usize = 0; k < count; k++) {
    memory.copy(tables + k * stride, affine + k * g1TableBytes<F>(), g1TableBytes<F>());
  }
  release(start);
}

/** d = sum of digits[k] · tables[k], for `count` rows of DIGITS_SIZE digits of which `length` are used. */
export function g1Straus<F>(d: usize, tables: usize, digits: usize, count: usize, length: u32): void {
  g1SetInfinity<F>(d);
  for (let i = length; i > 0;) {
    i--;
    if (i + 1 < length) g1Double<F>(d, d);
    for (let k: usize = 0; k < count; k++) {
      const digit = <i32>load<i8>(digits + k * DIGITS_SIZE + <usize>i);
      if (digit == 0) continue;
      const table = tables + k * g1TableBytes<F>();
      if (digit > 0) {
        g1AddAffine<F>(d, d, at<F>(table, <usize>(digit >> 1)));
      } else {
        conjugate<F>(NEGATED, at<F>(table, <usize>(-digit >> 1)));
        g1AddAffine<F>(d, d, NEGATED);
      }
    }
  }
}
