// MAP_FP2_TO_G2 (EIP-2537): the simplified SWU map to a curve y² = x³ + Ax + B isogenous to G2's, the 3-isogeny, and the
// clearing of the cofactor (RFC 9380, 6.6.3, 8.8.2 and G.3).
import { alloc, mark, release } from "../memory/arena";
import { blsG2TimesX, blsPsi, blsReadFp2, blsWriteG2 } from "./bls12381G2";
import { ISOGENY_G2, ISOGENY_G2_TERMS } from "./bls12381Isogeny";
import { blsRootFp2, blsSign, blsSmall } from "./bls12381Roots";
import { add, at, copy, fromNumbers, isZero, multiply, negate, reduce, setOne, square } from "./fp2";
import { invert } from "./fpInverse";
import { g2Add, g2Copy, g2Double, g2JacobianBytes, g2Negate, g2ToAffine } from "./g2Jacobian";
import { Bls12381 } from "./primeFields";

/** x_num, x_den, y_num, y_den, lowest degree first. */
const ISOGENY: usize = memory.data(16 * 112, 16);
/** A' = 240 i, B' = 1012 (1 + i), Z = -(2 + i). */
const A: usize = memory.data(112, 16);
const B: usize = memory.data(112, 16);
const Z: usize = memory.data(112, 16);
let ready = false;

const U: usize = memory.data(112, 16);
const X: usize = memory.data(112, 16);
const Y: usize = memory.data(112, 16);
const G: usize = memory.data(112, 16);
const T1: usize = memory.data(112, 16);
const T2: usize = memory.data(112, 16);
const T3: usize = memory.data(112, 16);
const T4: usize = memory.data(112, 16);
const POINT: usize = memory.data(224, 16);

function prepare(): void {
  if (ready) return;
  ready = true;
  blsSmall(A, 0, 240);
  blsSmall(B, 1012, 1012);
  blsSmall(Z, -2, -1);
  for (let k: usize = 0; k < 4 * ISOGENY_G2_TERMS; k++) {
    const from = ISOGENY_G2 + k * 96;
    fromNumbers<Bls12381>(at<Bls12381>(ISOGENY, k), from, from + 48);
  }
}

/** Sets X and Y to the point of the isogenous curve for U. */
function simplifiedSwu(): void {
  square<Bls12381>(T1, U);
  multiply<Bls12381>(T1, T1, Z); // Z u²
  square<Bls12381>(T2, T1);
  add<Bls12381>(T2, T2, T1);
  reduce<Bls12381>(T2, T2); // Z² u⁴ + Z u²
  setOne<Bls12381>(X);
  add<Bls12381>(X, X, T2);
  multiply<Bls12381>(X, X, B);
  // The denominator: -A (Z² u⁴ + Z u²), or A Z where that is 0.
  if (isZero<Bls12381>(T2)) copy<Bls12381>(T3, Z);
  else negate<Bls12381>(T3, T2);
  multiply<Bls12381>(T3, T3, A);
  invert<Bls12381>(T3, T3);
  multiply<Bls12381>(X, X, T3);
  // g = x³ + A x + B
  square<Bls12381>(G, X);
  add<Bls12381>(G, G, A);
  multiply<Bls12381>(G, G, X);
  add<Bls12381>(G, G, B);
  reduce<Bls12381>(G, G);
  multiply<Bls12381>(T2, G, Z);
  if (!blsRootFp2(Y, G, T2)) {
    // Then Z u² x is on the curve, with y = Z u² u sqrt(Z g).
    multiply<Bls12381>(Y, Y, T1);
    multiply<Bls12381>(Y, Y, U);
    multiply<Bls12381>(X, X, T1);
  }
  if (blsSign(U) != blsSign(Y)) negate<Bls12381>(Y, Y);
}

/** d = p(X) by Horner's rule for polynomial k of the isogeny. */
function evaluate(d: usize, k: usize): void {
  const coefficients = at<Bls12381>(ISOGENY, k * ISOGENY_G2_TERMS);
  copy<Bls12381>(d, at<Bls12381>(coefficients, ISOGENY_G2_TERMS - 1));
  for (let i = ISOGENY_G2_TERMS - 1; i > 0; i--) {
    multiply<Bls12381>(d, d, X);
    add<Bls12381>(d, d, at<Bls12381>(coefficients, i - 1));
  }
  reduce<Bls12381>(d, d);
}

/** d (Jacobian) = the image of (X, Y): x = xn/xd, y = Y yn/yd, with Z = xd yd. A zero denominator gives infinity, as the RFC
 *  wants. */
function isogeny(d: usize): void {
  const z = at<Bls12381>(d, 2);
  evaluate(T1, 0);
  evaluate(T2, 1);
  evaluate(T3, 2);
  evaluate(T4, 3);
  multiply<Bls12381>(z, T2, T4);
  multiply<Bls12381>(T1, T1, T4);
  multiply<Bls12381>(d, T1, z); // xn yd Z = xn/xd Z²
  multiply<Bls12381>(T3, T3, Y);
  multiply<Bls12381>(T3, T3, T2);
  square<Bls12381>(T1, z);
  multiply<Bls12381>(at<Bls12381>(d, 1), T3, T1); // Y yn xd Z² = Y yn/yd Z³
}

/** p = (x² - x - 1) p + (x - 1) psi(p) + psi²(2p), x the curve's parameter, which is negative (RFC 9380, G.3: Budroni and
 *  Pintore, "Efficient hash maps to G2 on BLS curves", 2017). */
function clearCofactor(p: usize): void {
  const start = mark();
  const size = g2JacobianBytes<Bls12381>();
  const a = alloc(size);
  const b = alloc(size);
  const c = alloc(size);
  blsG2TimesX(a, p);
  g2Negate<Bls12381>(a, a); // x p
  g2Copy<Bls12381>(b, p);
  blsPsi(b); // psi(p)
  g2Double<Bls12381>(c, p);
  blsPsi(c);
  blsPsi(c);
  g2Negate<Bls12381>(p, p);
  g2Add<Bls12381>(p, p, c);
  g2Negate<Bls12381>(c, a);
  g2Add<Bls12381>(p, p, c); // psi²(2p) - x p - p
  g2Negate<Bls12381>(c, b);
  g2Add<Bls12381>(p, p, c); // … - psi(p)
  g2Add<Bls12381>(a, a, b);
  blsG2TimesX(b, a);
  g2Negate<Bls12381>(b, b); // x (x p + psi(p))
  g2Add<Bls12381>(p, p, b);
  release(start);
}

/** MAP_FP2_TO_G2: dst (256 bytes) = the point for the field element of 128 bytes; false when that is malformed. */
export function blsMapFp2ToG2(dst: usize, input: usize): bool {
  if (!blsReadFp2(U, input)) return false;
  prepare();
  const start = mark();
  const point = alloc(g2JacobianBytes<Bls12381>());
  simplifiedSwu();
  isogeny(point);
  clearCofactor(point);
  g2ToAffine<Bls12381>(POINT, point);
  blsWriteG2(dst, POINT);
  release(start);
  return true;
}
