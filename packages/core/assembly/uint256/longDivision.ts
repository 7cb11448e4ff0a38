// Long division of up to eight limbs by up to four: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, with
// quotient limbs from reciprocals (Möller and Granlund, "Improved division by invariant integers", 2011; "MG" below).
// MULMOD of full words takes 138 ns this way, of which 17 are the reciprocal, against 228 ns with 32-bit digits and
// hardware divisions.
import { multiplyHigh, productHigh, productLow, reciprocal, reciprocal2 } from "./limb";

/** The dividend: up to eight limbs, which the caller writes here. One limb of room below and one above. */
const ROOM: usize = memory.data(80, 16);
export const DIVIDEND: usize = ROOM + 8;

/** The quotient, as many limbs as the dividend had and room for one more, and the remainder, four. */
export const QUOTIENT: usize = memory.data(72, 16);
export const REMAINDER: usize = memory.data(32, 16);

/** The last divisors of one limb and of more (their two leading limbs), shifted, and their reciprocals: contracts divide
 *  by the same number again and again. A pure function is kept here, so nothing has to forget it at a reset. */
let lastDivisor: u64 = 1 << 63;
let lastReciprocal: u64 = 0xffff_ffff_ffff_ffff;
let lastHigh: u64 = 1 << 63;
let lastLow: u64 = 0;
let lastReciprocal2: u64 = 0xffff_ffff_ffff_ffff;

// @ts-ignore: decorator
@inline
function reciprocalOf(d1: u64, d0: u64): u64 {
  if (d1 != lastHigh || d0 != lastLow) {
    lastReciprocal2 = reciprocal2(d1, d0);
    lastHigh = d1;
    lastLow = d0;
  }
  return lastReciprocal2;
}

// @ts-ignore: decorator
@inline
function setRemainder(r0: u64, r1: u64, r2: u64, r3: u64): void {
  store<u64>(REMAINDER, r0);
  store<u64>(REMAINDER, r1, 8);
  store<u64>(REMAINDER, r2, 16);
  store<u64>(REMAINDER, r3, 24);
}

/** x << s for s < 64 with the bits that come in from `below`; in two steps, because Wasm shifts by 64 as by 0. */
// @ts-ignore: decorator
@inline
function shiftLeft(x: u64, below: u64, s: u64): u64 {
  return (x << s) | ((below >> 1) >> (63 - s));
}

/** x >> s for s < 64 with the bits that come in from `above`. */
// @ts-ignore: decorator
@inline
function shiftRight(x: u64, above: u64, s: u64): u64 {
  return (x >> s) | ((above << 1) << (63 - s));
}

/** Divides m limbs by b < 2^32, half a limb at a time: two hardware divisions of 64 bits a limb. */
function divideByHalfLimb(m: usize, b: u64): void {
  let r: u64 = 0;
  for (let at = m << 3; at != 0;) {
    at -= 8;
    const limb = load<u64>(DIVIDEND + at);
    const u1 = (r << 32) | (limb >> 32);
    const q1 = u1 / b;
    const u0 = ((u1 - q1 * b) << 32) | (limb & 0xffff_ffff);
    const q0 = u0 / b;
    r = u0 - q0 * b;
    store<u64>(QUOTIENT + at, (q1 << 32) | q0);
  }
  setRemainder(r, 0, 0, 0);
}

/** Divides m >= 1 limbs by the limb b. */
function divideByLimb(m: usize, b: u64): void {
  const s = clz<u64>(b);
  const d = b << s;
  if (d != lastDivisor) {
    lastReciprocal = reciprocal(d);
    lastDivisor = d;
  }
  const v = lastReciprocal;
  let at = (m - 1) << 3;
  let limb = load<u64>(DIVIDEND + at);
  // The remainder so far, shifted as the divisor is: r < d.
  let r = (limb >> 1) >> (63 - s);
  if (limb < b && at != 0) {
    // The first quotient limb is zero.
    store<u64>(QUOTIENT + at, 0);
    at -= 8;
    const below = load<u64>(DIVIDEND + at);
    r = shiftLeft(limb, below, s);
    limb = below;
  }
  while (true) {
    const below = at == 0 ? 0 : load<u64>(DIVIDEND + at - 8);
    const u = shiftLeft(limb, below, s);
    limb = below;
    // MG algorithm 4: (r, u) by d.
    const low = r * v + u;
    let q = multiplyHigh(r, v) + r + <u64>(low < u) + 1;
    r = u - q * d;
    // Without a branch, because no one can predict it.
    const over = 0 - <u64>(r > low);
    q += over;
    r += d & over;
    if (r >= d) {
      q++;
      r -= d;
    }
    store<u64>(QUOTIENT + at, q);
    if (at == 0) break;
    at -= 8;
  }
  setRemainder(r >> s, 0, 0, 0);
}

