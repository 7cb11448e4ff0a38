// MAP_FP_TO_G1 (EIP-2537): the simplified SWU map to a curve y² = x³ + Ax + B isogenous to G1's, the 11-isogeny, and the
// multiplication that clears the cofactor (RFC 9380, 6.6.3 and 8.8.1). Two lanes, of which the map uses the first.
import { alloc, mark, release } from "../memory/arena";
import { blsG1TimesX, blsReadFp, blsWriteG1 } from "./bls12381G1";
import { ISOGENY_G1, ISOGENY_G1_X, ISOGENY_G1_Y } from "./bls12381Isogeny";
import { blsRootLanes, blsSign, blsSmall } from "./bls12381Roots";
import { add, at, copy, fromNumbers, multiplyLanes, negate, reduce, setZero, squareLanes, zeroLaneBits } from "./fp2";
import { zip00, zip01, zip10, zip11 } from "./fp2";
import { invertLane0 } from "./fpInverse";
import { g1ToAffine } from "./g1Affine";
import { g1Add, jacobianBytes, zOf } from "./g1Jacobian";
import { Bls12381, oneLanes } from "./primeFields";

/** A' and B' as numbers. */
const CURVE: usize = memory.data<u64>([
  0x5cf428082d584c1d, 0x98936f8da0e0f97f, 0xd8e8981aefd881ac, 0xb0ea985383ee66a8, 0x3d693a02c96d4982,
  0x00144698a3b8e943, 0xd1cc48e98e172be0, 0x5a23215a316ceaa5, 0xa0b9c14fcef35ef5, 0x2016c1f0f24f4070,
  0x018b12e8753eee3b, 0x12e2908d11688030,
]);

/** (x_num, x_den) for each degree, then (y_num, y_den). */
const ISOGENY: usize = memory.data(28 * 112, 16);
const A: usize = memory.data(112, 16);
const B: usize = memory.data(112, 16);
/** Z = 11 and a root of -Z. */
const Z: usize = memory.data(112, 16);
const ROOT_MINUS_Z: usize = memory.data(112, 16);
let ready = false;

const NUMBER: usize = memory.data(48, 8);
const U: usize = memory.data(112, 16);
const X: usize = memory.data(112, 16);
const Y: usize = memory.data(112, 16);
const G: usize = memory.data(112, 16);
const T1: usize = memory.data(112, 16);
const T2: usize = memory.data(112, 16);
const T3: usize = memory.data(112, 16);

function prepare(): void {
  if (ready) return;
  ready = true;
  fromNumbers<Bls12381>(A, CURVE, CURVE);
  fromNumbers<Bls12381>(B, CURVE + 48, CURVE + 48);
  blsSmall(Z, -11, -11);
  blsRootLanes(ROOT_MINUS_Z, Z);
  blsSmall(Z, 11, 11);
  for (let k: usize = 0; k < ISOGENY_G1_X + ISOGENY_G1_Y; k++) {
    const from = ISOGENY_G1 + k * 96;
    fromNumbers<Bls12381>(at<Bls12381>(ISOGENY, k), from, from + 48);
  }
}

