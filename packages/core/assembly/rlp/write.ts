// RLP writer (Yellow Paper, appendix B). Every writer returns the address after what it wrote; the matching size
// function says beforehand how many bytes that is, so that lists are written front to back in one pass.
import { copy32 } from "../memory/bytes";
import { u256BitLength } from "../uint256/word";

/** Number of bytes of `value` as a big-endian integer without leading zeros; 0 for 0. */
// @ts-ignore: decorator
@inline
function bytesOfU64(value: u64): u32 {
  return (71 - <u32>clz<u64>(value)) >> 3;
}

/** Size of the header in front of a list payload of `length` bytes. */
export function rlpListHeaderSize(length: u32): u32 {
  return length <= 55 ? 1 : 1 + bytesOfU64(<u64>length);
}

function writeHeader(dst: usize, base: u32, length: u32): usize {
  if (length <= 55) {
    store<u8>(dst, <u8>(base + length));
    return dst + 1;
  }
  const bytes = bytesOfU64(<u64>length);
  store<u8>(dst, <u8>(base + 55 + bytes));
  for (let i: u32 = 0; i < bytes; i++) store<u8>(dst + 1 + i, <u8>(length >> ((bytes - 1 - i) << 3)));
  return dst + 1 + bytes;
}

/** Writes the header of a list whose payload has `length` bytes. */
export function rlpWriteListHeader(dst: usize, length: u32): usize {
  return writeHeader(dst, 0xc0, length);
}

/** Size of the `length` bytes at `ptr` as an item. */
export function rlpBytesSize(ptr: usize, length: u32): u32 {
  if (length == 1 && load<u8>(ptr) < 0x80) return 1;
  return rlpListHeaderSize(length) + length;
}

/** Writes the `length` bytes at `ptr` as an item. */
export function rlpWriteBytes(dst: usize, ptr: usize, length: u32): usize {
  if (length == 1 && load<u8>(ptr) < 0x80) {
    store<u8>(dst, load<u8>(ptr));
    return dst + 1;
  }
  dst = writeHeader(dst, 0x80, length);
  // Most items of trie nodes are hashes, and `memory.copy` is a call out of the module.
  if (length == 32) copy32(dst, ptr);
  else memory.copy(dst, ptr, <usize>length);
  return dst + <usize>length;
}

/** Size of `value` as an integer item. */
export function rlpU64Size(value: u64): u32 {
  return value < 0x80 ? 1 : 1 + bytesOfU64(value);
}

/** Writes `value` as an integer item. */
export function rlpWriteU64(dst: usize, value: u64): usize {
  if (value < 0x80) {
    store<u8>(dst, value == 0 ? 0x80 : <u8>value);
    return dst + 1;
  }
  const bytes = bytesOfU64(value);
  store<u8>(dst, <u8>(0x80 + bytes));
  for (let i: u32 = 0; i < bytes; i++) store<u8>(dst + 1 + i, <u8>(value >> ((<u64>(bytes - 1 - i)) << 3)));
  return dst + 1 + bytes;
}

/** Size of the word at `word` as an integer item. */
export function rlpWordSize(word: usize): u32 {
  const bits = u256BitLength(word);
  return bits <= 7 ? 1 : 1 + ((bits + 7) >> 3);
}

/** Writes the word at `word` (little-endian) as an integer item. `dst` and `word` must not overlap. */
export function rlpWriteWord(dst: usize, word: usize): usize {
  const bits = u256BitLength(word);
  if (bits <= 7) return rlpWriteU64(dst, load<u64>(word));
  const bytes = (bits + 7) >> 3;
  store<u8>(dst, <u8>(0x80 + bytes));
  for (let i: u32 = 0; i < bytes; i++) store<u8>(dst + 1 + i, load<u8>(word + (bytes - 1 - i)));
  return dst + 1 + bytes;
}
