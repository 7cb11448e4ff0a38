// Points of secp256k1, y² = x³ + 7, in Jacobian coordinates (x = X/Z², y = Y/Z³) over ./secp256k1Field.ts. Complete:
// every exceptional case is handled, since signatures are chosen by attackers.
import { copy32 } from "../memory/bytes";
import {
  fieldAdd,
  fieldInverse,
  fieldIsZero,
  fieldMultiply,
  fieldNegate,
  fieldNormalize,
  fieldSquare,
  fieldSubtract,
} from "./secp256k1Field";

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

/** point = 2 point. No point of the curve has order 2. */
export function doublePoint(point: usize): void {
  if (isInfinity(point)) return;
  const x = point;
  const y = point + Y;
  const z = point + Z;
  fieldMultiply(z, z, y);
  fieldAdd(z, z, z);
  fieldSquare(A, x);
  fieldSquare(B, y);
  fieldSquare(C, B);
  // D = 4 X Y²
  fieldAdd(B, B, B);
  fieldMultiply(D, x, B);
  fieldAdd(D, D, D);
  // E = 3 X²
  fieldAdd(E, A, A);
  fieldAdd(E, E, A);
  fieldSquare(x, E);
  fieldSubtract(x, x, D);
  fieldSubtract(x, x, D);
  fieldSubtract(D, D, x);
  fieldMultiply(y, E, D);
  fieldAdd(C, C, C);
  fieldAdd(C, C, C);
  fieldAdd(C, C, C);
  fieldSubtract(y, y, C);
}

/** The factor by which the last addition multiplied Z. */
export const RATIO: usize = memory.data(32, 8);

/** point += (x, y), or its negative. With `scale` not 0 the point is (x / scale², y / scale³) in the coordinates that
 *  `point` is held in: what a table of another Z needs. */
export function addAffine(point: usize, x: usize, y: usize, negative: bool, scale: usize): void {
  const px = point;
  const py = point + Y;
  const pz = point + Z;
  if (isInfinity(point)) {
    if (scale != 0) {
      fieldSquare(A, scale);
      fieldMultiply(px, x, A);
      fieldMultiply(A, A, scale);
      fieldMultiply(py, y, A);
    } else {
      copy32(px, x);
      copy32(py, y);
    }
    if (negative) fieldNegate(py, py);
    copy32(pz, ONE);
    store<u32>(point, 0, INFINITY);
    return;
  }
  let z = pz;
  if (scale != 0) {
    z = ZZ;
    fieldMultiply(z, pz, scale);
  }
  fieldSquare(A, z);
  fieldMultiply(B, A, z);
  // A = H = x Z² - X, B = R = y Z³ - Y
  fieldMultiply(A, A, x);
  fieldMultiply(B, B, y);
  fieldSubtract(A, A, px);
  if (negative) {
    fieldAdd(B, B, py);
    fieldNegate(B, B);
  } else fieldSubtract(B, B, py);
  if (fieldIsZero(A)) {
    if (fieldIsZero(B)) doublePoint(point);
    else setInfinity(point);
    return;
  }
  fieldMultiply(pz, pz, A);
  copy32(RATIO, A);
  fieldSquare(C, A);
  fieldMultiply(D, C, px);
  fieldMultiply(C, C, A);
  fieldSquare(px, B);
  fieldSubtract(px, px, C);
  fieldSubtract(px, px, D);
  fieldSubtract(px, px, D);
  fieldSubtract(D, D, px);
  fieldMultiply(D, D, B);
  fieldMultiply(C, C, py);
  fieldSubtract(py, D, C);
}

/** Affine coordinates below p of a point that is not at infinity. */
export function toAffine(x: usize, y: usize, point: usize): void {
  fieldInverse(A, point + Z);
  fieldSquare(B, A);
  fieldMultiply(A, A, B);
  fieldMultiply(B, B, point);
  fieldMultiply(A, A, point + Y);
  fieldNormalize(x, B);
  fieldNormalize(y, A);
}
