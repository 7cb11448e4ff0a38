// KZG point evaluation (EIP-4844, "Point evaluation precompile"; consensus specs, Deneb, polynomial commitments:
// verify_kzg_proof): whether the polynomial behind a commitment C has the value y at z, with the proof Q.
//
// e(C - y G1, G2) = e(Q, tau G2 - z G2) is checked as e(C - y G1 + z Q, -G2) e(Q, tau G2) = 1, where both points of G2 are fixed.
import { wordFromBigEndian, u256IsZero, u256Lt } from "../uint256/word";
import { u256Sub } from "../uint256/add";
import { alloc, mark, release } from "../memory/arena";
import { blsBeginG1Checks, blsCheckG1, blsEndG1Checks } from "./bls12381G1Pairs";
import { blsOddMultiplesG1 } from "./bls12381Msm";
import { FIXED_LINES_BYTES, blsFixedMillerLoop, blsFixLines } from "./bls12381FixedLines";
import { blsFinalExponentiation } from "./bls12381Pairing";
import { blsRootLanes } from "./bls12381Roots";
import { BLS12381_ORDER, blsSplitG1 } from "./bls12381Scalar";
import {
  add,
  copy,
  at,
  fromNumbers,
  isZero,
  multiplyLanes,
  negate,
  reduce,
  setZero,
  squareLanes,
  toNumbers,
  zip00,
} from "./fp2";
import { zip01, zip11 } from "./fp2";
import { fp12Bytes, fp12IsOne } from "./fp12";
import { g1ToAffine } from "./g1Affine";
import { g1AddAffine, jacobianBytes } from "./g1Jacobian";
import { g1Straus, g1TableBytes, STRAUS_WINDOW } from "./g1Straus";
import { readFieldNumber } from "./pointBytes";
import { Bls12381, oneLanes } from "./primeFields";
import { DIGITS_SIZE, recode } from "./recode";

/** The generator of G1: x, y as numbers. */
const GENERATOR_G1: usize = memory.data<u64>([
  0xfb3af00adb22c6bb, 0x6c55e83ff97a1aef, 0xa14e3a3f171bac58, 0xc3688c4f9774b905, 0x2695638c4fa9ac0f,
  0x17f1d3a73197d794, 0x0caa232946c5e7e1, 0xd03cc744a2888ae4, 0x00db18cb2c04b3ed, 0xfcf5e095d5d00af6,
  0xa09e30ed741d8ae4, 0x08b3f481e3aaa0f1,
]);

/** The generator of G2: real and imaginary part of x, then of y. */
const GENERATOR_G2: usize = memory.data<u64>([
  0xd48056c8c121bdb8, 0x0bac0326a805bbef, 0xb4510b647ae3d177, 0xc6e47ad4fa403b02, 0x260805272dc51051,
  0x024aa2b2f08f0a91, 0xe5ac7d055d042b7e, 0x334cf11213945d57, 0xb5da61bbdc7f5049, 0x596bd0d09920b61a,
  0x7dacd3a088274f65, 0x13e02b6052719f60, 0xe193548608b82801, 0x923ac9cc3baca289, 0x6d429a695160d12c,
  0xadfd9baa8cbdd3a7, 0x8cc9cdc6da2e351a, 0x0ce5d527727d6e11, 0xaaa9075ff05f79be, 0x3f370d275cec1da1,
  0x267492ab572e99ab, 0xcb3e287e85a763af, 0x32acd2b02bc28b99, 0x0606c4a02ea734cc,
]);

/** tau G2 of the mainnet ceremony, the second G2 point of its trusted setup (consensus-specs,
 *  presets/mainnet/trusted_setups/trusted_setup_4096.json; also c-kzg's trusted_setup.txt). Compressed:
 *  b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72
 *  185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2 */
const TAU_G2: usize = memory.data<u64>([
  0xc98edada20c1def2, 0x087041de621000ed, 0xa36851477ba4c60b, 0x3926c911cceceac9, 0x734429b7b38608e2,
  0x185cbfee53492714, 0xafaaab24f3499f72, 0x2914e5870cb452d2, 0x1009a2ce615ac53d, 0x26187075cbfbefa8,
  0x843bc287230af389, 0x15bfd7dd8cdeb128, 0xee689bfbbb832a99, 0x4ce26d105941f383, 0xe82451a496a9c979,
  0x131569490e28de18, 0xd7d5ee8599d1fca2, 0x014353bdb96b626d, 0x23048ef30d0a154f, 0x9495346f3d7ac9cd,
  0xda5ed1ba9bfa0789, 0xef79de09fc63671f, 0x03432fcae0181b4b, 0x1666c54b0a325295,
]);

