// Steps of the Miller loop of the optimal ate pairing (Vercauteren, 2009), for both curves: a point T on the twist is doubled
// or added to in homogeneous coordinates (x = X/Z, y = Y/Z; Costello, Lange and Naehrig, "Faster pairing computations on
// curves with high-degree twists", 2010), and the line through the points is evaluated at P, up to a factor in Fp2, which
// the final exponentiation removes.
//
// bn254's twist y² = x³ + 3/xi maps (x, y) to (x w², y w³): lines are l0 + l1 w + l3 w³ with yP in l0, xP in l1.
// BLS12-381's y² = x³ + 4 xi maps it to (x/w², y/w³): lines times w³ are l0 + l2 w² + l3 w³ with xP in l2, yP in l3.
import { add, at, copy, double, fromNumbers, isBn254, isZero, multiply, multiplyLanes, negate, reduce } from "./fp2";
import { setOne, square, sub, tidy, timesXi, zip00, zip11 } from "./fp2";
import { fp12MultiplyBy013, fp12MultiplyBy023 } from "./fp12";
import { isFused } from "./fused/field";
import { fusedAddStep, fusedDoubleStep } from "./fused/miller";

const A: usize = memory.data(112, 16);
const B: usize = memory.data(112, 16);
const C: usize = memory.data(112, 16);
const E: usize = memory.data(112, 16);
const G: usize = memory.data(112, 16);
const H: usize = memory.data(112, 16);
const J: usize = memory.data(112, 16);

/** The last line: what goes with xP, with yP, and with neither. */
const LINE_X: usize = memory.data(112, 16);
const LINE_Y: usize = memory.data(112, 16);
const LINE: usize = memory.data(112, 16);

/** 9/xi = 3 * (3/xi) for bn254, as numbers. */
const BN254_TRIPLE_B: usize = memory.data<u64>([
  0x1ef69c66bce9b021, 0xf21b7c8d3cb039cf, 0x1499be5e509e8f8f, 0x20753adca9c6bfb8, 0xade8371391494176,
  0xf5eee18eaf8748f8, 0x67860f09cc8af9dd, 0x01c53b10b0d2fc7e,
]);
const TRIPLE_B: usize = memory.data(80, 16);
let ready = false;

// A pair (P, Q) in memory, 7 elements: (-xP, -xP), (yP, yP), Q = (x, y), T = (X, Y, Z).

// @ts-ignore: decorator
@inline
export function pairBytes<F>(): usize {
  return 7 * offsetof<F>();
}

// @ts-ignore: decorator
@inline
export function pairQ<F>(pair: usize): usize {
  return at<F>(pair, 2);
}

// @ts-ignore: decorator
@inline
export function pairT<F>(pair: usize): usize {
  return at<F>(pair, 4);
}

/** Fills a pair from the affine points p (one element) and q (two elements), neither at infinity; T = Q. */
export function startPair<F>(pair: usize, p: usize, q: usize): void {
  negate<F>(A, p);
  zip00<F>(pair, A, A);
  zip11<F>(at<F>(pair, 1), p, p);
  memory.copy(pairQ<F>(pair), q, 2 * offsetof<F>());
  memory.copy(pairT<F>(pair), q, 2 * offsetof<F>());
  setOne<F>(at<F>(pair, 6));
}

/** bn254's 3b'. */
function tripleB<F>(): usize {
  if (isBn254<F>() && !ready) {
    fromNumbers<F>(TRIPLE_B, BN254_TRIPLE_B, BN254_TRIPLE_B + 32);
    ready = true;
  }
  return TRIPLE_B;
}

/** d = 3 b' a, tidy, with the twist's b' = 3/xi or 4 xi. */
function timesTripleB<F>(d: usize, a: usize): void {
  if (isBn254<F>()) {
    multiply<F>(d, a, tripleB<F>());
  } else {
    timesXi<F>(d, a);
    double<F>(d, d);
    double<F>(d, d);
    tidy<F>(d, d);
    double<F>(J, d);
    add<F>(d, d, J);
    tidy<F>(d, d);
  }
}

/** T = 2 T, and the tangent at T. With A = XY, B = Y², C = Z², E = 3b'C: X' = 2A (B - 3E), Y' = (B + 3E)² - 12E²,
 *  Z' = 8 B YZ; the line is 2YZ yP - 3X² xP … + (B - E). */
