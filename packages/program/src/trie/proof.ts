// A Merkle proof as eth_getProof gives it: the nodes from the root to a key, each named by its hash in the one before.
//
// SOUNDNESS: the nodes are stored by their own hash, so a wrong one cannot become a wrong answer; the walk shows that they are the
// right ones, so that a node that gives others is named at once. Tests: trie.test.ts.
import { readRlpItem, readRlpList } from "@assay/chain/rlp";
import { nibblesOf, unpackPath } from "@assay/chain/triePath";
import { equalBytes } from "@assay/core/bytes";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";

export const EMPTY_TRIE_ROOT = keccak_256(Uint8Array.of(0x80));

/** A child of a branch that the walk passed: where it hangs. */
export interface Passed {
  readonly path: readonly number[];
  readonly hash: Uint8Array;
}

export interface ProofWalk {
  /** null when the proof shows that the key is not there. */
  readonly value: Uint8Array | null;
  /** Every child by hash of the branches on the way, the one on the key's path too. */
  readonly passed: readonly Passed[];
}

const BRANCH_ITEMS = 17;

/** Walks from the root to the key. @returns null when the nodes are not such a proof: a hash that does not fit, a node that is not
 *  RLP, an end that shows neither a value nor its absence, nodes too many */
export function walkProof(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): ProofWalk | null {
  try {
    return walk(root, key, nodes);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function walk(root: Uint8Array, key: Uint8Array, nodes: readonly Uint8Array[]): ProofWalk | null {
  const path = nibblesOf(key);
  const passed: Passed[] = [];
  if (equalBytes(root, EMPTY_TRIE_ROOT)) return nodes.length > 1 ? null : { value: null, passed };
  let used = 0;
  let depth = 0;
  let node = nodes[used++];
  if (!node || !equalBytes(keccak_256(node), root)) return null;
  const done = (value: Uint8Array | null) => (used === nodes.length ? { value, passed } : null);
  for (;;) {
    const items = readRlpList(node, BRANCH_ITEMS);
    let child: Uint8Array;
    if (items.length === BRANCH_ITEMS) {
      for (const [nibble, item] of items.slice(0, 16).entries()) {
        if (!item.list && item.payload.length === 32) {
          passed.push({ path: [...path.slice(0, depth), nibble], hash: item.payload.slice() });
        }
      }
      const nibble = path[depth++];
      if (nibble === undefined) return null;
      child = items[nibble]!.list ? items[nibble]!.encoded : items[nibble]!.payload;
      if (child.length === 0) return done(null);
    } else if (items.length === 2) {
      const own = unpackPath(items[0]!.payload);
      if (!own) return null;
      const fits = own.path.every((nibble, i) => path[depth + i] === nibble);
      if (!fits) return done(null);
      depth += own.path.length;
      if (own.isLeaf) return depth === path.length ? done(items[1]!.payload) : null;
      if (own.path.length === 0) return null;
      child = items[1]!.list ? items[1]!.encoded : items[1]!.payload;
    } else return null;
    // A short child stands in its parent; every other is the next node of the proof.
    if (child.length < 32) {
      if (!readRlpItem(child).list) return null;
      node = child;
      continue;
    }
    const next: Uint8Array | undefined = nodes[used++];
    if (!next || child.length !== 32 || !equalBytes(keccak_256(next), child)) return null;
    node = next;
  }
}
