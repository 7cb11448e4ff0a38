// Preimage keys: 32 bytes, the first one the type. OP Stack specification, "Pre-image key types".
import { equalBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

export const KEY_BYTES = 32;

/** Type of a key, its first byte. 0 and 3 are reserved, 129 to 255 are an application's own. */
export const KEY_TYPE = { local: 1, keccak256: 2, sha256: 4, blob: 5, precompile: 6 } as const;

export type KeyType = keyof typeof KEY_TYPE;

const TYPE_NAMES = new Map<number, KeyType>(Object.entries(KEY_TYPE).map(([name, type]) => [type, name as KeyType]));

/** @throws InputError PREIMAGE_KEY_WRONG when it is not 32 bytes, or of no known type */
export function keyType(key: Uint8Array): KeyType {
  const type = key.length === KEY_BYTES ? TYPE_NAMES.get(key[0]!) : undefined;
  if (type === undefined) {
    const shown = key.length === KEY_BYTES ? `type ${key[0]}` : `${key.length} bytes`;
    throw new InputError("PREIMAGE_KEY_WRONG", `a preimage key of ${shown}`);
  }
  return type;
}

/** A 32-byte hash with its first byte replaced by the type. */
export function typedKey(type: KeyType, hash: Uint8Array): Uint8Array {
  if (hash.length !== KEY_BYTES) {
    throw new InputError("PREIMAGE_KEY_WRONG", `a hash of ${hash.length} bytes cannot be a preimage key`);
  }
  const key = Uint8Array.from(hash);
  key[0] = KEY_TYPE[type];
  return key;
}

/** Key of boot data: the ident in the last 8 bytes, big-endian. */
export function localKey(ident: number): Uint8Array {
  const key = new Uint8Array(KEY_BYTES);
  key[0] = KEY_TYPE.local;
  new DataView(key.buffer).setBigUint64(24, BigInt(ident));
  return key;
}

export function keccakKey(data: Uint8Array): Uint8Array {
  return typedKey("keccak256", keccak_256(data));
}

export function sha256Key(data: Uint8Array): Uint8Array {
  return typedKey("sha256", sha256(data));
}

/** Key of a blob's value at a point, from the 80 bytes commitment ++ z. */
export function blobKey(commitmentAndPoint: Uint8Array): Uint8Array {
  return typedKey("blob", keccak_256(commitmentAndPoint));
}

/** Key of a precompile's result, from address (20) ++ required gas (u64, big-endian) ++ input. */
export function precompileKey(request: Uint8Array): Uint8Array {
  return typedKey("precompile", keccak_256(request));
}

/** Key of the same tail under another type: where the request behind a blob's or a precompile's key is found. */
export function siblingKey(key: Uint8Array, type: KeyType): Uint8Array {
  return typedKey(type, key);
}

/** Whether the value is what a key of a hash type names. */
export function matchesHash(key: Uint8Array, value: Uint8Array): boolean {
  const type = keyType(key);
  if (type === "keccak256") return equalBytes(keccakKey(value), key);
  return type === "sha256" && equalBytes(sha256Key(value), key);
}
