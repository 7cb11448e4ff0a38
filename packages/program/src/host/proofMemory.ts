// What proofs of this run have shown beside their own key: where in which trie a node hangs, and which account has which code. A
// hint for a node or a code has only its hash; with this it can be had from nodes that serve proofs and no database keys.
import { type Hex, toHex } from "@assay/core/hex";
import type { BlockReference } from "../hint/hint.ts";
import type { Passed } from "../trie/proof.ts";

export interface PlaceInTrie {
  readonly block: BlockReference;
  /** Whose storage trie it is; null for the state trie. */
  readonly account: Uint8Array | null;
  /** Nibbles from the root. */
  readonly path: readonly number[];
}

export interface AccountAtBlock {
  readonly block: BlockReference;
  readonly address: Uint8Array;
}

/** A proof passes some hundred nodes; a run of some thousand proofs stays below this. */
const MAX_PLACES = 500_000;
const MAX_CODES = 50_000;

export class ProofMemory {
  readonly #places = new Map<Hex, PlaceInTrie>();
  readonly #codes = new Map<Hex, AccountAtBlock>();
  /** Of the last proof. */
  lastBlock: BlockReference | null = null;

  sawAccount(block: BlockReference, address: Uint8Array, passed: readonly Passed[], codeHash: Uint8Array | null): void {
    this.lastBlock = block;
    this.#remember(block, null, passed);
    if (codeHash && this.#codes.size < MAX_CODES) this.#codes.set(toHex(codeHash), { block, address });
  }

  sawSlot(block: BlockReference, address: Uint8Array, passed: readonly Passed[]): void {
    this.#remember(block, address, passed);
  }

  placeOf(hash: Hex): PlaceInTrie | null {
    return this.#places.get(hash) ?? null;
  }

  accountWithCode(hash: Hex): AccountAtBlock | null {
    return this.#codes.get(hash) ?? null;
  }

  #remember(block: BlockReference, account: Uint8Array | null, passed: readonly Passed[]): void {
    for (const { hash, path } of passed) {
      if (this.#places.size < MAX_PLACES) this.#places.set(toHex(hash), { block, account, path });
    }
  }
}
