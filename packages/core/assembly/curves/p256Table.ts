// Tables of odd multiples of a point of P-256: Jacobian for the public key, affine for the generator.
import { fieldInverse, fieldMultiply, fieldSquare } from "./p256Field";
import { addAffine, addJacobian, doublePoint, POINT_SIZE, setAffine } from "./p256Point";

const Y: usize = 32;
const Z: usize = 64;

const TWICE: usize = memory.data(POINT_SIZE, 8);

/** table = the affine point (x, y) times 1, 3, 5, ..., 2 count - 1 in Jacobian coordinates. The multiples of a point of prime
 *  order are all different. */
export function oddMultiples(table: usize, count: i32, x: usize, y: usize): void {
  setAffine(table, x, y);
  setAffine(TWICE, x, y);
  doublePoint(TWICE);
  for (let i = 1; i < count; i++) {
    const entry = table + <usize>(i * POINT_SIZE);
    memory.copy(entry, entry - POINT_SIZE, POINT_SIZE);
    addJacobian(entry, TWICE, TWICE + Y, TWICE + Z, false);
  }
}

/** Adds the multiple that `digit`, odd or 0, names. */
// @ts-ignore: decorator
@inline
export function addMultiple(sum: usize, table: usize, digit: i32): void {
  if (digit == 0) return;
  const entry = table + <usize>((abs(digit) >> 1) * POINT_SIZE);
  addJacobian(sum, entry, entry + Y, entry + Z, digit < 0);
}

/** The generator, as field elements. */
const GENERATOR: usize = TARGET_PROVING
  ? memory.data<u64>([
      0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247, 0xcbb6406837bf51f5,
      0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b,
    ])
  : memory.data<u64>([
      0x79e730d418a9143c, 0x75ba95fc5fedb601, 0x79fb732b77622510, 0x18905f76a53755c6, 0xddf25357ce95560a,
      0x8b4ab8e4ba19e45c, 0xd2e88688dd21f325, 0x8571ff1825885d85,
    ]);

/** Window of the generator's digits: 32 entries, made once in the time of a third of a verification. */
export const GENERATOR_WINDOW: u32 = 7;
const GENERATOR_COUNT: i32 = 32;
const GENERATOR_TABLE: usize = memory.data(GENERATOR_COUNT * POINT_SIZE, 8);

/** Whether the table is there. It is the same in every run: not part of what `reset` forgets. */
let built = false;

/** Makes the generator's table on first use. Its entries are affine; their Z stay behind as scratch. */
export function prepareGenerator(): void {
  if (built) return;
  oddMultiples(GENERATOR_TABLE, GENERATOR_COUNT, GENERATOR, GENERATOR + Y);
  for (let i = 0; i < GENERATOR_COUNT; i++) {
    const entry = GENERATOR_TABLE + <usize>(i * POINT_SIZE);
    const z = entry + Z;
    fieldInverse(z, z);
    fieldSquare(TWICE, z);
    fieldMultiply(entry, entry, TWICE);
    fieldMultiply(TWICE, TWICE, z);
    fieldMultiply(entry + Y, entry + Y, TWICE);
  }
  built = true;
}

/** Adds the multiple of the generator that `digit`, odd or 0, names. */
// @ts-ignore: decorator
@inline
export function addGeneratorMultiple(sum: usize, digit: i32): void {
  if (digit == 0) return;
  const entry = GENERATOR_TABLE + <usize>((abs(digit) >> 1) * POINT_SIZE);
  addAffine(sum, entry, entry + Y, digit < 0);
}
