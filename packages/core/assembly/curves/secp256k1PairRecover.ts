// Recovery in two lanes: two signatures at once, or the two halves of one signature's work. The fast path of all builds
// but the guest's.
import { u256IsZero } from "../uint256/word";
import { recodeWindows, WINDOWS_SIZE } from "./recodeWindows";
import { fieldNegate } from "./secp256k1Field";
import { sumOfMultiples } from "./secp256k1Ladder";
import { PAIR_SIZE, pairSquareRoot, pairSubtract } from "./secp256k1PairField";
import { pairMultiply, pairSquare } from "./secp256k1PairKernel";
import { infiniteLanes, PAIR_SUM, Stream, STREAM_SIZE, sumStreams } from "./secp256k1PairLadder";
import { laneFromWord, laneToWord, pairFromWords } from "./secp256k1PairLanes";
import { MULTIPLES, PAIR_Y, PAIR_Z, pairMultiples } from "./secp256k1PairPoint";
import { BETA_X_OFFSET, generatorRows, ROW_SIZE } from "./secp256k1PairTable";
import { addPoint, POINT_SIZE, setInfinity } from "./secp256k1Point";
import { FIRST_NEGATIVE, SECOND_NEGATIVE, splitScalar } from "./secp256k1Scalar";
import { PARITY, Q, R, RECOVERED, U1, U2, Y } from "./secp256k1Signature";

const NONCE_WINDOW: u32 = 5;

const NONCE_X: usize = memory.data(PAIR_SIZE, 16);
const NONCE_Y: usize = memory.data(PAIR_SIZE, 16);
const SQUARE: usize = memory.data(PAIR_SIZE, 16);
const T: usize = memory.data(PAIR_SIZE, 16);
const WORD: usize = memory.data(32, 8);

const TABLE_A: usize = memory.data(MULTIPLES * ROW_SIZE, 16);
const TABLE_B: usize = memory.data(MULTIPLES * ROW_SIZE, 16);
const SCALE: usize = memory.data(PAIR_SIZE, 16);

const STREAMS: usize = memory.data(4 * STREAM_SIZE, 8);

/** Digits of one signature: u2's halves, u1's halves. */
const DIGITS_A: usize = memory.data(4 * WINDOWS_SIZE, 8);
const DIGITS_B: usize = memory.data(4 * WINDOWS_SIZE, 8);
const SECOND: usize = WINDOWS_SIZE;
const GENERATOR: usize = 2 * WINDOWS_SIZE;

/** Halves of a scalar, and room to read beyond. */
const HALF_1: usize = memory.data(32, 8);
const HALF_2: usize = memory.data(32, 8);

const OTHER: usize = memory.data(POINT_SIZE, 8);

/** Sets NONCE_X and NONCE_Y to the nonce points of both signatures, and their R's y. Returns the lanes in which r is an x of
 *  the curve. */
function decompress(a: usize, b: usize): u32 {
  pairFromWords(NONCE_X, a + R, b + R);
  pairSquare(SQUARE, NONCE_X);
  pairMultiply(SQUARE, SQUARE, NONCE_X);
  store<u32>(SQUARE, load<u32>(SQUARE) + 7);
  store<u32>(SQUARE, load<u32>(SQUARE, 4) + 7, 4);
  pairSquareRoot(NONCE_Y, SQUARE);
  pairSquare(T, NONCE_Y);
  pairSubtract(T, T, SQUARE);
  let lanes: u32 = 0;
  for (let lane: u32 = 0; lane < 2; lane++) {
    laneToWord(WORD, T, lane);
    if (!u256IsZero(WORD)) continue;
    lanes |= 1 << lane;
    const y = (lane == 0 ? a : b) + Y;
    laneToWord(y, NONCE_Y, lane);
    // No y is 0 (-7 is no cube), so exactly one of y and p - y has the wanted parity.
    if ((load<u32>(y) & 1) == load<u32>(lane == 0 ? a : b, PARITY)) continue;
    fieldNegate(y, y);
    laneFromWord(NONCE_Y, lane, y);
  }
  return lanes;
}

function recodeHalves(digits: usize, scalar: usize, window: u32): void {
  const signs = splitScalar(HALF_1, HALF_2, scalar);
  recodeWindows(digits, HALF_1, window, (signs & FIRST_NEGATIVE) != 0);
  recodeWindows(digits + SECOND, HALF_2, window, (signs & SECOND_NEGATIVE) != 0);
}

