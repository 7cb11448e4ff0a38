// Literal contexts of brotli, RFC 7932 §7.1: which of 64 codes follows two bytes.

export const CONTEXT_LSB6: u32 = 0;
export const CONTEXT_MSB6: u32 = 1;
export const CONTEXT_UTF8: u32 = 2;

/** Lut0 for bytes below 128; from 128 the values are 0 1 0 1 …, from 192 2 3 2 3 …. */
// biome-ignore format: rows of sixteen, as the RFC prints them
const LUT0: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 12, 16, 12, 12, 20,
  12, 16, 24, 28, 12, 12, 32, 12, 36, 12, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 32, 32, 24, 40, 28, 12, 12, 48, 52,
  52, 52, 48, 52, 52, 52, 48, 52, 52, 52, 52, 52, 48, 52, 52, 52, 52, 52, 48, 52, 52, 52, 52, 52, 24, 12, 28, 12, 12,
  12, 56, 60, 60, 60, 56, 60, 60, 60, 56, 60, 60, 60, 60, 60, 56, 60, 60, 60, 60, 60, 56, 60, 60, 60, 60, 60, 24, 12,
  28, 12, 0,
]);

/** Lut1: 0 control, space and 127 to 223, 1 punctuation, 2 upper case, digits and from 224, 3 lower case. */
function lut1(byte: u32): u32 {
  if (byte >= 224) return 2;
  if (byte >= 127 || byte <= 32) return 0;
  if (byte >= 0x61 && byte <= 0x7a) return 3;
  if ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a)) return 2;
  return 1;
}

/** Lut2: the magnitude of a signed byte in eight steps. */
function lut2(byte: u32): u32 {
  if (byte == 0) return 0;
  if (byte < 16) return 1;
  if (byte < 64) return 2;
  if (byte < 128) return 3;
  if (byte < 192) return 4;
  if (byte < 240) return 5;
  return byte < 255 ? 6 : 7;
}

/** Context of the literal after `last` and, before it, `beforeLast`. */
export function literalContext(mode: u32, last: u32, beforeLast: u32): u32 {
  if (mode == CONTEXT_LSB6) return last & 0x3f;
  if (mode == CONTEXT_MSB6) return last >> 2;
  if (mode == CONTEXT_UTF8) {
    const first = last < 128 ? <u32>load<u8>(LUT0 + last) : (last & 1) | (last >= 192 ? 2 : 0);
    return first | lut1(beforeLast);
  }
  return (lut2(last) << 3) | lut2(beforeLast);
}
