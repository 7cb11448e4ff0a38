// Multi-scalar multiplication on BLS12-381: G1MSM and G2MSM (EIP-2537). Every point is checked to be in the subgroup, also
// under a scalar 0. Straus' method on batches, so that memory stays bounded; the sum of all batches is the result.
import { u256IsZero } from "../uint256/word";
import { alloc, mark, release } from "../memory/arena";
import { blsBetaOne, blsReadG1, blsWriteG1 } from "./bls12381G1";
import { blsBeginG1Checks, blsCheckG1, blsEndG1Checks } from "./bls12381G1Pairs";
import { blsIsInG2, blsReadG2, blsWriteG2 } from "./bls12381G2";
import { blsReadScalar, blsSplitG1, blsSplitG2 } from "./bls12381Scalar";
import { at, conjugate, isZero, multiplyLanes } from "./fp2";
import { twistFrobenius } from "./frobenius";
import { g1ToAffine } from "./g1Affine";
import { g1Add, g1SetInfinity, jacobianBytes } from "./g1Jacobian";
import { g1OddMultiples, g1Straus, g1TableBytes, STRAUS_MULTIPLES, STRAUS_WINDOW } from "./g1Straus";
import { g2Add, g2AffineIsInfinity, g2JacobianBytes, g2SetInfinity, g2ToAffine } from "./g2Jacobian";
import { g2OddMultiples, g2Straus, g2TableBytes } from "./g2Straus";
import { Bls12381 } from "./primeFields";
import { DIGITS_SIZE, recode } from "./recode";

/** Points that share their doublings: at 64 the doublings cost a fiftieth of the additions, at 112 kB of tables. */
const BATCH: u32 = 64;

const G1_PAIR: usize = 160;
const G2_PAIR: usize = 288;

const SCALAR: usize = memory.data(32, 8);
/** Parts of a scalar, a word and 8 zero bytes each. */
const PARTS: usize = memory.data(160, 8);
const PART: usize = 40;

/** G1MSM: dst (128 bytes) = sum of scalar · point over `pairs` pairs of 160 bytes; false when the input is malformed. */
export function blsG1Msm(dst: usize, input: usize, pairs: u32): bool {
  const start = mark();
  const total = alloc(jacobianBytes<Bls12381>());
  const part = alloc(jacobianBytes<Bls12381>());
  const points = alloc(<usize>BATCH * offsetof<Bls12381>());
  const digits = alloc(<usize>(2 * BATCH) * DIGITS_SIZE);
  const tables = alloc(<usize>(2 * BATCH) * g1TableBytes<Bls12381>());
  g1SetInfinity<Bls12381>(total);
  blsBeginG1Checks();
  let valid = true;
  for (let done: u32 = 0; done < pairs && valid;) {
    let count: usize = 0;
    let length: u32 = 0;
    for (; done < pairs && count < <usize>BATCH; done++) {
      const from = input + <usize>done * G1_PAIR;
      const point = at<Bls12381>(points, count);
      valid = blsReadG1(point, from) && blsCheckG1(point);
      if (!valid) break;
      blsReadScalar(SCALAR, from + 128);
      if (isZero<Bls12381>(point) || u256IsZero(SCALAR)) continue;
      blsSplitG1(PARTS, PARTS + PART, SCALAR);
      const row = digits + 2 * count * DIGITS_SIZE;
      length = max(length, recode(row, PARTS, 130, STRAUS_WINDOW, false));
      length = max(length, recode(row + DIGITS_SIZE, PARTS + PART, 130, STRAUS_WINDOW, false));
      count++;
    }
    if (!valid || count == 0) continue;
    blsOddMultiplesG1(tables, points, count);
    g1Straus<Bls12381>(part, tables, digits, 2 * count, length);
    g1Add<Bls12381>(total, total, part);
  }
  valid = valid && blsEndG1Checks();
  if (valid) {
    g1ToAffine<Bls12381>(points, total);
    blsWriteG1(dst, points);
  }
  release(start);
  return valid;
}

/** For each of the affine points, none of which may be infinity: the table of P, and after it that of x² P = -phi(P), which is
 *  (beta x, -y). */
export function blsOddMultiplesG1(tables: usize, points: usize, count: usize): void {
  const bytes = g1TableBytes<Bls12381>();
  g1OddMultiples<Bls12381>(tables, 2 * bytes, points, count);
  for (let k: usize = 0; k < count; k++) {
    for (let i: usize = 0; i < STRAUS_MULTIPLES; i++) {
      const from = at<Bls12381>(tables + 2 * k * bytes, i);
      multiplyLanes<Bls12381>(from + bytes, from, blsBetaOne());
      conjugate<Bls12381>(from + bytes, from + bytes);
    }
  }
}

/** G2MSM: dst (256 bytes) = sum of scalar · point over `pairs` pairs of 288 bytes; false when the input is malformed. */
export function blsG2Msm(dst: usize, input: usize, pairs: u32): bool {
  const start = mark();
  const total = alloc(g2JacobianBytes<Bls12381>());
  const part = alloc(g2JacobianBytes<Bls12381>());
  const points = alloc(<usize>(2 * BATCH) * offsetof<Bls12381>());
  const digits = alloc(<usize>(4 * BATCH) * DIGITS_SIZE);
  const tables = alloc(<usize>(4 * BATCH) * g2TableBytes<Bls12381>());
  g2SetInfinity<Bls12381>(total);
  let valid = true;
  for (let done: u32 = 0; done < pairs && valid;) {
    let count: usize = 0;
    let length: u32 = 0;
    for (; done < pairs && count < <usize>BATCH; done++) {
      const from = input + <usize>done * G2_PAIR;
      const point = at<Bls12381>(points, 2 * count);
      valid = blsReadG2(point, from) && blsIsInG2(point);
      if (!valid) break;
      blsReadScalar(SCALAR, from + 256);
      if (g2AffineIsInfinity<Bls12381>(point) || u256IsZero(SCALAR)) continue;
      blsSplitG2(PARTS, PART, SCALAR);
      for (let i: usize = 0; i < 4; i++) {
        // |x|^i = (-psi)^i: the odd ones take the sign into their digits.
        const row = digits + (4 * count + i) * DIGITS_SIZE;
        length = max(length, recode(row, PARTS + i * PART, 66, STRAUS_WINDOW, (i & 1) != 0));
      }
      count++;
    }
    if (!valid || count == 0) continue;
    const bytes = g2TableBytes<Bls12381>();
    g2OddMultiples<Bls12381>(tables, 4 * bytes, points, count);
    for (let k: usize = 0; k < count; k++) {
      let table = tables + 4 * k * bytes;
      for (let i = 1; i < 4; i++) {
        for (let m: usize = 0; m < STRAUS_MULTIPLES; m++) {
          const from = at<Bls12381>(table, 2 * m);
          const to = from + bytes;
          twistFrobenius<Bls12381>(to, at<Bls12381>(to, 1), from, at<Bls12381>(from, 1));
        }
        table += bytes;
      }
    }
    g2Straus<Bls12381>(part, tables, digits, 4 * count, length);
    g2Add<Bls12381>(total, total, part);
  }
  if (valid) {
    g2ToAffine<Bls12381>(points, total);
    blsWriteG2(dst, points);
  }
  release(start);
  return valid;
}
