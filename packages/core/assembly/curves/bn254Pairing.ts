// The optimal ate pairing on bn254 and the pairing check of EIP-197.
import { alloc, mark, release } from "../memory/arena";
import { bn254ReadG1 } from "./bn254G1";
import { bn254IsInG2, bn254ReadTwist } from "./bn254G2";
import { cyclotomicPower, cyclotomicSquare } from "./cyclotomic";
import { at, isZero, negate } from "./fp2";
import { fp12Bytes, fp12Conjugate, fp12Invert, fp12IsOne, fp12Multiply, fp12SetOne, fp12Square } from "./fp12";
import { frobenius, twistFrobenius } from "./frobenius";
import { g2AffineIsInfinity } from "./g2Jacobian";
import { addStep, doubleStep, endsAt, multiplyByLine, pairBytes, pairQ, startPair } from "./millerLoop";
import { Bn254 } from "./primeFields";

/** 6u + 2 in signed digits without two neighbours, highest first, u = 4965661367192848881. */
const LOOP_DIGITS: usize = memory.data<i8>([
  1, 0, -1, 0, 1, 0, 0, 0, -1, 0, -1, 0, 0, 0, -1, 0, 1, 0, -1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 1, 0, 0, -1, 0,
  0, 0, 0, -1, 0, 1, 0, 0, 0, -1, 0, -1, 0, 0, 1, 0, 0, 0, -1, 0, 0, -1, 0, 1, 0, 1, 0, 0, 0,
]);
const LOOP_LENGTH: usize = 66;

/** u in signed odd digits below 8. */
const U_DIGITS: usize = memory.data<i8>([
  1, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, -3, 0, 0, 0, 3, 0, 0, 0, 0, 5, 0, 0, 0, -5, 0, 0, 0, -3, 0, 0, 0, 1, 0, 0, 0, 0, 5,
  0, 0, 0, 0, 7, 0, 0, 0, -7, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, -1, 0, 0, 0, 1,
]);
const U_LENGTH: usize = 63;

const NEGATED: usize = memory.data(80, 16);
const IMAGE: usize = memory.data(160, 16);

/** Whether the product of e(P, Q) over all pairs (192 bytes each: G1, then G2) is 1: 1 or 0, -1 when the input is malformed. */
export function bn254Pairing(input: usize, pairs: u32): i32 {
  const start = mark();
  const states = alloc(<usize>pairs * pairBytes<Bn254>());
  const p = alloc(offsetof<Bn254>());
  const q = alloc(2 * offsetof<Bn254>());
  let count: usize = 0;
  for (let k: u32 = 0; k < pairs; k++) {
    const from = input + <usize>k * 192;
    let valid = bn254ReadG1(p, from) && bn254ReadTwist(q, from + 64);
    // A pair with infinity contributes 1.
    if (valid && g2AffineIsInfinity<Bn254>(q)) continue;
    if (valid && isZero<Bn254>(p)) {
      if (bn254IsInG2(q)) continue;
      valid = false;
    }
    if (!valid) {
      release(start);
      return -1;
    }
    startPair<Bn254>(states + count * pairBytes<Bn254>(), p, q);
    count++;
  }
  const f = alloc(fp12Bytes<Bn254>());
  let result = -1;
  if (millerLoop(f, states, count)) {
    finalExponentiation(f);
    result = <i32>fp12IsOne<Bn254>(f);
  }
  release(start);
  return result;
}

/** f = product of the Miller functions f_(6u+2, Q)(P) and the lines through psi(Q) and -psi²(Q). False when a Q is not in G2.
 *
 *  SOUNDNESS: the loop ends with T = (6u + 2) Q + psi(Q) - psi²(Q), and on G2 that is -psi³(Q), since 6u + 2 + p - p² + p³ is a
 *  multiple of r. On the rest of the twist it is not: the norm of that polynomial in psi has with the twist's order no common
 *  factor but r. So the subgroup check costs nothing more. A point of order r meets no special case of the steps. */
