// 256-bit words: 32 bytes of linear memory, four u64 limbs, least significant first. In every function of this folder
// the destination may be one of the operands.
import { reverse32, zero32 } from "../memory/bytes";

/** d = v */
// @ts-ignore: decorator
@inline
export function u256FromU64(d: usize, v: u64): void {
  store<u64>(d, v);
  store<u64>(d, 0, 8);
  store<u64>(d, 0, 16);
  store<u64>(d, 0, 24);
}

/** Whether a is below 2^64. */
// @ts-ignore: decorator
@inline
export function u256IsU64(a: usize): bool {
  return (load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0;
}

// @ts-ignore: decorator
@inline
export function u256IsZero(a: usize): bool {
  return (load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0;
}

// @ts-ignore: decorator
@inline
export function u256Eq(a: usize, b: usize): bool {
  return (
    ((load<u64>(a) ^ load<u64>(b)) |
      (load<u64>(a, 8) ^ load<u64>(b, 8)) |
      (load<u64>(a, 16) ^ load<u64>(b, 16)) |
      (load<u64>(a, 24) ^ load<u64>(b, 24))) ==
    0
  );
}

/** a < b */
// @ts-ignore: decorator
@inline
export function u256Lt(a: usize, b: usize): bool {
  let x = load<u64>(a, 24);
  let y = load<u64>(b, 24);
  if (x != y) return x < y;
  x = load<u64>(a, 16);
  y = load<u64>(b, 16);
  if (x != y) return x < y;
  x = load<u64>(a, 8);
  y = load<u64>(b, 8);
  if (x != y) return x < y;
  return load<u64>(a) < load<u64>(b);
}

/** a > b */
// @ts-ignore: decorator
@inline
export function u256Gt(a: usize, b: usize): bool {
  return u256Lt(b, a);
}

/** a < b as two's complement integers. */
// @ts-ignore: decorator
@inline
export function u256SLt(a: usize, b: usize): bool {
  const x = load<i64>(a, 24);
  const y = load<i64>(b, 24);
  if (x != y) return x < y;
  return u256Lt(a, b);
}

/** a > b as two's complement integers. */
// @ts-ignore: decorator
@inline
export function u256SGt(a: usize, b: usize): bool {
  return u256SLt(b, a);
}

/** Number of bits of a without leading zeros; 0 for 0. */
export function u256BitLength(a: usize): u32 {
  let limb = load<u64>(a, 24);
  if (limb != 0) return 256 - <u32>clz<u64>(limb);
  limb = load<u64>(a, 16);
  if (limb != 0) return 192 - <u32>clz<u64>(limb);
  limb = load<u64>(a, 8);
  if (limb != 0) return 128 - <u32>clz<u64>(limb);
  return 64 - <u32>clz<u64>(load<u64>(a));
}

/** d = the integer of the `length` (at most 32) big-endian bytes at `ptr`. The two must not overlap. */
export function wordFromBigEndian(d: usize, ptr: usize, length: u32): void {
  if (length == 32) {
    reverse32(d, ptr);
    return;
  }
  zero32(d);
  for (let i: u32 = 0; i < length; i++) store<u8>(d + i, load<u8>(ptr + (length - 1 - i)));
}
