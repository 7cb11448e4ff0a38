// Tables of multiples for the two-lane path, and the generator's, which grows with use.
import { alloc, mark, release } from "../memory/arena";
import { fieldInverse } from "./secp256k1Field";
import { PAIR_SIZE, pairCopy, pairDouble, pairSubtract, pairSubtractBoth, pairTriple } from "./secp256k1PairField";
import { pairMultiply, pairSquare } from "./secp256k1PairKernel";
import { blend, gather, laneFromWord, laneToWord, LIMBS_SIZE, pairFromWords, scatter } from "./secp256k1PairLanes";

/** A row holds a multiple of a point: x, beta x (the x of lambda times it), y. Row k is the multiple k + 1. */
export const ROW_SIZE: i32 = 3 * LIMBS_SIZE;
export const BETA_X_OFFSET: usize = LIMBS_SIZE;
export const Y_OFFSET: usize = 2 * LIMBS_SIZE;

/** Cube root of 1 that goes with the lambda of ./secp256k1Scalar.ts, in both lanes. */
export const PAIR_BETA: usize = memory.data<u32>([
  0x119501ee, 0x119501ee, 0x09cb6143, 0x09cb6143, 0x1d626570, 0x1d626570, 0x0092ea25, 0x0092ea25, 0x034e99cf,
  0x034e99cf, 0x03cf561a, 0x03cf561a, 0x1c41b991, 0x1c41b991, 0x056caf80, 0x056caf80, 0x007ae96a, 0x007ae96a, 0, 0,
]);

const BETA_X: usize = memory.data(PAIR_SIZE, 16);

/** One row for each lane from x and y. */
export function storeMultiple(entryA: usize, entryB: usize, x: usize, y: usize): void {
  scatter(entryA, entryB, x);
  pairMultiply(BETA_X, x, PAIR_BETA);
  scatter(entryA + BETA_X_OFFSET, entryB + BETA_X_OFFSET, BETA_X);
  scatter(entryA + Y_OFFSET, entryB + Y_OFFSET, y);
}

/** The largest table: digits of 12 bits. 288 KiB of zeros in linear memory, none in the module. */
const LARGEST_WINDOW: u32 = 12;
const ROWS: i32 = 1 << (LARGEST_WINDOW - 1);
const GENERATOR_ROWS: usize = memory.data(ROWS * ROW_SIZE, 16);

const GENERATOR: usize = memory.data<u64>([
  0x59f2815b16f81798, 0x029bfcdb2dce28d9, 0x55a06295ce870b07, 0x79be667ef9dcbbac, 0x9c47d08ffb10d4b8,
  0xfd17b448a6855419, 0x5da4fbfc0e1108a8, 0x483ada7726a3c465,
]);

/** Digits of this many bits can be looked up; 0 when nothing is built. Table and count are the same in every run: neither
 *  is part of what `reset` forgets. */
let window: u32 = 0;

/** Points multiplied so far with this instance. */
let served: u64 = 0;

/** The generator's rows. */
// @ts-ignore: decorator
@inline
export function generatorRows(): usize {
  return GENERATOR_ROWS;
}

/** Makes the table ready for `count` more recoveries and returns the bits of its digits. A row costs about 0.15 us to make
 *  and a larger table saves 0.2 us per addition: 64 rows (10 us, 38 additions a recovery) serve a small block, 512 rows
 *  (80 us, 26 additions) pay after some 30 recoveries, 2048 (310 us, 22 additions) after some 300. */
export function prepareGenerator(count: u32): u32 {
  served += <u64>count;
  const wanted: u32 = served < 32 ? 7 : served < 512 ? 10 : LARGEST_WINDOW;
  if (window == 0) {
    pairFromWords(X, GENERATOR, GENERATOR);
    pairFromWords(Y, GENERATOR + 32, GENERATOR + 32);
    storeMultiple(GENERATOR_ROWS, GENERATOR_ROWS, X, Y);
    doubleGenerator(1);
    window = 2;
  }
  while (window < wanted) {
    doubleGenerator(1 << (window - 1));
    window++;
  }
  return window;
}

