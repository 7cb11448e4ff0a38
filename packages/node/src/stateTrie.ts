// Reading the state out of a store of trie nodes: accounts, storage slots, and the nodes on the way to them, which are proofs.
import { readRlpItem, readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { nibblesOf, unpackPath } from "@assay/chain/triePath";
import { equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { EMPTY_TRIE_ROOT } from "@assay/program/proof";
import type { PreimageStore } from "@assay/program/store";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { byHash } from "./chainStore.ts";

export interface TriePath {
  /** null when the key is not there. */
  readonly value: Uint8Array | null;
  /** From the root down; nodes of less than 32 bytes stand within their parents. */
  readonly nodes: readonly Uint8Array[];
}

export interface Account {
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly storageRoot: Uint8Array;
  readonly codeHash: Uint8Array;
}

const BRANCH_ITEMS = 17;

/** Follows `key`, an address or a slot, from a root. @throws InputError STORE_BROKEN when a node is missing or is none */
export function walkTrie(store: PreimageStore, root: Uint8Array, key: Uint8Array): TriePath {
  const path = nibblesOf(keccak_256(key));
  const nodes: Uint8Array[] = [];
  if (equalBytes(root, EMPTY_TRIE_ROOT)) return { value: null, nodes };
  const load = (hash: Uint8Array): Uint8Array => {
    const node = byHash(store, hash);
    if (node === null) throw new InputError("STORE_BROKEN", "a trie node is missing", { at: toHex(hash) });
    nodes.push(node);
    return node;
  };
  let node = load(root);
  for (let depth = 0; ; ) {
    const items = readRlpList(node, BRANCH_ITEMS);
    let child = items[1]!;
    if (items.length === BRANCH_ITEMS) child = items[path[depth++]!]!;
    else {
      const own = unpackPath(items[0]!.payload);
      if (!own) throw new InputError("STORE_BROKEN", "what is stored for a trie node is none");
      if (own.path.some((nibble, i) => path[depth + i] !== nibble)) return { value: null, nodes };
      depth += own.path.length;
      if (own.isLeaf) return { value: child.payload, nodes };
    }
    if (child.list) node = child.encoded;
    else if (child.payload.length === 0) return { value: null, nodes };
    else node = load(child.payload);
  }
}

export function decodeAccount(bytes: Uint8Array): Account {
  const [nonce, balance, storageRoot, codeHash] = readRlpList(bytes, 4);
  return {
    nonce: rlpToInteger(nonce!.payload),
    balance: rlpToInteger(balance!.payload),
    storageRoot: storageRoot!.payload,
    codeHash: codeHash!.payload,
  };
}

/** @throws InputError STORE_BROKEN */
export function readAccount(store: PreimageStore, root: Uint8Array, address: Uint8Array): Account | null {
  const { value } = walkTrie(store, root, address);
  return value && decodeAccount(value);
}

/** A slot's value, 0 where there is none. @throws InputError STORE_BROKEN */
export function storageValue(path: TriePath): bigint {
  return path.value ? rlpToInteger(readRlpItem(path.value).payload) : 0n;
}