/** Sets X and Y, in both lanes, to the point of the isogenous curve for u in lane 0 of U. */
function simplifiedSwu(): void {
  zip00<Bls12381>(U, U, U);
  squareLanes<Bls12381>(T1, U);
  multiplyLanes<Bls12381>(T1, T1, Z); // Z u²
  squareLanes<Bls12381>(T2, T1);
  add<Bls12381>(T2, T2, T1);
  reduce<Bls12381>(T2, T2); // Z² u⁴ + Z u²
  add<Bls12381>(X, T2, oneLanes<Bls12381>());
  multiplyLanes<Bls12381>(X, X, B);
  // The denominator: -A (Z² u⁴ + Z u²), or A Z where that is 0.
  if ((zeroLaneBits<Bls12381>(T2) & 1) != 0) copy<Bls12381>(T3, Z);
  else negate<Bls12381>(T3, T2);
  multiplyLanes<Bls12381>(T3, T3, A);
  invertLane0<Bls12381>(T3, T3);
  multiplyLanes<Bls12381>(X, X, T3);
  // g = x³ + A x + B
  squareLanes<Bls12381>(G, X);
  add<Bls12381>(G, G, A);
  multiplyLanes<Bls12381>(G, G, X);
  add<Bls12381>(G, G, B);
  reduce<Bls12381>(G, G);
  if ((blsRootLanes(Y, G) & 1) == 0) {
    // Then Z u² x is on the curve, with y = Z u² u sqrt(Z g), and sqrt(Z g) = sqrt(-Z) sqrt(-g).
    multiplyLanes<Bls12381>(Y, Y, ROOT_MINUS_Z);
    multiplyLanes<Bls12381>(Y, Y, T1);
    multiplyLanes<Bls12381>(Y, Y, U);
    multiplyLanes<Bls12381>(X, X, T1);
  }
  if (signOf(U) != signOf(Y)) negate<Bls12381>(Y, Y);
}

function signOf(a: usize): u32 {
  setZero<Bls12381>(T3);
  zip00<Bls12381>(T3, a, T3);
  return blsSign(T3);
}

/** d = p(x) by Horner's rule in both lanes, for the `terms` coefficients of p, lowest first. */
function evaluate(d: usize, coefficients: usize, terms: usize, x: usize): void {
  copy<Bls12381>(d, at<Bls12381>(coefficients, terms - 1));
  for (let k = terms - 1; k > 0; k--) {
    multiplyLanes<Bls12381>(d, d, x);
    add<Bls12381>(d, d, at<Bls12381>(coefficients, k - 1));
  }
  reduce<Bls12381>(d, d);
}

/** d (Jacobian) = the image of (X, Y): x = xn/xd, y = Y yn/yd, with Z = xd yd. A zero denominator gives infinity, as the RFC
 *  wants. */
function isogeny(d: usize): void {
  evaluate(T1, ISOGENY, ISOGENY_G1_X, X); // (xn, xd)
  evaluate(T2, at<Bls12381>(ISOGENY, ISOGENY_G1_X), ISOGENY_G1_Y, X); // (yn, yd)
  zip10<Bls12381>(T3, T1, Y);
  zip10<Bls12381>(G, T2, T2);
  multiplyLanes<Bls12381>(T3, T3, G); // (xd yd, Y yn) = (Z, Y yn)
  zip00<Bls12381>(G, T3, T3);
  squareLanes<Bls12381>(U, G); // Z²
  zip01<Bls12381>(X, T1, T3); // (xn, Y yn)
  zip11<Bls12381>(T1, T1, T1); // xd
  // X' = xn yd · Z, that is xn/xd Z²; Y' = Y yn xd · Z², that is Y yn/yd Z³.
  zip10<Bls12381>(T2, T2, T1); // (yd, xd)
  multiplyLanes<Bls12381>(X, X, T2);
  zip00<Bls12381>(U, G, U); // (Z, Z²)
  multiplyLanes<Bls12381>(d, X, U);
  copy<Bls12381>(zOf<Bls12381>(d), G);
}

/** MAP_FP_TO_G1: dst (128 bytes) = the point for the field element of 64 bytes; false when that is malformed. */
export function blsMapFpToG1(dst: usize, input: usize): bool {
  if (!blsReadFp(NUMBER, input)) return false;
  prepare();
  const start = mark();
  const point = alloc(jacobianBytes<Bls12381>());
  const multiple = alloc(jacobianBytes<Bls12381>());
  fromNumbers<Bls12381>(U, NUMBER, NUMBER);
  simplifiedSwu();
  isogeny(point);
  // The effective cofactor is 1 + |x| (RFC 9380, 8.8.1).
  blsG1TimesX(multiple, point);
  g1Add<Bls12381>(point, multiple, point);
  g1ToAffine<Bls12381>(U, point);
  blsWriteG1(dst, U);
  release(start);
  return true;
}
