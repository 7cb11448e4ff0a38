// The preimage oracle: the core's only import (docs/interfaces.md, "Core ABI").
import { WITNESS_PREIMAGE_MISMATCH } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { alloc, mark, release } from "../memory/arena";
import { copy32, equal32, storeBE64, zero32 } from "../memory/bytes";
import { resetHints } from "./hint";
import { resetHintRecord } from "./hintRecord";
import { hintBlob, hintPreimage, resetHintText } from "./hintText";

// @ts-ignore: decorator
@external("assay", "preimage")
declare function preimage(key: usize, dst: usize, capacity: u32): i32;

const TYPE_LOCAL: u8 = 1;
const TYPE_KECCAK256: u8 = 2;
const TYPE_SHA256: u8 = 4;
const TYPE_BLOB: u8 = 5;

/** A blob from the oracle: KZG commitment, proof, and the blob itself. */
export const BLOB_RECORD: u32 = 48 + 48 + 131_072;

/** Room offered at first: nearly every trie node and header fits. */
const FIRST_CAPACITY: u32 = 1024;

/** Longest preimage taken. Above the largest code, block body or blob that any supported chain knows. */
const MAX_LENGTH: u32 = 1 << 26;

const KEY: usize = memory.data(32, 8);
const HASH: usize = memory.data(32, 8);

/** Length of what the last `fetchKeccak` returned. */
export let fetchedLength: u32 = 0;

export function resetOracle(): void {
  fetchedLength = 0;
  resetHints();
  resetHintRecord();
  resetHintText();
}

/**
 * Asks the host for the bytes whose keccak-256 is `hash`. Returns their address and sets fetchedLength, or 0 when the host
 * has none.
 *
 * SOUNDNESS: the host is not trusted. The key carries only bytes 1 to 31 of the hash (byte 0 is its type), but the caller
 * knows all 32, so what comes back is hashed and compared whole; other bytes end the run as `incomplete`.
 * Test: test/witness.test.ts.
 */
export function fetchKeccak(hash: usize): usize {
  copy32(KEY, hash);
  store<u8>(KEY, TYPE_KECCAK256);
  const start = mark();
  const first = alloc(FIRST_CAPACITY);
  hintPreimage(hash);
  const length = preimage(KEY, first, FIRST_CAPACITY);
  if (length < 0) {
    release(start);
    return 0;
  }
  if (<u32>length > MAX_LENGTH) incomplete(WITNESS_PREIMAGE_MISMATCH, hash);
  // Give back what is not needed, and ask again with room for all of it if it did not fit.
  release(start);
  const data = alloc(<usize>length);
  if (<u32>length > FIRST_CAPACITY) {
    if (preimage(KEY, data, <u32>length) != length) incomplete(WITNESS_PREIMAGE_MISMATCH, hash);
  } else if (data != first) {
    // The room offered at first lay in the region's next block.
    memory.copy(data, first, <usize>length);
  }
  keccak256(HASH, data, <u32>length);
  if (!equal32(HASH, hash)) incomplete(WITNESS_PREIMAGE_MISMATCH, hash);
  fetchedLength = <u32>length;
  return data;
}

/**
 * Asks the host for the blob with the versioned hash `hash`: BLOB_RECORD bytes, or 0 when it has none. `index` is its place among
 * the blobs of its block, `time` the block's.
 *
 * SOUNDNESS: nothing about the bytes has been checked. The caller compares the commitment with the hash and the blob with
 * the commitment (derivation/blobs.ts).
 */
export function fetchBlob(hash: usize, index: u64, time: u64): usize {
  copy32(KEY, hash);
  store<u8>(KEY, TYPE_BLOB);
  const start = mark();
  const data = alloc(BLOB_RECORD);
  hintBlob(hash, index, time);
  if (preimage(KEY, data, BLOB_RECORD) != BLOB_RECORD) {
    release(start);
    return 0;
  }
  return data;
}

/** Asks for the local value `ident` (a boot value), which goes to `dst`. Returns its length, -1 when there is none; at most
 *  `capacity` bytes are written. What it says is the claim itself: nothing can check it. */
export function fetchLocal(ident: u64, dst: usize, capacity: u32): i32 {
  zero32(KEY);
  store<u8>(KEY, TYPE_LOCAL);
  storeBE64(KEY + 24, ident);
  return preimage(KEY, dst, capacity);
}

// For the dispute build alone, where the contract behind the oracle takes no wrong answer (fault-proof specification, "Blob
// preimage key"; packages/core/assembly/derivation/disputeBlob.ts).

/** The 48-byte commitment with the versioned hash `hash`, to `dst`. */
export function fetchCommitment(hash: usize, index: u64, time: u64, dst: usize): bool {
  copy32(KEY, hash);
  store<u8>(KEY, TYPE_SHA256);
  const start = mark();
  hintBlob(hash, index, time);
  const length = preimage(KEY, dst, 48);
  release(start);
  return length == 48;
}

/** One element of a blob, 32 bytes to `dst`. `point`: keccak-256 of commitment and z. */
export function fetchElement(point: usize, dst: usize): bool {
  copy32(KEY, point);
  store<u8>(KEY, TYPE_BLOB);
  return preimage(KEY, dst, 32) == 32;
}

/** The key asked for last, for error records. */
export function lastKey(): usize {
  return KEY;
}
