// bn254's G1, y² = x³ + 3: the ECADD and ECMUL precompiles (EIP-196).
import { u256Negate, u256Sub } from "../uint256/add";
import { u256IsZero, u256Lt, wordFromBigEndian } from "../uint256/word";
import { at, fromNumbers, isZero, multiplyLanes, toNumbers } from "./fp2";
import { g1AffineAdd, g1IsOnCurve, g1ToAffine } from "./g1Affine";
import { jacobianBytes } from "./g1Jacobian";
import { g1OddMultiples, g1Straus, g1TableBytes, STRAUS_MULTIPLES, STRAUS_WINDOW } from "./g1Straus";
import { alloc, mark, release } from "../memory/arena";
import { readFieldNumber, writeFieldNumber } from "./pointBytes";
import { Bn254 } from "./primeFields";
import { DIGITS_SIZE, recode } from "./recode";
import { multiplyWide } from "./wide256";

/** The order of G1: all points of the curve. */
export const BN254_ORDER: usize = memory.data<u64>([
  0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029,
]);

/** beta with (beta x, y) = lambda (x, y), as numbers: beta, then 1. */
const BETA: usize = memory.data<u64>([0x5763473177fffffe, 0xd4f263f1acdb5c4f, 0x59e26bcea0d48bac, 0]);
const ONE: usize = memory.data<u64>([1, 0, 0, 0]);

/** Short basis of the (x, y) with x + y lambda = 0 modulo the order: (A1, -B1), (A2, A1), where A1 = 2u + 1. */
const A1: usize = memory.data<u64>([0x89d3256894d213e3, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000]);
const B1: usize = memory.data<u64>([0x8211bbeb7d4f1128, 0x6f4d8248eeb859fc, 0x0000000000000000, 0x0000000000000000]);
const A2: usize = memory.data<u64>([0x0be4e1541221250b, 0x6f4d8248eeb859fd, 0x0000000000000000, 0x0000000000000000]);

/** round(2^320 A1 / order) and round(2^320 B1 / order) */
const G1: usize = memory.data<u64>([0x6eb9c714773a6ef3, 0xd91d232ec7e0b3d7, 0x0000000000000002, 0x0000000000000000]);
const G2: usize = memory.data<u64>([0xa5e38cfb5eaa26da, 0x7a7bd9d4391eb18d, 0x4ccef014a773d2cf, 0x0000000000000002]);

const NUMBER: usize = memory.data(32, 8);
const OTHER: usize = memory.data(32, 8);
const SCALAR: usize = memory.data(40, 8);
const FIRST: usize = memory.data(40, 8);
const SECOND: usize = memory.data(40, 8);
const WIDE: usize = memory.data(64, 8);
const C1: usize = memory.data(32, 8);
const C2: usize = memory.data(32, 8);
const P: usize = memory.data(80, 16);
const Q: usize = memory.data(80, 16);
const BETA_ONE: usize = memory.data(80, 16);

/** point (one element) = the affine point of 64 bytes; false when a coordinate is not below p or the point not on the curve.
 *  (0, 0) is infinity (EIP-196, "Encoding"). SOUNDNESS: `input` comes from a contract. */
export function bn254ReadG1(point: usize, input: usize): bool {
  if (!readFieldNumber<Bn254>(NUMBER, input) || !readFieldNumber<Bn254>(OTHER, input + 32)) return false;
  fromNumbers<Bn254>(point, NUMBER, OTHER);
  if (isZero<Bn254>(point)) return true;
  return g1IsOnCurve<Bn254>(point, 3);
}

/** Writes an affine point as 64 bytes. */
export function bn254WriteG1(output: usize, point: usize): void {
  toNumbers<Bn254>(NUMBER, OTHER, point);
  writeFieldNumber<Bn254>(output, NUMBER);
  writeFieldNumber<Bn254>(output + 32, OTHER);
}