function setStream(index: u32, digitsA: usize, digitsB: usize, xOffsetA: usize, xOffsetB: usize, window: u32): void {
  const stream = changetype<Stream>(STREAMS + <usize>index * STREAM_SIZE);
  stream.digitsA = digitsA;
  stream.digitsB = digitsB;
  stream.xOffsetA = xOffsetA;
  stream.xOffsetB = xOffsetB;
  stream.window = window;
  stream.affine = false;
  stream.tableA = TABLE_A;
  stream.tableB = TABLE_B;
}

function useGenerator(index: u32): void {
  const stream = changetype<Stream>(STREAMS + <usize>index * STREAM_SIZE);
  stream.affine = true;
  stream.tableA = generatorRows();
  stream.tableB = generatorRows();
}

/** Lane `lane` of PAIR_SUM as a point. False when its Z is zero: an exceptional case happened on the way. */
function takeLane(point: usize, lane: u32): bool {
  if ((infiniteLanes >> lane) & 1) {
    setInfinity(point);
    return true;
  }
  laneToWord(point + 64, PAIR_SUM + PAIR_Z, lane);
  if (u256IsZero(point + 64)) return false;
  laneToWord(point, PAIR_SUM, lane);
  laneToWord(point + 32, PAIR_SUM + PAIR_Y, lane);
  store<u32>(point, 0, 96);
  return true;
}

/** Q of two signatures. `window` is what the generator's table is ready for. */
export function recoverPair(a: usize, b: usize, window: u32): void {
  const lanes = decompress(a, b);
  store<u32>(a, lanes & 1, RECOVERED);
  store<u32>(b, lanes >> 1, RECOVERED);
  if (lanes == 0) return;
  pairMultiples(TABLE_A, TABLE_B, SCALE, NONCE_X, NONCE_Y);
  recodeHalves(DIGITS_A, a + U2, NONCE_WINDOW);
  recodeHalves(DIGITS_B, b + U2, NONCE_WINDOW);
  recodeHalves(DIGITS_A + GENERATOR, a + U1, window);
  recodeHalves(DIGITS_B + GENERATOR, b + U1, window);
  setStream(0, DIGITS_A, DIGITS_B, 0, 0, NONCE_WINDOW);
  setStream(1, DIGITS_A + SECOND, DIGITS_B + SECOND, BETA_X_OFFSET, BETA_X_OFFSET, NONCE_WINDOW);
  setStream(2, DIGITS_A + GENERATOR, DIGITS_B + GENERATOR, 0, 0, window);
  useGenerator(2);
  setStream(3, DIGITS_A + GENERATOR + SECOND, DIGITS_B + GENERATOR + SECOND, BETA_X_OFFSET, BETA_X_OFFSET, window);
  useGenerator(3);
  sumStreams(STREAMS, 4, SCALE);
  pairMultiply(PAIR_SUM + PAIR_Z, PAIR_SUM + PAIR_Z, SCALE);
  if (lanes & 1 && !takeLane(a + Q, 0)) sumOfMultiples(a + Q, a + U1, a + U2, a + R, a + Y);
  if (lanes & 2 && !takeLane(b + Q, 1)) sumOfMultiples(b + Q, b + U1, b + U2, b + R, b + Y);
}

/** Q of one signature: the first halves of its scalars in one lane, the second in the other. */
export function recoverSingle(a: usize, window: u32): void {
  const lanes = decompress(a, a);
  store<u32>(a, lanes & 1, RECOVERED);
  if (lanes == 0) return;
  pairMultiples(TABLE_A, TABLE_B, SCALE, NONCE_X, NONCE_Y);
  recodeHalves(DIGITS_A, a + U2, NONCE_WINDOW);
  recodeHalves(DIGITS_A + GENERATOR, a + U1, window);
  setStream(0, DIGITS_A, DIGITS_A + SECOND, 0, BETA_X_OFFSET, NONCE_WINDOW);
  setStream(1, DIGITS_A + GENERATOR, DIGITS_A + GENERATOR + SECOND, 0, BETA_X_OFFSET, window);
  useGenerator(1);
  sumStreams(STREAMS, 2, SCALE);
  pairMultiply(PAIR_SUM + PAIR_Z, PAIR_SUM + PAIR_Z, SCALE);
  if (takeLane(a + Q, 0) && takeLane(OTHER, 1)) addPoint(a + Q, OTHER);
  else sumOfMultiples(a + Q, a + U1, a + U2, a + R, a + Y);
}
