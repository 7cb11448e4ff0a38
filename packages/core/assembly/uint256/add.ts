// Addition and subtraction modulo 2^256.

/** d = x + y + carry in 32 bits; returns the carry. */
// @ts-ignore: decorator
@inline
function addLimb(d: usize, x: u32, y: u32, carry: u32): u32 {
  const s = x + y;
  const t = s + carry;
  store<u32>(d, t);
  return (<u32>(s < x)) | (<u32>(t < s));
}

/** d = x - y - borrow in 32 bits; returns the borrow. */
// @ts-ignore: decorator
@inline
function subLimb(d: usize, x: u32, y: u32, borrow: u32): u32 {
  const s = x - y;
  store<u32>(d, s - borrow);
  return (<u32>(x < y)) | (<u32>(s < borrow));
}

/** d = a + b. Returns whether the sum reached 2^256. */
// @ts-ignore: decorator
@inline
export function u256AddCarry(d: usize, a: usize, b: usize): bool {
  if (TARGET_PROVING) {
    // Limbs as wide as a register.
    let carry = addLimb(d, load<u32>(a), load<u32>(b), 0);
    carry = addLimb(d + 4, load<u32>(a, 4), load<u32>(b, 4), carry);
    carry = addLimb(d + 8, load<u32>(a, 8), load<u32>(b, 8), carry);
    carry = addLimb(d + 12, load<u32>(a, 12), load<u32>(b, 12), carry);
    carry = addLimb(d + 16, load<u32>(a, 16), load<u32>(b, 16), carry);
    carry = addLimb(d + 20, load<u32>(a, 20), load<u32>(b, 20), carry);
    carry = addLimb(d + 24, load<u32>(a, 24), load<u32>(b, 24), carry);
    return <bool>addLimb(d + 28, load<u32>(a, 28), load<u32>(b, 28), carry);
  }
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const s0 = a0 + load<u64>(b);
  const c0 = <u64>(s0 < a0);
  const t1 = a1 + load<u64>(b, 8);
  const s1 = t1 + c0;
  const c1 = (<u64>(t1 < a1)) | (<u64>(s1 < t1));
  const t2 = a2 + load<u64>(b, 16);
  const s2 = t2 + c1;
  const c2 = (<u64>(t2 < a2)) | (<u64>(s2 < t2));
  const t3 = a3 + load<u64>(b, 24);
  const s3 = t3 + c2;
  store<u64>(d, s0);
  store<u64>(d, s1, 8);
  store<u64>(d, s2, 16);
  store<u64>(d, s3, 24);
  return <bool>((<u32>(t3 < a3)) | (<u32>(s3 < t3)));
}

/** d = a + b */
// @ts-ignore: decorator
@inline
export function u256Add(d: usize, a: usize, b: usize): void {
  u256AddCarry(d, a, b);
}

/** d = a - b. Returns whether b was greater. */
// @ts-ignore: decorator
@inline
export function u256SubBorrow(d: usize, a: usize, b: usize): bool {
  if (TARGET_PROVING) {
    let borrow = subLimb(d, load<u32>(a), load<u32>(b), 0);
    borrow = subLimb(d + 4, load<u32>(a, 4), load<u32>(b, 4), borrow);
    borrow = subLimb(d + 8, load<u32>(a, 8), load<u32>(b, 8), borrow);
    borrow = subLimb(d + 12, load<u32>(a, 12), load<u32>(b, 12), borrow);
    borrow = subLimb(d + 16, load<u32>(a, 16), load<u32>(b, 16), borrow);
    borrow = subLimb(d + 20, load<u32>(a, 20), load<u32>(b, 20), borrow);
    borrow = subLimb(d + 24, load<u32>(a, 24), load<u32>(b, 24), borrow);
    return <bool>subLimb(d + 28, load<u32>(a, 28), load<u32>(b, 28), borrow);
  }
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const s0 = a0 - load<u64>(b);
  const c0 = <u64>(s0 > a0);
  const t1 = a1 - load<u64>(b, 8);
  const s1 = t1 - c0;
  const c1 = (<u64>(t1 > a1)) | (<u64>(s1 > t1));
  const t2 = a2 - load<u64>(b, 16);
  const s2 = t2 - c1;
  const c2 = (<u64>(t2 > a2)) | (<u64>(s2 > t2));
  const t3 = a3 - load<u64>(b, 24);
  const s3 = t3 - c2;
  store<u64>(d, s0);
  store<u64>(d, s1, 8);
  store<u64>(d, s2, 16);
  store<u64>(d, s3, 24);
  return <bool>((<u32>(t3 > a3)) | (<u32>(s3 > t3)));
}

/** d = a - b */
// @ts-ignore: decorator
@inline
export function u256Sub(d: usize, a: usize, b: usize): void {
  u256SubBorrow(d, a, b);
}

/** d = -a */
export function u256Negate(d: usize, a: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  store<u64>(d, 0 - a0);
  store<u64>(d, ~a1 + <u64>(a0 == 0), 8);
  store<u64>(d, ~a2 + <u64>((a0 | a1) == 0), 16);
  store<u64>(d, ~a3 + <u64>((a0 | a1 | a2) == 0), 24);
}

/** d = a + v */
export function u256AddU64(d: usize, a: usize, v: u64): void {
  const s0 = load<u64>(a) + v;
  const s1 = load<u64>(a, 8) + <u64>(s0 < v);
  const c1 = (<u64>(s0 < v)) & (<u64>(s1 == 0));
  const s2 = load<u64>(a, 16) + c1;
  const c2 = c1 & (<u64>(s2 == 0));
  const s3 = load<u64>(a, 24) + c2;
  store<u64>(d, s0);
  store<u64>(d, s1, 8);
  store<u64>(d, s2, 16);
  store<u64>(d, s3, 24);
}
