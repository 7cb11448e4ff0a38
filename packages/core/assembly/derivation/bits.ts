// A little-endian bit reader over hostile bytes, shared by inflate and brotli: lowest bit of a byte first.
import { compressedAt, compressedEnd, nextCompressed, rewindCompressed } from "./compressed";

/** The piece of the input at hand. */
let input: usize = 0;
let inputEnd: usize = 0;
/** `held` bits of the input wait here, the next one lowest. */
let bits: u64 = 0;
let held: u32 = 0;
let overrun: bool = false;

/** Begins at the first byte of what was opened (compressed.ts). */
export function openBits(): void {
  rewindCompressed();
  input = compressedAt;
  inputEnd = compressedEnd;
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

function nextInput(): bool {
  if (!nextCompressed()) return false;
  input = compressedAt;
  inputEnd = compressedEnd;
  return true;
}

// @ts-ignore: decorator
@inline
function refill(): void {
  while (held <= 56) {
    if (input == inputEnd && !nextInput()) return;
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
  return passBytes(dst, length);
}

/** Skips `length` bytes from a byte boundary. False when there are fewer. */
export function skipBytes(length: usize): bool {
  return passBytes(0, length) == length;
}

/** Takes bytes, to `dst` unless that is 0: first those that wait in `bits`, then piece by piece. */
function passBytes(dst: usize, length: usize): usize {
  let taken: usize = 0;
  while (taken < length && held >= 8) {
    if (dst != 0) store<u8>(dst + taken, <u8>bits);
    bits >>= 8;
    held -= 8;
    taken++;
  }
  while (taken < length) {
    if (input == inputEnd && !nextInput()) break;
    const count = min<usize>(length - taken, inputEnd - input);
    if (dst != 0) memory.copy(dst + taken, input, count);
    input += count;
    taken += count;
  }
  return taken;
}
