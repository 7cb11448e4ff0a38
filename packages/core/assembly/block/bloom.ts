// The bloom filter of logs (Yellow Paper 4.3.1): three bits of 2048 for every address and topic.
import { keccak256 } from "../hash/keccak";
import { Log, logAddress } from "../state/logs";

export const BLOOM_SIZE: u32 = 256;

const HASH: usize = memory.data(32, 8);

function add(bloom: usize, ptr: usize, length: u32): void {
  keccak256(HASH, ptr, length);
  for (let i: usize = 0; i < 6; i += 2) {
    const bit = (((<u32>load<u8>(HASH + i)) << 8) | (<u32>load<u8>(HASH + i, 1))) & 2047;
    const at = bloom + <usize>(255 - (bit >> 3));
    store<u8>(at, <u8>((<u32>load<u8>(at)) | (1 << (bit & 7))));
  }
}

/** Adds a log to the 256 bytes at `bloom`. */
export function addToBloom(bloom: usize, log: Log): void {
  add(bloom, logAddress(log), 20);
  for (let i: u32 = 0; i < log.topicCount; i++) add(bloom, log.topics + ((<usize>i) << 5), 32);
}

/** bloom = bloom | other */
export function mergeBloom(bloom: usize, other: usize): void {
  for (let i: usize = 0; i < 256; i += 8) store<u64>(bloom + i, load<u64>(bloom + i) | load<u64>(other + i));
}

/** Whether `bloom` allows the `length` bytes at `ptr`: false is certain. */
export function bloomHas(bloom: usize, ptr: usize, length: u32): bool {
  keccak256(HASH, ptr, length);
  for (let i: usize = 0; i < 6; i += 2) {
    const bit = (((<u32>load<u8>(HASH + i)) << 8) | (<u32>load<u8>(HASH + i, 1))) & 2047;
    if (((<u32>load<u8>(bloom + <usize>(255 - (bit >> 3)))) & (1 << (bit & 7))) == 0) return false;
  }
  return true;
}