/** First byte of a compressed point: compressed, infinity, the greater y. */
const COMPRESSED: u8 = 0x80;
const INFINITY: u8 = 0x40;
const GREATER: u8 = 0x20;

/** (p - 1) / 2 */
const HALF: usize = memory.data<u64>([
  0xdcff7fffffffd555, 0x0f55ffff58a9ffff, 0xb39869507b587b12, 0xb23ba5c279c2895f, 0x258dd3db21a5d66b,
  0x0d0088f51cbff34d,
]);

const BYTES: usize = memory.data(48, 8);
const NUMBER0: usize = memory.data(48, 8);
const NUMBER1: usize = memory.data(48, 8);
/** C - y G1 + z Q at the end, and Q after it. */
const X: usize = memory.data(224, 16);
const Y: usize = memory.data(112, 16);
const T: usize = memory.data(112, 16);
/** C and Q. */
const POINTS: usize = memory.data(224, 16);
const SCALAR: usize = memory.data(32, 8);
const OTHER_SCALAR: usize = memory.data(32, 8);
const LOW: usize = memory.data(40, 8);
const HIGH: usize = memory.data(40, 8);

/** Made at the first proof, the same for all: the tables of G1 and of x² G1, and the lines of -G2 and of tau G2. */
const TABLES: usize = memory.data(2 * 4 * 112, 16);
const LINES: usize = memory.data(2 * 68 * 2 * 112, 16);
let ready = false;

function prepare(): void {
  if (ready) return;
  ready = true;
  fromNumbers<Bls12381>(X, GENERATOR_G1, GENERATOR_G1 + 48);
  blsOddMultiplesG1(TABLES, X, 1);
  readFixedG2(GENERATOR_G2);
  negate<Bls12381>(at<Bls12381>(POINTS, 1), at<Bls12381>(POINTS, 1));
  blsFixLines(LINES, POINTS);
  readFixedG2(TAU_G2);
  blsFixLines(LINES + FIXED_LINES_BYTES, POINTS);
}

/** POINTS = the affine point of G2 at `numbers`. */
function readFixedG2(numbers: usize): void {
  for (let k: usize = 0; k < 2; k++) {
    const number = numbers + 96 * k;
    fromNumbers<Bls12381>(at<Bls12381>(POINTS, k), number, number + 48);
  }
}

/** Reads the x of a compressed point of 48 bytes as a number: 1, or 0 for infinity, -1 when malformed. */
function readCompressedX(number: usize, bytes: usize): i32 {
  const flags = load<u8>(bytes);
  if ((flags & COMPRESSED) == 0) return -1;
  memory.copy(BYTES, bytes, 48);
  store<u8>(BYTES, flags & 0x1f);
  if (!readFieldNumber<Bls12381>(number, BYTES)) return -1;
  if ((flags & INFINITY) == 0) return 1;
  let seen: u64 = 0;
  for (let i: usize = 0; i < 48; i += 8) seen |= load<u64>(number + i);
  return seen == 0 && (flags & GREATER) == 0 ? 0 : -1;
}

function isGreaterHalf(number: usize): bool {
  for (let i: usize = 48; i > 0;) {
    i -= 8;
    const x = load<u64>(number + i);
    const half = load<u64>(HALF + i);
    if (x != half) return x > half;
  }
  return false;
}

/** POINTS = the commitment and the proof, decompressed together and checked to be in G1; infinity is allowed (consensus specs,
 *  validate_kzg_g1). */
