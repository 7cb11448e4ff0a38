// Tables of odd multiples of a point for the scalar path: P, 3P, 5P, ... and, for each, beta x: the x of lambda times it.
import { copy32 } from "../memory/bytes";
import { fieldInverse } from "./secp256k1Field";
import { fieldMultiply, fieldSquare } from "./secp256k1Product";
import { addAffine, doublePoint, ONE, POINT_SIZE, RATIO, setAffine } from "./secp256k1Point";

/** An entry: x, y, beta x (words). */
export const ENTRY_SIZE: i32 = 96;
export const ENTRY_Y: usize = 32;
export const ENTRY_BETA_X: usize = 64;

/** Cube root of 1 in the field, the one that belongs to the lambda of ./secp256k1Scalar.ts. */
const BETA: usize = memory.data<u64>([0xc1396c28719501ee, 0x9cf0497512f58995, 0x6e64479eac3434e9, 0x7ae96a2b657c0710]);

const POINT: usize = memory.data(POINT_SIZE, 8);
const TWICE_X: usize = memory.data(32, 8);
const TWICE_Y: usize = memory.data(32, 8);
const TWICE_Z: usize = memory.data(32, 8);
const S: usize = memory.data(32, 8);
const SS: usize = memory.data(32, 8);

/** Fills `table` with `count` odd multiples of the affine point (x, y), all brought to one Z, which is written to `z`: an
 *  entry stands for (x / z², y / z³). That is as good as affine for all who work at this Z (a curve isomorphic to the
 *  true one, with the same addition law), and costs no inversion. `ratios` is scratch of `count` words. */
export function oddMultiples(table: usize, ratios: usize, count: u32, z: usize, x: usize, y: usize): void {
  setAffine(POINT, x, y);
  doublePoint(POINT);
  // 2P is affine at its own Z; bring P there.
  copy32(TWICE_X, POINT);
  copy32(TWICE_Y, POINT + 32);
  copy32(TWICE_Z, POINT + 64);
  fieldSquare(SS, TWICE_Z);
  fieldMultiply(POINT, x, SS);
  fieldMultiply(SS, SS, TWICE_Z);
  fieldMultiply(POINT + 32, y, SS);
  copy32(POINT + 64, ONE);
  let entry = table;
  for (let i: u32 = 0; ;) {
    copy32(entry, POINT);
    copy32(entry + ENTRY_Y, POINT + 32);
    entry += ENTRY_SIZE;
    if (++i == count) break;
    // The multiples below the order differ from 2P: never an exceptional case, so RATIO is always set.
    addAffine(POINT, TWICE_X, TWICE_Y, false, 0);
    copy32(ratios + <usize>(i << 5), RATIO);
  }
  fieldMultiply(z, POINT + 64, TWICE_Z);
  // Backwards: S = Z of the last / Z of this one.
  copy32(S, ONE);
  entry -= ENTRY_SIZE;
  fieldMultiply(entry + ENTRY_BETA_X, entry, BETA);
  for (let i: u32 = count - 1; i > 0; i--) {
    fieldMultiply(S, S, ratios + <usize>(i << 5));
    entry -= ENTRY_SIZE;
    fieldSquare(SS, S);
    fieldMultiply(entry, entry, SS);
    fieldMultiply(SS, SS, S);
    fieldMultiply(entry + ENTRY_Y, entry + ENTRY_Y, SS);
    fieldMultiply(entry + ENTRY_BETA_X, entry, BETA);
  }
}

const GENERATOR: usize = memory.data<u64>([
  0x59f2815b16f81798, 0x029bfcdb2dce28d9, 0x55a06295ce870b07, 0x79be667ef9dcbbac, 0x9c47d08ffb10d4b8,
  0xfd17b448a6855419, 0x5da4fbfc0e1108a8, 0x483ada7726a3c465,
]);

/** Window of the generator's table: 8 means 64 entries, which cost as much as about 0.7 recoveries to build. A guest
 *  builds it in every proof. */
export const GENERATOR_WINDOW: u32 = 8;
const GENERATOR_COUNT: i32 = 64;
const GENERATOR_TABLE: usize = memory.data(GENERATOR_COUNT * ENTRY_SIZE, 8);
const RATIOS: usize = memory.data(GENERATOR_COUNT * 32, 8);
const Z: usize = memory.data(32, 8);

/** Whether the table is built. It is the same in every run: neither it nor this flag is part of what `reset` forgets. */
let built = false;

/** The table of the generator, truly affine, built on first use. */
export function generatorTable(): usize {
  if (!built) {
    oddMultiples(GENERATOR_TABLE, RATIOS, GENERATOR_COUNT, Z, GENERATOR, GENERATOR + 32);
    // All entries have the same Z: one inversion makes them affine.
    fieldInverse(S, Z);
    fieldSquare(SS, S);
    fieldMultiply(S, S, SS);
    for (let i = 0; i < GENERATOR_COUNT; i++) {
      const entry = GENERATOR_TABLE + <usize>(i * ENTRY_SIZE);
      fieldMultiply(entry, entry, SS);
      fieldMultiply(entry + ENTRY_Y, entry + ENTRY_Y, S);
      fieldMultiply(entry + ENTRY_BETA_X, entry + ENTRY_BETA_X, SS);
    }
    built = true;
  }
  return GENERATOR_TABLE;
}
