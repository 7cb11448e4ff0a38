// A blob out of the preimages that the OP Stack's hosts have of it: the commitment by its SHA-256, and 4096 field elements by
// commitment and point.
//
// SOUNDNESS: no host is trusted with any of it. The commitment must have the versioned hash, and the elements must have the
// commitment; the proof that the core wants is computed here, so that no entry of kona's own is needed. Test: gatherBlob.test.ts.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { BLOB_BYTES, COMMITMENT_BYTES, commitmentOf, loadKzg } from "../preimage/blob.ts";
import { blobKey, concatBytes, equalBytes, matchesHash, typedKey } from "../preimage/key.ts";
import { blobPoints, FIELD_ELEMENT_BYTES } from "../preimage/roots.ts";

/** What the core wants of a blob: commitment, proof, blob. */
export const BLOB_RECORD_BYTES = 2 * COMMITMENT_BYTES + BLOB_BYTES;

export function blobRecord(commitment: Uint8Array, proof: Uint8Array, blob: Uint8Array): Uint8Array {
  return concatBytes(commitment, proof, blob);
}

/** @throws InputError PREIMAGE_WRONG, and what `preimage` throws */
export function gatherBlob(preimage: (key: Uint8Array) => Uint8Array, versionedHash: Uint8Array): Uint8Array {
  const commitmentKey = typedKey("sha256", versionedHash);
  const commitment = preimage(commitmentKey);
  if (commitment.length !== COMMITMENT_BYTES || !matchesHash(commitmentKey, commitment)) {
    throw new InputError("PREIMAGE_WRONG", `${commitment.length} bytes that are not the blob's commitment`, {
      at: toHex(commitmentKey),
    });
  }
  const blob = new Uint8Array(BLOB_BYTES);
  for (const [i, point] of blobPoints().entries()) {
    const key = blobKey(concatBytes(commitment, point));
    const element = preimage(key);
    if (element.length !== FIELD_ELEMENT_BYTES) {
      throw new InputError("PREIMAGE_WRONG", `a field element of ${element.length} bytes`, { at: toHex(key) });
    }
    blob.set(element, FIELD_ELEMENT_BYTES * i);
  }
  if (!equalBytes(commitmentOf(blob), commitment)) {
    throw new InputError("PREIMAGE_WRONG", "field elements that do not have the blob's commitment", {
      at: toHex(commitment),
    });
  }
  return blobRecord(commitment, Uint8Array.from(loadKzg().computeBlobKzgProof(blob, commitment)), blob);
}
