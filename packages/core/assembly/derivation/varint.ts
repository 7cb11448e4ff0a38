// Unsigned LEB128 numbers as span batches have them: at most 10 bytes, below 2^64, longer forms than needed allowed.

export let varintOk: bool = false;
export let varintAfter: usize = 0;

/** The number at `at`, which must end at `end` or before; sets varintAfter, or varintOk to false. */
export function readVarint(at: usize, end: usize): u64 {
  let value: u64 = 0;
  let shift: u64 = 0;
  varintOk = false;
  while (at < end && shift < 70) {
    const byte = <u64>load<u8>(at++);
    if (shift == 63 && byte > 1) return 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      varintOk = true;
      varintAfter = at;
      return value;
    }
    shift += 7;
  }
  return 0;
}
