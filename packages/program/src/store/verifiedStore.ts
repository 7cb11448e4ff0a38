// A store whose every answer is checked, whatever wrote it: on the way in and on the way out.
//
// SOUNDNESS: a data directory may come from anyone. Hash types are hashed. A blob's element is believed when its whole blob, read from
// the store, has the commitment that the key's request names; that costs one commitment a blob, not a proof an element. A
// precompile's result is recomputed from its request. Tests: store.test.ts changes each kind of value.
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { hasGas } from "../hint/hint.ts";
import {
  BLOB_BYTES,
  blobPreimages,
  COMMITMENT_BYTES,
  checkBlob,
  commitmentOf,
  elementKeys,
  loadKzg,
  type Preimage,
  proofOf,
  proofPoint,
} from "../preimage/blob.ts";
import { keccakKeys } from "../preimage/hashing.ts";
import { blobKey, keccakKey, keyType, matchesHash, precompileKey, siblingKey, typedKey } from "../preimage/key.ts";
import { precompileResult } from "../preimage/precompile.ts";
import { blobPointIndex, FIELD_ELEMENT_BYTES } from "../preimage/roots.ts";
import { nameOf, type PreimageStore } from "./store.ts";

/** Blobs and precompile results that were checked are remembered; a run has some dozens of the one and hundreds of the other. */
const MAX_BLOBS = 64;
const MAX_RESULTS = 4096;
const BLOB_REQUEST_BYTES = COMMITMENT_BYTES + FIELD_ELEMENT_BYTES;

/** Forgets the oldest beyond the limit. */
function remember<Value>(map: Map<string, Value>, name: string, value: Value, limit: number): Value {
  if (map.size >= limit) map.delete(map.keys().next().value!);
  map.set(name, value);
  return value;
}

function isBlobProof(blob: Uint8Array, commitment: Uint8Array, proof: Uint8Array): boolean {
  if (proof.length !== COMMITMENT_BYTES) return false;
  const { verifyBlobKzgProof } = loadKzg();
  try {
    return verifyBlobKzgProof(blob, commitment, proof);
  } catch {
    // Not a point of the curve.
    return false;
  }
}

export class VerifiedStore {
  readonly #store: PreimageStore;
  /** Whole blobs by commitment. */
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #results = new Map<string, Uint8Array>();

  /** Called with every byte string that is newly stored under its hash: what a run will ask for next. */
  onHashed: ((key: Uint8Array, value: Uint8Array) => void) | null = null;

  #detached = false;

  constructor(store: PreimageStore) {
    this.#store = store;
  }

