// Points of NIST P-256, y² = x³ - 3x + b, in Jacobian coordinates (x = X/Z², y = Y/Z³) over ./p256Field.ts. Complete:
// every exceptional case is handled, since signatures are chosen by attackers.
import { copy32, isZero32 } from "../memory/bytes";
import { u256Eq } from "../uint256/word";
import { fieldAdd, fieldMultiply, fieldSquare, fieldSubtract, ONE } from "./p256Field";

/** A point: X, Y, Z (field elements); Z is 0 at infinity. */
export const POINT_SIZE: i32 = 96;
const Y: usize = 32;
const Z: usize = 64;

/** b */
const B_COEFFICIENT: usize = TARGET_PROVING
  ? memory.data<u64>([0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7])
  : memory.data<u64>([0xd89cdf6229c4bddf, 0xacf005cd78843090, 0xe5a220abf7212ed6, 0xdc30061d04874834]);

const A: usize = memory.data(32, 8);
const B: usize = memory.data(32, 8);
const C: usize = memory.data(32, 8);
const D: usize = memory.data(32, 8);
const E: usize = memory.data(32, 8);
const F: usize = memory.data(32, 8);

/** Whether y² = x³ - 3x + b for two field elements. */
export function isOnCurve(x: usize, y: usize): bool {
  fieldSquare(A, x);
  fieldMultiply(A, A, x);
  fieldSubtract(A, A, x);
  fieldSubtract(A, A, x);
  fieldSubtract(A, A, x);
  fieldAdd(A, A, B_COEFFICIENT);
  fieldSquare(B, y);
  return u256Eq(A, B);
}

export function setInfinity(point: usize): void {
  memory.fill(point, 0, POINT_SIZE);
}

export function isInfinity(point: usize): bool {
  return isZero32(point + Z);
}

export function setAffine(point: usize, x: usize, y: usize): void {
  copy32(point, x);
  copy32(point + Y, y);
  copy32(point + Z, ONE);
}

/** point = 2 point. Infinity stays: its Z is a factor of the new Z. No point of the curve has order 2. */
export function doublePoint(point: usize): void {
  const x = point;
  const y = point + Y;
  const z = point + Z;
  // A = 3 (X - Z²) (X + Z²), B = Y²
  fieldSquare(C, z);
  fieldSubtract(A, x, C);
  fieldAdd(C, x, C);
  fieldMultiply(C, A, C);
  fieldAdd(A, C, C);
  fieldAdd(A, A, C);
  fieldMultiply(z, z, y);
  fieldAdd(z, z, z);
  fieldSquare(B, y);
  // D = 4 X Y², C = 8 Y⁴
  fieldAdd(C, B, B);
  fieldMultiply(D, x, C);
  fieldAdd(D, D, D);
  fieldSquare(C, C);
  fieldAdd(C, C, C);
  fieldSquare(x, A);
  fieldSubtract(x, x, D);
  fieldSubtract(x, x, D);
  fieldSubtract(D, D, x);
  fieldMultiply(y, A, D);
  fieldSubtract(y, y, C);
}

/** point += (x, y), or its negative, for an affine point. */
export function addAffine(point: usize, x: usize, y: usize, negative: bool): void {
  const pz = point + Z;
  if (isInfinity(point)) {
    setAffine(point, x, y);
    if (negative) negatePoint(point);
    return;
  }
  fieldSquare(A, pz);
  fieldMultiply(B, A, pz);
  fieldMultiply(B, B, y);
  fieldMultiply(A, A, x);
  finishAddition(point, point, point + Y, negative);
}

/** point += the point (`x`, `y`, `z`) with z not 0, or its negative. */
export function addJacobian(point: usize, x: usize, y: usize, z: usize, negative: bool): void {
  const pz = point + Z;
  if (isInfinity(point)) {
    copy32(point, x);
    copy32(point + Y, y);
    copy32(pz, z);
    if (negative) negatePoint(point);
    return;
  }
  fieldSquare(A, z);
  fieldMultiply(B, A, z);
  fieldMultiply(E, point, A);
  fieldMultiply(F, point + Y, B);
  fieldSquare(A, pz);
  fieldMultiply(B, A, pz);
  fieldMultiply(B, B, y);
  fieldMultiply(A, A, x);
  // From here the point's X and Y are those over the common Z; a point that turns out equal is doubled as it was.
  if (!finishAddition(point, E, F, negative)) return;
  fieldMultiply(pz, pz, z);
}

/** The end of both additions: A and B hold the summand's x and y over the common denominator, (`ex`, `ey`) the point's.
 *  Returns false when the sum was an exceptional case, which is then complete in `point`. */
function finishAddition(point: usize, ex: usize, ey: usize, negative: bool): bool {
  const pz = point + Z;
  if (negative) negate(B);
  fieldSubtract(A, A, ex);
  fieldSubtract(B, B, ey);
  if (isZero32(A)) {
    if (isZero32(B)) doublePoint(point);
    else setInfinity(point);
    return false;
  }
  fieldMultiply(pz, pz, A);
  fieldSquare(C, A);
  fieldMultiply(D, C, ex);
  fieldMultiply(C, C, A);
  fieldMultiply(A, C, ey);
  fieldSquare(point, B);
  fieldSubtract(point, point, C);
  fieldSubtract(point, point, D);
  fieldSubtract(point, point, D);
  fieldSubtract(D, D, point);
  fieldMultiply(D, D, B);
  fieldSubtract(point + Y, D, A);
  return true;
}

const ZERO: usize = memory.data(32, 8);

function negate(a: usize): void {
  fieldSubtract(a, ZERO, a);
}

function negatePoint(point: usize): void {
  negate(point + Y);
}
