// u1 G + u2 P on secp256k1, the scalar path: both scalars split by the endomorphism, four scalars of 128 bits share one
// chain of doublings (Straus), digits in non-adjacent form.
import { DIGITS_SIZE, recode, SCALAR_SIZE } from "./recode";
import { fieldMultiply } from "./secp256k1Product";
import { addAffine, doublePoint, isInfinity, setInfinity } from "./secp256k1Point";
import { FIRST_NEGATIVE, SECOND_NEGATIVE, splitScalar } from "./secp256k1Scalar";
import { ENTRY_BETA_X, ENTRY_SIZE, ENTRY_Y, GENERATOR_WINDOW, generatorTable, oddMultiples } from "./secp256k1Table";

/** Halves are below 2^128; the recoding wants the highest bit 0. */
const HALF_BITS: u32 = 129;
const POINT_WINDOW: u32 = 5;
const POINT_COUNT: i32 = 8;

const TABLE: usize = memory.data(POINT_COUNT * ENTRY_SIZE, 8);
const RATIOS: usize = memory.data(POINT_COUNT * 32, 8);
const TABLE_Z: usize = memory.data(32, 8);

/** Scalar halves; the 8 bytes after each word stay zero. */
const FIRST: usize = memory.data(SCALAR_SIZE, 8);
const SECOND: usize = memory.data(SCALAR_SIZE, 8);

const DIGITS: usize = memory.data(4 * DIGITS_SIZE, 8);

/** Recodes both halves of `scalar` into two rows of digits. Returns how many digits the longer has. */
function recodeHalves(digits: usize, scalar: usize, window: u32): u32 {
  const signs = splitScalar(FIRST, SECOND, scalar);
  const first = recode(digits, FIRST, HALF_BITS, window, (signs & FIRST_NEGATIVE) != 0);
  const second = recode(digits + DIGITS_SIZE, SECOND, HALF_BITS, window, (signs & SECOND_NEGATIVE) != 0);
  return max(first, second);
}

/** Adds the multiple that `digit` names; `xOffset` is 0, or ENTRY_BETA_X for lambda times the multiple. */
// @ts-ignore: decorator
@inline
function addMultiple(sum: usize, table: usize, digit: i32, xOffset: usize, scale: usize): void {
  if (digit == 0) return;
  const entry = table + <usize>((abs(digit) >> 1) * ENTRY_SIZE);
  addAffine(sum, entry + xOffset, entry + ENTRY_Y, digit < 0, scale);
}

/** sum = u1 G + u2 (x, y) for u1, u2 < n and a point (x, y) of the curve. */
export function sumOfMultiples(sum: usize, u1: usize, u2: usize, x: usize, y: usize): void {
  const generator = generatorTable();
  oddMultiples(TABLE, RATIOS, POINT_COUNT, TABLE_Z, x, y);
  const count = max(
    recodeHalves(DIGITS, u1, GENERATOR_WINDOW),
    recodeHalves(DIGITS + 2 * DIGITS_SIZE, u2, POINT_WINDOW),
  );
  setInfinity(sum);
  for (let i = <i32>count - 1; i >= 0; i--) {
    doublePoint(sum);
    const digits = DIGITS + <usize>i;
    addMultiple(sum, TABLE, load<i8>(digits, 2 * DIGITS_SIZE), 0, 0);
    addMultiple(sum, TABLE, load<i8>(digits, 3 * DIGITS_SIZE), ENTRY_BETA_X, 0);
    addMultiple(sum, generator, load<i8>(digits), 0, TABLE_Z);
    addMultiple(sum, generator, load<i8>(digits, DIGITS_SIZE), ENTRY_BETA_X, TABLE_Z);
  }
  // From the table's curve back to the true one.
  if (!isInfinity(sum)) fieldMultiply(sum + 64, sum + 64, TABLE_Z);
}