function millerLoop(f: usize, states: usize, count: usize): bool {
  const end = states + count * pairBytes<Bn254>();
  fp12SetOne<Bn254>(f);
  if (count == 0) return true;
  for (let i: usize = 1; i < LOOP_LENGTH; i++) {
    if (i > 1) fp12Square<Bn254>(f, f);
    const digit = load<i8>(LOOP_DIGITS + i);
    for (let pair = states; pair < end; pair += pairBytes<Bn254>()) {
      doubleStep<Bn254>(pair);
      multiplyByLine<Bn254>(f, pair);
      if (digit == 0) continue;
      const q = pairQ<Bn254>(pair);
      const y = at<Bn254>(q, 1);
      negate<Bn254>(NEGATED, y);
      addStep<Bn254>(pair, q, digit > 0 ? y : NEGATED);
      multiplyByLine<Bn254>(f, pair);
    }
  }
  const imageY = at<Bn254>(IMAGE, 1);
  for (let pair = states; pair < end; pair += pairBytes<Bn254>()) {
    const q = pairQ<Bn254>(pair);
    twistFrobenius<Bn254>(IMAGE, imageY, q, at<Bn254>(q, 1));
    addStep<Bn254>(pair, IMAGE, imageY);
    multiplyByLine<Bn254>(f, pair);
    twistFrobenius<Bn254>(IMAGE, imageY, IMAGE, imageY);
    negate<Bn254>(imageY, imageY);
    addStep<Bn254>(pair, IMAGE, imageY);
    multiplyByLine<Bn254>(f, pair);
    twistFrobenius<Bn254>(IMAGE, imageY, IMAGE, imageY);
    if (!endsAt<Bn254>(pair, IMAGE, imageY)) return false;
  }
  return true;
}

function powerOfU(d: usize, a: usize): void {
  cyclotomicPower<Bn254>(d, a, U_DIGITS, U_LENGTH, 4);
}

/** f = f^((p¹² - 1) / r times a number prime to r). The hard part is 2u (6u² + 3u + 1) (p⁴ - p² + 1) / r, in powers of p
 *  12u³ + 12u² + 6u + 1, 12u³ + 6u² + 4u, 12u³ + 6u² + 6u, 12u³ + 6u² + 4u - 1 (Fuentes-Castañeda, Knapp and
 *  Rodríguez-Henríquez, "Faster hashing to G2", 2011). */
function finalExponentiation(f: usize): void {
  const start = mark();
  const size = fp12Bytes<Bn254>();
  const a = alloc(size);
  const b = alloc(size);
  const c = alloc(size);
  const d = alloc(size);
  // (p⁶ - 1)(p² + 1)
  fp12Invert<Bn254>(a, f);
  fp12Conjugate<Bn254>(f, f);
  fp12Multiply<Bn254>(f, f, a);
  frobenius<Bn254>(a, f, 2);
  fp12Multiply<Bn254>(f, f, a);
  powerOfU(a, f);
  cyclotomicSquare<Bn254>(a, a); // 2u
  cyclotomicSquare<Bn254>(b, a);
  fp12Multiply<Bn254>(b, b, a); // 6u
  powerOfU(c, b); // 6u²
  cyclotomicSquare<Bn254>(d, c); // 12u²
  powerOfU(d, d); // 12u³
  fp12Multiply<Bn254>(d, d, c);
  fp12Multiply<Bn254>(d, d, b); // 12u³ + 6u² + 6u
  fp12Multiply<Bn254>(c, c, d);
  fp12Multiply<Bn254>(c, c, f); // 12u³ + 12u² + 6u + 1
  fp12Conjugate<Bn254>(a, a);
  fp12Multiply<Bn254>(a, a, d); // 12u³ + 6u² + 4u
  fp12Conjugate<Bn254>(f, f);
  fp12Multiply<Bn254>(f, f, a); // … - 1
  frobenius<Bn254>(f, f, 3);
  frobenius<Bn254>(d, d, 2);
  frobenius<Bn254>(a, a, 1);
  fp12Multiply<Bn254>(f, f, d);
  fp12Multiply<Bn254>(a, a, c);
  fp12Multiply<Bn254>(f, f, a);
  release(start);
}
