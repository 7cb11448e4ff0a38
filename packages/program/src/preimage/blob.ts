// Blobs as preimages: a commitment, and 4096 field elements under one key each.
//
// SOUNDNESS: a blob from a beacon node is taken only when the commitment computed from its bytes has the versioned hash that the
// L1 block names; then every element is right, and the node's own commitment and proof do not matter. Test: preimage.test.ts.
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { fromHex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type Kzg from "c-kzg";
import { nativeModule } from "../nativeModule.ts";
import { keccakKeys } from "./hashing.ts";
import { sha256Key, siblingKey } from "./key.ts";
import { blobPoints, FIELD_ELEMENT_BYTES, FIELD_ELEMENTS } from "./roots.ts";

export const BLOB_BYTES = FIELD_ELEMENTS * FIELD_ELEMENT_BYTES;
export const COMMITMENT_BYTES = 48;
const VERSIONED_HASH_VERSION = 1;

/** One preimage: its key and its bytes. */
export type Preimage = readonly [key: Uint8Array, value: Uint8Array];

let loaded: typeof Kzg | null = null;

/** c-kzg with the mainnet ceremony's setup, which takes a second or more to load: only where blobs are used. */
export function loadKzg(): typeof Kzg {
  if (loaded) return loaded;
  const kzg = nativeModule<typeof Kzg>("c-kzg");
  try {
    kzg.loadTrustedSetup(0);
  } catch (error) {
    // Another part of this process may have loaded it; there is one setup only.
    if (!/already loaded/.test((error as Error).message)) throw error;
  }
  loaded = kzg;
  return kzg;
}

/** EIP-4844: 0x01 and the last 31 bytes of the commitment's SHA-256. */
export function versionedHash(commitment: Uint8Array): Uint8Array {
  const hash = sha256(commitment);
  hash[0] = VERSIONED_HASH_VERSION;
  return hash;
}

/** The commitment of a blob. @throws InputError PREIMAGE_WRONG when these bytes are no blob */
export function commitmentOf(blob: Uint8Array): Uint8Array {
  if (blob.length !== BLOB_BYTES) throw new InputError("PREIMAGE_WRONG", `a blob of ${blob.length} bytes`);
  const { blobToKzgCommitment } = loadKzg();
  try {
    return Uint8Array.from(blobToKzgCommitment(blob));
  } catch (error) {
    throw new InputError("PREIMAGE_WRONG", "a blob with a field element that is not below the field's order", {
      cause: error,
    });
  }
}

/** The KZG proof of a whole blob. @throws InputError PREIMAGE_WRONG when these bytes are no blob, or the commitment no point */
export function proofOf(blob: Uint8Array, commitment: Uint8Array): Uint8Array {
  const { computeBlobKzgProof } = loadKzg();
  try {
    return Uint8Array.from(computeBlobKzgProof(blob, commitment));
  } catch (error) {
    throw new InputError("PREIMAGE_WRONG", "no blob with a proof", { cause: error });
  }
}

/** "BLOB BY KECCAK 1" */
const KECCAK_DOMAIN = new TextEncoder().encode("BLOB BY KECCAK 1");
const SCALAR_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
/** In the first byte of a compressed point: always set there. */
const COMPRESSED = 0x80;

/** The proof of a whole blob at a point that Keccak chooses in place of SHA-256, as the core takes it, too (docs/interfaces.md, "Blob
 *  proofs"): a guest checks it in half the cycles. @throws InputError PREIMAGE_WRONG when these bytes are no blob */
export function keccakProofOf(blob: Uint8Array, commitment: Uint8Array): Uint8Array {
  const hash = keccak_256(concatBytes(KECCAK_DOMAIN, commitment, keccak_256(blob)));
  const point = BigInt(toHex(hash)) % SCALAR_ORDER;
  const z = fromHex(`0x${point.toString(16).padStart(64, "0")}`)!;
  try {
    const proof = Uint8Array.from(loadKzg().computeKzgProof(blob, z)[0]);
    proof[0]! &= ~COMPRESSED;
    return proof;
  } catch (error) {
    throw new InputError("PREIMAGE_WRONG", "no blob with a proof", { cause: error });
  }
}

/** Checks a blob against the versioned hash of an L1 block. @returns its commitment
 *  @throws InputError PREIMAGE_WRONG */
export function checkBlob(blob: Uint8Array, expected: Uint8Array): Uint8Array {
  const commitment = commitmentOf(blob);
  const actual = versionedHash(commitment);
  if (!equalBytes(actual, expected)) {
    throw new InputError("PREIMAGE_WRONG", `a blob with the versioned hash ${toHex(actual)}`, { at: toHex(expected) });
  }
  return commitment;
}

/** z of kona's extra entry that holds the proof of the whole blob: the index after the last, as a number. */
export function proofPoint(): Uint8Array {
  const point = new Uint8Array(FIELD_ELEMENT_BYTES);
  new DataView(point.buffer).setBigUint64(24, BigInt(FIELD_ELEMENTS));
  return point;
}

/** Every preimage of a checked blob: the commitment, for each element the request and its value, and the proof. */
export function blobPreimages(blob: Uint8Array, commitment: Uint8Array): Preimage[] {
  const points = [...blobPoints(), proofPoint()];
  const requests = points.map((point) => concatBytes(commitment, point));
  const values = points.map((_, i) =>
    i < FIELD_ELEMENTS ? blob.slice(FIELD_ELEMENT_BYTES * i, FIELD_ELEMENT_BYTES * (i + 1)) : proofOf(blob, commitment),
  );
  const keys = keccakKeys(requests);
  return [
    [sha256Key(commitment), commitment],
    ...keys.flatMap((key, i): Preimage[] => [
      [key, requests[i]!],
      [siblingKey(key, "blob"), values[i]!],
    ]),
  ];
}

/** Keys of a blob's elements, in their order. */
export function elementKeys(commitment: Uint8Array): Uint8Array[] {
  return keccakKeys(blobPoints().map((point) => concatBytes(commitment, point))).map((key) => siblingKey(key, "blob"));
}
