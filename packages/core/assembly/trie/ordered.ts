// Roots of the tries that a block's lists are committed to: item i under the key rlp(i) (transactions, receipts,
// withdrawals). The keys are known beforehand, so nothing is inserted: the trie is built bottom up, once.
//
//   orderedTrieRoot(dst32, count, ptrs, lengths)   ptrs and lengths: arrays of u32; no item may be empty
import { keccak256 } from "../hash/keccak";
import { alloc, mark, release } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import {
  rlpBytesSize,
  rlpListHeaderSize,
  rlpU64Size,
  rlpWriteBytes,
  rlpWriteListHeader,
  rlpWriteU64,
} from "../rlp/write";
import { EMPTY_ROOT } from "./node";
import { commonPrefix, expandNibbles, writeHexPrefix } from "./nibbles";

/** A key has at most 5 bytes: rlp of a 32-bit index. */
const KEY_ROOM: usize = 24;
const PREFIX: usize = memory.data(16, 8);

let pointers: usize = 0;
let lengths: usize = 0;
/** Nibble keys in ascending order, KEY_ROOM bytes each: 10 nibbles, then room; count and item at 16 and 20. */
let keys: usize = 0;

export function orderedTrieRoot(dst: usize, count: u32, ptrs: usize, itemLengths: usize): void {
  if (count == 0) {
    copy32(dst, EMPTY_ROOT);
    return;
  }
  const start = mark();
  pointers = ptrs;
  lengths = itemLengths;
  keys = alloc(<usize>count * KEY_ROOM);
  // rlp(i) in ascending order: 1 to 127 are single bytes, 0 is 0x80, then come the longer ones.
  const small = min<u32>(count - 1, 127);
  for (let i: u32 = 1; i <= small; i++) setItem(i - 1, i);
  setItem(small, 0);
  for (let i: u32 = small + 1; i < count; i++) setItem(i, i);
  const root = alloc(40);
  const size = build(0, count, 0, root, true);
  assert(size == 33);
  copy32(dst, root + 1);
  release(start);
}

function setItem(place: u32, index: u32): void {
  const at = keys + <usize>place * KEY_ROOM;
  const bytes = rlpU64Size(<u64>index);
  rlpWriteU64(PREFIX, <u64>index);
  expandNibbles(at, PREFIX, bytes);
  store<u32>(at, bytes << 1, 16);
  store<u32>(at, index, 20);
}

/**
 * Writes the reference to the node over the keys from `low` up to `high`, from nibble `depth` on, to `dst`: 0xa0 and a
 * hash, or the node itself when it has less than 32 bytes and is not the root. Returns the reference's size. Recursive,
 * but no deeper than a key has nibbles: ten.
 */
function build(low: u32, high: u32, depth: u32, dst: usize, isRoot: bool): u32 {
  const start = mark();
  const first = keys + <usize>low * KEY_ROOM;
  let at: usize;
  let end: usize;
  if (high - low == 1) {
    const index = <usize>load<u32>(first, 20);
    const prefixLength = writeHexPrefix(PREFIX, first + <usize>depth, load<u32>(first, 16) - depth, true);
    const value = <usize>load<u32>(pointers + (index << 2));
    const valueLength = load<u32>(lengths + (index << 2));
    const payload = rlpBytesSize(PREFIX, prefixLength) + rlpBytesSize(value, valueLength);
    at = alloc(<usize>payload + 8);
    end = rlpWriteListHeader(at, payload);
    end = rlpWriteBytes(end, PREFIX, prefixLength);
    end = rlpWriteBytes(end, value, valueLength);
  } else {
    // Keys are sorted: what the first and the last share, all share. No key is a prefix of another one.
    const last = keys + <usize>(high - 1) * KEY_ROOM;
    const shared = commonPrefix(first + <usize>depth, last + <usize>depth, load<u32>(first, 16) - depth);
    if (shared != 0) {
      const child = alloc(40);
      const childSize = build(low, high, depth + shared, child, false);
      const prefixLength = writeHexPrefix(PREFIX, first + <usize>depth, shared, false);
      const payload = rlpBytesSize(PREFIX, prefixLength) + childSize;
      at = alloc(<usize>payload + 8);
      end = rlpWriteListHeader(at, payload);
      end = rlpWriteBytes(end, PREFIX, prefixLength);
      memory.copy(end, child, <usize>childSize);
      end += <usize>childSize;
    } else {
      // 16 references of at most 33 bytes and the empty value, behind room for the longest header they can need.
      const room = alloc(16 * 33 + 8);
      let to = room + 3;
      for (let nibble: u32 = 0; nibble < 16; nibble++) {
        let next = low;
        while (next < high && <u32>load<u8>(keys + <usize>next * KEY_ROOM + <usize>depth) == nibble) next++;
        if (next == low) {
          store<u8>(to++, 0x80);
          continue;
        }
        to += <usize>build(low, next, depth + 1, to, false);
        low = next;
      }
      store<u8>(to++, 0x80);
      const payload = <u32>(to - (room + 3));
      at = room + 3 - <usize>rlpListHeaderSize(payload);
      rlpWriteListHeader(at, payload);
      end = to;
    }
  }
  const size = <u32>(end - at);
  if (size < 32 && !isRoot) {
    memory.copy(dst, at, <usize>size);
    release(start);
    return size;
  }
  store<u8>(dst, 0xa0);
  keccak256(dst + 1, at, size);
  release(start);
  return 33;
}
