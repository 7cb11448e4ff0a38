// A slot's value in a storage trie: RLP of an integer above zero, at most 32 bytes.
import { readRlpItem } from "@assay/chain/rlp";

/** The value as a word; null when it is none: the core says so then, with the slot's name. */
export function slotValue(encoded: Uint8Array): Uint8Array | null {
  const { list, payload } = readRlpItem(encoded);
  if (list || payload.length > 32) return null;
  const word = new Uint8Array(32);
  word.set(payload, 32 - payload.length);
  return word;
}
