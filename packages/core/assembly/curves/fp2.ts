// Fp2 = Fp[i]/(i² + 1) for both pairing curves, and the same memory as two independent elements of Fp ("lanes"): one product
// in lanes costs two thirds of one in Fp2, so curve formulas over Fp are written for two products at a time.
//
// F is Bn254 or Bls12381. d may be any of the operands. Where SIMD is on, additions are lazy: see lanes.ts for weights; the
// limits on the product of the operands' weights are 6 (bn254) and 17 (BLS12-381) in Fp2, 13 and 35 in lanes; `tidy` takes
// weights up to 4 and 10. The build with assertions checks them. Elements in structures, tables and between functions are tidy
// unless a comment says otherwise.
import { bls12381MultiplyFp2, bls12381MultiplyLanes } from "./bls12381Lanes";
import { bls12381SquareLanes } from "./bls12381Squares";
import { bn254MultiplyFp2, bn254MultiplyLanes } from "./bn254Lanes";
import { bn254SquareLanes } from "./bn254Squares";
import { hasWeight, haveWeights } from "./laneBounds";
import { laneDigits, setLaneDigits } from "./laneNumbers";
import {
  addLanes,
  conjugateLanes,
  negateLanes,
  squareTerms,
  subLanes,
  tidyLanes,
  timesXiLanes,
  zeroLanes,
  zipHigh,
  zipHighLow,
  zipLow,
  zipLowHigh,
} from "./lanes";
import {
  addPacked,
  conjugatePacked,
  copyPacked,
  multiplyFp2Packed,
  multiplyLanesPacked,
  negatePacked,
  squareFp2Packed,
  subPacked,
  timesXiPacked,
  zeroLanesPacked,
  zipPacked,
} from "./packedLanes";
import { Bn254, LANE_BYTES, oneLanes, r2Lanes } from "./primeFields";

const LEFT: usize = memory.data(112, 16);
const RIGHT: usize = memory.data(112, 16);
const UNIT: usize = memory.data(112, 16);
const RAW: usize = memory.data(112, 16);

/** Address of element k of an array of elements. */
// @ts-ignore: decorator
@inline
export function at<F>(elements: usize, k: usize): usize {
  return elements + k * offsetof<F>();
}

// @ts-ignore: decorator
@inline
export function isBn254<F>(): bool {
  return offsetof<F>() == offsetof<Bn254>();
}

// @ts-ignore: decorator
@inline
export function copy<F>(d: usize, a: usize): void {
  if (TARGET_GUEST) copyPacked<F>(d, a);
  else memory.copy(d, a, offsetof<F>());
}

// @ts-ignore: decorator
@inline
export function setZero<F>(d: usize): void {
  memory.fill(d, 0, offsetof<F>());
}

/** d = 1 in Fp2. */
export function setOne<F>(d: usize): void {
  setZero<F>(d);
  zip00<F>(d, oneLanes<F>(), d);
}

/** d = a + b. */
// @ts-ignore: decorator
@inline
export function add<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_GUEST) addPacked<F>(d, a, b);
  else addLanes<F>(d, a, b);
}

/** d = a - b. */
// @ts-ignore: decorator
@inline
export function sub<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_GUEST) subPacked<F>(d, a, b);
  else subLanes<F>(d, a, b);
}

/** d = 2 a. */
// @ts-ignore: decorator
@inline
export function double<F>(d: usize, a: usize): void {
  add<F>(d, a, a);
}

/** d = -a. */
// @ts-ignore: decorator
@inline
export function negate<F>(d: usize, a: usize): void {
  if (TARGET_GUEST) negatePacked<F>(d, a);
  else negateLanes<F>(d, a);
}

/** d = a with weight 1 again. */
// @ts-ignore: decorator
@inline
export function tidy<F>(d: usize, a: usize): void {
  if (!ASC_NO_ASSERT && !TARGET_GUEST) assert(hasWeight<F>(a, isBn254<F>() ? 4 : 10));
  if (TARGET_GUEST) {
    if (d != a) copy<F>(d, a);
  } else tidyLanes<F>(d, a);
}

/** d = (a0, -a1). */
// @ts-ignore: decorator
@inline
export function conjugate<F>(d: usize, a: usize): void {
  if (TARGET_GUEST) conjugatePacked<F>(d, a);
  else conjugateLanes<F>(d, a);
}

/** d = (a0, b0). */
// @ts-ignore: decorator
@inline
export function zip00<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_GUEST) zipPacked<F>(d, a, b);
  else zipLow<F>(d, a, b);
}

/** d = (a0, b1). */
// @ts-ignore: decorator
@inline
export function zip01<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_GUEST) zipPacked<F>(d, a, b + LANE_BYTES<F>());
  else zipLowHigh<F>(d, a, b);
}

/** d = (a1, b0). */
// @ts-ignore: decorator
@inline
export function zip10<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_GUEST) zipPacked<F>(d, a + LANE_BYTES<F>(), b);
  else zipHighLow<F>(d, a, b);
}

/** d = (a1, b1). */
// @ts-ignore: decorator
@inline
export function zip11<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_GUEST) zipPacked<F>(d, a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
  else zipHigh<F>(d, a, b);
}

