// Blobs by versioned hash: from section 14 of the input, else from the oracle.
//
// SOUNDNESS: a blob is believed when its commitment has the versioned hash that an L1 transaction names (EIP-4844: 0x01 and
// the rest of the commitment's sha-256) and KZG ties it to the commitment. Other bytes end the run as `incomplete`: what is
// on L1 is certain, only the host can be wrong. Test: packages/core/test/derivation-stages.test.ts.
import { BLOB_MISMATCH, BLOB_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { sha256 } from "../hash/sha256";
import { itemAddress, itemLength, List, readList } from "../input/list";
import { SECTION_BLOBS } from "../input/sections";
import { alloc } from "../memory/arena";
import { equal32 } from "../memory/bytes";
import { BLOB_RECORD, fetchBlob } from "../witness/oracle";
import { blobMatches } from "./blobProof";
import { disputedBlob, prepareDisputedBlobs, resetDisputedBlob } from "./disputeBlob";

const PROOF: usize = 48;
const BLOB: usize = 96;

/** 0 before `loadBlobs`. */
let list: usize = 0;
/** Versioned hash of each item. */
let hashes: usize = 0;

const HASH: usize = memory.data(32, 8);

export function resetBlobs(): void {
  list = 0;
  hashes = 0;
  if (TARGET_DISPUTE) resetDisputedBlob();
}

function versionedHash(dst: usize, commitment: usize): void {
  sha256(dst, commitment, 48);
  store<u8>(dst, 1);
}

/** Hashes the commitments of the input's blobs. */
export function loadBlobs(): void {
  if (TARGET_DISPUTE) prepareDisputedBlobs();
  const blobs = readList(SECTION_BLOBS, false);
  list = changetype<usize>(blobs);
  hashes = alloc((<usize>blobs.count) << 5);
  for (let i: u32 = 0; i < blobs.count; i++) {
    const at = hashes + ((<usize>i) << 5);
    if (itemLength(blobs, i) == BLOB_RECORD) versionedHash(at, itemAddress(blobs, i));
    else memory.fill(at, 0, 32);
  }
}

/** The 131072 bytes of the blob with the versioned hash `hash`: the one with this index in its block of that time. */
export function findBlob(hash: usize, index: u64, time: u64): usize {
  if (TARGET_DISPUTE) return disputedBlob(hash, index, time);
  let record: usize = 0;
  if (list != 0) {
    const blobs = changetype<List>(list);
    for (let i: u32 = 0; i < blobs.count && record == 0; i++) {
      if (equal32(hashes + ((<usize>i) << 5), hash)) record = itemAddress(blobs, i);
    }
  }
  if (record == 0) {
    record = fetchBlob(hash, index, time);
    if (record == 0) incomplete(BLOB_MISSING, hash);
    versionedHash(HASH, record);
    if (!equal32(HASH, hash)) incomplete(BLOB_MISMATCH, hash);
  }
  if (!blobMatches(record + BLOB, record, record + PROOF)) incomplete(BLOB_MISMATCH, hash);
  return record + BLOB;
}
