// A little-endian bit reader over hostile bytes, shared by inflate and brotli: lowest bit of a byte first.
import { compressedAt, compressedEnd, nextCompressed, rewindCompressed } from "./compressed";

/** The piece of the input at hand. */
let input: usize = 0;
let inputEnd: usize = 0;
/** `held` bits of the input wait here, the next one lowest. In the build `proving`, for a machine of 32 bits, they wait in `word`. */
let bits: u64 = 0;
let word: u32 = 0;
let held: u32 = 0;
let overrun: bool = false;

/** Begins at the first byte of what was opened (compressed.ts). */
export function openBits(): void {
  rewindCompressed();
  input = compressedAt;
  inputEnd = compressedEnd;
  bits = 0;
  word = 0;
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

/** Fills `word`: 25 bits at least, where the input has them. */
function refillWord(): void {
  let filled = word;
  let count = held;
  let at = input;
  while (count <= 24) {
    if (at == inputEnd) {
      if (!nextInput()) break;
      at = input;
    }
    filled |= (<u32>load<u8>(at)) << count;
    at++;
    count += 8;
  }
  word = filled;
  held = count;
  input = at;
}

// @ts-ignore: decorator
@inline
function refill(): void {
  if (TARGET_PROVING) {
    refillWord();
    return;
  }
  while (held <= 56) {
    if (input == inputEnd && !nextInput()) return;
    bits |= (<u64>load<u8>(input)) << held;
    input += 1;
    held += 8;
  }
}

/** Takes `count` bits, at most 32; 0 and `bitsOverrun` when the input is short. */
export function takeBits(count: u32): u32 {
  if (TARGET_PROVING && count > 24) {
    const low = takeBits(16);
    const high = takeBits(count - 16);
    return overrun ? 0 : low | (high << 16);
  }
  if (held < count) {
    refill();
    if (held < count) {
      overrun = true;
      return 0;
    }
  }
  const value = TARGET_PROVING ? word & ((1 << count) - 1) : <u32>(bits & (((<u64>1) << count) - 1));
  dropBits(count);
  return value;
}

/** The next bits without taking them, at least 15 where the input has them; zeros after its end. */
// @ts-ignore: decorator
@inline
export function peekBits(): u32 {
  if (held < 15) refill();
  return TARGET_PROVING ? word : <u32>bits;
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
  if (TARGET_PROVING) word >>= count;
  else bits >>= count;
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
    if (dst != 0) store<u8>(dst + taken, TARGET_PROVING ? word : <u8>bits);
    dropBits(8);
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
