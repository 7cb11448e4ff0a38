// BLS12-381's G1, the subgroup of order r of y² = x³ + 4: encodings of EIP-2537, the subgroup check, G1ADD.
import { alloc, mark, release } from "../memory/arena";
import { fromNumbers, isZero, multiplyLanes, negate, reduce, sub, toNumbers, zeroLaneBits, zip00, zip01 } from "./fp2";
import { squareLanes } from "./fp2";
import { g1AffineAdd, g1IsOnCurve } from "./g1Affine";
import { g1Add, g1AddAffine, g1Double, g1FromAffine, g1IsInfinity, jacobianBytes, zOf } from "./g1Jacobian";
import { readFieldNumber, writeFieldNumber } from "./pointBytes";
import { Bls12381, oneLanes } from "./primeFields";
import { BLS12381_X } from "./bls12381Scalar";

/** beta with (beta x, y) = -x² (x, y) on G1 (the first x is the curve's parameter), as a number. */
const BETA: usize = memory.data<u64>([
  0x2e01fffffffefffe, 0xde17d813620a0002, 0xddb3a93be6f89688, 0xba69c6076a0f77ea, 0x5f19672fdf76ce51,
  0x0000000000000000,
]);
const ONE: usize = memory.data<u64>([1, 0, 0, 0, 0, 0]);

const FIRST: usize = memory.data(48, 8);
const SECOND: usize = memory.data(48, 8);
const BETA_ONE: usize = memory.data(112, 16);
const P: usize = memory.data(112, 16);
const Q: usize = memory.data(112, 16);
const T0: usize = memory.data(112, 16);
const T1: usize = memory.data(112, 16);
let ready = false;

/** words = the field element of 64 bytes: 16 zero bytes, then 48 bytes of a number below p, or false. */
export function blsReadFp(words: usize, input: usize): bool {
  if ((load<u64>(input) | load<u64>(input, 8)) != 0) return false;
  return readFieldNumber<Bls12381>(words, input + 16);
}

/** Writes words as a field element of 64 bytes. */
export function blsWriteFp(output: usize, words: usize): void {
  store<u64>(output, 0);
  store<u64>(output, 0, 8);
  writeFieldNumber<Bls12381>(output + 16, words);
}

/** point (one element) = the affine point of 128 bytes; false unless on the curve. Zeros are infinity (EIP-2537).
 *  SOUNDNESS: `input` comes from a contract. Not a subgroup check: `blsIsInG1` is. */
export function blsReadG1(point: usize, input: usize): bool {
  if (!blsReadFp(FIRST, input) || !blsReadFp(SECOND, input + 64)) return false;
  fromNumbers<Bls12381>(point, FIRST, SECOND);
  return isZero<Bls12381>(point) || g1IsOnCurve<Bls12381>(point, 4);
}

/** Writes an affine point of weight up to 3 as 128 bytes. */
export function blsWriteG1(output: usize, point: usize): void {
  toNumbers<Bls12381>(FIRST, SECOND, point);
  blsWriteFp(output, FIRST);
  blsWriteFp(output + 64, SECOND);
}

/** beta as a number. */
export function blsBetaNumber(): usize {
  return BETA;
}

/** (beta, 1): in lanes times (x, y) it is the endomorphism phi. */
export function blsBetaOne(): usize {
  if (!ready) {
    fromNumbers<Bls12381>(BETA_ONE, BETA, ONE);
    ready = true;
  }
  return BETA_ONE;
}

/** d = |x| p in Jacobian coordinates, x the curve's parameter. d is not p. */
export function blsG1TimesX(d: usize, p: usize): void {
  memory.copy(d, p, jacobianBytes<Bls12381>());
  for (let bit = 62; bit >= 0; bit--) {
    g1Double<Bls12381>(d, d);
    if (((BLS12381_X >> (<u64>bit)) & 1) != 0) g1Add<Bls12381>(d, d, p);
  }
}

/** Whether an affine point of the curve is in G1: phi(P) = -x² P (Scott, "A note on group membership tests for G1, G2 and GT
 *  on BLS pairing-friendly curves", 2021). The norm of phi + x² is x⁴ - x² + 1 = r, and the curve has no point of order r². */
export function blsIsInG1(point: usize): bool {
  if (isZero<Bls12381>(point)) return true;
  const start = mark();
  const once = alloc(jacobianBytes<Bls12381>());
  const twice = alloc(jacobianBytes<Bls12381>());
  timesXAffine(once, point);
  blsG1TimesX(twice, once);
  release(start);
  if (g1IsInfinity<Bls12381>(twice)) return false;
  // (X, Y) = (beta x Z², -y Z³)
  const z = zOf<Bls12381>(twice);
  multiplyLanes<Bls12381>(T0, point, blsBetaOne());
  negate<Bls12381>(T1, T0);
  zip01<Bls12381>(T0, T0, T1);
  zip00<Bls12381>(T1, z, z);
  squareLanes<Bls12381>(P, T1);
  zip00<Bls12381>(T1, oneLanes<Bls12381>(), z);
  multiplyLanes<Bls12381>(P, P, T1);
  multiplyLanes<Bls12381>(T0, T0, P);
  sub<Bls12381>(T0, T0, twice);
  reduce<Bls12381>(T0, T0);
  return zeroLaneBits<Bls12381>(T0) == 3;
}

/** d = |x| q for an affine point q other than infinity. */
function timesXAffine(d: usize, q: usize): void {
  g1FromAffine<Bls12381>(d, q);
  for (let bit = 62; bit >= 0; bit--) {
    g1Double<Bls12381>(d, d);
    if (((BLS12381_X >> (<u64>bit)) & 1) != 0) g1AddAffine<Bls12381>(d, d, q);
  }
}

/** G1ADD: dst (128 bytes) = the sum of the two points in `input` (256 bytes), which need not be in the subgroup; false when
 *  the input is malformed. */
export function blsG1Add(dst: usize, input: usize): bool {
  if (!blsReadG1(P, input) || !blsReadG1(Q, input + 128)) return false;
  g1AffineAdd<Bls12381>(P, P, Q);
  blsWriteG1(dst, P);
  return true;
}
