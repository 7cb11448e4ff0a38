// Subgroup checks in BLS12-381's G1 for two points at once, one to a lane: a quarter less than twice the check of one, since every
// product is used. Points to check come one by one; the odd one at the end is checked alone.
import { alloc, mark, release } from "../memory/arena";
import { blsBetaNumber, blsIsInG1 } from "./bls12381G1";
import { BLS12381_X } from "./bls12381Scalar";
import { add, copy, double, fromNumbers, isZero, multiplyLanes, reduce, squareLanes, sub, tidy } from "./fp2";
import { zeroLaneBits, zip00, zip11 } from "./fp2";
import { Bls12381, oneLanes } from "./primeFields";

/** The first of two points. */
const WAITING: usize = memory.data(112, 16);
let isWaiting = false;

/** Two Jacobian points, coordinate by coordinate; Z has weight 2. The second is what is added. */
const X: usize = memory.data(112, 16);
const Y: usize = memory.data(112, 16);
const Z: usize = memory.data(112, 16);
const X2: usize = memory.data(112, 16);
const Y2: usize = memory.data(112, 16);
const Z2: usize = memory.data(112, 16);

const A: usize = memory.data(112, 16);
const B: usize = memory.data(112, 16);
const C: usize = memory.data(112, 16);
const D: usize = memory.data(112, 16);
const E: usize = memory.data(112, 16);
const H: usize = memory.data(112, 16);
const R: usize = memory.data(112, 16);
const BETA: usize = memory.data(112, 16);
let ready = false;

/** Begins a series of checks. */
export function blsBeginG1Checks(): void {
  isWaiting = false;
}

/** Takes an affine point of the curve, which may be infinity. False when it, or one that waited, is not in G1. */
export function blsCheckG1(point: usize): bool {
  if (isZero<Bls12381>(point)) return true;
  if (!isWaiting) {
    copy<Bls12381>(WAITING, point);
    isWaiting = true;
    return true;
  }
  isWaiting = false;
  return areInG1(WAITING, point);
}

/** Ends the series. False when a point that waited is not in G1. */
export function blsEndG1Checks(): bool {
  const result = !isWaiting || blsIsInG1(WAITING);
  isWaiting = false;
  return result;
}

/** Whether x² P = -phi(P) = (beta x, -y) for both points (see `blsIsInG1`), neither at infinity.
 *
 *  SOUNDNESS: additions here do not know the special cases of equal and opposite points. Those give Z = 0, which no later step
 *  changes, and the end asks for another Z; a point of order r never meets one. */
function areInG1(p: usize, q: usize): bool {
  const start = mark();
  const x = alloc(offsetof<Bls12381>());
  const y = alloc(offsetof<Bls12381>());
  zip00<Bls12381>(x, p, q);
  zip11<Bls12381>(y, p, q);
  copy<Bls12381>(X, x);
  copy<Bls12381>(Y, y);
  copy<Bls12381>(Z, oneLanes<Bls12381>());
  copy<Bls12381>(X2, x);
  copy<Bls12381>(Y2, y);
  copy<Bls12381>(Z2, Z);
  timesX();
  copy<Bls12381>(X2, X);
  copy<Bls12381>(Y2, Y);
  copy<Bls12381>(Z2, Z);
  timesX();
  if (!ready) {
    fromNumbers<Bls12381>(BETA, blsBetaNumber(), blsBetaNumber());
    ready = true;
  }
  const isFinite = zeroLaneBits<Bls12381>(Z) == 0;
  squareLanes<Bls12381>(A, Z);
  multiplyLanes<Bls12381>(B, A, Z);
  multiplyLanes<Bls12381>(x, x, BETA);
  multiplyLanes<Bls12381>(x, x, A);
  sub<Bls12381>(x, x, X);
  reduce<Bls12381>(x, x);
  multiplyLanes<Bls12381>(y, y, B);
  add<Bls12381>(y, y, Y);
  reduce<Bls12381>(y, y);
  const result = isFinite && isZero<Bls12381>(x) && isZero<Bls12381>(y);
  release(start);
  return result;
}

/** (X, Y, Z) = |x| (X, Y, Z), of which (X2, Y2, Z2) is a copy. */
function timesX(): void {
  for (let bit = 62; bit >= 0; bit--) {
    doublePoints();
    if (((BLS12381_X >> (<u64>bit)) & 1) != 0) addPoints();
  }
}

/** A = X², B = Y², C = B², D = 2((X + B)² - A - C), E = 3A: X' = E² - 2D, Y' = E (D - X') - 8C, Z' = 2YZ. */
function doublePoints(): void {
  squareLanes<Bls12381>(A, X);
  squareLanes<Bls12381>(B, Y);
  multiplyLanes<Bls12381>(Z, Y, Z);
  double<Bls12381>(Z, Z);
  add<Bls12381>(D, X, B);
  squareLanes<Bls12381>(D, D);
  squareLanes<Bls12381>(C, B);
  sub<Bls12381>(D, D, A);
  sub<Bls12381>(D, D, C);
  double<Bls12381>(D, D);
  tidy<Bls12381>(D, D);
  double<Bls12381>(E, A);
  add<Bls12381>(E, E, A); // weight 3
  squareLanes<Bls12381>(X, E);
  sub<Bls12381>(X, X, D);
  sub<Bls12381>(X, X, D);
  tidy<Bls12381>(X, X);
  sub<Bls12381>(D, D, X);
  multiplyLanes<Bls12381>(Y, E, D);
  double<Bls12381>(C, C);
  double<Bls12381>(C, C);
  double<Bls12381>(C, C);
  sub<Bls12381>(Y, Y, C); // weight 9
  tidy<Bls12381>(Y, Y);
}

/** Adds (X2, Y2, Z2): with U1 = X Z2², U2 = X2 Z², S1 = Y Z2³, S2 = Y2 Z³, H = U2 - U1, R = S2 - S1:
 *  X' = R² - H³ - 2 U1 H², Y' = R (U1 H² - X') - S1 H³, Z' = Z Z2 H. */
function addPoints(): void {
  squareLanes<Bls12381>(A, Z);
  squareLanes<Bls12381>(B, Z2);
  multiplyLanes<Bls12381>(X, X, B); // U1
  multiplyLanes<Bls12381>(B, B, Z2);
  multiplyLanes<Bls12381>(Y, Y, B); // S1
  multiplyLanes<Bls12381>(H, X2, A);
  sub<Bls12381>(H, H, X);
  multiplyLanes<Bls12381>(A, A, Z);
  multiplyLanes<Bls12381>(R, Y2, A);
  sub<Bls12381>(R, R, Y);
  multiplyLanes<Bls12381>(Z, Z, Z2);
  multiplyLanes<Bls12381>(Z, Z, H);
  squareLanes<Bls12381>(A, H);
  multiplyLanes<Bls12381>(B, X, A); // U1 H²
  multiplyLanes<Bls12381>(C, A, H); // H³
  squareLanes<Bls12381>(X, R);
  sub<Bls12381>(X, X, C);
  sub<Bls12381>(X, X, B);
  sub<Bls12381>(X, X, B);
  tidy<Bls12381>(X, X);
  sub<Bls12381>(B, B, X);
  multiplyLanes<Bls12381>(B, B, R);
  multiplyLanes<Bls12381>(C, C, Y);
  sub<Bls12381>(Y, B, C);
  tidy<Bls12381>(Y, Y);
}
