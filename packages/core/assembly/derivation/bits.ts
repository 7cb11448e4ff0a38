// A little-endian bit reader over hostile bytes, shared by inflate and brotli: lowest bit of a byte first.

let input: usize = 0;
let inputEnd: usize = 0;
/** `held` bits of the input wait here, the next one lowest. */
let bits: u64 = 0;
let held: u32 = 0;
let overrun: bool = false;

export function openBits(src: usize, length: usize): void {
  input = src;
  inputEnd = src + length;
  bits = 0;
  held = 0;
  overrun = false;
}

/** Whether more bits were taken than the input had. */
// @ts-ignore: decorator
@inline
export function bitsOverrun(): bool {
  return overrun;
}

// @ts-ignore: decorator
@inline
function refill(): void {
  while (held <= 56 && input < inputEnd) {
    bits |= (<u64>load<u8>(input)) << held;
    input += 1;
    held += 8;
  }
}

/** Takes `count` bits, at most 32; 0 and `bitsOverrun` when the input is short. */
export function takeBits(count: u32): u32 {
  if (held < count) {
    refill();
    if (held < count) {
      overrun = true;
      return 0;
    }
  }
  const value = <u32>(bits & (((<u64>1) << count) - 1));
  bits >>= count;
  held -= count;
  return value;
}

/** The next bits without taking them, at least 15 where the input has them; zeros after its end. */
// @ts-ignore: decorator
@inline
export function peekBits(): u32 {
  if (held < 15) refill();
  return <u32>bits;
}

/** How many of the peeked bits exist. */
// @ts-ignore: decorator
@inline
export function heldBits(): u32 {
  return held;
}

/** Drops `count` bits, not more than are held. */
// @ts-ignore: decorator
@inline
export function dropBits(count: u32): void {
  bits >>= count;
  held -= count;
}

/** Skips to the next byte boundary; returns the skipped bits. */
export function alignBits(): u32 {
  return takeBits(held & 7);
}

/** Copies `length` bytes from a byte boundary to `dst`. Returns how many there were. */
export function takeBytes(dst: usize, length: usize): usize {
  input -= held >> 3;
  bits = 0;
  held = 0;
  const copied = min<usize>(length, inputEnd - input);
  memory.copy(dst, input, copied);
  input += copied;
  return copied;
}

/** Skips `length` bytes from a byte boundary. False when there are fewer. */
export function skipBytes(length: usize): bool {
  input -= held >> 3;
  bits = 0;
  held = 0;
  if (length > inputEnd - input) return false;
  input += length;
  return true;
}
