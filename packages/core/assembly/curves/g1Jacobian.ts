// Points of y² = x³ + b over Fp (bn254 and BLS12-381, so a = 0), two products at a time in lanes.
//
// Affine point: one element, (x, y); (0, 0) stands for infinity, which no point of these curves is (b is not 0).
// Jacobian point: two elements, (X, Y) and (Z, anything), x = X/Z², y = Y/Z³; infinity when Z = 0. Z has weight up to 2.
// There is no point with y = 0: both groups have odd order, so doubling has no special case.
import { add, at, copy, double, isZero, multiplyLanes, negate, reduce, setZero, squareLanes, sub, tidy } from "./fp2";
import { zeroLaneBits, zip00, zip01, zip10, zip11 } from "./fp2";
import { LANE_BYTES, oneLanes } from "./primeFields";
import { isFused } from "./fused/field";
import { fusedG1Add, fusedG1AddAffine, fusedG1Double, OPPOSITE, SAME } from "./fused/g1";

const T0: usize = memory.data(112, 16);
const T1: usize = memory.data(112, 16);
const T2: usize = memory.data(112, 16);
const T3: usize = memory.data(112, 16);
const T4: usize = memory.data(112, 16);
const T5: usize = memory.data(112, 16);
const T6: usize = memory.data(112, 16);
const T7: usize = memory.data(112, 16);

// @ts-ignore: decorator
@inline
export function zOf<F>(p: usize): usize {
  return at<F>(p, 1);
}

/** Where the build `proving` has the second coordinate. */
// @ts-ignore: decorator
@inline
function yOf<F>(p: usize): usize {
  return p + LANE_BYTES<F>();
}

// @ts-ignore: decorator
@inline
export function jacobianBytes<F>(): usize {
  return 2 * offsetof<F>();
}

// @ts-ignore: decorator
@inline
export function g1IsInfinity<F>(p: usize): bool {
  return (zeroLaneBits<F>(zOf<F>(p)) & 1) != 0;
}

export function g1SetInfinity<F>(p: usize): void {
  memory.fill(p, 0, jacobianBytes<F>());
}

/** d = the affine point q, which may be infinity. */
export function g1FromAffine<F>(d: usize, q: usize): void {
  const infinity = isZero<F>(q);
  copy<F>(d, q);
  if (infinity) setZero<F>(zOf<F>(d));
  else copy<F>(zOf<F>(d), oneLanes<F>());
}

/** d = -p. */
export function g1Negate<F>(d: usize, p: usize): void {
  negate<F>(T0, p);
  if (d != p) copy<F>(zOf<F>(d), zOf<F>(p));
  zip01<F>(d, p, T0);
}

/** d = 2 p. With A = X², B = Y², E = 3A, D = 4XB: X' = E² - 2D, Y' = E (D - X') - 8B², Z' = 2YZ. */
export function g1Double<F>(d: usize, p: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedG1Double<F>(d, yOf<F>(d), zOf<F>(d), p, yOf<F>(p), zOf<F>(p));
    return;
  }
  squareLanes<F>(T0, p); // (A, B)
  add<F>(T1, T0, T0);
  add<F>(T1, T1, T0);
  zip01<F>(T1, T1, T0); // (E, B), weight 3
  squareLanes<F>(T2, T1); // (E², B²)
  zip10<F>(T3, T0, zOf<F>(p));
  multiplyLanes<F>(T3, p, T3); // (XB, YZ)
  zip01<F>(T4, T3, T2);
  double<F>(T4, T4);
  double<F>(T4, T4);
  tidy<F>(T4, T4); // (D, 4B²)
  double<F>(T5, T4);
  add<F>(T6, T5, T4);
  sub<F>(T6, T6, T2); // D - X' = 3D - E², weight 4
  multiplyLanes<F>(T6, T1, T6);
  zip00<F>(T6, T2, T6);
  sub<F>(T6, T6, T5);
  tidy<F>(d, T6);
  double<F>(T3, T3);
  zip10<F>(zOf<F>(d), T3, T3);
}

/** Where the sum has not been written because both points have the same x. */
// @ts-ignore: decorator
@inline
function finishFused<F>(d: usize, p: usize, outcome: u32): void {
  if (outcome == SAME) g1Double<F>(d, p);
  else if (outcome == OPPOSITE) g1SetInfinity<F>(d);
}

