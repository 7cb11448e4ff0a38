// BLS12-381's G2, the subgroup of order r of y² = x³ + 4 (1 + i) over Fp2: encodings of EIP-2537, the subgroup check, G2ADD.
import { alloc, mark, release } from "../memory/arena";
import { blsReadFp, blsWriteFp } from "./bls12381G1";
import { BLS12381_X } from "./bls12381Scalar";
import { at, conjugate, double, fromNumbers, isZero, multiply, reduce, square, sub, timesXi, toNumbers } from "./fp2";
import { setOne } from "./fp2";
import { twistFrobenius } from "./frobenius";
import {
  g2Add,
  g2AddAffine,
  g2AffineIsInfinity,
  g2Copy,
  g2Double,
  g2Equals,
  g2FromAffine,
  g2JacobianBytes,
  g2Negate,
  g2ToAffine,
} from "./g2Jacobian";
import { Bls12381 } from "./primeFields";

const REAL: usize = memory.data(48, 8);
const IMAGINARY: usize = memory.data(48, 8);
const P: usize = memory.data(224, 16);
const Q: usize = memory.data(224, 16);
const T0: usize = memory.data(112, 16);
const T1: usize = memory.data(112, 16);

/** Reads an element of Fp2: 128 bytes, real part first; false when a part is malformed. */
export function blsReadFp2(element: usize, input: usize): bool {
  if (!blsReadFp(REAL, input) || !blsReadFp(IMAGINARY, input + 64)) return false;
  fromNumbers<Bls12381>(element, REAL, IMAGINARY);
  return true;
}

function writeFp2(output: usize, element: usize): void {
  toNumbers<Bls12381>(REAL, IMAGINARY, element);
  blsWriteFp(output, REAL);
  blsWriteFp(output + 64, IMAGINARY);
}

/** point (two elements) = the affine point of 256 bytes; false unless on the curve. Zeros are infinity (EIP-2537).
 *  SOUNDNESS: `input` comes from a contract. Not a subgroup check: `blsIsInG2` is. */
export function blsReadG2(point: usize, input: usize): bool {
  const y = at<Bls12381>(point, 1);
  if (!blsReadFp2(point, input) || !blsReadFp2(y, input + 128)) return false;
  if (g2AffineIsInfinity<Bls12381>(point)) return true;
  square<Bls12381>(T0, point);
  multiply<Bls12381>(T0, T0, point);
  square<Bls12381>(T1, y);
  sub<Bls12381>(T1, T1, T0);
  setOne<Bls12381>(T0);
  timesXi<Bls12381>(T0, T0);
  double<Bls12381>(T0, T0);
  double<Bls12381>(T0, T0);
  sub<Bls12381>(T1, T1, T0);
  reduce<Bls12381>(T1, T1);
  return isZero<Bls12381>(T1);
}

/** Writes an affine point as 256 bytes. */
export function blsWriteG2(output: usize, point: usize): void {
  writeFp2(output, point);
  writeFp2(output + 128, at<Bls12381>(point, 1));
}

/** p = psi(p) in Jacobian coordinates. */
export function blsPsi(p: usize): void {
  const z = at<Bls12381>(p, 2);
  twistFrobenius<Bls12381>(p, at<Bls12381>(p, 1), p, at<Bls12381>(p, 1));
  conjugate<Bls12381>(z, z);
}

/** d = |x| p, x the curve's parameter. d is not p. */
export function blsG2TimesX(d: usize, p: usize): void {
  g2Copy<Bls12381>(d, p);
  for (let bit = 62; bit >= 0; bit--) {
    g2Double<Bls12381>(d, d);
    if (((BLS12381_X >> (<u64>bit)) & 1) != 0) g2Add<Bls12381>(d, d, p);
  }
}

/** Whether an affine point of the twist is in G2: psi(Q) = x Q, so psi(Q) + |x| Q = 0 (Scott, 2021). The norm of psi - x and
 *  the order of the twist have no common factor but r, which divides the order once. */
export function blsIsInG2(point: usize): bool {
  if (g2AffineIsInfinity<Bls12381>(point)) return true;
  const start = mark();
  const sum = alloc(g2JacobianBytes<Bls12381>());
  const image = alloc(g2JacobianBytes<Bls12381>());
  const y = at<Bls12381>(point, 1);
  g2FromAffine<Bls12381>(sum, point);
  g2FromAffine<Bls12381>(image, point);
  for (let bit = 62; bit >= 0; bit--) {
    g2Double<Bls12381>(sum, sum);
    if (((BLS12381_X >> (<u64>bit)) & 1) != 0) g2AddAffine<Bls12381>(sum, sum, point, y);
  }
  blsPsi(image);
  g2Negate<Bls12381>(image, image);
  const result = g2Equals<Bls12381>(sum, image);
  release(start);
  return result;
}

/** G2ADD: dst (256 bytes) = the sum of the two points in `input` (512 bytes), which need not be in the subgroup; false when
 *  the input is malformed. */
export function blsG2Add(dst: usize, input: usize): bool {
  if (!blsReadG2(P, input) || !blsReadG2(Q, input + 256)) return false;
  const start = mark();
  const sum = alloc(g2JacobianBytes<Bls12381>());
  g2FromAffine<Bls12381>(sum, P);
  if (!g2AffineIsInfinity<Bls12381>(Q)) g2AddAffine<Bls12381>(sum, sum, Q, at<Bls12381>(Q, 1));
  g2ToAffine<Bls12381>(P, sum);
  blsWriteG2(dst, P);
  release(start);
  return true;
}
