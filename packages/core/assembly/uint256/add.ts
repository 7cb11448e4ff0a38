// Addition and subtraction modulo 2^256.

/** d = a + b. Returns whether the sum reached 2^256. */
// @ts-ignore: decorator
@inline
export function u256AddCarry(d: usize, a: usize, b: usize): bool {
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
