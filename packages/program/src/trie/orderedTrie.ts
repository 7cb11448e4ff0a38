// The trie of a list: transactions or receipts under the RLP of their index (Yellow Paper, equation 33), with all its nodes.
import { encodeRlp, type RlpItem, rlpInteger } from "@assay/chain/rlp";
import { nibblesOf, packPath } from "@assay/chain/triePath";
import { keccak_256 } from "@noble/hashes/sha3.js";

export interface OrderedTrie {
  readonly root: Uint8Array;
  /** Every node that is named by its hash; the root always is. */
  readonly nodes: readonly Uint8Array[];
}

interface Entry {
  readonly path: readonly number[];
  readonly value: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** RLP of the index, the key of a list's item. */
export function indexKey(index: number): Uint8Array {
  return encodeRlp(rlpInteger(BigInt(index)));
}

/** Builds the trie. Paths are at most 6 nibbles long, so the recursion is shallow. */
export function orderedTrie(values: readonly Uint8Array[]): OrderedTrie {
  const nodes: Uint8Array[] = [];
  const entries = values.map((value, i) => ({ path: nibblesOf(indexKey(i)), value }));
  const root = encodeRlp(entries.length === 0 ? NOTHING : node(entries, 0, nodes));
  // A root below 32 bytes is named by its hash all the same.
  nodes.push(root);
  return { root: keccak_256(root), nodes };
}

/** How a node stands in its parent: itself when it is short, else its hash. */
function reference(item: RlpItem, nodes: Uint8Array[]): RlpItem {
  const encoded = encodeRlp(item);
  if (encoded.length < 32) return item;
  nodes.push(encoded);
  return keccak_256(encoded);
}

function node(entries: readonly Entry[], depth: number, nodes: Uint8Array[]): RlpItem {
  const [first] = entries;
  if (entries.length === 1) return [packPath(first!.path.slice(depth), true), first!.value];
  const shared = sharedLength(entries, depth);
  if (shared > 0) {
    const child = reference(node(entries, depth + shared, nodes), nodes);
    return [packPath(first!.path.slice(depth, depth + shared), false), child];
  }
  const children: RlpItem[] = Array.from({ length: 16 }, (_, nibble) => {
    const below = entries.filter(({ path }) => path[depth] === nibble);
    return below.length === 0 ? NOTHING : reference(node(below, depth + 1, nodes), nodes);
  });
  // No RLP of an index is the start of another, so no value ever sits in a branch.
  return [...children, NOTHING];
}

/** Nibbles that all paths have in common from `depth` on. */
function sharedLength(entries: readonly Entry[], depth: number): number {
  const { path } = entries[0]!;
  let length = 0;
  while (entries.every((entry) => entry.path[depth + length] === path[depth + length])) length++;
  return length;
}
