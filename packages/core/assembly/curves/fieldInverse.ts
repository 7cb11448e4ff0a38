// Inverse modulo the base field primes of the pairing curves, by divsteps (Bernstein and Yang, "Fast constant-time gcd
// computation and modular inversion", 2019), with a running time that depends on the number: nothing here is secret.
// Thirty steps at a time give a 2x2 matrix of 32-bit entries, which is then applied to the long numbers: signed limbs of
// 30 bits, nine or thirteen to a number. inverse256.ts does the same for the signature curves.
import { Bn254, LANE_BYTES, negatedInverse32, primeWords } from "./primeFields";

const MASK: i32 = 0x3fff_ffff;

const MODULUS: usize = memory.data(52, 8);
const F: usize = memory.data(52, 8);
const G: usize = memory.data(52, 8);
const D: usize = memory.data(52, 8);
const E: usize = memory.data(52, 8);

/** The matrix of the last thirty steps, times 2^30: f' = ff f + fg g, g' = gf f + gg g. */
let ff: i32 = 0;
let fg: i32 = 0;
let gf: i32 = 0;
let gg: i32 = 0;

/** Bytes of the limbs: 9 * 30 = 270 bits leave room above 254, 13 * 30 = 390 above 381. */
// @ts-ignore: decorator
@inline
function limbBytes<P>(): usize {
  return offsetof<P>() == offsetof<Bn254>() ? 36 : 52;
}

/** Steps to gather: no more than (49 * bits + 57) / 17 are needed (paper, theorem 11.2): 736 and 1102. */
// @ts-ignore: decorator
@inline
function rounds<P>(): i32 {
  return offsetof<P>() == offsetof<Bn254>() ? 25 : 37;
}

function toLimbs<P>(limbs: usize, words: usize): void {
  let held: u64 = 0;
  let bits: u64 = 0;
  const end = words + LANE_BYTES<P>();
  for (let i: usize = 0; i < limbBytes<P>(); i += 4) {
    if (bits < 30 && words < end) {
      held |= (<u64>load<u32>(words)) << bits;
      words += 4;
      bits += 32;
    }
    store<u32>(limbs + i, (<u32>held) & MASK);
    held >>= 30;
    bits -= 30;
  }
}

function fromLimbs<P>(words: usize, limbs: usize): void {
  let held: u64 = 0;
  let bits: u64 = 0;
  const end = words + LANE_BYTES<P>();
  for (let i: usize = 0; i < limbBytes<P>(); i += 4) {
    held |= (<u64>load<u32>(limbs + i)) << bits;
    bits += 30;
    if (bits >= 32 && words < end) {
      store<u32>(words, <u32>held);
      words += 4;
      held >>= 32;
      bits -= 32;
    }
  }
}

/** Thirty divsteps on the low limbs of f and g; sets the matrix. `delta` is the paper's, negated; returns the new one. */
function gather(delta: i32, f: i32, g: i32): i32 {
  let a = 1;
  let b = 0;
  let c = 0;
  let d = 1;
  let left = 30;
  while (true) {
    const zeros = ctz<i32>(g | (-1 << left));
    g >>= zeros;
    a <<= zeros;
    b <<= zeros;
    delta -= zeros;
    left -= zeros;
    if (left == 0) break;
    if (delta < 0) {
      delta = -delta;
      let held = f;
      f = g;
      g = -held;
      held = a;
      a = c;
      c = -held;
      held = b;
      b = d;
      d = -held;
    }
    // Up to six low bits of g go at once: for odd f, f (f² - 2) is -1/f modulo 64.
    const bits = min(min(delta + 1, left), 6);
    const times = (f * g * (f * f - 2)) & ((1 << bits) - 1);
    g += f * times;
    c += a * times;
    d += b * times;
  }
  ff = a;
  fg = b;
  gf = c;
  gg = d;
  return delta;
}

