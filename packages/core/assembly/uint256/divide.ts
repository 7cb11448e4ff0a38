// Division: Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, on 32-bit digits. The EVM's rule for a zero
// divisor (Yellow Paper, appendix H): the result is zero.
import { copy32, zero32 } from "../memory/bytes";
import { u256Negate } from "./add";
import { u256BitLength, u256FromU64, u256IsU64, u256IsZero, u256Lt } from "./word";

/** Scratch: dividend of up to 17 digits, divisor of 8, quotient of 16. */
const U: usize = memory.data(80, 16);
const V: usize = memory.data(32, 16);
const Q: usize = memory.data(64, 16);
const A: usize = memory.data(32, 16);
const B: usize = memory.data(32, 16);

/** Divides the `limbs` * 8 bytes at `a` (4 or 8 limbs) by the word at `b`, which is not zero. Leaves the quotient in Q
 *  (`limbs` limbs) and writes the remainder to the word `remainder`. */
export function divideWide(remainder: usize, a: usize, limbs: u32, b: usize): void {
  memory.fill(Q, 0, 64);
  const m = limbs << 1;
  const n = (u256BitLength(b) + 31) >> 5;
  if (n == 1) {
    const v = load<u64>(b);
    let r: u64 = 0;
    for (let i = m; i-- > 0;) {
      const u = (r << 32) | (<u64>load<u32>(a + (i << 2)));
      store<u32>(Q + (i << 2), <u32>(u / v));
      r = u % v;
    }
    u256FromU64(remainder, r);
    return;
  }
  // Normalise: the divisor's top digit gets its highest bit set.
  const s = <u64>clz<u32>(load<u32>(b + ((n - 1) << 2)));
  let carry: u64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const x = ((<u64>load<u32>(b + (i << 2))) << s) | carry;
    store<u32>(V + (i << 2), <u32>x);
    carry = x >> 32;
  }
  carry = 0;
  for (let i: u32 = 0; i < m; i++) {
    const x = ((<u64>load<u32>(a + (i << 2))) << s) | carry;
    store<u32>(U + (i << 2), <u32>x);
    carry = x >> 32;
  }
  store<u32>(U + (m << 2), <u32>carry);
  const v1 = <u64>load<u32>(V + ((n - 1) << 2));
  const v2 = <u64>load<u32>(V + ((n - 2) << 2));
  for (let j = m - n + 1; j-- > 0;) {
    const at = U + (j << 2);
    const top = ((<u64>load<u32>(at + (n << 2))) << 32) | (<u64>load<u32>(at + ((n - 1) << 2)));
    let q = top / v1;
    let r = top - q * v1;
    const u2 = <u64>load<u32>(at + ((n - 2) << 2));
    while (q > 0xffff_ffff || q * v2 > ((r << 32) | u2)) {
      q--;
      r += v1;
      if (r > 0xffff_ffff) break;
    }
    let borrow: u64 = 0;
    for (let i: u32 = 0; i < n; i++) {
      const p = q * <u64>load<u32>(V + (i << 2)) + borrow;
      const u = <u64>load<u32>(at + (i << 2));
      store<u32>(at + (i << 2), <u32>(u - p));
      borrow = (p >> 32) + <u64>(u < (p & 0xffff_ffff));
    }
    const u = <u64>load<u32>(at + (n << 2));
    store<u32>(at + (n << 2), <u32>(u - borrow));
    if (u < borrow) {
      q--;
      let c: u64 = 0;
      for (let i: u32 = 0; i < n; i++) {
        c += <u64>load<u32>(at + (i << 2)) + <u64>load<u32>(V + (i << 2));
        store<u32>(at + (i << 2), <u32>c);
        c >>= 32;
      }
      store<u32>(at + (n << 2), load<u32>(at + (n << 2)) + <u32>c);
    }
    store<u32>(Q + (j << 2), <u32>q);
  }
  zero32(remainder);
  for (let i: u32 = 0; i < n; i++) {
    const x = (<u64>load<u32>(U + (i << 2))) | ((<u64>load<u32>(U + ((i + 1) << 2))) << 32);
    store<u32>(remainder + (i << 2), <u32>(x >> s));
  }
}

/** d = a / b, 0 when b is 0. */
export function u256Div(d: usize, a: usize, b: usize): void {
  if (u256IsZero(b) || u256Lt(a, b)) {
    zero32(d);
    return;
  }
  if (u256IsU64(a)) {
    u256FromU64(d, load<u64>(a) / load<u64>(b));
    return;
  }
  divideWide(A, a, 4, b);
  copy32(d, Q);
}

/** d = a mod b, 0 when b is 0. */
export function u256Mod(d: usize, a: usize, b: usize): void {
  if (u256IsZero(b)) {
    zero32(d);
    return;
  }
  if (u256Lt(a, b)) {
    copy32(d, a);
    return;
  }
  if (u256IsU64(a)) {
    u256FromU64(d, load<u64>(a) % load<u64>(b));
    return;
  }
  divideWide(A, a, 4, b);
  copy32(d, A);
}

/** |x| in `scratch`; returns whether x was negative. */
// @ts-ignore: decorator
@inline
function magnitude(scratch: usize, x: usize): bool {
  const negative = load<i64>(x, 24) < 0;
  if (negative) u256Negate(scratch, x);
  else copy32(scratch, x);
  return negative;
}

const X: usize = memory.data(32, 16);

/** d = a / b as two's complement, rounded towards zero; 0 when b is 0; -2^255 / -1 = -2^255. */
export function u256SDiv(d: usize, a: usize, b: usize): void {
  const negative = magnitude(X, a) != magnitude(B, b);
  u256Div(d, X, B);
  if (negative) u256Negate(d, d);
}

/** d = a mod b as two's complement, with the sign of a; 0 when b is 0. */
export function u256SMod(d: usize, a: usize, b: usize): void {
  const negative = magnitude(X, a);
  magnitude(B, b);
  u256Mod(d, X, B);
  if (negative) u256Negate(d, d);
}
