// Sums of scalar multiples in G1 that share their doublings (Straus), with signed digits of window 5.
import { alloc, mark, release } from "../memory/arena";
import { at, copy, negate, zip01 } from "./fp2";
import { g1BatchToAffine } from "./g1Affine";
import { g1Add, g1AddAffine, g1Double, g1FromAffine, g1SetInfinity, jacobianBytes } from "./g1Jacobian";
import { DIGITS_SIZE } from "./recode";

/** Digits are odd and below 16 in size. */
export const STRAUS_WINDOW: u32 = 5;
const MULTIPLES: usize = 8;

const NEGATED: usize = memory.data(112, 16);

/** Bytes of the table of one point. */
// @ts-ignore: decorator
@inline
export function g1TableBytes<F>(): usize {
  return MULTIPLES * offsetof<F>();
}

/** tables[k] = P, 3P, … 15P for the affine points[k], none of which may be infinity or of small order. */
export function g1OddMultiples<F>(tables: usize, points: usize, count: usize): void {
  const start = mark();
  const jacobian = alloc(count * MULTIPLES * jacobianBytes<F>());
  const twice = alloc(jacobianBytes<F>());
  for (let k: usize = 0; k < count; k++) {
    let p = jacobian + k * MULTIPLES * jacobianBytes<F>();
    g1FromAffine<F>(p, at<F>(points, k));
    g1Double<F>(twice, p);
    for (let i: usize = 1; i < MULTIPLES; i++) {
      g1Add<F>(p + jacobianBytes<F>(), p, twice);
      p += jacobianBytes<F>();
    }
  }
  g1BatchToAffine<F>(tables, jacobian, count * MULTIPLES);
  release(start);
}

/** d = sum of digits[k] · tables[k], for `count` rows of DIGITS_SIZE digits of which `length` are used. */
export function g1Straus<F>(d: usize, tables: usize, digits: usize, count: usize, length: u32): void {
  g1SetInfinity<F>(d);
  for (let i = length; i > 0; ) {
    i--;
    if (i + 1 < length) g1Double<F>(d, d);
    for (let k: usize = 0; k < count; k++) {
      const digit = <i32>load<i8>(digits + k * DIGITS_SIZE + <usize>i);
      if (digit == 0) continue;
      const table = tables + k * g1TableBytes<F>();
      if (digit > 0) {
        g1AddAffine<F>(d, d, at<F>(table, <usize>(digit >> 1)));
      } else {
        const q = at<F>(table, <usize>(-digit >> 1));
        negate<F>(NEGATED, q);
        zip01<F>(NEGATED, q, NEGATED);
        g1AddAffine<F>(d, d, NEGATED);
      }
    }
  }
}