function readPoints(commitment: usize, proof: usize): bool {
  const first = readCompressedX(NUMBER0, commitment);
  const second = readCompressedX(NUMBER1, proof);
  if (first < 0 || second < 0) return false;
  fromNumbers<Bls12381>(X, NUMBER0, NUMBER1);
  // x³ + 4, for both
  squareLanes<Bls12381>(T, X);
  multiplyLanes<Bls12381>(T, T, X);
  for (let i = 0; i < 4; i++) add<Bls12381>(T, T, oneLanes<Bls12381>());
  reduce<Bls12381>(T, T);
  const roots = blsRootLanes(Y, T);
  if (first != 0 && (roots & 1) == 0) return false;
  if (second != 0 && (roots & 2) == 0) return false;
  toNumbers<Bls12381>(NUMBER0, NUMBER1, Y);
  negate<Bls12381>(T, Y);
  if (isGreaterHalf(NUMBER0) != ((load<u8>(commitment) & GREATER) != 0)) zip01<Bls12381>(Y, T, Y);
  if (isGreaterHalf(NUMBER1) != ((load<u8>(proof) & GREATER) != 0)) zip01<Bls12381>(Y, Y, T);
  const proofPoint = at<Bls12381>(POINTS, 1);
  zip00<Bls12381>(POINTS, X, Y);
  zip11<Bls12381>(proofPoint, X, Y);
  if (first == 0) setZero<Bls12381>(POINTS);
  if (second == 0) setZero<Bls12381>(proofPoint);
  blsBeginG1Checks();
  return blsCheckG1(POINTS) && blsCheckG1(proofPoint) && blsEndG1Checks();
}

/** scalar = the 32 big-endian bytes; whether below the order. */
function readCanonical(scalar: usize, bytes: usize): bool {
  wordFromBigEndian(scalar, bytes, 32);
  return u256Lt(scalar, BLS12381_ORDER);
}

/** Recodes a scalar into two rows of digits; returns how many digits are used. */
function split(rows: usize, scalar: usize): u32 {
  blsSplitG1(LOW, HIGH, scalar);
  const low = recode(rows, LOW, 130, STRAUS_WINDOW, false);
  return max(low, recode(rows + DIGITS_SIZE, HIGH, 130, STRAUS_WINDOW, false));
}

/** Whether `proof` (48 bytes) shows that the polynomial committed to in `commitment` (48 bytes) has the value y at z (32 bytes
 *  each, below the order). Malformed points or scalars give false. SOUNDNESS: all four come from a contract. */
export function kzgVerifyProof(commitment: usize, z: usize, y: usize, proof: usize): bool {
  if (!readCanonical(SCALAR, z) || !readCanonical(OTHER_SCALAR, y)) return false;
  prepare();
  if (!readPoints(commitment, proof)) return false;
  const start = mark();
  const bytes = g1TableBytes<Bls12381>();
  const tables = alloc(4 * bytes);
  const digits = alloc(4 * DIGITS_SIZE);
  const sum = alloc(jacobianBytes<Bls12381>());
  const q = at<Bls12381>(POINTS, 1);
  // -y G1, and z Q unless Q is infinity.
  if (!u256IsZero(OTHER_SCALAR)) u256Sub(OTHER_SCALAR, BLS12381_ORDER, OTHER_SCALAR);
  memory.copy(tables, TABLES, 2 * bytes);
  let length = split(digits, OTHER_SCALAR);
  let rows: usize = 2;
  if (!isZero<Bls12381>(q)) {
    blsOddMultiplesG1(tables + 2 * bytes, q, 1);
    length = max(length, split(digits + 2 * DIGITS_SIZE, SCALAR));
    rows = 4;
  }
  g1Straus<Bls12381>(sum, tables, digits, rows, length);
  if (!isZero<Bls12381>(POINTS)) g1AddAffine<Bls12381>(sum, sum, POINTS);
  g1ToAffine<Bls12381>(X, sum);
  // A pair with infinity contributes 1; Q is infinity for constant polynomials, and then C - y G1 is, if all is right.
  let lines = LINES;
  let points = X;
  let count: usize = 2;
  if (isZero<Bls12381>(X)) {
    lines += FIXED_LINES_BYTES;
    points += offsetof<Bls12381>();
    count--;
  }
  copy<Bls12381>(at<Bls12381>(X, 1), q);
  if (isZero<Bls12381>(q)) count--;
  let result = true;
  if (count != 0) {
    const f = alloc(fp12Bytes<Bls12381>());
    blsFixedMillerLoop(f, lines, points, count);
    blsFinalExponentiation(f);
    result = fp12IsOne<Bls12381>(f);
  }
  release(start);
  return result;
}
