// The optimal ate pairing on BLS12-381 and the pairing check of EIP-2537.
import { alloc, mark, release } from "../memory/arena";
import { blsReadG1 } from "./bls12381G1";
import { blsBeginG1Checks, blsCheckG1, blsEndG1Checks } from "./bls12381G1Pairs";
import { blsIsInG2, blsReadG2 } from "./bls12381G2";
import { BLS12381_X } from "./bls12381Scalar";
import { blsPowerOfX } from "./bls12381PowerOfX";
import { cyclotomicSquare } from "./cyclotomic";
import { at, isZero, negate } from "./fp2";
import { fp12Bytes, fp12Conjugate, fp12Invert, fp12IsOne, fp12Multiply, fp12SetOne, fp12Square } from "./fp12";
import { frobenius, twistFrobenius } from "./frobenius";
import { g2AffineIsInfinity } from "./g2Jacobian";
import { addStep, doubleStep, endsAt, multiplyByLine, pairBytes, pairQ, startPair } from "./millerLoop";
import { Bls12381 } from "./primeFields";

const PAIR_INPUT: usize = 384;

const IMAGE: usize = memory.data(224, 16);

/** Whether the product of e(P, Q) over all pairs (384 bytes each: G1, then G2) is 1: 1 or 0, -1 when the input is malformed.
 *  Both points of each pair have to be in their subgroups, also beside a point at infinity. */
export function blsPairing(input: usize, pairs: u32): i32 {
  const start = mark();
  const states = alloc(<usize>pairs * pairBytes<Bls12381>());
  const p = alloc(offsetof<Bls12381>());
  const q = alloc(2 * offsetof<Bls12381>());
  let count: usize = 0;
  blsBeginG1Checks();
  for (let k: u32 = 0; k < pairs; k++) {
    const from = input + <usize>k * PAIR_INPUT;
    let valid = blsReadG1(p, from) && blsReadG2(q, from + 128) && blsCheckG1(p);
    // A pair with infinity contributes 1.
    if (valid && g2AffineIsInfinity<Bls12381>(q)) continue;
    if (valid && isZero<Bls12381>(p)) {
      if (blsIsInG2(q)) continue;
      valid = false;
    }
    if (!valid) {
      release(start);
      return -1;
    }
    startPair<Bls12381>(states + count * pairBytes<Bls12381>(), p, q);
    count++;
  }
  const f = alloc(fp12Bytes<Bls12381>());
  let result = -1;
  if (blsEndG1Checks() && millerLoop(f, states, count)) {
    blsFinalExponentiation(f);
    result = <i32>fp12IsOne<Bls12381>(f);
  }
  release(start);
  return result;
}

/** f = product of the Miller functions f_(x, Q)(P): those of |x|, conjugated since x is negative. False when a Q is not in G2.
 *
 *  SOUNDNESS: the loop ends with T = |x| Q, so that psi(Q) = -T is the subgroup check (see `blsIsInG2`) and costs nothing more. A
 *  point of order r meets no special case of the steps. */
function millerLoop(f: usize, states: usize, count: usize): bool {
  const end = states + count * pairBytes<Bls12381>();
  fp12SetOne<Bls12381>(f);
  if (count == 0) return true;
  for (let bit = 62; bit >= 0; bit--) {
    if (bit < 62) fp12Square<Bls12381>(f, f);
    const isSet = ((BLS12381_X >> (<u64>bit)) & 1) != 0;
    for (let pair = states; pair < end; pair += pairBytes<Bls12381>()) {
      doubleStep<Bls12381>(pair);
      multiplyByLine<Bls12381>(f, pair);
      if (!isSet) continue;
      const q = pairQ<Bls12381>(pair);
      addStep<Bls12381>(pair, q, at<Bls12381>(q, 1));
      multiplyByLine<Bls12381>(f, pair);
    }
  }
  fp12Conjugate<Bls12381>(f, f);
  const imageY = at<Bls12381>(IMAGE, 1);
  for (let pair = states; pair < end; pair += pairBytes<Bls12381>()) {
    const q = pairQ<Bls12381>(pair);
    twistFrobenius<Bls12381>(IMAGE, imageY, q, at<Bls12381>(q, 1));
    negate<Bls12381>(imageY, imageY);
    if (!endsAt<Bls12381>(pair, IMAGE, imageY)) return false;
  }
  return true;
}

/** f = f^(3 (p¹² - 1) / r). Three times the hard part is (x - 1)² (x + p)(x² + p² - 1) + 3 (Hayashida, Hayasaka and Teruya,
 *  "Efficient final exponentiation via cyclotomic structure for pairings over families of elliptic curves", 2020). */
export function blsFinalExponentiation(f: usize): void {
  const start = mark();
  const size = fp12Bytes<Bls12381>();
  const a = alloc(size);
  const b = alloc(size);
  const c = alloc(size);
  // (p⁶ - 1)(p² + 1)
  fp12Invert<Bls12381>(a, f);
  fp12Conjugate<Bls12381>(f, f);
  fp12Multiply<Bls12381>(f, f, a);
  frobenius<Bls12381>(a, f, 2);
  fp12Multiply<Bls12381>(f, f, a);
  // (x - 1)²
  blsPowerOfX(a, f);
  fp12Conjugate<Bls12381>(b, f);
  fp12Multiply<Bls12381>(a, a, b);
  blsPowerOfX(b, a);
  fp12Conjugate<Bls12381>(a, a);
  fp12Multiply<Bls12381>(a, a, b);
  // x + p
  blsPowerOfX(b, a);
  frobenius<Bls12381>(a, a, 1);
  fp12Multiply<Bls12381>(a, a, b);
  // x² + p² - 1
  blsPowerOfX(b, a);
  blsPowerOfX(b, b);
  frobenius<Bls12381>(c, a, 2);
  fp12Multiply<Bls12381>(b, b, c);
  fp12Conjugate<Bls12381>(a, a);
  fp12Multiply<Bls12381>(b, b, a);
  // + 3
  cyclotomicSquare<Bls12381>(a, f);
  fp12Multiply<Bls12381>(f, f, a);
  fp12Multiply<Bls12381>(f, f, b);
  release(start);
}