/** d = (a0 b0, a1 b1). */
// @ts-ignore: decorator
@inline
export function multiplyLanes<F>(d: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT && !TARGET_GUEST) assert(haveWeights<F>(a, b, isBn254<F>() ? 13 : 35));
  if (TARGET_GUEST) multiplyLanesPacked<F>(d, a, b);
  else if (isBn254<F>()) bn254MultiplyLanes(d, a, b);
  else bls12381MultiplyLanes(d, a, b);
}

/** d = (a0², a1²), for weights up to 3 (BLS12-381 5). */
// @ts-ignore: decorator
@inline
export function squareLanes<F>(d: usize, a: usize): void {
  if (!ASC_NO_ASSERT && !TARGET_GUEST) assert(hasWeight<F>(a, isBn254<F>() ? 3 : 5));
  if (TARGET_GUEST) multiplyLanesPacked<F>(d, a, a);
  else if (isBn254<F>()) bn254SquareLanes(d, a);
  else bls12381SquareLanes(d, a);
}

/** d = a b in Fp2. */
// @ts-ignore: decorator
@inline
export function multiply<F>(d: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT && !TARGET_GUEST) assert(haveWeights<F>(a, b, isBn254<F>() ? 6 : 17));
  if (TARGET_GUEST) multiplyFp2Packed<F>(d, a, b);
  else if (isBn254<F>()) bn254MultiplyFp2(d, a, b);
  else bls12381MultiplyFp2(d, a, b);
}

/** d = a² in Fp2, for a of weight up to 1 (bn254) or 2 (BLS12-381): (a0 + a1)(a0 - a1) and 2 a0 a1 side by side. */
export function square<F>(d: usize, a: usize): void {
  if (!ASC_NO_ASSERT && !TARGET_GUEST) assert(hasWeight<F>(a, isBn254<F>() ? 1 : 2));
  if (TARGET_GUEST) squareFp2Packed<F>(d, a);
  else {
    squareTerms<F>(LEFT, RIGHT, a);
    multiplyLanes<F>(d, LEFT, RIGHT);
  }
}

/** d = a times xi, the element that defines Fp6 = Fp2[v]/(v³ - xi), for tidy a: 9 + i for bn254, 1 + i for BLS12-381. */
// @ts-ignore: decorator
@inline
export function timesXi<F>(d: usize, a: usize): void {
  if (!ASC_NO_ASSERT && !TARGET_GUEST) assert(hasWeight<F>(a, isBn254<F>() ? 1 : 5));
  if (TARGET_GUEST) timesXiPacked<F>(d, a);
  else timesXiLanes<F>(d, a);
}

/** Bit k is set when lane k of a, a product or a constant, is zero. */
// @ts-ignore: decorator
@inline
export function zeroLaneBits<F>(a: usize): u32 {
  if (TARGET_GUEST) return zeroLanesPacked<F>(a);
  else return zeroLanes<F>(a);
}

/** Whether a is zero, for a product or a constant. */
// @ts-ignore: decorator
@inline
export function isZero<F>(a: usize): bool {
  return zeroLaneBits<F>(a) == 3;
}

/** d = a as a product (by 1), so that `isZero` can tell: only a multiple of p that is 0 lies in ±0.54 p. For weights up to 7.
 *  `tidy` would do nearly as well, but its rounding of a multiple of p need not be exact. */
// @ts-ignore: decorator
@inline
export function reduce<F>(d: usize, a: usize): void {
  if (TARGET_GUEST) tidy<F>(d, a);
  else multiplyLanes<F>(d, a, oneLanes<F>());
}

/** Whether a = b in both lanes, for weights that together are at most 6. */
export function equals<F>(a: usize, b: usize): bool {
  sub<F>(LEFT, a, b);
  reduce<F>(LEFT, LEFT);
  return isZero<F>(LEFT);
}

/** Writes two numbers below p (little-endian words) into the lanes of d, in Montgomery form. */
export function fromNumbers<F>(d: usize, words0: usize, words1: usize): void {
  if (TARGET_GUEST) {
    memory.copy(RAW, words0, LANE_BYTES<F>());
    memory.copy(RAW + LANE_BYTES<F>(), words1, LANE_BYTES<F>());
  } else {
    setLaneDigits<F>(RAW, 0, words0);
    setLaneDigits<F>(RAW, 1, words1);
  }
  multiplyLanes<F>(d, RAW, r2Lanes<F>());
}

/** Reads both lanes as numbers in [0, p), for weights up to 6. */
export function toNumbers<F>(words0: usize, words1: usize, a: usize): void {
  // UNIT is the number 1, not in Montgomery form: a product with it leaves Montgomery form.
  store<i32>(UNIT, 1);
  if (TARGET_GUEST) {
    store<i32>(UNIT + LANE_BYTES<F>(), 1);
    multiplyLanes<F>(RAW, a, UNIT);
    store<i32>(UNIT + LANE_BYTES<F>(), 0);
    memory.copy(words0, RAW, LANE_BYTES<F>());
    memory.copy(words1, RAW + LANE_BYTES<F>(), LANE_BYTES<F>());
  } else {
    store<i32>(UNIT, 1, 4);
    multiplyLanes<F>(RAW, a, UNIT);
    laneDigits<F>(words0, RAW, 0);
    laneDigits<F>(words1, RAW, 1);
  }
}