/** (f, g) = matrix (f, g) / 2^30, exactly. Returns whether g is zero now. */
function applyToFG<P>(): bool {
  const a = <i64>ff;
  const b = <i64>fg;
  const c = <i64>gf;
  const d = <i64>gg;
  let f = <i64>load<i32>(F);
  let g = <i64>load<i32>(G);
  let nextF = (a * f + b * g) >> 30;
  let nextG = (c * f + d * g) >> 30;
  let seen = 0;
  for (let i: usize = 4; i < limbBytes<P>(); i += 4) {
    f = <i64>load<i32>(F + i);
    g = <i64>load<i32>(G + i);
    nextF += a * f + b * g;
    nextG += c * f + d * g;
    const limb = (<i32>nextG) & MASK;
    store<i32>(F + i - 4, (<i32>nextF) & MASK);
    store<i32>(G + i - 4, limb);
    seen |= limb;
    nextF >>= 30;
    nextG >>= 30;
  }
  store<i32>(F + limbBytes<P>() - 4, <i32>nextF);
  store<i32>(G + limbBytes<P>() - 4, <i32>nextG);
  return (seen | (<i32>nextG)) == 0;
}

/** (d, e) = matrix (d, e) / 2^30 modulo the prime; both stay above -2p and below p. */
function applyToDE<P>(): void {
  const inverse30 = -(<i32>negatedInverse32<P>()) & MASK;
  const top = limbBytes<P>() - 4;
  const a = <i64>ff;
  const b = <i64>fg;
  const c = <i64>gf;
  const d = <i64>gg;
  const signD = load<i32>(D + top) >> 31;
  const signE = load<i32>(E + top) >> 31;
  // Multiples of p: one for each negative number, and what makes the low limb zero.
  let timesD = (ff & signD) + (fg & signE);
  let timesE = (gf & signD) + (gg & signE);
  let x = <i64>load<i32>(D);
  let y = <i64>load<i32>(E);
  let nextD = a * x + b * y;
  let nextE = c * x + d * y;
  timesD -= (inverse30 * <i32>nextD + timesD) & MASK;
  timesE -= (inverse30 * <i32>nextE + timesE) & MASK;
  let p = <i64>load<i32>(MODULUS);
  nextD = (nextD + p * <i64>timesD) >> 30;
  nextE = (nextE + p * <i64>timesE) >> 30;
  for (let i: usize = 4; i <= top; i += 4) {
    x = <i64>load<i32>(D + i);
    y = <i64>load<i32>(E + i);
    p = <i64>load<i32>(MODULUS + i);
    nextD += a * x + b * y + p * <i64>timesD;
    nextE += c * x + d * y + p * <i64>timesE;
    store<i32>(D + i - 4, (<i32>nextD) & MASK);
    store<i32>(E + i - 4, (<i32>nextE) & MASK);
    nextD >>= 30;
    nextE >>= 30;
  }
  store<i32>(D + top, <i32>nextD);
  store<i32>(E + top, <i32>nextE);
}

/** d = sign * d + addend, carried; `times` is 1 to add p, 0 not to. */
function settleD<P>(sign: i32, times: i32): void {
  const top = limbBytes<P>() - 4;
  let carry = 0;
  for (let i: usize = 0; i < top; i += 4) {
    carry += sign * load<i32>(D + i) + times * load<i32>(MODULUS + i);
    store<i32>(D + i, carry & MASK);
    carry >>= 30;
  }
  store<i32>(D + top, carry + sign * load<i32>(D + top) + times * load<i32>(MODULUS + top));
}

/** words = 1 / a modulo the prime, for a < p as little-endian words; 0 when a is 0. P is Bn254 or Bls12381. */
export function invertNumber<P>(words: usize, a: usize): void {
  const top = limbBytes<P>() - 4;
  toLimbs<P>(MODULUS, primeWords<P>());
  toLimbs<P>(G, a);
  memory.copy(F, MODULUS, limbBytes<P>());
  memory.fill(D, 0, limbBytes<P>());
  memory.fill(E, 0, limbBytes<P>());
  store<i32>(E, 1);
  let delta = -1;
  for (let round = 0; round < rounds<P>(); round++) {
    delta = gather(delta, load<i32>(F), load<i32>(G));
    applyToDE<P>();
    if (applyToFG<P>()) break;
  }
  // Now f = ±1 and d = ±1/a, above -2p and below p.
  if (load<i32>(D + top) < 0) settleD<P>(1, 1);
  if (load<i32>(F + top) < 0) settleD<P>(-1, 0);
  if (load<i32>(D + top) < 0) settleD<P>(1, 1);
  fromLimbs<P>(words, D);
}
