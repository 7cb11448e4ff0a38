// Trie nodes as capture looks at them: branches, extensions and leaves, their children by reference.
import { encodeRlp, listOfEncoded, readRlpList } from "@assay/chain/rlp";
import { packPath, unpackPath } from "@assay/chain/triePath";
import { InputError } from "@assay/core/inputError";

/** The child's hash (32 bytes), or the whole node where it is short enough to stand in its parent. */
export type Reference = Uint8Array;

export type TrieNode =
  | { readonly kind: "branch"; readonly children: readonly (Reference | null)[] }
  | { readonly kind: "extension"; readonly path: readonly number[]; readonly child: Reference }
  | { readonly kind: "leaf"; readonly path: readonly number[]; readonly value: Uint8Array };

const BRANCH_ITEMS = 17;

/** @returns null when the bytes are no node of a trie whose keys are hashes */
export function readNode(bytes: Uint8Array): TrieNode | null {
  try {
    const items = readRlpList(bytes, BRANCH_ITEMS);
    const reference = (i: number) => (items[i]!.list ? items[i]!.encoded : items[i]!.payload);
    if (items.length === BRANCH_ITEMS) {
      const children = Array.from({ length: 16 }, (_, i) => (reference(i).length === 0 ? null : reference(i)));
      return { kind: "branch", children };
    }
    const own = items.length === 2 ? unpackPath(items[0]!.payload) : null;
    if (!own) return null;
    if (own.isLeaf) return { kind: "leaf", path: own.path, value: items[1]!.payload };
    return { kind: "extension", path: own.path, child: reference(1) };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** The node with the first `count` nibbles of its path cut off; null where none would be left to say. */
export function withoutNibbles(node: TrieNode, count: number): Uint8Array | null {
  if (node.kind === "branch" || count > node.path.length) return null;
  const path = node.path.slice(count);
  if (node.kind === "leaf") return encodeRlp([packPath(path, true), node.value]);
  if (path.length === 0) return null;
  // A reference of 32 bytes is a string, a shorter one the node itself.
  const child = node.child.length === 32 ? encodeRlp(node.child) : node.child;
  return listOfEncoded([encodeRlp(packPath(path, false)), child]);
}
