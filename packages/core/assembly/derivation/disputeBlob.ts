// Blobs of a disputed run: element by element, as the contract behind the oracle can prove them (fault-proof specification, "Blob
// preimage key"). The commitment is the sha-256 preimage of the versioned hash; the element at z, a root of unity, has the key
// keccak-256(commitment ++ z).
//
// SOUNDNESS: nothing is checked here. That is sound only where the oracle is the contract on L1, which takes no wrong answer: the
// build `dispute`. All others check whole blobs with KZG (blobs.ts). Test: packages/core/test/program-dispute.test.ts.
import { BLOB_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { reverse32 } from "../memory/bytes";
import { fetchCommitment, fetchElement } from "../witness/oracle";
import { ELEMENTS, writeRoots } from "./blobProof";

const POINT: usize = memory.data(80, 8);
const KEY: usize = memory.data(32, 8);

/** The 4096 roots of unity in the order of a blob's elements, as words; 0 until needed. */
let roots: usize = 0;

export function resetDisputedBlob(): void {
  roots = 0;
}

/** Makes the roots where they stay. */
export function prepareDisputedBlobs(): void {
  roots = alloc((<usize>ELEMENTS) << 5);
  writeRoots(roots);
}

/** The 131072 bytes of the blob with the versioned hash `hash`. */
export function disputedBlob(hash: usize, index: u64, time: u64): usize {
  if (!fetchCommitment(hash, index, time, POINT)) incomplete(BLOB_MISSING, hash);
  const blob = alloc((<usize>ELEMENTS) << 5);
  for (let i: usize = 0; i < <usize>ELEMENTS; i++) {
    const at = i << 5;
    reverse32(POINT + 48, roots + at);
    keccak256(KEY, POINT, 80);
    if (!fetchElement(KEY, blob + at)) incomplete(BLOB_MISSING, hash);
  }
  return blob;
}
