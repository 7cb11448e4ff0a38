// Where the block's deletions collapse a trie: a branch that is left with one child is replaced by it, and for that the child must be
// known. When nobody has touched it, no proof of a touched key shows it: that is the sibling that a witness from proofs lacks.
//
// All of them are found at once, before any is asked for, by walking the known nodes with the changes of a rehearsal.

import { nibblesOf } from "@assay/chain/triePath";
import { type Hex, toHex } from "@assay/core/hex";
import type { AccountChange } from "@assay/core/result";
import { type Place, type ProvenState, trieKey } from "./provenState.ts";
import { type Reference, readNode } from "./trieNode.ts";

export interface Sibling extends Place {
  readonly hash: Hex;
  /** A key below the branch that the block deletes: an address, or a slot of `account`. */
  readonly deleted: Hex;
}

interface Change {
  readonly key: Hex;
  readonly path: readonly number[];
  readonly isDeletion: boolean;
}

const ZERO = toHex(new Uint8Array(32));

function change(key: Hex, isDeletion: boolean): Change {
  return { key, path: nibblesOf(trieKey(key)), isDeletion };
}

/** Siblings that are needed and not known. */
export function neededSiblings(state: ProvenState, changes: readonly AccountChange[]): Sibling[] {
  const found: Sibling[] = [];
  const accounts: Change[] = [];
  for (const { address, deleted, storage } of changes) {
    const name = toHex(address);
    accounts.push(change(name, deleted));
    const fields = state.accounts.get(name)?.fields;
    if (!fields || deleted) continue;
    const slots = storage.map(({ key, value }) => change(toHex(key), toHex(value) === ZERO));
    new Walk(state, name, found).remains(fields.storageRoot, 0, slots);
  }
  new Walk(state, null, found).remains(state.at.root, 0, accounts);
  return found;
}

class Walk {
  readonly #state: ProvenState;
  readonly #account: Hex | null;
  readonly #found: Sibling[];

  constructor(state: ProvenState, account: Hex | null, found: Sibling[]) {
    this.#state = state;
    this.#account = account;
    this.#found = found;
  }

  /** Whether anything is left below this node after the changes. */
  remains(reference: Reference, depth: number, changes: readonly Change[]): boolean {
    if (changes.length === 0) return true;
    const bytes = reference.length === 32 ? this.#state.nodes.get(toHex(reference)) : reference;
    const node = bytes ? readNode(bytes) : null;
    // Unknown, an empty trie, or no node: nothing to find out here, and the core will say what is wrong.
    if (!node) return true;
    const inserts = changes.some(({ isDeletion }) => !isDeletion);
    if (node.kind === "leaf") {
      const key = changes.find(
        ({ path }) => samePath(path, depth, node.path) && path.length === depth + node.path.length,
      );
      return inserts || !key?.isDeletion;
    }
    if (node.kind === "extension") {
      const below = changes.filter(({ path }) => samePath(path, depth, node.path));
      const isLeft = this.remains(node.child, depth + node.path.length, below);
      return isLeft || changes.some((entry) => !entry.isDeletion && !below.includes(entry));
    }
    const left: number[] = [];
    let isEmptied = false;
    for (const [nibble, child] of node.children.entries()) {
      const below = changes.filter(({ path }) => path[depth] === nibble);
      const isLeft = child ? this.remains(child, depth + 1, below) : below.some(({ isDeletion }) => !isDeletion);
      if (isLeft) left.push(nibble);
      else if (child) isEmptied = true;
    }
    const [survivor, ...others] = left;
    if (survivor !== undefined && others.length === 0 && isEmptied)
      this.#need(node.children[survivor]!, depth, survivor, changes);
    return left.length > 0;
  }

  #need(child: Reference | null, depth: number, nibble: number, changes: readonly Change[]): void {
    // A child that the block makes itself is known to it, one that stands in its parent to everybody.
    if (child?.length !== 32) return;
    const hash = toHex(child);
    const deletion = changes.find(({ path, isDeletion }) => isDeletion && path[depth] !== nibble);
    if (this.#state.nodes.has(hash) || !deletion) return;
    const path = [...deletion.path.slice(0, depth), nibble];
    this.#found.push({ hash, account: this.#account, path, deleted: deletion.key });
  }
}

function samePath(path: readonly number[], depth: number, part: readonly number[]): boolean {
  return part.every((nibble, i) => path[depth + i] === nibble);
}
