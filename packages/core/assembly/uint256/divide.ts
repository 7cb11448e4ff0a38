// Division and remainder of words. The EVM's rule for a zero divisor (Yellow Paper, appendix H): the result is zero.
import { copy32, zero32 } from "../memory/bytes";
import { u256Negate } from "./add";
import { shiftRightBy } from "./bits";
import { DIVIDEND, longDivision, QUOTIENT, REMAINDER } from "./longDivision";
import { u256FromU64, u256IsU64, u256Lt } from "./word";

/** The k with b = 2^k, or -1, for b that is not zero. */
// @ts-ignore: decorator
@inline
function exponentOfTwo(b: usize): i32 {
  const b3 = load<u64>(b, 24);
  const at: i32 = b3 != 0 ? 24 : load<u64>(b, 16) != 0 ? 16 : load<u64>(b, 8) != 0 ? 8 : 0;
  const limb = load<u64>(b + at);
  // Nearly every other divisor ends here.
  if ((limb & (limb - 1)) != 0) return -1;
  for (let i: i32 = 0; i < at; i += 8) if (load<u64>(b + i) != 0) return -1;
  return (at << 3) + <i32>ctz<u64>(limb);
}

/** d = a / b, 0 when b is 0. */
export function u256Div(d: usize, a: usize, b: usize): void {
  if (u256IsU64(b)) {
    const b0 = load<u64>(b);
    if (b0 == 0) {
      zero32(d);
      return;
    }
    if (u256IsU64(a)) {
      u256FromU64(d, load<u64>(a) / b0);
      return;
    }
  } else if (u256Lt(a, b)) {
    zero32(d);
    return;
  }
  // Powers of two are what contracts take words apart with.
  const k = exponentOfTwo(b);
  if (k >= 0) {
    shiftRightBy(d, k, a, 0);
    return;
  }
  copy32(DIVIDEND, a);
  longDivision(4, b);
  copy32(d, QUOTIENT);
}

/** d = a mod b, 0 when b is 0. */
export function u256Mod(d: usize, a: usize, b: usize): void {
  if (u256IsU64(b)) {
    const b0 = load<u64>(b);
    if (b0 == 0) {
      zero32(d);
      return;
    }
    if (u256IsU64(a)) {
      u256FromU64(d, load<u64>(a) % b0);
      return;
    }
  } else if (u256Lt(a, b)) {
    copy32(d, a);
    return;
  }
  const k = exponentOfTwo(b);
  if (k >= 0) {
    lowBits(d, a, k);
    return;
  }
  copy32(DIVIDEND, a);
  longDivision(4, b);
  copy32(d, REMAINDER);
}

/** d = a mod 2^k, k < 256 */
function lowBits(d: usize, a: usize, k: i32): void {
  for (let i: i32 = 0; i < 4; i++) {
    const rest = k - (i << 6);
    const mask: u64 = rest <= 0 ? 0 : rest >= 64 ? ~0 : ((<u64>1) << rest) - 1;
    store<u64>(d + (i << 3), load<u64>(a + (i << 3)) & mask);
  }
}

/** Absolute values of the operands of signed operations. */
const A: usize = memory.data(32, 16);
const B: usize = memory.data(32, 16);

/** |x| to `to`; returns whether x was negative. */
// @ts-ignore: decorator
@inline
function magnitude(to: usize, x: usize): bool {
  const negative = load<i64>(x, 24) < 0;
  if (negative) u256Negate(to, x);
  else copy32(to, x);
  return negative;
}

/** d = a / b as two's complement, rounded towards zero; 0 when b is 0; -2^255 / -1 = -2^255. */
export function u256SDiv(d: usize, a: usize, b: usize): void {
  const negative = magnitude(A, a) != magnitude(B, b);
  u256Div(d, A, B);
  if (negative) u256Negate(d, d);
}

/** d = a mod b as two's complement, with the sign of a; 0 when b is 0. */
export function u256SMod(d: usize, a: usize, b: usize): void {
  const negative = magnitude(A, a);
  magnitude(B, b);
  u256Mod(d, A, B);
  if (negative) u256Negate(d, d);
}