export function doubleStep<F>(pair: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    const t = pairT<F>(pair);
    fusedDoubleStep<F>(t, at<F>(t, 1), at<F>(t, 2), tripleB<F>(), LINE_X, LINE_Y, LINE);
    return;
  }
  const x = pairT<F>(pair);
  const y = at<F>(x, 1);
  const z = at<F>(x, 2);
  multiply<F>(A, x, y);
  square<F>(B, y);
  square<F>(C, z);
  multiply<F>(H, y, z);
  timesTripleB<F>(E, C);
  square<F>(J, x);
  add<F>(LINE_X, J, J);
  add<F>(LINE_X, LINE_X, J);
  double<F>(H, H);
  copy<F>(LINE_Y, H);
  sub<F>(LINE, B, E);
  tidy<F>(LINE, LINE);
  // 3E
  add<F>(C, E, E);
  add<F>(C, C, E);
  add<F>(G, B, C);
  sub<F>(C, B, C);
  tidy<F>(C, C);
  double<F>(A, A);
  multiply<F>(x, A, C);
  tidy<F>(G, G);
  square<F>(G, G);
  square<F>(E, E);
  double<F>(E, E);
  double<F>(E, E);
  tidy<F>(E, E);
  add<F>(C, E, E);
  add<F>(C, C, E);
  sub<F>(G, G, C);
  tidy<F>(y, G);
  double<F>(H, H);
  tidy<F>(H, H);
  double<F>(B, B);
  multiply<F>(z, B, H);
}

/** T = T + (qx, qy), and the line through both. With theta = Y - qy Z, lambda = X - qx Z: the line is
 *  lambda yP - theta xP … + (theta qx - lambda qy). */
export function addStep<F>(pair: usize, qx: usize, qy: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    const t = pairT<F>(pair);
    fusedAddStep<F>(t, at<F>(t, 1), at<F>(t, 2), qx, qy, LINE_X, LINE_Y, LINE);
    return;
  }
  const x = pairT<F>(pair);
  const y = at<F>(x, 1);
  const z = at<F>(x, 2);
  multiply<F>(A, qy, z);
  sub<F>(A, y, A);
  tidy<F>(A, A); // theta
  multiply<F>(B, qx, z);
  sub<F>(B, x, B);
  tidy<F>(B, B); // lambda
  copy<F>(LINE_X, A);
  copy<F>(LINE_Y, B);
  multiply<F>(LINE, A, qx);
  multiply<F>(J, B, qy);
  sub<F>(LINE, LINE, J);
  tidy<F>(LINE, LINE);
  square<F>(C, A);
  square<F>(E, B);
  multiply<F>(G, x, E);
  multiply<F>(E, E, B); // lambda³
  multiply<F>(C, C, z);
  add<F>(H, E, C);
  sub<F>(H, H, G);
  sub<F>(H, H, G);
  tidy<F>(H, H);
  multiply<F>(x, B, H);
  sub<F>(G, G, H);
  multiply<F>(G, A, G);
  multiply<F>(J, y, E);
  sub<F>(G, G, J);
  tidy<F>(y, G);
  multiply<F>(z, z, E);
}

/** f = f times the last line, at the pair's P. */
export function multiplyByLine<F>(f: usize, pair: usize): void {
  multiplyLanes<F>(LINE_X, LINE_X, pair);
  multiplyLanes<F>(LINE_Y, LINE_Y, at<F>(pair, 1));
  if (isBn254<F>()) fp12MultiplyBy013<F>(f, LINE_Y, LINE_X, LINE);
  else fp12MultiplyBy023<F>(f, LINE, LINE_X, LINE_Y);
}

/** Keeps the last line: what goes with xP, with yP, and with neither, three elements. */
export function storeLine<F>(to: usize): void {
  tidy<F>(to, LINE_X);
  tidy<F>(at<F>(to, 1), LINE_Y);
  copy<F>(at<F>(to, 2), LINE);
}

/** Whether T has come to the affine point (x, y). The steps do not know the special cases where T and the point to add are the
 *  same or opposite; there Z becomes 0 and stays so, and the answer is false. */
export function endsAt<F>(pair: usize, x: usize, y: usize): bool {
  const t = pairT<F>(pair);
  const z = at<F>(t, 2);
  if (isZero<F>(z)) return false;
  multiply<F>(A, x, z);
  sub<F>(A, A, t);
  reduce<F>(A, A);
  multiply<F>(B, y, z);
  sub<F>(B, B, at<F>(t, 1));
  reduce<F>(B, B);
  return isZero<F>(A) && isZero<F>(B);
}
