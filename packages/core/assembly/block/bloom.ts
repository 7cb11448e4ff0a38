// The bloom filter of logs (Yellow Paper 4.3.1): three bits of 2048 for every address and topic, chosen by its hash.
//
// The same addresses and topics come again and again: in blocks full of token transfers hashing them was 40 % of the run.
// So the hashes' bits are kept in a table (a pure function of the key: what is in it never changes a result), and what is
// not there is hashed two at a time.
import { keccak256, keccak256Pair } from "../hash/keccak";
import { copy20, copy32, equal32, zero32 } from "../memory/bytes";
import { Log, logAddress } from "../state/logs";

export const BLOOM_SIZE: u32 = 256;

/** 1024 entries of 48 bytes: the key padded to 32, its length (0: no entry), three u16 bits. A key has one place. */
const ENTRY_SIZE: u32 = 48;
const TABLE: usize = memory.data(1024 * 48, 16);

const KEY: usize = memory.data(32, 8);
const HASH: usize = memory.data(32, 8);
const OTHER_HASH: usize = memory.data(32, 8);

/** The key that waits for another one to be hashed with, 0 for none. */
let waiting: usize = 0;
let waitingLength: u32 = 0;

/** The i-th of the three bits that a hash chooses. */
// @ts-ignore: decorator
@inline
function bitOf(hash: usize, i: usize): u32 {
  return (((<u32>load<u8>(hash + (i << 1))) << 8) | (<u32>load<u8>(hash + (i << 1), 1))) & 2047;
}

// @ts-ignore: decorator
@inline
function setBit(bloom: usize, bit: u32): void {
  const at = bloom + <usize>(255 - (bit >> 3));
  store<u8>(at, <u8>((<u32>load<u8>(at)) | (1 << (bit & 7))));
}

/** Copies the `length` bytes at `ptr` to KEY, padded with zeros, and returns the only place the key can have. */
function placeOf(ptr: usize, length: u32): usize {
  if (length == 32) {
    copy32(KEY, ptr);
  } else {
    zero32(KEY);
    copy20(KEY, ptr);
  }
  if (TARGET_PROVING) {
    const low = load<u32>(KEY) ^ load<u32>(KEY, 4) ^ load<u32>(KEY, 8) ^ load<u32>(KEY, 12);
    const high = load<u32>(KEY, 16) ^ load<u32>(KEY, 20) ^ load<u32>(KEY, 24) ^ load<u32>(KEY, 28);
    // With the length: an address, and the topic that has it behind three words of zeros, would have the same place.
    const place = ((low ^ high ^ length) * 0x9e37_79b1) >> 22;
    return TABLE + <usize>place * <usize>ENTRY_SIZE;
  }
  const mixed = (load<u64>(KEY) ^ load<u64>(KEY, 8) ^ load<u64>(KEY, 16) ^ load<u64>(KEY, 24)) * 0x9e37_79b9_7f4a_7c15;
  return TABLE + <usize>(<u32>(mixed >> 54)) * <usize>ENTRY_SIZE;
}

/** Notes the bits of the key's hash and sets them. */
function remember(bloom: usize, ptr: usize, length: u32, hash: usize): void {
  const entry = placeOf(ptr, length);
  copy32(entry, KEY);
  store<u32>(entry, length, 32);
  for (let i: usize = 0; i < 3; i++) {
    const bit = bitOf(hash, i);
    store<u16>(entry + (i << 1), <u16>bit, 36);
    setBit(bloom, bit);
  }
}

function add(bloom: usize, ptr: usize, length: u32): void {
  const entry = placeOf(ptr, length);
  if (load<u32>(entry, 32) == length && equal32(entry, KEY)) {
    for (let i: usize = 0; i < 3; i++) setBit(bloom, <u32>load<u16>(entry + (i << 1), 36));
    return;
  }
  if (waiting == 0) {
    waiting = ptr;
    waitingLength = length;
    return;
  }
  keccak256Pair(OTHER_HASH, waiting, waitingLength, HASH, ptr, length);
  remember(bloom, waiting, waitingLength, OTHER_HASH);
  remember(bloom, ptr, length, HASH);
  waiting = 0;
}

/** Adds a log to the 256 bytes at `bloom`; `completeBloom` has to follow before the logs go. */
export function addToBloom(bloom: usize, log: Log): void {
  add(bloom, logAddress(log), 20);
  for (let i: u32 = 0; i < log.topicCount; i++) add(bloom, log.topics + ((<usize>i) << 5), 32);
}

/** Adds what waits for a partner. */
export function completeBloom(bloom: usize): void {
  if (waiting == 0) return;
  keccak256(HASH, waiting, waitingLength);
  remember(bloom, waiting, waitingLength, HASH);
  waiting = 0;
}

/** Nothing waits; after a trap something may. */
export function resetBloom(): void {
  waiting = 0;
}

/** bloom = bloom | other */
export function mergeBloom(bloom: usize, other: usize): void {
  for (let i: usize = 0; i < 256; i += 8) store<u64>(bloom + i, load<u64>(bloom + i) | load<u64>(other + i));
}

/** Whether `bloom` allows the `length` bytes at `ptr`: false is certain. */
export function bloomHas(bloom: usize, ptr: usize, length: u32): bool {
  keccak256(HASH, ptr, length);
  for (let i: usize = 0; i < 3; i++) {
    const bit = bitOf(HASH, i);
    if (((<u32>load<u8>(bloom + <usize>(255 - (bit >> 3)))) & (1 << (bit & 7))) == 0) return false;
  }
  return true;
}
