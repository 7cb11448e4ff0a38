// Points of secp256k1, y² = x³ + 7, in Jacobian coordinates (x = X/Z², y = Y/Z³) over ./secp256k1Field.ts. Complete:
// every exceptional case is handled, since signatures are chosen by attackers.
import { copy32 } from "../memory/bytes";
import { isFused, Secp256k1 } from "./fused/field";
import { OPPOSITE, SAME } from "./fused/g1";
import { fusedAddAffine, fusedDoublePoint } from "./fused/secp256k1";
import { fieldAdd, fieldHalve, fieldIsZero, fieldNegate, fieldSubtract } from "./secp256k1Field";
import { fieldMultiply, fieldSquare } from "./secp256k1Product";

/** A point: X, Y, Z (words) and u32 1 for the point at infinity. */
export const POINT_SIZE: i32 = 104;
const Y: usize = 32;
const Z: usize = 64;
const INFINITY: usize = 96;

export const ONE: usize = memory.data<u64>([1, 0, 0, 0]);

const A: usize = memory.data(32, 8);
const B: usize = memory.data(32, 8);
const C: usize = memory.data(32, 8);
const D: usize = memory.data(32, 8);
const E: usize = memory.data(32, 8);
const F: usize = memory.data(32, 8);
const ZZ: usize = memory.data(32, 8);

export function setInfinity(point: usize): void {
  store<u32>(point, 1, INFINITY);
}

export function isInfinity(point: usize): bool {
  return load<u32>(point, INFINITY) != 0;
}

export function setAffine(point: usize, x: usize, y: usize): void {
  copy32(point, x);
  copy32(point + Y, y);
  copy32(point + Z, ONE);
  store<u32>(point, 0, INFINITY);
}

/** point = 2 point, over Z = Y Z. No point of the curve has order 2. */
export function doublePoint(point: usize): void {
  if (isInfinity(point)) return;
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    fusedDoublePoint(point);
    return;
  }
  const x = point;
  const y = point + Y;
  const z = point + Z;
  fieldMultiply(z, z, y);
  // A = 3/2 X², B = Y², C = X Y²: halving once here saves half of all additions.
  fieldSquare(B, x);
  fieldHalve(A, B);
  fieldAdd(A, A, B);
  fieldSquare(B, y);
  fieldMultiply(C, x, B);
  fieldSquare(x, A);
  fieldSubtract(x, x, C);
  fieldSubtract(x, x, C);
  fieldSubtract(C, C, x);
  fieldMultiply(C, C, A);
  fieldSquare(B, B);
  fieldSubtract(y, C, B);
}

/** The factor by which the last addition multiplied Z. */
export const RATIO: usize = memory.data(32, 8);

/** point += (x, y), or its negative. With `scale` not 0 it is (x scale², y scale³) in the coordinates that `point` is held
 *  in: what the affine (x, y) becomes where all Z are to be multiplied by `scale` in the end. */
export function addAffine(point: usize, x: usize, y: usize, negative: bool, scale: usize): void {
  const pz = point + Z;
  if (isInfinity(point)) {
    if (scale != 0) {
      fieldSquare(A, scale);
      fieldMultiply(point, x, A);
      fieldMultiply(A, A, scale);
      fieldMultiply(point + Y, y, A);
    } else {
      copy32(point, x);
      copy32(point + Y, y);
    }
    if (negative) fieldNegate(point + Y, point + Y);
    copy32(pz, ONE);
    store<u32>(point, 0, INFINITY);
    return;
  }
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    const outcome = fusedAddAffine(point, x, y, negative, scale, RATIO);
    if (outcome == SAME) doublePoint(point);
    else if (outcome == OPPOSITE) setInfinity(point);
    return;
  }
  let z = pz;
  if (scale != 0) {
    z = ZZ;
    fieldMultiply(z, pz, scale);
  }
  fieldSquare(A, z);
  fieldMultiply(B, A, z);
  fieldMultiply(A, A, x);
  fieldMultiply(B, B, y);
  finishAddition(point, point, point + Y, negative);
}

/** point += another point. */
export function addPoint(point: usize, other: usize): void {
  if (isInfinity(other)) return;
  if (isInfinity(point)) {
    memory.copy(point, other, POINT_SIZE);
    return;
  }
  const pz = point + Z;
  const oz = other + Z;
  fieldSquare(A, oz);
  fieldMultiply(B, A, oz);
  fieldMultiply(E, point, A);
  fieldMultiply(F, point + Y, B);
  fieldSquare(A, pz);
  fieldMultiply(B, A, pz);
  fieldMultiply(A, A, other);
  fieldMultiply(B, B, other + Y);
  if (finishAddition(point, E, F, false)) fieldMultiply(pz, pz, oz);
}

/** The end of both additions: A and B hold the summand's x and y over the common denominator, (`ex`, `ey`) the point's.
 *  `negative` subtracts it. Returns false when the sum was an exceptional case, which is then complete in `point`. */
function finishAddition(point: usize, ex: usize, ey: usize, negative: bool): bool {
  const pz = point + Z;
  fieldSubtract(A, A, ex);
  // B is the slope's numerator, or its negative when the summand is negative: -y - Y = -(y + Y).
  if (negative) fieldAdd(B, B, ey);
  else fieldSubtract(B, B, ey);
  if (fieldIsZero(A)) {
    if (fieldIsZero(B)) doublePoint(point);
    else setInfinity(point);
    return false;
  }
  fieldMultiply(pz, pz, A);
  copy32(RATIO, A);
  fieldSquare(C, A);
  fieldMultiply(D, C, ex);
  fieldMultiply(C, C, A);
  // C = H³; ex and ey may be the point's own coordinates, so Y H³ comes before they change.
  fieldMultiply(A, C, ey);
  fieldSquare(point, B);
  fieldSubtract(point, point, C);
  fieldSubtract(point, point, D);
  fieldSubtract(point, point, D);
  if (negative) fieldSubtract(D, point, D);
  else fieldSubtract(D, D, point);
  fieldMultiply(D, D, B);
  fieldSubtract(point + Y, D, A);
  return true;
}
