// Points of secp256k1 two at once, over ./secp256k1PairField.ts: Jacobian coordinates, a = 0.
//
// These formulas do not look for exceptional cases. SOUNDNESS: an addition of equal or opposite points makes Z zero in its
// lane, and Z stays zero whatever follows, since every step multiplies it; the caller looks at the last Z and, when it is
// zero, computes again with the complete formulas of ./secp256k1Point.ts. A lane of nonsense does not touch the other.
//
// Between steps X and Y have magnitude 1 and Z magnitude at most 2.
import {
  PAIR_SIZE,
  pairCarry,
  pairCopy,
  pairDouble,
  pairSubtract,
  pairSubtractAndTwice,
  pairSubtractBoth,
  pairSubtractFourTimes,
  pairSubtractLoose,
  pairSubtractTwice,
  pairTriple,
  pairTwiceMinus,
} from "./secp256k1PairField";
import { pairMultiply, pairSquare } from "./secp256k1PairKernel";
import { ROW_SIZE, storeMultiple } from "./secp256k1PairTable";

/** A pair of points: X, Y, Z. */
export const PAIR_POINT_SIZE: i32 = 3 * PAIR_SIZE;
export const PAIR_Y: usize = PAIR_SIZE;
export const PAIR_Z: usize = 2 * PAIR_SIZE;

const A: usize = memory.data(PAIR_SIZE, 16);
const B: usize = memory.data(PAIR_SIZE, 16);
const C: usize = memory.data(PAIR_SIZE, 16);
const D: usize = memory.data(PAIR_SIZE, 16);
const E: usize = memory.data(PAIR_SIZE, 16);
const H: usize = memory.data(PAIR_SIZE, 16);

/** (nx, ny) = 2 (x, y) over Z = 2 y z. Leaves 2 x y² in D and 4 y⁴ in C. */
// @ts-ignore: decorator
@inline
function doubleCoordinates(nx: usize, ny: usize, x: usize, y: usize): void {
  pairSquare(B, y);
  pairDouble(B, B);
  pairSquare(A, x);
  pairTriple(E, A);
  pairMultiply(D, x, B);
  pairSquare(C, B);
  pairSquare(A, E);
  pairSubtractFourTimes(nx, A, D);
  pairTwiceMinus(A, D, nx);
  pairMultiply(A, E, A);
  pairSubtractTwice(ny, A, C);
}

/** point = 2 point. Three products and four squares. */
export function doublePairPoint(point: usize): void {
  const y = point + PAIR_Y;
  const z = point + PAIR_Z;
  pairMultiply(z, y, z);
  pairDouble(z, z);
  doubleCoordinates(point, y, point, y);
}

/** point += (x, y), x of magnitude 1 and y at most 2; or, with `scale` not 0, (x scale², y scale³) in the coordinates
 *  that `point` is held in. Eight products (nine) and three squares. */
export function addToPairPoint(point: usize, x: usize, y: usize, scale: usize): void {
  const py = point + PAIR_Y;
  const pz = point + PAIR_Z;
  let z = pz;
  if (scale != 0) {
    z = E;
    pairMultiply(z, pz, scale);
  }
  pairSquare(A, z);
  pairMultiply(B, A, z);
  pairMultiply(A, A, x);
  pairMultiply(B, y, B);
  pairSubtract(H, A, point);
  pairSubtract(B, B, py);
  pairMultiply(pz, pz, H);
  pairSquare(C, H);
  pairMultiply(D, C, point);
  pairMultiply(C, C, H);
  pairSquare(A, B);
  pairSubtractAndTwice(point, A, C, D);
  pairSubtractLoose(D, D, point);
  pairMultiply(D, D, B);
  pairMultiply(C, C, py);
  pairSubtract(py, D, C);
}

/** Entries of the tables of a pair of points: 1 to 16 times the point, for digits of five bits. */
export const MULTIPLES: i32 = 16;

/** Multiple k + 1 at its own Z, x and y, and the factor that leads to that Z from the one before. */
const RAW_SIZE: i32 = 3 * PAIR_SIZE;
const RAW: usize = memory.data(MULTIPLES * RAW_SIZE, 16);
const RATIO: usize = 2 * PAIR_SIZE;

const PX: usize = memory.data(PAIR_SIZE, 16);
const PY: usize = memory.data(PAIR_SIZE, 16);
const S: usize = memory.data(PAIR_SIZE, 16);

/** Writes the multiples 1 to 16 of the two points (x, y) into `tableA` and `tableB`, at one common Z for each lane, which
 *  goes to `z`: entries are (X, Y) with x = X / z², y = Y / z³, which serves as affine for who works at that Z. */
export function pairMultiples(tableA: usize, tableB: usize, z: usize, x: usize, y: usize): void {
  pairCopy(RAW, x);
  pairCopy(RAW + PAIR_Y, y);
  let raw = RAW + RAW_SIZE;
  doubleCoordinates(raw, raw + PAIR_Y, x, y);
  pairDouble(raw + RATIO, y);
  // The point itself at the Z of its double: 4 x y², 8 y⁴.
  pairDouble(PX, D);
  pairCarry(PX, PX);
  pairDouble(PY, C);
  pairCarry(PY, PY);
  // Co-Z additions (Meloni 2007): sum and summand come out over the same new Z, for four products and two squares.
  for (let k = 2; k < MULTIPLES; k++) {
    const next = raw + RAW_SIZE;
    const ratio = next + RATIO;
    pairSubtract(ratio, raw, PX);
    pairSubtract(B, raw + PAIR_Y, PY);
    pairSquare(C, ratio);
    pairMultiply(D, raw, C);
    pairMultiply(PX, PX, C);
    pairSubtractLoose(A, D, PX);
    pairMultiply(PY, PY, A);
    pairSquare(A, B);
    pairSubtractBoth(next, A, D, PX);
    pairSubtractLoose(A, PX, next);
    pairMultiply(A, A, B);
    pairSubtract(next + PAIR_Y, A, PY);
    raw = next;
  }
  // Backwards to the last Z.
  let offset = <usize>((MULTIPLES - 1) * ROW_SIZE);
  storeMultiple(tableA + offset, tableB + offset, raw, raw + PAIR_Y);
  pairCopy(S, raw + RATIO);
  while (true) {
    raw -= RAW_SIZE;
    offset -= ROW_SIZE;
    pairSquare(A, S);
    pairMultiply(B, A, S);
    pairMultiply(A, A, raw);
    pairMultiply(B, B, raw + PAIR_Y);
    storeMultiple(tableA + offset, tableB + offset, A, B);
    if (offset == 0) break;
    pairMultiply(S, S, raw + RATIO);
  }
  pairCopy(z, S);
}
