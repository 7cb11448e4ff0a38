// Powers by sliding windows, over the multiplications of ./modexpLanes.ts or ./modexpMontgomery.ts (odd moduli) and
// ./modexpBinary.ts (powers of two). Exponents are big-endian bytes.
import { allocZeroed } from "../memory/arena";
import { multiplyBinary } from "./modexpBinary";
import { multiplyLanes } from "./modexpLanes";
import { multiplyMontgomery } from "./modexpMontgomery";

/** Number of bits without leading zeros. */
export function exponentBits(exponent: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i++) {
    const byte = <u32>load<u8>(exponent + <usize>i);
    if (byte != 0) return ((length - i) << 3) - (<u32>clz<u32>(byte) - 24);
  }
  return 0;
}

/** Bit `i` of the exponent that ends before `end`, 0 the lowest. */
// @ts-ignore: decorator
@inline
function bitAt(end: usize, i: u32): u32 {
  return ((<u32>load<u8>(end - 1 - <usize>(i >> 3))) >> (i & 7)) & 1;
}

/** Width whose table of odd powers (2^(width-1) - 1 products and a squaring) costs less than it saves. */
function windowFor(bits: u32): u32 {
  if (bits < 20) return 1;
  if (bits < 80) return 3;
  if (bits < 240) return 4;
  if (bits < 672) return 5;
  return 6;
}

// @ts-ignore: decorator
@inline
function multiply(dst: usize, a: usize, b: usize, odd: bool): void {
  if (!odd) multiplyBinary(dst, a, b);
  else if (TARGET_GUEST) multiplyMontgomery(dst, a, b);
  else multiplyLanes(dst, a, b);
}

/** dst = base^exponent in the ring that was set up last (Montgomery's when `odd`), for an exponent of `bits` > 0 bits that
 *  ends before `end`. Elements are `size` bytes. dst must not be base. */
export function power(dst: usize, base: usize, end: usize, bits: u32, size: usize, odd: bool): void {
  const window = windowFor(bits);
  // Zeroed, because numbers in lanes are read beyond their limbs.
  const table = allocZeroed(size << (window - 1));
  memory.copy(table, base, size);
  if (window > 1) {
    multiply(dst, base, base, odd);
    const last = table + (size << (window - 1)) - size;
    for (let entry = table; entry < last; entry += size) multiply(entry + size, entry, dst, odd);
  }
  let started = false;
  let i = <i32>bits - 1;
  while (i >= 0) {
    if (bitAt(end, i) == 0) {
      multiply(dst, dst, dst, odd);
      i--;
      continue;
    }
    // The longest run of at most `window` bits from here down that ends in a 1.
    let low = max(i - <i32>window + 1, 0);
    while (bitAt(end, low) == 0) low++;
    let value: u32 = 0;
    for (let j = i; j >= low; j--) {
      value = (value << 1) | bitAt(end, j);
      if (started) multiply(dst, dst, dst, odd);
    }
    const entry = table + <usize>(value >> 1) * size;
    if (started) multiply(dst, dst, entry, odd);
    else memory.copy(dst, entry, size);
    started = true;
    i = low - 1;
  }
}
