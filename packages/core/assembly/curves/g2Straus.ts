// Sums of scalar multiples in G2 that share their doublings (Straus), with signed digits of window 4, as g1Straus.ts.
import { alloc, mark, release } from "../memory/arena";
import { at, multiply, negate, setOne, square } from "./fp2";
import { invert } from "./fpInverse";
import { g2Add, g2AddAffine, g2Double, g2FromAffine, g2JacobianBytes, g2SetInfinity } from "./g2Jacobian";
import { STRAUS_MULTIPLES } from "./g1Straus";
import { DIGITS_SIZE } from "./recode";

const NEGATED: usize = memory.data(112, 16);
const RUNNING: usize = memory.data(112, 16);
const INVERSE: usize = memory.data(112, 16);
const POWER: usize = memory.data(112, 16);

/** Bytes of the table of one point: affine points of two elements. */
// @ts-ignore: decorator
@inline
export function g2TableBytes<F>(): usize {
  return 2 * STRAUS_MULTIPLES * offsetof<F>();
}

/** The `count` Jacobian points as affine ones, with one inversion; none may be infinity. */
function batchToAffine<F>(affine: usize, points: usize, count: usize): void {
  const start = mark();
  const prefixes = alloc(count * offsetof<F>());
  setOne<F>(RUNNING);
  for (let k: usize = 0; k < count; k++) {
    memory.copy(at<F>(prefixes, k), RUNNING, offsetof<F>());
    multiply<F>(RUNNING, RUNNING, at<F>(points + k * g2JacobianBytes<F>(), 2));
  }
  invert<F>(RUNNING, RUNNING);
  for (let k = count; k > 0;) {
    k--;
    const p = points + k * g2JacobianBytes<F>();
    const to = affine + k * 2 * offsetof<F>();
    multiply<F>(INVERSE, RUNNING, at<F>(prefixes, k));
    multiply<F>(RUNNING, RUNNING, at<F>(p, 2));
    square<F>(POWER, INVERSE);
    multiply<F>(to, p, POWER);
    multiply<F>(POWER, POWER, INVERSE);
    multiply<F>(at<F>(to, 1), at<F>(p, 1), POWER);
  }
  release(start);
}

/** tables[k] = P, 3P, 5P, 7P for the affine points[k] (two elements each), none of which may be infinity or of small order.
 *  `stride` bytes lie between two tables. */
export function g2OddMultiples<F>(tables: usize, stride: usize, points: usize, count: usize): void {
  const start = mark();
  const jacobian = alloc(STRAUS_MULTIPLES * g2JacobianBytes<F>());
  const twice = alloc(g2JacobianBytes<F>());
  for (let k: usize = 0; k < count; k++) {
    let p = jacobian;
    g2FromAffine<F>(p, points + k * 2 * offsetof<F>());
    g2Double<F>(twice, p);
    for (let i: usize = 1; i < STRAUS_MULTIPLES; i++) {
      g2Add<F>(p + g2JacobianBytes<F>(), p, twice);
      p += g2JacobianBytes<F>();
    }
    batchToAffine<F>(tables + k * stride, jacobian, STRAUS_MULTIPLES);
  }
  release(start);
}

/** d = sum of digits[k] · tables[k], for `count` rows of DIGITS_SIZE digits of which `length` are used. */
export function g2Straus<F>(d: usize, tables: usize, digits: usize, count: usize, length: u32): void {
  g2SetInfinity<F>(d);
  for (let i = length; i > 0;) {
    i--;
    if (i + 1 < length) g2Double<F>(d, d);
    for (let k: usize = 0; k < count; k++) {
      const digit = <i32>load<i8>(digits + k * DIGITS_SIZE + <usize>i);
      if (digit == 0) continue;
      const q = tables + k * g2TableBytes<F>() + <usize>(abs(digit) >> 1) * 2 * offsetof<F>();
      const y = at<F>(q, 1);
      if (digit < 0) negate<F>(NEGATED, y);
      g2AddAffine<F>(d, d, q, digit < 0 ? NEGATED : y);
    }
  }
}
