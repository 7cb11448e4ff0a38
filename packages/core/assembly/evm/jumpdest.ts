// Which bytes of a code are jump destinations: JUMPDEST opcodes that are instructions and not the immediate data of a PUSH.
//
// Most code is never jumped to, so nothing is analysed in advance. A bitmap per code holds the destinations that are
// confirmed; the first jump to one confirms it by the bytes around it: a position that no PUSH in the 32 bytes before it
// could cover starts an instruction for certain, and from there it is a few steps forward. Code that is made to be slow
// for that has its whole bitmap filled instead.
import { JUMPDEST, PUSH1 } from "./opcodes";

/** Before the bits: u32, steps that may still be spent on single destinations; COMPLETE when every bit is set. */
const HEADER: u32 = 8;
const COMPLETE: u32 = 0xffff_ffff;

/** Longest immediate, and so the farthest that a PUSH reaches. */
const REACH: u32 = 32;
/** How far back a certain position is looked for. */
const FARTHEST: u32 = 128;

/** Bytes that the header and the bits of `length` bytes of code take. */
// @ts-ignore: decorator
@inline
export function jumpdestBytes(length: u32): u32 {
  return HEADER + ((length + 7) >> 3);
}

/** Prepares the `jumpdestBytes(length)` bytes at `ptr` and returns the bitmap. Nothing is confirmed yet. */
export function emptyBitmap(ptr: usize, length: u32): usize {
  memory.fill(ptr, 0, jumpdestBytes(length));
  // All in all no more than about what filling the bitmap costs.
  store<u32>(ptr, 8 + (length >> 3));
  return ptr + HEADER;
}

/** Whether `at` is a confirmed destination. */
// @ts-ignore: decorator
@inline
export function isJumpdest(bitmap: usize, at: u32): bool {
  return <bool>(((<u32>load<u8>(bitmap + (at >> 3))) >> (at & 7)) & 1);
}

// @ts-ignore: decorator
@inline
function confirm(bitmap: usize, at: u32): void {
  const byte = bitmap + (at >> 3);
  store<u8>(byte, (<u32>load<u8>(byte)) | ((<u32>1) << (at & 7)));
}

/** Bytes from an instruction to the next one. */
// @ts-ignore: decorator
@inline
function instructionLength(code: usize, at: u32): u32 {
  // Signed: everything below PUSH1 or above 0x7f, which is most opcodes, takes one comparison.
  const op = <i32>load<i8>(code + at);
  return op >= <i32>PUSH1 ? <u32>op - PUSH1 + 2 : 1;
}

/** The top bit of each byte that is below 0x80 and, with the byte of `reach` added, not. */
// @ts-ignore: decorator
@inline
function farPushes(bytes: u64, reach: u64): u64 {
  return ((bytes & 0x7f7f_7f7f_7f7f_7f7f) + reach) & ~bytes & 0x8080_8080_8080_8080;
}

/** Where the first of the 32 bytes before `at` (at least 32) is that would, as a PUSH, have `at` in its immediate; `at` when none would.
 *  All positions between have that PUSH to fear, too. */
function farthestPush(code: usize, at: u32): u32 {
  const from = at - REACH;
  for (let i: u32 = 0; i < REACH; i += 8) {
    const far = farPushes(load<u64>(code + from + i), 0x0807_0605_0403_0201 + 0x0808_0808_0808_0808 * ((<u64>i) >> 3));
    if (far != 0) return from + i + ((<u32>ctz<u64>(far)) >> 3);
  }
  return at;
}

/** Whether one of the 32 bytes before `at` (at least 32) would, as a PUSH, have `at` in its immediate. */
function mayBeData(code: usize, at: u32): bool {
  // A byte `distance` before reaches `at` when it is PUSHn with n >= distance, that is at least 0x5f + distance (signed:
  // what is above 0x7f is no PUSH).
  const from = code + at - REACH;
  const far = i8x16.gt_s(
    v128.load(from),
    i8x16(0x7e, 0x7d, 0x7c, 0x7b, 0x7a, 0x79, 0x78, 0x77, 0x76, 0x75, 0x74, 0x73, 0x72, 0x71, 0x70, 0x6f),
  );
  const near = i8x16.gt_s(
    v128.load(from, 16),
    i8x16(0x6e, 0x6d, 0x6c, 0x6b, 0x6a, 0x69, 0x68, 0x67, 0x66, 0x65, 0x64, 0x63, 0x62, 0x61, 0x60, 0x5f),
  );
  return <bool>v128.any_true(v128.or(far, near));
}

/** Sets the bit of every destination. */
function complete(bitmap: usize, code: usize, length: u32): void {
  let at: u32 = 0;
  while (at < length) {
    if (<u32>load<u8>(code + at) == JUMPDEST) confirm(bitmap, at);
    at += instructionLength(code, at);
  }
  store<u32>(bitmap - HEADER, COMPLETE);
}

/** Whether `at`, below `length` and not confirmed, is a destination after all; then it is confirmed. */
export function confirmJumpdest(bitmap: usize, code: usize, length: u32, at: u32): bool {
  if (<u32>load<u8>(code + at) != JUMPDEST) return false;
  const budget = load<u32>(bitmap - HEADER);
  if (budget == COMPLETE) return false;
  // The nearest position, going back, that starts an instruction for certain.
  let start = at;
  if (TARGET_GUEST) {
    while (start >= REACH && at - start < FARTHEST) {
      const push = farthestPush(code, start);
      if (push == start) break;
      // What lies between is not certain either.
      start = max(max(push, REACH - 1), max(at, FARTHEST) - FARTHEST);
    }
  } else {
    while (start >= REACH && at - start < FARTHEST && mayBeData(code, start)) start--;
  }
  const steps = at - start + 1;
  if (at - start >= FARTHEST || steps > budget) {
    complete(bitmap, code, length);
    return isJumpdest(bitmap, at);
  }
  store<u32>(bitmap - HEADER, budget - steps);
  if (start < REACH) start = 0;
  while (start < at) start += instructionLength(code, start);
  if (start != at) return false;
  confirm(bitmap, at);
  return true;
}
