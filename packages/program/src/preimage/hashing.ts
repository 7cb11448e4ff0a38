// Keccak-256 of many byte strings: by the core, which takes a tenth of the time that JavaScript takes; of a few by noble, which needs
// no instance.
import { hashAll } from "@assay/core/hashes";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { typedKey } from "./key.ts";

/** Fewer are hashed sooner than the core has them in its memory. */
const FEW_BYTES = 4096;
/** Given to the core at once. */
const MOST_BYTES = 16 * 1024 * 1024;

let core: Core | null = null;

/** Keys of type 2, in the order of the values. */
export function keccakKeys(values: readonly Uint8Array[]): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (let first = 0; first < values.length; ) {
    let bytes = 0;
    let end = first;
    while (end < values.length && (end === first || bytes + values[end]!.length <= MOST_BYTES)) {
      bytes += values[end++]!.length;
    }
    const some = values.slice(first, end);
    const hashes = bytes < FEW_BYTES ? some.map((value) => keccak_256(value)) : hashAll(hasher(), some);
    for (const hash of hashes) keys.push(typedKey("keccak256", hash));
    first = end;
  }
  return keys;
}

/** The instance that hashes. */
export function hasher(): Core {
  core ??= new Core(compileCore());
  return core;
}
