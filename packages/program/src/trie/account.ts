// An account in the state trie: nonce, balance, storage root, code hash.
import { readRlpList } from "@assay/chain/rlp";

export interface AccountRoots {
  readonly storageRoot: Uint8Array;
  readonly codeHash: Uint8Array;
}

/** @returns null when the bytes are no account @throws InputError FIELD_WRONG when they are not RLP */
export function accountRoots(encoded: Uint8Array): AccountRoots | null {
  const items = readRlpList(encoded, 4);
  const [, , storageRoot, codeHash] = items;
  if (items.length !== 4 || storageRoot?.payload.length !== 32 || codeHash?.payload.length !== 32) return null;
  return { storageRoot: storageRoot.payload.slice(), codeHash: codeHash.payload.slice() };
}