const X: usize = memory.data(PAIR_SIZE, 16);
const Y: usize = memory.data(PAIR_SIZE, 16);
const LAST_X: usize = memory.data(PAIR_SIZE, 16);
const LAST_Y: usize = memory.data(PAIR_SIZE, 16);
const OVER: usize = memory.data(PAIR_SIZE, 16);
const UNDER: usize = memory.data(PAIR_SIZE, 16);
const INVERSE: usize = memory.data(PAIR_SIZE, 16);
const T: usize = memory.data(PAIR_SIZE, 16);
const WORD: usize = memory.data(32, 8);

/** Sets OVER / UNDER to the slope of the line through rows `count - 1` and `i`, in the other lane `j`; where the two are the
 *  same row, the tangent's. Leaves the coordinates of rows `i` and `j` in X and Y. */
function slope(i: u32, j: u32, count: u32): void {
  const a = GENERATOR_ROWS + <usize>i * ROW_SIZE;
  const b = GENERATOR_ROWS + <usize>j * ROW_SIZE;
  gather(X, a, b);
  gather(Y, a + Y_OFFSET, b + Y_OFFSET);
  pairSubtract(OVER, LAST_Y, Y);
  pairSubtract(UNDER, LAST_X, X);
  const tangent = (<u32>(i == count - 1)) | ((<u32>(j == count - 1)) << 1);
  if (tangent == 0) return;
  pairSquare(T, X);
  pairTriple(T, T);
  blend(OVER, T, tangent);
  pairDouble(T, Y);
  blend(UNDER, T, tangent);
}

/** Rows 0 to count - 1 exist: makes rows count to 2 count - 1 by adding row count - 1 to each, in affine coordinates with
 *  one inversion for all. Two rows at a time; a table of one row makes its second twice. */
function doubleGenerator(count: u32): void {
  const position = mark();
  const steps = (count + 1) >> 1;
  const products = alloc(<usize>steps * PAIR_SIZE);
  const last = GENERATOR_ROWS + <usize>(count - 1) * ROW_SIZE;
  gather(LAST_X, last, last);
  gather(LAST_Y, last + Y_OFFSET, last + Y_OFFSET);
  for (let step: u32 = 0; step < steps; step++) {
    const i = step << 1;
    slope(i, min(i + 1, count - 1), count);
    const product = products + <usize>step * PAIR_SIZE;
    if (step == 0) pairCopy(product, UNDER);
    else pairMultiply(product, product - PAIR_SIZE, UNDER);
  }
  for (let lane: u32 = 0; lane < 2; lane++) {
    laneToWord(WORD, products + <usize>(steps - 1) * PAIR_SIZE, lane);
    fieldInverse(WORD, WORD);
    laneFromWord(INVERSE, lane, WORD);
  }
  for (let step = steps; step > 0; step--) {
    const i = (step - 1) << 1;
    const j = min(i + 1, count - 1);
    slope(i, j, count);
    if (step > 1) {
      pairMultiply(T, INVERSE, products + <usize>(step - 2) * PAIR_SIZE);
      pairMultiply(INVERSE, INVERSE, UNDER);
    } else pairCopy(T, INVERSE);
    pairMultiply(OVER, OVER, T);
    pairSquare(T, OVER);
    pairSubtractBoth(X, T, X, LAST_X);
    pairSubtract(T, LAST_X, X);
    pairMultiply(T, T, OVER);
    pairSubtract(Y, T, LAST_Y);
    storeMultiple(GENERATOR_ROWS + <usize>(count + i) * ROW_SIZE, GENERATOR_ROWS + <usize>(count + j) * ROW_SIZE, X, Y);
  }
  release(position);
}
