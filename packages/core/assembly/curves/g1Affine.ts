// Leaving Jacobian coordinates of G1, one point at a time or many with one inversion.
import { at, copy, isZero, multiplyLanes, setZero, squareLanes, zip00, zip10 } from "./fp2";
import { invertLane0 } from "./fpInverse";
import { g1IsInfinity, jacobianBytes, zOf } from "./g1Jacobian";
import { alloc, mark, release } from "../memory/arena";
import { oneLanes } from "./primeFields";

const INVERSE: usize = memory.data(112, 16);
const POWERS: usize = memory.data(112, 16);
const RUNNING: usize = memory.data(112, 16);
const PRODUCT: usize = memory.data(112, 16);

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
  for (let k = count; k > 0; ) {
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