/** ECADD: dst (64 bytes) = the sum of the two points in `input` (128 bytes); false when the input is malformed. */
export function bn254Add(dst: usize, input: usize): bool {
  if (!bn254ReadG1(P, input) || !bn254ReadG1(Q, input + 64)) return false;
  g1AffineAdd<Bn254>(P, P, Q);
  bn254WriteG1(dst, P);
  return true;
}

/** c = round(k g / 2^320) */
function roundedQuotient(c: usize, k: usize, g: usize): void {
  multiplyWide(WIDE, k, g);
  // Adding half before the cut: the carry out of word 4 is its top bit.
  const half = load<u64>(WIDE, 32) >> 63;
  const low = load<u64>(WIDE, 40);
  store<u64>(c, low + half);
  store<u64>(c, load<u64>(WIDE, 48) + <u64>(low + half < low), 8);
  store<u64>(c, 0, 16);
  store<u64>(c, 0, 24);
}

/** FIRST + SECOND lambda = SCALAR modulo the order, for SCALAR below it; magnitudes below 2^128, bit 0 and 1 of the result
 *  tell which is negative (Gallant, Lambert and Vanstone, 2001). Exact modulo 2^256. */
function splitScalar(): u32 {
  roundedQuotient(C1, SCALAR, G1);
  roundedQuotient(C2, SCALAR, G2);
  multiplyWide(WIDE, C1, A1);
  u256Sub(FIRST, SCALAR, WIDE);
  multiplyWide(WIDE, C2, A2);
  u256Sub(FIRST, FIRST, WIDE);
  multiplyWide(WIDE, C1, B1);
  memory.copy(SECOND, WIDE, 32);
  multiplyWide(WIDE, C2, A1);
  u256Sub(SECOND, SECOND, WIDE);
  let signs: u32 = 0;
  if (<i64>load<u64>(FIRST, 24) < 0) {
    u256Negate(FIRST, FIRST);
    signs |= 1;
  }
  if (<i64>load<u64>(SECOND, 24) < 0) {
    u256Negate(SECOND, SECOND);
    signs |= 2;
  }
  return signs;
}

/** ECMUL: dst (64 bytes) = the point times the scalar in `input` (96 bytes); false when the input is malformed. The scalar is
 *  any number of 32 bytes (EIP-196). */
export function bn254Multiply(dst: usize, input: usize): bool {
  if (!bn254ReadG1(P, input)) return false;
  wordFromBigEndian(SCALAR, input + 64, 32);
  // 2^256 is below six times the order.
  while (!u256Lt(SCALAR, BN254_ORDER)) u256Sub(SCALAR, SCALAR, BN254_ORDER);
  if (isZero<Bn254>(P) || u256IsZero(SCALAR)) {
    memory.fill(dst, 0, 64);
    return true;
  }
  const start = mark();
  const tables = alloc(2 * g1TableBytes<Bn254>());
  const digits = alloc(2 * DIGITS_SIZE);
  const signs = splitScalar();
  const length0 = recode(digits, FIRST, 130, STRAUS_WINDOW, (signs & 1) != 0);
  const length1 = recode(digits + DIGITS_SIZE, SECOND, 130, STRAUS_WINDOW, (signs & 2) != 0);
  g1OddMultiples<Bn254>(tables, 0, P, 1);
  fromNumbers<Bn254>(BETA_ONE, BETA, ONE);
  for (let i: usize = 0; i < STRAUS_MULTIPLES; i++) {
    multiplyLanes<Bn254>(at<Bn254>(tables, STRAUS_MULTIPLES + i), at<Bn254>(tables, i), BETA_ONE);
  }
  const sum = alloc(jacobianBytes<Bn254>());
  g1Straus<Bn254>(sum, tables, digits, 2, max(length0, length1));
  g1ToAffine<Bn254>(P, sum);
  bn254WriteG1(dst, P);
  release(start);
  return true;
}
