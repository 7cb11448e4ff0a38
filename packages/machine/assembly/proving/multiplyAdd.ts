// d = (a b + c) mod m for numbers of 4 or 6 limbs of 64 bits, any m but 0, where the quotient fits into as many limbs.
//
// Long division: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, with quotient limbs from a reciprocal of the divisor's two
// leading limbs (Möller and Granlund, "Improved division by invariant integers", 2011, algorithms 5 and 6).
import { multiplyHigh, productHigh, productLow, reciprocal2 } from "@assay/core/assembly/uint256/limb";

/** Dividend, shifted as the divisor is, and below it the divisor. At most 12 and 6 limbs. */
const DIVIDEND: usize = memory.data(96, 16);
const DIVISOR: usize = memory.data(48, 16);

/** The last divisor's leading limbs and their reciprocal: a program has few moduli. */
let lastHigh: u64 = 1 << 63;
let lastLow: u64 = 0;
let lastReciprocal: u64 = 0xffff_ffff_ffff_ffff;

/** `memory.copy` is a call out of the module. */
// @ts-ignore: decorator
@inline
function copyLimbs(to: usize, from: usize, limbs: usize): void {
  for (let i: usize = 0; i < limbs << 3; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/** DIVIDEND = a b + c: `limbs` limbs each, twice as many. It cannot overflow. */
function multiply(limbs: usize, a: usize, b: usize, c: usize): void {
  const end = limbs << 3;
  copyLimbs(DIVIDEND, c, limbs);
  for (let i: usize = 0; i < end; i += 8) {
    const x = load<u64>(a + i);
    let carry: u64 = 0;
    for (let j: usize = 0; j < end; j += 8) {
      const at = DIVIDEND + i + j;
      const y = load<u64>(b + j);
      const old = load<u64>(at);
      store<u64>(at, productLow(x, y, old, carry));
      carry = productHigh(x, y, old, carry);
    }
    store<u64>(DIVIDEND + i + end, carry);
  }
}

/** Whether the upper half of DIVIDEND is below m: then the quotient fits into `limbs` limbs, and m is not 0. */
function quotientFits(limbs: usize, m: usize): bool {
  const end = limbs << 3;
  for (let i = end; i != 0;) {
    i -= 8;
    const high = load<u64>(DIVIDEND + end + i);
    const limb = load<u64>(m + i);
    if (high != limb) return high < limb;
  }
  return false;
}

/** Shifts `limbs` limbs left in place by whole limbs and `bits` < 64. */
function shiftLeft(at: usize, limbs: usize, whole: usize, bits: u64): void {
  for (let i = limbs; i != 0;) {
    i--;
    const limb = i >= whole ? load<u64>(at + ((i - whole) << 3)) : 0;
    const below = i > whole ? load<u64>(at + ((i - whole - 1) << 3)) : 0;
    store<u64>(at + (i << 3), (limb << bits) | ((below >> 1) >> (63 - bits)));
  }
}

/** `limbs` limbs from `at` to `to`, shifted right. */
function shiftRight(to: usize, at: usize, limbs: usize, whole: usize, bits: u64): void {
  for (let i: usize = 0; i < limbs; i++) {
    const limb = i + whole < limbs ? load<u64>(at + ((i + whole) << 3)) : 0;
    const above = i + whole + 1 < limbs ? load<u64>(at + ((i + whole + 1) << 3)) : 0;
    store<u64>(to + (i << 3), (limb >> bits) | ((above << 1) << (63 - bits)));
  }
}

/** The quotient limb of (u2, u1, u0) by the two leading limbs of the divisor; (u2, u1) is not above them. It is at most one or two too
 *  large for the whole divisor. */
// @ts-ignore: decorator
@inline
function quotientLimb(u2: u64, u1: u64, u0: u64, d1: u64, d0: u64, v: u64): u64 {
  if (u2 == d1 && u1 == d0) return 0xffff_ffff_ffff_ffff;
  const low = u2 * v + u1;
  let q = multiplyHigh(u2, v) + u2 + <u64>(low < u1);
  const t0 = d0 * q;
  const t1 = multiplyHigh(d0, q);
  let r1 = u1 - q * d1;
  let r0 = u0 - t0;
  r1 = r1 - t1 - <u64>(u0 < t0) - d1 - <u64>(r0 < d0);
  r0 -= d0;
  q++;
  if (r1 >= low) {
    q--;
    r0 += d0;
    r1 += d1 + <u64>(r0 < d0);
  }
  if (r1 > d1 || (r1 == d1 && r0 >= d0)) q++;
  return q;
}

/** Leaves in the lower half of DIVIDEND what remains of it. The upper half is below DIVISOR, whose highest bit is set. */
function divide(limbs: usize): void {
  const end = limbs << 3;
  const d1 = load<u64>(DIVISOR + end - 8);
  const d0 = load<u64>(DIVISOR + end - 16);
  if (d1 != lastHigh || d0 != lastLow) {
    lastReciprocal = reciprocal2(d1, d0);
    lastHigh = d1;
    lastLow = d0;
  }
  const v = lastReciprocal;
  for (let at = DIVIDEND + end; at != DIVIDEND;) {
    at -= 8;
    // The limbs from `at` on: one more than the divisor has.
    const top = load<u64>(at + end);
    const q = quotientLimb(top, load<u64>(at + end - 8), load<u64>(at + end - 16), d1, d0, v);
    if (q == 0) continue;
    let carry: u64 = 0;
    for (let i: usize = 0; i < end; i += 8) {
      const d = load<u64>(DIVISOR + i);
      const low = productLow(q, d, carry, 0);
      carry = productHigh(q, d, carry, 0);
      const old = load<u64>(at + i);
      store<u64>(at + i, old - low);
      carry += <u64>(old < low);
    }
    let over = top - carry;
    // The quotient limb was too large: add the divisor back.
    while (over != 0) {
      let c: u64 = 0;
      for (let i: usize = 0; i < end; i += 8) {
        const old = load<u64>(at + i);
        const sum = old + c;
        const total = sum + load<u64>(DIVISOR + i);
        c = (<u64>(sum < c)) | (<u64>(total < sum));
        store<u64>(at + i, total);
      }
      over += c;
    }
    store<u64>(at + end, 0);
  }
}

/** Takes in a b + c. False when m is 0 or the quotient too wide: there is no result then. */
export function multiplyAdd(limbs: usize, a: usize, b: usize, c: usize, m: usize): bool {
  multiply(limbs, a, b, c);
  return quotientFits(limbs, m);
}

/** d = what `multiplyAdd` took in, mod m. d may be the place of any operand. */
export function reduceTo(limbs: usize, d: usize, m: usize): void {
  let leading = limbs - 1;
  while (load<u64>(m + (leading << 3)) == 0) leading--;
  const whole = limbs - 1 - leading;
  const bits = clz<u64>(load<u64>(m + (leading << 3)));
  copyLimbs(DIVISOR, m, limbs);
  if (whole | (<usize>bits)) {
    shiftLeft(DIVISOR, limbs, whole, bits);
    // The upper half was below the divisor, so nothing is lost.
    shiftLeft(DIVIDEND, limbs << 1, whole, bits);
  }
  divide(limbs);
  shiftRight(d, DIVIDEND, limbs, whole, bits);
}