/** Shifts the m limbs at `dividend` left by s < 64 in place, into the limb above them too. */
// @ts-ignore: decorator
@inline
function normalize(dividend: usize, m: usize, s: u64): void {
  let limb: u64 = 0;
  for (let i = m << 3; ; i -= 8) {
    const below = i == 0 ? 0 : load<u64>(dividend + i - 8);
    store<u64>(dividend + i, shiftLeft(limb, below, s));
    limb = below;
    if (i == 0) break;
  }
}

/** Divides m >= 2 limbs by the two limbs (b1, b0). */
function divideByTwoLimbs(m: usize, b0: u64, b1: u64): void {
  const s = clz<u64>(b1);
  const d1 = shiftLeft(b1, b0, s);
  const d0 = b0 << s;
  const v = reciprocalOf(d1, d0);
  normalize(DIVIDEND, m, s);
  // The remainder so far: (r1, r0) < (d1, d0).
  let r1 = load<u64>(DIVIDEND + (m << 3));
  let r0 = load<u64>(DIVIDEND + (m << 3) - 8);
  store<u64>(QUOTIENT + (m << 3) - 8, 0);
  for (let at = (m - 2) << 3; ; at -= 8) {
    // MG algorithm 5: (r1, r0, u) by (d1, d0).
    const u = load<u64>(DIVIDEND + at);
    const low = r1 * v + r0;
    let q = multiplyHigh(r1, v) + r1 + <u64>(low < r0);
    let x1 = r0 - q * d1;
    const t0 = d0 * q;
    const t1 = multiplyHigh(d0, q);
    let x0 = u - t0;
    x1 = x1 - t1 - <u64>(u < t0) - d1 - <u64>(x0 < d0);
    x0 -= d0;
    const over = 0 - <u64>(x1 >= low);
    q += 1 + over;
    x0 += d0 & over;
    x1 += (d1 & over) + <u64>(x0 < (d0 & over));
    if (x1 > d1 || (x1 == d1 && x0 >= d0)) {
      q++;
      x1 = x1 - d1 - <u64>(x0 < d0);
      x0 -= d0;
    }
    store<u64>(QUOTIENT + at, q);
    r1 = x1;
    r0 = x0;
    if (at == 0) break;
  }
  setRemainder(shiftRight(r0, r1, s), r1 >> s, 0, 0);
}

