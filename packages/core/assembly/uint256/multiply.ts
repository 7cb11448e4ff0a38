// Multiplication and powers.
import { productHigh, productLow } from "./limb";

/** d = (a3, a2, a1, a0) * b */
// @ts-ignore: decorator
@inline
function multiplyByLimb(d: usize, a0: u64, a1: u64, a2: u64, a3: u64, b: u64): void {
  const c0 = productHigh(a0, b, 0, 0);
  const c1 = productHigh(a1, b, c0, 0);
  store<u64>(d, a0 * b);
  store<u64>(d, productLow(a1, b, c0, 0), 8);
  store<u64>(d, productLow(a2, b, c1, 0), 16);
  store<u64>(d, a3 * b + productHigh(a2, b, c1, 0), 24);
}

/** d = a * b */
export function u256Mul(d: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const b0 = load<u64>(b);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const b3 = load<u64>(b, 24);
  // Most products in contracts have a factor of one limb: 5 ns with two, 10 with one, 17 with none.
  if ((b1 | b2 | b3) == 0) {
    if ((a1 | a2 | a3) == 0) {
      store<u64>(d, a0 * b0);
      store<u64>(d, productHigh(a0, b0, 0, 0), 8);
      store<u64>(d, 0, 16);
      store<u64>(d, 0, 24);
    } else {
      multiplyByLimb(d, a0, a1, a2, a3, b0);
    }
    return;
  }
  if ((a1 | a2 | a3) == 0) {
    multiplyByLimb(d, b0, b1, b2, b3, a0);
    return;
  }
  let carry = productHigh(a0, b0, 0, 0);
  const s1 = productLow(a0, b1, carry, 0);
  carry = productHigh(a0, b1, carry, 0);
  const s2 = productLow(a0, b2, carry, 0);
  const top = productHigh(a0, b2, carry, 0) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
  carry = productHigh(a1, b0, s1, 0);
  const t2 = productLow(a1, b1, s2, carry);
  store<u64>(d, a0 * b0);
  store<u64>(d, productLow(a1, b0, s1, 0), 8);
  store<u64>(d, productLow(a2, b0, t2, 0), 16);
  store<u64>(d, top + productHigh(a1, b1, s2, carry) + productHigh(a2, b0, t2, 0), 24);
}

/** The 64 bytes at d = a * b in full. d must not overlap a or b. */
export function u256MulWide(d: usize, a: usize, b: usize): void {
  const b0 = load<u64>(b);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const b3 = load<u64>(b, 24);
  let r1: u64 = 0;
  let r2: u64 = 0;
  let r3: u64 = 0;
  let r4: u64 = 0;
  // One limb of a at a time; the lowest limb of the sum is final then and the rest moves down.
  for (let i: usize = 0; i < 32; i += 8) {
    const x = load<u64>(a + i);
    store<u64>(d + i, productLow(x, b0, r1, 0));
    let carry = productHigh(x, b0, r1, 0);
    r1 = productLow(x, b1, r2, carry);
    carry = productHigh(x, b1, r2, carry);
    r2 = productLow(x, b2, r3, carry);
    carry = productHigh(x, b2, r3, carry);
    r3 = productLow(x, b3, r4, carry);
    r4 = productHigh(x, b3, r4, carry);
  }
  store<u64>(d, r1, 32);
  store<u64>(d, r2, 40);
  store<u64>(d, r3, 48);
  store<u64>(d, r4, 56);
}
