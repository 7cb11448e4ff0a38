// A blob out of the preimages that the OP Stack's hosts have of it: the commitment by its SHA-256, and 4096 field elements by
// commitment and point.
//
// SOUNDNESS: no host is trusted with any of it. The commitment must have the versioned hash, and the elements must have the
// commitment; the proof that the core wants is computed here, so that no entry of kona's own is needed. Test: transports.test.ts.
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { BLOB_BYTES, COMMITMENT_BYTES, commitmentOf, elementKeys, proofOf } from "../preimage/blob.ts";
import { matchesHash, typedKey } from "../preimage/key.ts";
import { FIELD_ELEMENT_BYTES } from "../preimage/roots.ts";

/** Asks for several keys; the answers in their order. */
export type AskAll = (keys: readonly Uint8Array[]) => Uint8Array[];

/** @throws InputError PREIMAGE_WRONG, and what `preimage` throws */
export function gatherBlob(askAll: AskAll, versionedHash: Uint8Array): Uint8Array {
  const commitmentKey = typedKey("sha256", versionedHash);
  const [commitment] = askAll([commitmentKey]) as [Uint8Array];
  if (commitment.length !== COMMITMENT_BYTES || !matchesHash(commitmentKey, commitment)) {
    throw new InputError("PREIMAGE_WRONG", `${commitment.length} bytes that are not the blob's commitment`, {
      at: toHex(commitmentKey),
    });
  }
  const blob = new Uint8Array(BLOB_BYTES);
  const keys = elementKeys(commitment);
  for (const [i, element] of askAll(keys).entries()) {
    if (element.length !== FIELD_ELEMENT_BYTES) {
      throw new InputError("PREIMAGE_WRONG", `a field element of ${element.length} bytes`, {
        at: toHex(keys[i]!),
      });
    }
    blob.set(element, FIELD_ELEMENT_BYTES * i);
  }
  if (!equalBytes(commitmentOf(blob), commitment)) {
    throw new InputError("PREIMAGE_WRONG", "field elements that do not have the blob's commitment", {
      at: toHex(commitment),
    });
  }
  return concatBytes(commitment, proofOf(blob, commitment), blob);
}