/** Divides the m >= 4 limbs at `dividend` by the four limbs (b3, b2, b1, b0), b3 not zero. */
function divideByFourLimbs(dividend: usize, m: usize, b0: u64, b1: u64, b2: u64, b3: u64): void {
  const s = clz<u64>(b3);
  const d3 = shiftLeft(b3, b2, s);
  const d2 = shiftLeft(b2, b1, s);
  const d1 = shiftLeft(b1, b0, s);
  const d0 = b0 << s;
  const v = reciprocalOf(d3, d2);
  normalize(dividend, m, s);
  // The remainder so far: (r3, r2, r1, r0) < (d3, d2, d1, d0).
  let at = (m - 4) << 3;
  let r3 = load<u64>(dividend + at, 32);
  let r2 = load<u64>(dividend + at, 24);
  let r1 = load<u64>(dividend + at, 16);
  let r0 = load<u64>(dividend + at, 8);
  store<u64>(QUOTIENT + at, 0, 24);
  store<u64>(QUOTIENT + at, 0, 16);
  store<u64>(QUOTIENT + at, 0, 8);
  if (r3 == 0 && r2 < d3 && at != 0) {
    // The first quotient limb is zero.
    store<u64>(QUOTIENT + at, 0);
    r3 = r2;
    r2 = r1;
    r1 = r0;
    r0 = load<u64>(dividend + at);
    at -= 8;
  }
  while (true) {
    const u = load<u64>(dividend + at);
    let q: u64;
    let x3: u64;
    let x2: u64;
    let carry: u64 = 0;
    if (r3 == d3 && r2 == d2) {
      // The leading limbs alone would give 2^64 or more; the quotient limb is 2^64 - 1 exactly. Of the leading limbs is
      // left (r3, r2, r1) - (2^64 - 1)(d3, d2) = (d3, d2) + r1.
      q = 0xffff_ffff_ffff_ffff;
      x2 = d2 + r1;
      x3 = d3 + <u64>(x2 < d2);
      carry = <u64>(x3 < d3);
    } else {
      // MG algorithm 5: (r3, r2, r1) by (d3, d2).
      const low = r3 * v + r2;
      q = multiplyHigh(r3, v) + r3 + <u64>(low < r2);
      const t0 = d2 * q;
      const t1 = multiplyHigh(d2, q);
      x3 = r2 - q * d3;
      x2 = r1 - t0;
      x3 = x3 - t1 - <u64>(r1 < t0) - d3 - <u64>(x2 < d2);
      x2 -= d2;
      const over = 0 - <u64>(x3 >= low);
      q += 1 + over;
      x2 += d2 & over;
      x3 += (d3 & over) + <u64>(x2 < (d2 & over));
      if (x3 > d3 || (x3 == d3 && x2 >= d2)) {
        q++;
        x3 = x3 - d3 - <u64>(x2 < d2);
        x2 -= d2;
      }
    }
    // Take off q (d1, d0) = (p2, p1, p0).
    const p0 = q * d0;
    const high = multiplyHigh(q, d0);
    const p1 = productLow(q, d1, high, 0);
    const p2 = productHigh(q, d1, high, 0);
    r1 = r0 - p1;
    const borrow = <u64>(u < p0);
    const take = p2 + ((<u64>(r0 < p1)) | (<u64>(r1 < borrow)));
    r0 = u - p0;
    r1 -= borrow;
    r2 = x2 - take;
    const last = <u64>(x2 < take);
    r3 = x3 - last;
    if (<u64>(x3 < last) > carry) {
      // One too many: add the divisor back.
      q--;
      r0 += d0;
      let c = <u64>(r0 < d0);
      let sum = r1 + c;
      c = <u64>(sum < c);
      r1 = sum + d1;
      c += <u64>(r1 < d1);
      sum = r2 + c;
      c = <u64>(sum < c);
      r2 = sum + d2;
      c += <u64>(r2 < d2);
      r3 += d3 + c;
    }
    store<u64>(QUOTIENT + at, q);
    if (at == 0) break;
    at -= 8;
  }
  setRemainder(shiftRight(r0, r1, s), shiftRight(r1, r2, s), shiftRight(r2, r3, s), r3 >> s);
}

/** Divides the DIVIDEND of m <= 8 limbs by the word at b, which is not zero: all m limbs of QUOTIENT, and REMAINDER. */
export function longDivision(m: usize, b: usize): void {
  while (m > 1 && load<u64>(DIVIDEND + (m << 3) - 8) == 0) {
    m--;
    store<u64>(QUOTIENT + (m << 3), 0);
  }
  const b0 = load<u64>(b);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const b3 = load<u64>(b, 24);
  if ((b1 | b2 | b3) == 0) {
    if (m == 1) {
      const a0 = load<u64>(DIVIDEND);
      const q = a0 / b0;
      store<u64>(QUOTIENT, q);
      setRemainder(a0 - q * b0, 0, 0, 0);
    } else if (!TARGET_GUEST && b0 >> 32 == 0) {
      // Not in a guest: a 32-bit machine has no such division.
      divideByHalfLimb(m, b0);
    } else {
      divideByLimb(m, b0);
    }
    return;
  }
  const n: usize = b3 != 0 ? 4 : b2 != 0 ? 3 : 2;
  if (m < n) {
    for (let i: usize = 0; i < 32; i += 8) {
      const inside = i < m << 3;
      store<u64>(REMAINDER + i, inside ? load<u64>(DIVIDEND + i) : 0);
      if (inside) store<u64>(QUOTIENT + i, 0);
    }
    return;
  }
  if (n == 2) {
    divideByTwoLimbs(m, b0, b1);
  } else if (n == 4) {
    divideByFourLimbs(DIVIDEND, m, b0, b1, b2, b3);
  } else {
    // Dividend and divisor times 2^64: the quotient is the same and the remainder moves up a limb.
    store<u64>(ROOM, 0);
    divideByFourLimbs(ROOM, m + 1, 0, b0, b1, b2);
    setRemainder(load<u64>(REMAINDER, 8), load<u64>(REMAINDER, 16), load<u64>(REMAINDER, 24), 0);
  }
}
