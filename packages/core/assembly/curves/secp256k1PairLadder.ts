// Sums of multiples on secp256k1 in two lanes: one chain of doublings under the digits of up to four 128-bit scalars
// per lane (Straus). Fixed windows instead of the non-adjacent form of ./secp256k1Ladder.ts: some ten additions more
// per signature, but at the same places in both lanes.
import { ONE } from "./secp256k1Point";
import { PAIR_SIZE, pairCarry, pairCopy, pairNegateLanes } from "./secp256k1PairField";
import { pairMultiply, pairSquare } from "./secp256k1PairKernel";
import { blend, gather, pairFromWords } from "./secp256k1PairLanes";
import { addToPairPoint, doublePairPoint, PAIR_POINT_SIZE, PAIR_Y, PAIR_Z } from "./secp256k1PairPoint";
import { ROW_SIZE, Y_OFFSET } from "./secp256k1PairTable";

/** A row of digits for each lane and the tables they look up. */
@unmanaged
export class Stream {
  digitsA: usize;
  digitsB: usize;
  tableA: usize;
  tableB: usize;
  /** Where in a row the x is: 0, or BETA_X_OFFSET for lambda times the multiple. */
  xOffsetA: usize;
  xOffsetB: usize;
  window: u32;
  /** Whether the rows are affine, and not at the Z of the sum's coordinates. */
  affine: bool;
}

export const STREAM_SIZE: i32 = 32;

/** The sum: valid in the lanes that are not in `infiniteLanes`. */
export const PAIR_SUM: usize = memory.data(PAIR_POINT_SIZE, 16);
export let infiniteLanes: u32 = 3;

const X: usize = memory.data(PAIR_SIZE, 16);
const Y: usize = memory.data(PAIR_SIZE, 16);
const T: usize = memory.data(PAIR_SIZE, 16);
const SAVED: usize = memory.data(PAIR_POINT_SIZE, 16);

/** Sets PAIR_SUM to the sum of all digits' multiples. `streams` is `count` streams one after the other; `scale` (pair) is
 *  the Z at which the tables that are not affine are held: the sum is in those coordinates, so that its true Z is
 *  scale * Z. */
export function sumStreams(streams: usize, count: u32, scale: usize): void {
  infiniteLanes = 3;
  const end = streams + <usize>count * STREAM_SIZE;
  // The highest digit of any window starts at bit 128 or below (./recodeWindows.ts).
  for (let bit = 128; bit >= 0; bit--) {
    if (infiniteLanes != 3) doublePairPoint(PAIR_SUM);
    for (let at = streams; at < end; at += STREAM_SIZE) {
      const stream = changetype<Stream>(at);
      const window = <i32>stream.window;
      if (bit % window == 0) addDigits(stream, (<usize>(bit / window)) << 1, scale);
    }
  }
}

/** Adds the multiples that the digits at `offset` name. */
function addDigits(stream: Stream, offset: usize, scale: usize): void {
  const digitA = <i32>load<i16>(stream.digitsA + offset);
  const digitB = <i32>load<i16>(stream.digitsB + offset);
  const live = (<u32>(digitA != 0)) | ((<u32>(digitB != 0)) << 1);
  if (live == 0) return;
  // A zero digit looks up row 0 for nothing: its lane is put back below.
  const rowA = stream.tableA + <usize>(max(abs(digitA), 1) - 1) * ROW_SIZE;
  const rowB = stream.tableB + <usize>(max(abs(digitB), 1) - 1) * ROW_SIZE;
  gather(X, rowA + stream.xOffsetA, rowB + stream.xOffsetB);
  gather(Y, rowA + Y_OFFSET, rowB + Y_OFFSET);
  const negative = ((<u32>digitA) >> 31) | (((<u32>digitB) >> 31) << 1);
  if (negative != 0) pairNegateLanes(Y, negative);
  const by = stream.affine ? scale : 0;
  if (live == 3 && infiniteLanes == 0) {
    addToPairPoint(PAIR_SUM, X, Y, by);
    return;
  }
  const adding = live & ~infiniteLanes;
  const starting = live & infiniteLanes;
  if (adding != 0) {
    memory.copy(SAVED, PAIR_SUM, PAIR_POINT_SIZE);
    addToPairPoint(PAIR_SUM, X, Y, by);
    replaceLanes(SAVED, ~adding & 3);
  }
  if (starting != 0) {
    pairCopy(SAVED, X);
    pairCarry(SAVED + PAIR_Y, Y);
    if (by != 0) {
      pairSquare(T, by);
      pairMultiply(SAVED, X, T);
      pairMultiply(T, T, by);
      pairMultiply(SAVED + PAIR_Y, Y, T);
    }
    pairFromWords(SAVED + PAIR_Z, ONE, ONE);
    replaceLanes(SAVED, starting);
    infiniteLanes &= ~starting;
  }
}

function replaceLanes(source: usize, lanes: u32): void {
  blend(PAIR_SUM, source, lanes);
  blend(PAIR_SUM + PAIR_Y, source + PAIR_Y, lanes);
  blend(PAIR_SUM + PAIR_Z, source + PAIR_Z, lanes);
}
