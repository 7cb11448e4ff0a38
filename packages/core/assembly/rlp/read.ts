// Strict RLP reader over a byte range (Yellow Paper, appendix B). One item at a time, no recursion, nothing allocated.
//
// SOUNDNESS: everything read here is untrusted. There is exactly one encoding for each item and every other one is
// refused: a single byte below 0x80 must stand for itself, a long form is only for payloads above 55 bytes, a length
// has no leading zero, and no payload reaches past `end`. Lengths are compared as u64 before any address is computed,
// so that a length near 2^64 cannot wrap a 32-bit address. What a refusal means (invalid block, broken witness) is the
// caller's to say. Tests: test/rlp.test.ts.
import { wordFromBigEndian } from "../uint256/word";

/** Of the last item that `rlpNext` read: whether it is a list, where its payload starts, and the payload's length. */
export let rlpIsList: bool = false;
export let rlpPayload: usize = 0;
export let rlpLength: u32 = 0;

/** False once `rlpU64` has met something that is no integer; stays false until `resetRlp`. */
export let rlpOk: bool = true;

/** Makes `rlpOk` true again. For `reset`, and before reading integers whose failures are looked at only at the end. */
export function resetRlp(): void {
  rlpIsList = false;
  rlpPayload = 0;
  rlpLength = 0;
  rlpOk = true;
}

/** Reads the item at `ptr`, which must end at `end` or before. Returns the address after it, or 0 when malformed. */
export function rlpNext(ptr: usize, end: usize): usize {
  if (ptr >= end) return 0;
  const first = <u32>load<u8>(ptr);
  if (first < 0x80) {
    rlpIsList = false;
    rlpPayload = ptr;
    rlpLength = 1;
    return ptr + 1;
  }
  const available = <u64>(end - ptr) - 1;
  const isList = first >= 0xc0;
  const short = isList ? first - 0xc0 : first - 0x80;
  if (short <= 55) {
    if (<u64>short > available) return 0;
    if (!isList && short == 1 && load<u8>(ptr, 1) < 0x80) return 0;
    rlpIsList = isList;
    rlpPayload = ptr + 1;
    rlpLength = short;
    return ptr + 1 + <usize>short;
  }
  const lengthBytes = short - 55;
  if (<u64>lengthBytes > available) return 0;
  if (load<u8>(ptr, 1) == 0) return 0;
  let length: u64 = 0;
  for (let i: u32 = 1; i <= lengthBytes; i++) length = (length << 8) | (<u64>load<u8>(ptr + i));
  if (length <= 55 || length > available - <u64>lengthBytes) return 0;
  rlpIsList = isList;
  rlpPayload = ptr + 1 + <usize>lengthBytes;
  rlpLength = <u32>length;
  return rlpPayload + <usize>length;
}

/** The last item as an unsigned integer of at most 8 bytes without leading zeros; else 0, and `rlpOk` becomes false. */
export function rlpU64(): u64 {
  if (rlpIsList || rlpLength > 8 || (rlpLength != 0 && load<u8>(rlpPayload) == 0)) {
    rlpOk = false;
    return 0;
  }
  let value: u64 = 0;
  for (let i: u32 = 0; i < rlpLength; i++) value = (value << 8) | (<u64>load<u8>(rlpPayload + i));
  return value;
}

/** Writes the last item as a word (little-endian) to `dst`. False, with nothing written, when it is a list, longer than
 *  32 bytes, or has a leading zero. */
export function rlpWord(dst: usize): bool {
  if (rlpIsList || rlpLength > 32 || (rlpLength != 0 && load<u8>(rlpPayload) == 0)) return false;
  wordFromBigEndian(dst, rlpPayload, rlpLength);
  return true;
}

/** Number of items in the list payload from `ptr` to `end`, or -1 when one of them is malformed. */
export function rlpCount(ptr: usize, end: usize): i32 {
  let count: i32 = 0;
  while (ptr < end) {
    ptr = rlpNext(ptr, end);
    if (ptr == 0) return -1;
    count++;
  }
  return count;
}