  /** @returns null when it is not there @throws InputError STORE_BROKEN when it is, but is not what the key names */
  get(key: Uint8Array): Uint8Array | null {
    const type = keyType(key);
    const value = this.#store.get(key);
    if (value === null) return null;
    switch (type) {
      case "keccak256":
      case "sha256":
        if (matchesHash(key, value)) return value;
        break;
      case "blob":
        if (this.#isBlobValue(key, value)) return value;
        break;
      case "precompile":
        if (equalBytes(this.#precompile(key), value)) return value;
        break;
      case "local":
        throw new InputError("PREIMAGE_KEY_WRONG", "local keys are not kept in a store");
    }
    throw new InputError("STORE_BROKEN", "the stored bytes are not what their key names", { at: toHex(key) });
  }

  /** As it is stored, of a hash type: for whoever hashes it. Other types are checked. @throws as `get` */
  getUnchecked(key: Uint8Array): Uint8Array | null {
    const type = keyType(key);
    return type === "keccak256" || type === "sha256" ? this.#store.get(key) : this.get(key);
  }

  has(key: Uint8Array): boolean {
    return this.get(key) !== null;
  }

  /** Stores byte strings under their keccak-256. */
  putHashed(values: Iterable<Uint8Array>): void {
    const list = [...values];
    const keys = keccakKeys(list);
    this.#keep(list.map((value, i) => [keys[i]!, value]));
  }

  /** Stores what somebody gave under a key. @throws InputError PREIMAGE_WRONG, PREIMAGE_KEY_WRONG */
  put(key: Uint8Array, value: Uint8Array): void {
    const type = keyType(key);
    if (type !== "keccak256" && type !== "sha256") {
      throw new InputError("PREIMAGE_KEY_WRONG", `a preimage of type ${type} cannot be stored by itself`);
    }
    if (!matchesHash(key, value))
      throw new InputError("PREIMAGE_WRONG", "the bytes have another hash", { at: toHex(key) });
    this.#keep([[key, value]]);
  }

  /** Writes what is not there: the witnesses of blocks that follow each other are mostly the same nodes. */
  #keep(preimages: readonly Preimage[]): void {
    const fresh = preimages.filter(([key, value]) => {
      const stored = this.#store.get(key);
      return stored === null || !equalBytes(stored, value);
    });
    if (fresh.length === 0) return;
    this.#putAll(fresh);
    for (const [key, value] of fresh) this.onHashed?.(key, value);
  }

  /** Checks a blob against its versioned hash and stores all of it. @throws InputError PREIMAGE_WRONG */
  putBlob(blob: Uint8Array, versionedHash: Uint8Array): void {
    const commitment = checkBlob(blob, versionedHash);
    this.#putAll(blobPreimages(blob, commitment));
    remember(this.#blobs, nameOf(commitment), blob, MAX_BLOBS);
  }

  /** Computes a precompile's result and stores it. @throws InputError HINT_BROKEN */
  putPrecompile(request: Uint8Array, withGas: boolean): void {
    const result = precompileResult(request, withGas);
    this.#putAll([
      [keccakKey(request), request],
      [precompileKey(request), result],
    ]);
    remember(this.#results, nameOf(precompileKey(request)), result, MAX_RESULTS);
  }

  /** Commitment, proof and blob of a versioned hash (byte 0 does not count), or null. SOUNDNESS: only the commitment is checked here;
   *  that the blob belongs to it is for whoever takes the record to check, as the core does with the proof.
   *  @throws InputError STORE_BROKEN when part of it is missing or wrong */
  blobRecord(versionedHash: Uint8Array): Uint8Array | null {
    const commitment = this.get(typedKey("sha256", versionedHash));
    if (commitment === null) return null;
    const blob = this.#blobs.get(nameOf(commitment)) ?? this.#gatherBlob(commitment);
    const proof = this.#store.get(blobKey(concatBytes(commitment, proofPoint())));
    if (proof?.length === COMMITMENT_BYTES) return concatBytes(commitment, proof, blob);
    // Only kona and this host keep it. Loading what is needed to compute it takes a second or more.
    return concatBytes(commitment, proofOf(blob, commitment), blob);
  }

  /** What comes after this is not stored any more: for requests that are still under way when a run has ended. */
  detach(): void {
    this.#detached = true;
    this.onHashed = null;
  }

  close(): Promise<void> {
    this.detach();
    return this.#store.close();
  }

  #putAll(preimages: readonly Preimage[]): void {
    if (!this.#detached) this.#store.putAll(preimages);
  }

  /** The request behind a key: the keccak-256 preimage with the same tail. */
  #request(key: Uint8Array): Uint8Array {
    const requestKey = siblingKey(key, "keccak256");
    const request = this.#store.get(requestKey);
    if (request === null || !matchesHash(requestKey, request)) {
      throw new InputError(
        "STORE_BROKEN",
        "the request behind this key is not stored, so its value cannot be checked",
        {
          at: toHex(key),
        },
      );
    }
    return request;
  }

  #isBlobValue(key: Uint8Array, value: Uint8Array): boolean {
    const request = this.#request(key);
    if (request.length !== BLOB_REQUEST_BYTES) return false;
    const commitment = request.slice(0, COMMITMENT_BYTES);
    const point = request.subarray(COMMITMENT_BYTES);
    const blob = this.#blobs.get(nameOf(commitment)) ?? this.#readBlob(commitment);
    const index = blobPointIndex(point);
    if (index >= 0) {
      return equalBytes(blob.subarray(FIELD_ELEMENT_BYTES * index, FIELD_ELEMENT_BYTES * (index + 1)), value);
    }
    // kona's extra entry: the proof of the whole blob.
    return equalBytes(point, proofPoint()) && isBlobProof(blob, commitment, value);
  }

  /** The blob of a commitment, put together from the store and checked. */
  #readBlob(commitment: Uint8Array): Uint8Array {
    const blob = this.#gatherBlob(commitment);
    if (!equalBytes(commitmentOf(blob), commitment)) {
      throw new InputError("STORE_BROKEN", "a blob that does not have its commitment", { at: toHex(commitment) });
    }
    return remember(this.#blobs, nameOf(commitment), blob, MAX_BLOBS);
  }

  #gatherBlob(commitment: Uint8Array): Uint8Array {
    const blob = new Uint8Array(BLOB_BYTES);
    for (const [i, key] of elementKeys(commitment).entries()) {
      const element = this.#store.get(key);
      if (element?.length !== FIELD_ELEMENT_BYTES) {
        throw new InputError("STORE_BROKEN", `a blob of which element ${i} is missing`, { at: toHex(commitment) });
      }
      blob.set(element, FIELD_ELEMENT_BYTES * i);
    }
    return blob;
  }

  #precompile(key: Uint8Array): Uint8Array {
    const known = this.#results.get(nameOf(key));
    if (known) return known;
    const request = this.#request(key);
    return remember(this.#results, nameOf(key), precompileResult(request, hasGas(request)), MAX_RESULTS);
  }
}
