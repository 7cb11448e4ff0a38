// Points of the twists y² = x³ + b' over Fp2 (bn254 and BLS12-381), in Jacobian coordinates: X, Y, Z, three elements, all
// tidy; infinity when Z = 0. Affine points are two elements, (0, 0) for infinity. The groups of the twists have odd order, so
// no point has y = 0.
import { add, at, copy, double, isZero, multiply, negate, reduce, setOne, square, sub, tidy } from "./fp2";
import { invert } from "./fpInverse";

const A: usize = memory.data(112, 16);
const B: usize = memory.data(112, 16);
const C: usize = memory.data(112, 16);
const D: usize = memory.data(112, 16);
const E: usize = memory.data(112, 16);
const H: usize = memory.data(112, 16);
const R: usize = memory.data(112, 16);
const S: usize = memory.data(112, 16);

// @ts-ignore: decorator
@inline
export function g2JacobianBytes<F>(): usize {
  return 3 * offsetof<F>();
}

// @ts-ignore: decorator
@inline
export function g2IsInfinity<F>(p: usize): bool {
  return isZero<F>(at<F>(p, 2));
}

export function g2SetInfinity<F>(p: usize): void {
  memory.fill(p, 0, g2JacobianBytes<F>());
}

export function g2Copy<F>(d: usize, p: usize): void {
  memory.copy(d, p, g2JacobianBytes<F>());
}

/** Whether the affine point is infinity. */
// @ts-ignore: decorator
@inline
export function g2AffineIsInfinity<F>(q: usize): bool {
  return isZero<F>(q) && isZero<F>(at<F>(q, 1));
}

/** d = the affine point q. */
export function g2FromAffine<F>(d: usize, q: usize): void {
  if (g2AffineIsInfinity<F>(q)) {
    g2SetInfinity<F>(d);
    return;
  }
  memory.copy(d, q, 2 * offsetof<F>());
  setOne<F>(at<F>(d, 2));
}

/** d = -p. */
export function g2Negate<F>(d: usize, p: usize): void {
  if (d != p) g2Copy<F>(d, p);
  negate<F>(at<F>(d, 1), at<F>(p, 1));
}

/** d = 2 p: A = X², B = Y², E = 3A, D = 4XB; X' = E² - 2D, Y' = E (D - X') - 8B², Z' = 2YZ. */
export function g2Double<F>(d: usize, p: usize): void {
  const y = at<F>(p, 1);
  square<F>(A, p);
  square<F>(B, y);
  add<F>(E, A, A);
  add<F>(E, E, A);
  tidy<F>(E, E);
  multiply<F>(D, p, B);
  double<F>(D, D);
  double<F>(D, D);
  tidy<F>(D, D);
  double<F>(A, y);
  multiply<F>(at<F>(d, 2), A, at<F>(p, 2));
  square<F>(A, E);
  sub<F>(A, A, D);
  sub<F>(A, A, D);
  tidy<F>(d, A);
  sub<F>(D, D, d);
  multiply<F>(D, D, E);
  square<F>(B, B);
  double<F>(B, B);
  double<F>(B, B);
  tidy<F>(B, B);
  sub<F>(D, D, B);
  sub<F>(D, D, B);
  tidy<F>(at<F>(d, 1), D);
}

/** d = p + (qx, qy), an affine point other than infinity. d may be p. */
export function g2AddAffine<F>(d: usize, p: usize, qx: usize, qy: usize): void {
  if (g2IsInfinity<F>(p)) {
    copy<F>(d, qx);
    copy<F>(at<F>(d, 1), qy);
    setOne<F>(at<F>(d, 2));
    return;
  }
  const z = at<F>(p, 2);
  square<F>(A, z);
  multiply<F>(H, qx, A);
  sub<F>(H, H, p);
  reduce<F>(H, H); // x Z² - X
  multiply<F>(A, A, z);
  multiply<F>(R, qy, A);
  sub<F>(R, R, at<F>(p, 1));
  tidy<F>(R, R); // y Z³ - Y
  copy<F>(A, p);
  copy<F>(B, at<F>(p, 1));
  finishAddition<F>(d, p, A, B, z);
}

/** d = p + q, both Jacobian. d may be p. */
export function g2Add<F>(d: usize, p: usize, q: usize): void {
  if (g2IsInfinity<F>(p)) {
    if (d != q) g2Copy<F>(d, q);
    return;
  }
  if (g2IsInfinity<F>(q)) {
    if (d != p) g2Copy<F>(d, p);
    return;
  }
  const z1 = at<F>(p, 2);
  const z2 = at<F>(q, 2);
  square<F>(C, z2);
  multiply<F>(A, p, C);
  multiply<F>(C, C, z2);
  multiply<F>(B, at<F>(p, 1), C);
  square<F>(C, z1);
  multiply<F>(H, q, C);
  sub<F>(H, H, A);
  reduce<F>(H, H);
  multiply<F>(C, C, z1);
  multiply<F>(R, at<F>(q, 1), C);
  sub<F>(R, R, B);
  tidy<F>(R, R);
  multiply<F>(S, z1, z2);
  finishAddition<F>(d, p, A, B, S);
}

/** The end of both additions, for H = U2 - U1 (reduced) and R = S2 - S1: X' = R² - H³ - 2V with V = U1 H²,
 *  Y' = R (V - X') - S1 H³, Z' = Z H. u1 = A and s1 = B are overwritten; p is doubled when both points are the same. */
function finishAddition<F>(d: usize, p: usize, u1: usize, s1: usize, z: usize): void {
  if (isZero<F>(H)) {
    reduce<F>(R, R);
    if (isZero<F>(R)) g2Double<F>(d, p);
    else g2SetInfinity<F>(d);
    return;
  }
  multiply<F>(at<F>(d, 2), z, H);
  square<F>(C, H);
  multiply<F>(D, u1, C); // V
  multiply<F>(C, C, H); // H³
  square<F>(E, R);
  sub<F>(E, E, C);
  sub<F>(E, E, D);
  sub<F>(E, E, D);
  tidy<F>(d, E);
  sub<F>(D, D, d);
  multiply<F>(D, D, R);
  multiply<F>(C, C, s1);
  sub<F>(D, D, C);
  tidy<F>(at<F>(d, 1), D);
}

/** d (two elements) = p as an affine point, (0, 0) for infinity. */
export function g2ToAffine<F>(d: usize, p: usize): void {
  if (g2IsInfinity<F>(p)) {
    memory.fill(d, 0, 2 * offsetof<F>());
    return;
  }
  invert<F>(A, at<F>(p, 2));
  square<F>(B, A);
  multiply<F>(d, p, B);
  multiply<F>(B, B, A);
  multiply<F>(at<F>(d, 1), at<F>(p, 1), B);
}

/** Whether p = q as points, both Jacobian. */
export function g2Equals<F>(p: usize, q: usize): bool {
  if (g2IsInfinity<F>(p) || g2IsInfinity<F>(q)) return g2IsInfinity<F>(p) == g2IsInfinity<F>(q);
  const z1 = at<F>(p, 2);
  const z2 = at<F>(q, 2);
  square<F>(A, z1);
  square<F>(B, z2);
  multiply<F>(C, p, B);
  multiply<F>(D, q, A);
  sub<F>(C, C, D);
  reduce<F>(C, C);
  if (!isZero<F>(C)) return false;
  multiply<F>(A, A, z1);
  multiply<F>(B, B, z2);
  multiply<F>(C, at<F>(p, 1), B);
  multiply<F>(D, at<F>(q, 1), A);
  sub<F>(C, C, D);
  reduce<F>(C, C);
  return isZero<F>(C);
}