/** d = p + q for an affine point q other than infinity. */
export function g1AddAffine<F>(d: usize, p: usize, q: usize): void {
  if (g1IsInfinity<F>(p)) {
    g1FromAffine<F>(d, q);
    return;
  }
  const z = zOf<F>(p);
  if (TARGET_PROVING && isFused<F>()) {
    finishFused<F>(d, p, fusedG1AddAffine<F>(d, yOf<F>(d), zOf<F>(d), p, yOf<F>(p), z, q, yOf<F>(q)));
    return;
  }
  squareLanes<F>(T0, z); // ZZ
  zip00<F>(T1, q, z);
  zip00<F>(T0, T0, T0);
  multiplyLanes<F>(T1, T1, T0); // (U, ZZZ), U = x ZZ
  sub<F>(T2, T1, p); // H = U - X
  zip10<F>(T3, q, T2);
  zip10<F>(T4, T1, T2);
  multiplyLanes<F>(T3, T3, T4); // (S, HH), S = y ZZZ
  zip00<F>(T4, T1, T3);
  sub<F>(T4, T4, p); // (H, r), r = S - Y
  if ((zeroLaneBits<F>(T3) & 2) != 0) {
    // Same x: the same point, or its negative.
    reduce<F>(T4, T4);
    if ((zeroLaneBits<F>(T4) & 2) != 0) g1Double<F>(d, p);
    else g1SetInfinity<F>(d);
    return;
  }
  zip10<F>(T5, T4, T4); // (r, H)
  zip11<F>(T6, T4, T3); // (r, HH)
  multiplyLanes<F>(T6, T5, T6); // (r², HHH)
  zip00<F>(T7, p, z);
  zip10<F>(T1, T3, T2); // (HH, H)
  multiplyLanes<F>(T7, T7, T1); // (V, Z'), V = X HH, Z' = Z H
  finishAddition<F>(d, T5, T6, T7, p);
}

/** The end of both additions: X' = r² - HHH - 2V, Y' = r (V - X') - Y HHH.
 *  rh = (r, …), cubes = (r², HHH), vz = (V, Z'), base = (…, Y): the first point's own, or brought to the common denominator. */
function finishAddition<F>(d: usize, rh: usize, cubes: usize, vz: usize, base: usize): void {
  zip10<F>(T0, cubes, cubes); // (HHH, r²)
  sub<F>(T1, cubes, T0);
  sub<F>(T1, T1, vz);
  sub<F>(T1, T1, vz); // X', weight 4
  sub<F>(T2, vz, T1); // V - X', weight 5
  zip00<F>(T2, T2, T0);
  zip01<F>(T3, rh, base);
  multiplyLanes<F>(T3, T3, T2); // (r (V - X'), Y HHH)
  zip10<F>(T4, T3, T3);
  sub<F>(T3, T3, T4);
  zip00<F>(T1, T1, T3);
  zip10<F>(zOf<F>(d), vz, vz);
  tidy<F>(d, T1);
}

/** d = p + q, both Jacobian. */
export function g1Add<F>(d: usize, p: usize, q: usize): void {
  if (g1IsInfinity<F>(p)) {
    memory.copy(d, q, jacobianBytes<F>());
    return;
  }
  if (g1IsInfinity<F>(q)) {
    memory.copy(d, p, jacobianBytes<F>());
    return;
  }
  if (TARGET_PROVING && isFused<F>()) {
    const z = zOf<F>(p);
    finishFused<F>(d, p, fusedG1Add<F>(d, yOf<F>(d), zOf<F>(d), p, yOf<F>(p), z, q, yOf<F>(q), zOf<F>(q)));
    return;
  }
  zip00<F>(T0, zOf<F>(p), zOf<F>(q));
  squareLanes<F>(T1, T0); // (ZZ1, ZZ2)
  multiplyLanes<F>(T2, T0, T1); // (ZZZ1, ZZZ2)
  zip00<F>(T3, q, p);
  multiplyLanes<F>(T3, T3, T1); // (U2, U1)
  zip11<F>(T4, q, p);
  multiplyLanes<F>(T4, T4, T2); // (S2, S1)
  zip00<F>(T5, T3, T4); // (U2, S2)
  zip11<F>(T6, T3, T4); // (U1, S1)
  sub<F>(T5, T5, T6); // (H, r)
  zip10<F>(T7, T0, T0);
  zip00<F>(T2, T5, T0);
  zip00<F>(T7, T5, T7);
  multiplyLanes<F>(T2, T2, T7); // (HH, Z1 Z2)
  if ((zeroLaneBits<F>(T2) & 1) != 0) {
    reduce<F>(T5, T5);
    if ((zeroLaneBits<F>(T5) & 2) != 0) g1Double<F>(d, p);
    else g1SetInfinity<F>(d);
    return;
  }
  zip10<F>(T0, T5, T5); // (r, H)
  zip10<F>(T1, T5, T2); // (r, HH)
  multiplyLanes<F>(T1, T0, T1); // (r², HHH)
  zip01<F>(T3, T6, T2); // (U1, Z1 Z2)
  zip00<F>(T4, T2, T5); // (HH, H)
  multiplyLanes<F>(T7, T3, T4); // (V, Z')
  copy<F>(T5, T0);
  copy<F>(T2, T1);
  finishAddition<F>(d, T5, T2, T7, T6);
}
