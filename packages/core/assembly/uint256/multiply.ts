// Multiplication. Wasm has no 64 by 64 to 128 bit multiply, so products are put together from 32-bit halves; four
// limbs with split products beat eight 32-bit limbs (10 against 16 ns).
import { copy32 } from "../memory/bytes";
import { u256BitLength, u256FromU64 } from "./word";

/** Upper 64 bits of a * b. */
// @ts-ignore: decorator
@inline
export function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffff_ffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffff_ffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (middle >> 32) + ((aLow * bHigh + (middle & 0xffff_ffff)) >> 32);
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
  let r1 = multiplyHigh(a0, b0);
  let r2 = multiplyHigh(a0, b1);
  let r3 = multiplyHigh(a0, b2) + multiplyHigh(a1, b1) + multiplyHigh(a2, b0) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
  let t = a0 * b1;
  r1 += t;
  let carry = <u64>(r1 < t);
  t = a1 * b0;
  r1 += t;
  carry += <u64>(r1 < t);
  r2 += carry; // a high part is at most 2^64 - 2, and at most one of the two carries meets it at that size
  r3 += <u64>(r2 < carry);
  t = multiplyHigh(a1, b0);
  r2 += t;
  r3 += <u64>(r2 < t);
  t = a0 * b2;
  r2 += t;
  r3 += <u64>(r2 < t);
  t = a1 * b1;
  r2 += t;
  r3 += <u64>(r2 < t);
  t = a2 * b0;
  r2 += t;
  r3 += <u64>(r2 < t);
  store<u64>(d, a0 * b0);
  store<u64>(d, r1, 8);
  store<u64>(d, r2, 16);
  store<u64>(d, r3, 24);
}

/** The 64 bytes at d = a * b in full. d must not overlap a or b. */
export function u256MulWide(d: usize, a: usize, b: usize): void {
  memory.fill(d, 0, 64);
  for (let i: usize = 0; i < 32; i += 8) {
    const x = load<u64>(a + i);
    let carry: u64 = 0;
    for (let j: usize = 0; j < 32; j += 8) {
      const y = load<u64>(b + j);
      let low = x * y;
      let high = multiplyHigh(x, y);
      low += carry;
      high += <u64>(low < carry);
      const sum = load<u64>(d + i + j) + low;
      carry = high + <u64>(sum < low);
      store<u64>(d + i + j, sum);
    }
    store<u64>(d + i, carry, 32);
  }
}

const BASE: usize = memory.data(32, 16);
const POWER: usize = memory.data(32, 16);

/** d = a to the power of e. */
export function u256Exp(d: usize, a: usize, e: usize): void {
  const bits = u256BitLength(e);
  copy32(BASE, a);
  u256FromU64(POWER, 1);
  for (let i: u32 = bits; i-- > 0;) {
    u256Mul(POWER, POWER, POWER);
    if ((load<u64>(e + ((i >> 6) << 3)) >> ((<u64>i) & 63)) & 1) u256Mul(POWER, POWER, BASE);
  }
  copy32(d, POWER);
}
