// Affine points of G1: the curve equation, one addition, and the way out of Jacobian coordinates.
import { add, at, copy, isZero, multiplyLanes, reduce, setZero, squareLanes, sub } from "./fp2";
import { zeroLaneBits, zip00, zip10 } from "./fp2";
import { invertLane0 } from "./fpInverse";
import { g1IsInfinity, jacobianBytes, zOf } from "./g1Jacobian";
import { alloc, mark, release } from "../memory/arena";
import { oneLanes } from "./primeFields";

const INVERSE: usize = memory.data(112, 16);
const POWERS: usize = memory.data(112, 16);
const RUNNING: usize = memory.data(112, 16);
const PRODUCT: usize = memory.data(112, 16);

/** Whether y² = x³ + b for a small b. Infinity, (0, 0), is no such point. */
export function g1IsOnCurve<F>(point: usize, b: i32): bool {
  squareLanes<F>(INVERSE, point); // (x², y²)
  zip00<F>(POWERS, INVERSE, INVERSE);
  multiplyLanes<F>(POWERS, POWERS, point); // (x³, …)
  zip10<F>(INVERSE, INVERSE, INVERSE);
  sub<F>(INVERSE, INVERSE, POWERS);
  for (let i = 0; i < b; i++) sub<F>(INVERSE, INVERSE, oneLanes<F>());
  reduce<F>(INVERSE, INVERSE);
  return (zeroLaneBits<F>(INVERSE) & 1) != 0;
}

/** d = p + q, all affine: for a single sum one inversion beats other coordinates. Any points of the curve. d may be p or q;
 *  its weight is up to 3. */
export function g1AffineAdd<F>(d: usize, p: usize, q: usize): void {
  if (isZero<F>(q)) {
    if (d != p) copy<F>(d, p);
    return;
  }
  if (isZero<F>(p)) {
    copy<F>(d, q);
    return;
  }
  sub<F>(POWERS, q, p);
  reduce<F>(POWERS, POWERS); // (x2 - x1, y2 - y1)
  const same = zeroLaneBits<F>(POWERS);
  if ((same & 1) != 0) {
    if (same != 3) {
      setZero<F>(d);
      return;
    }
    // The slope of the tangent: 3x² / 2y.
    squareLanes<F>(RUNNING, p);
    add<F>(PRODUCT, RUNNING, RUNNING);
    add<F>(PRODUCT, PRODUCT, RUNNING);
    add<F>(RUNNING, p, p);
    zip10<F>(POWERS, RUNNING, PRODUCT);
    reduce<F>(POWERS, POWERS); // (2y, 3x²)
  }
  invertLane0<F>(RUNNING, POWERS);
  zip10<F>(POWERS, POWERS, POWERS);
  multiplyLanes<F>(POWERS, POWERS, RUNNING); // (slope, …)
  squareLanes<F>(RUNNING, POWERS);
  sub<F>(RUNNING, RUNNING, p);
  sub<F>(RUNNING, RUNNING, q); // x3 = slope² - x1 - x2, weight 3
  sub<F>(PRODUCT, p, RUNNING);
  multiplyLanes<F>(PRODUCT, PRODUCT, POWERS); // slope (x1 - x3)
  zip10<F>(POWERS, p, p);
  sub<F>(PRODUCT, PRODUCT, POWERS); // y3 = slope (x1 - x3) - y1, weight 2
  zip00<F>(d, RUNNING, PRODUCT);
}

/** d = (X z², Y z³) for z = 1/Z in lane 0 of `inverse`. */
function scale<F>(d: usize, p: usize, inverse: usize): void {
  squareLanes<F>(POWERS, inverse); // (z², …)
  zip00<F>(INVERSE, oneLanes<F>(), inverse); // (1, z)
  zip00<F>(POWERS, POWERS, POWERS);
  multiplyLanes<F>(POWERS, POWERS, INVERSE); // (z², z³)
  multiplyLanes<F>(d, p, POWERS);
}

/** d (one element) = p as an affine point, (0, 0) for infinity. */
export function g1ToAffine<F>(d: usize, p: usize): void {
  if (g1IsInfinity<F>(p)) {
    setZero<F>(d);
    return;
  }
  // Z may have weight 2: reduced by a product before its value is read.
  multiplyLanes<F>(INVERSE, zOf<F>(p), oneLanes<F>());
  invertLane0<F>(INVERSE, INVERSE);
  copy<F>(RUNNING, INVERSE);
  scale<F>(d, p, RUNNING);
}

/** The same for `count` points: `affine` gets one element each. One inversion for all (Montgomery's trick). */
export function g1BatchToAffine<F>(affine: usize, points: usize, count: usize): void {
  const start = mark();
  // prefix k = product of the Z of all points before k, infinities left out.
  const prefixes = alloc(count * offsetof<F>());
  copy<F>(RUNNING, oneLanes<F>());
  for (let k: usize = 0; k < count; k++) {
    const p = points + k * jacobianBytes<F>();
    copy<F>(at<F>(prefixes, k), RUNNING);
    if (!g1IsInfinity<F>(p)) multiplyLanes<F>(RUNNING, RUNNING, zOf<F>(p));
  }
  invertLane0<F>(RUNNING, RUNNING);
  for (let k = count; k > 0;) {
    k--;
    const p = points + k * jacobianBytes<F>();
    const to = at<F>(affine, k);
    if (g1IsInfinity<F>(p)) {
      setZero<F>(to);
      continue;
    }
    // Lane 0: 1/Z of this point, lane 1: the inverse of the product without it.
    zip00<F>(RUNNING, RUNNING, RUNNING);
    zip00<F>(PRODUCT, at<F>(prefixes, k), zOf<F>(p));
    multiplyLanes<F>(PRODUCT, RUNNING, PRODUCT);
    zip10<F>(RUNNING, PRODUCT, PRODUCT);
    scale<F>(to, p, PRODUCT);
  }
  release(start);
}
