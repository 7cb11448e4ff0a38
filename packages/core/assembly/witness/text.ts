// Writing text: ASCII and hex. Each function returns where the next byte goes.
//
// A literal is given as `changetype<usize>("…")`: its bytes lie in the module's data as UTF-16, with their number in front of
// them. Nothing is allocated, and no string is made.

// @ts-ignore: decorator
@inline
function digit(value: u32): u8 {
  return <u8>(value < 10 ? 0x30 + value : 0x57 + value);
}

/** The ASCII characters of the literal. */
export function writeText(to: usize, literal: usize): usize {
  const end = literal + <usize>load<u32>(literal - 4);
  for (let at = literal; at < end; at += 2) store<u8>(to++, load<u8>(at));
  return to;
}

/** Two digits for each of the `length` bytes at `from`. */
export function writeHex(to: usize, from: usize, length: u32): usize {
  for (let i: usize = 0; i < <usize>length; i++) {
    const byte = <u32>load<u8>(from + i);
    store<u8>(to, digit(byte >> 4));
    store<u8>(to, digit(byte & 15), 1);
    to += 2;
  }
  return to;
}

/** 64 digits of the word at `from`, which is little-endian. */
export function writeHexWord(to: usize, from: usize): usize {
  for (let i: usize = 32; i > 0; i--) to = writeHex(to, from + i - 1, 1);
  return to;
}

/** 16 digits. */
export function writeHexU64(to: usize, value: u64): usize {
  for (let shift: u64 = 64; shift > 0; shift -= 4) store<u8>(to++, digit((<u32>(value >> (shift - 4))) & 15));
  return to;
}

/** `0x` and the digits of `value` without leading zeros, as JSON-RPC has its quantities. */
export function writeQuantity(to: usize, value: u64): usize {
  store<u16>(to, 0x7830);
  to += 2;
  let shift: u64 = value == 0 ? 0 : (63 - clz<u64>(value)) & ~3;
  while (true) {
    store<u8>(to++, digit((<u32>(value >> shift)) & 15));
    if (shift == 0) return to;
    shift -= 4;
  }
}

/** Decimal digits of `value`. */
export function writeDecimal(to: usize, value: u64): usize {
  let power: u64 = 1;
  while (value / power >= 10) power *= 10;
  for (; power != 0; power /= 10) store<u8>(to++, <u8>(0x30 + ((value / power) % 10)));
  return to;
}
