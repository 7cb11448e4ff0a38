// Pairings on BLS12-381 with points of G2 that never change: the lines of the Miller loop are computed once, and each is kept
// divided by its factor of yP, as l0 and l2 of the line l0 / yP + l2 xP / yP w² + w³ (millerLoop.ts).
import { alloc, mark, release } from "../memory/arena";
import { BLS12381_X } from "./bls12381Scalar";
import { at, copy, multiply, multiplyLanes, negate, setOne, zip00, zip11 } from "./fp2";
import { fp12Conjugate, fp12MultiplyBy02One, fp12SetOne, fp12Square } from "./fp12";
import { invert, invertLane0 } from "./fpInverse";
import { addStep, doubleStep, pairBytes, pairQ, startPair, storeLine } from "./millerLoop";
import { Bls12381, oneLanes } from "./primeFields";

/** Lines of one point: 63 doublings and 5 additions. */
const LINES: usize = 68;

/** Bytes of the lines of one point: two elements each. */
export const FIXED_LINES_BYTES: usize = LINES * 2 * 112;

const L0: usize = memory.data(112, 16);
const L2: usize = memory.data(112, 16);
const RUNNING: usize = memory.data(112, 16);
const INVERSE: usize = memory.data(112, 16);

/** Fills `lines` for the affine point q of G2. */
export function blsFixLines(lines: usize, q: usize): void {
  const start = mark();
  const pair = alloc(pairBytes<Bls12381>());
  const raw = alloc(LINES * 3 * offsetof<Bls12381>());
  const prefixes = alloc(LINES * offsetof<Bls12381>());
  // Lines do not depend on P: any element does.
  startPair<Bls12381>(pair, oneLanes<Bls12381>(), q);
  let line = raw;
  for (let bit = 62; bit >= 0; bit--) {
    doubleStep<Bls12381>(pair);
    storeLine<Bls12381>(line);
    line = at<Bls12381>(line, 3);
    if (((BLS12381_X >> (<u64>bit)) & 1) == 0) continue;
    addStep<Bls12381>(pair, pairQ<Bls12381>(pair), at<Bls12381>(pairQ<Bls12381>(pair), 1));
    storeLine<Bls12381>(line);
    line = at<Bls12381>(line, 3);
  }
  // One inversion for all factors of yP.
  setOne<Bls12381>(RUNNING);
  for (let k: usize = 0; k < LINES; k++) {
    copy<Bls12381>(at<Bls12381>(prefixes, k), RUNNING);
    multiply<Bls12381>(RUNNING, RUNNING, at<Bls12381>(raw, 3 * k + 1));
  }
  invert<Bls12381>(RUNNING, RUNNING);
  for (let k = LINES; k > 0;) {
    k--;
    const from = at<Bls12381>(raw, 3 * k);
    const to = at<Bls12381>(lines, 2 * k);
    multiply<Bls12381>(INVERSE, RUNNING, at<Bls12381>(prefixes, k));
    multiply<Bls12381>(RUNNING, RUNNING, at<Bls12381>(from, 1));
    multiply<Bls12381>(to, at<Bls12381>(from, 2), INVERSE);
    multiply<Bls12381>(at<Bls12381>(to, 1), from, INVERSE);
  }
  release(start);
}

/** f = product of the Miller functions of `count` fixed points, whose lines lie one after another, at the affine points p of G1,
 *  none of which may be infinity. */
export function blsFixedMillerLoop(f: usize, lines: usize, points: usize, count: usize): void {
  const start = mark();
  // (1/yP, 1/yP) and (-xP/yP, -xP/yP) of each point
  const factors = alloc(2 * count * offsetof<Bls12381>());
  for (let k: usize = 0; k < count; k++) {
    const p = at<Bls12381>(points, k);
    const factor = at<Bls12381>(factors, 2 * k);
    const other = at<Bls12381>(factor, 1);
    zip11<Bls12381>(factor, p, p);
    invertLane0<Bls12381>(factor, factor);
    negate<Bls12381>(other, p);
    zip00<Bls12381>(other, other, other);
    multiplyLanes<Bls12381>(other, other, factor);
  }
  let line = lines;
  fp12SetOne<Bls12381>(f);
  for (let bit = 62; bit >= 0; bit--) {
    if (bit < 62) fp12Square<Bls12381>(f, f);
    multiplyByLines(f, line, factors, count);
    line = at<Bls12381>(line, 2);
    if (((BLS12381_X >> (<u64>bit)) & 1) == 0) continue;
    multiplyByLines(f, line, factors, count);
    line = at<Bls12381>(line, 2);
  }
  fp12Conjugate<Bls12381>(f, f);
  release(start);
}

/** f = f times the line at `line` of every point. */
function multiplyByLines(f: usize, line: usize, factors: usize, count: usize): void {
  for (let k: usize = 0; k < count; k++) {
    multiplyLanes<Bls12381>(L0, line, at<Bls12381>(factors, 2 * k));
    multiplyLanes<Bls12381>(L2, at<Bls12381>(line, 1), at<Bls12381>(factors, 2 * k + 1));
    fp12MultiplyBy02One<Bls12381>(f, L0, L2);
    line += FIXED_LINES_BYTES;
  }
}
