// Finds a key whose hash starts with a given path, by trying. Tries grow by sixteen with each nibble: 5 nibbles are a few seconds,
// and most deletions in a storage trie happen above that. Deeper ones need a node that serves single trie nodes.
import { keccak_256 } from "@noble/hashes/sha3.js";

const MAX_NIBBLES = 5;
/** A path of 5 nibbles is missed with a chance of e^-8. */
const MAX_TRIES = 8 * 16 ** MAX_NIBBLES;

function startsWith(hash: Uint8Array, path: readonly number[]): boolean {
  for (let i = 0; i < path.length; i++) {
    const byte = hash[i >> 1]!;
    if ((i % 2 === 0 ? byte >> 4 : byte & 15) !== path[i]) return false;
  }
  return true;
}

/** A key of so many bytes (20 an address, 32 a slot) whose keccak-256 starts with these nibbles; null when it would take too long. */
export function keyUnder(path: readonly number[], bytes: 20 | 32): Uint8Array | null {
  if (path.length > MAX_NIBBLES) return null;
  const key = new Uint8Array(bytes);
  const view = new DataView(key.buffer);
  for (let i = 0; i < MAX_TRIES; i++) {
    view.setUint32(bytes - 4, i);
    if (startsWith(keccak_256(key), path)) return key;
  }
  return null;
}
