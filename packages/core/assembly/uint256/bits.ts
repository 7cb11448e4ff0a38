// Bitwise operations, shifts and byte access, with the EVM's meaning of out-of-range operands.
import { copy32, zero32 } from "../memory/bytes";
import { u256BitLength, u256FromU64, u256IsU64 } from "./word";

/** d = a & b */
// @ts-ignore: decorator
@inline
export function u256And(d: usize, a: usize, b: usize): void {
  store<u64>(d, load<u64>(a) & load<u64>(b));
  store<u64>(d, load<u64>(a, 8) & load<u64>(b, 8), 8);
  store<u64>(d, load<u64>(a, 16) & load<u64>(b, 16), 16);
  store<u64>(d, load<u64>(a, 24) & load<u64>(b, 24), 24);
}

/** d = a | b */
// @ts-ignore: decorator
@inline
export function u256Or(d: usize, a: usize, b: usize): void {
  store<u64>(d, load<u64>(a) | load<u64>(b));
  store<u64>(d, load<u64>(a, 8) | load<u64>(b, 8), 8);
  store<u64>(d, load<u64>(a, 16) | load<u64>(b, 16), 16);
  store<u64>(d, load<u64>(a, 24) | load<u64>(b, 24), 24);
}

/** d = a ^ b */
// @ts-ignore: decorator
@inline
export function u256Xor(d: usize, a: usize, b: usize): void {
  store<u64>(d, load<u64>(a) ^ load<u64>(b));
  store<u64>(d, load<u64>(a, 8) ^ load<u64>(b, 8), 8);
  store<u64>(d, load<u64>(a, 16) ^ load<u64>(b, 16), 16);
  store<u64>(d, load<u64>(a, 24) ^ load<u64>(b, 24), 24);
}

/** d = ~a */
// @ts-ignore: decorator
@inline
export function u256Not(d: usize, a: usize): void {
  store<u64>(d, ~load<u64>(a));
  store<u64>(d, ~load<u64>(a, 8), 8);
  store<u64>(d, ~load<u64>(a, 16), 16);
  store<u64>(d, ~load<u64>(a, 24), 24);
}

/** d = byte i of x counted from the most significant; 0 when i > 31. */
export function u256Byte(d: usize, i: usize, x: usize): void {
  const index = load<u64>(i);
  if (!u256IsU64(i) || index > 31) {
    zero32(d);
    return;
  }
  u256FromU64(d, <u64>load<u8>(x + (31 - <usize>index)));
}

/** d = number of leading zero bits of x (EIP-7939); 256 for 0. */
export function u256Clz(d: usize, x: usize): void {
  u256FromU64(d, 256 - <u64>u256BitLength(x));
}

/** d = x << shift */
export function u256Shl(d: usize, shift: usize, x: usize): void {
  const n = load<u64>(shift);
  if (!u256IsU64(shift) || n > 255) {
    zero32(d);
    return;
  }
  let x0 = load<u64>(x);
  let x1 = load<u64>(x, 8);
  let x2 = load<u64>(x, 16);
  let x3 = load<u64>(x, 24);
  if (n & 128) {
    x3 = x1;
    x2 = x0;
    x1 = 0;
    x0 = 0;
  }
  if (n & 64) {
    x3 = x2;
    x2 = x1;
    x1 = x0;
    x0 = 0;
  }
  // Wasm takes a shift count modulo 64, so the bits from the limb below go by one and then by the rest: right for 0 too.
  const rest = 63 - (n & 63);
  store<u64>(d, x0 << n);
  store<u64>(d, (x1 << n) | ((x0 >> 1) >> rest), 8);
  store<u64>(d, (x2 << n) | ((x1 >> 1) >> rest), 16);
  store<u64>(d, (x3 << n) | ((x2 >> 1) >> rest), 24);
}

/** d = x >> n for n < 256, with `fill` (0 or all ones) coming in from above. */
// @ts-ignore: decorator
@inline
export function shiftRightBy(d: usize, n: u64, x: usize, fill: u64): void {
  let x0 = load<u64>(x);
  let x1 = load<u64>(x, 8);
  let x2 = load<u64>(x, 16);
  let x3 = load<u64>(x, 24);
  if (n & 128) {
    x0 = x2;
    x1 = x3;
    x2 = fill;
    x3 = fill;
  }
  if (n & 64) {
    x0 = x1;
    x1 = x2;
    x2 = x3;
    x3 = fill;
  }
  const rest = 63 - (n & 63);
  store<u64>(d, (x0 >> n) | ((x1 << 1) << rest));
  store<u64>(d, (x1 >> n) | ((x2 << 1) << rest), 8);
  store<u64>(d, (x2 >> n) | ((x3 << 1) << rest), 16);
  store<u64>(d, (x3 >> n) | ((fill << 1) << rest), 24);
}

/** d = x >> shift */
export function u256Shr(d: usize, shift: usize, x: usize): void {
  const n = load<u64>(shift);
  if (!u256IsU64(shift) || n > 255) {
    zero32(d);
    return;
  }
  shiftRightBy(d, n, x, 0);
}

/** d = x >> shift as two's complement (EIP-145). */
export function u256Sar(d: usize, shift: usize, x: usize): void {
  const fill = <u64>(load<i64>(x, 24) >> 63);
  const n = load<u64>(shift);
  if (!u256IsU64(shift) || n > 255) {
    store<u64>(d, fill);
    store<u64>(d, fill, 8);
    store<u64>(d, fill, 16);
    store<u64>(d, fill, 24);
    return;
  }
  shiftRightBy(d, n, x, fill);
}

/** d = x with the sign of its byte k (counted from the least significant) carried on to the top; x when k > 30. */
export function u256SignExtend(d: usize, k: usize, x: usize): void {
  const index = load<u64>(k);
  if (!u256IsU64(k) || index > 30) {
    copy32(d, x);
    return;
  }
  const byte = <usize>index;
  const fill: u64 = load<u8>(x + byte) & 0x80 ? ~0 : 0;
  const limb = byte >> 3;
  // Left shift that brings the sign bit to bit 63 of its limb.
  const shift = (7 - ((<u64>byte) & 7)) << 3;
  const top = <u64>((<i64>(load<u64>(x + (limb << 3)) << shift)) >> shift);
  const x0 = load<u64>(x);
  const x1 = load<u64>(x, 8);
  const x2 = load<u64>(x, 16);
  store<u64>(d, limb == 0 ? top : x0);
  store<u64>(d, limb == 1 ? top : limb < 1 ? fill : x1, 8);
  store<u64>(d, limb == 2 ? top : limb < 2 ? fill : x2, 16);
  store<u64>(d, limb == 3 ? top : fill, 24);
}
