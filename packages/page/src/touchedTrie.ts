// The part of a trie that some keys touch, laid out as a sunburst. Only the witness's own nodes are walked, by hash, so what
// is drawn is what was verified.
import { readRlpList } from "@assay/chain/rlp";
import { unpackPath } from "@assay/chain/triePath";
import { toHex } from "@assay/core/hex";
import type { Change, TrieDrawing, TrieNode } from "./report.ts";

export type NodeIndex = ReadonlyMap<string, Uint8Array>;

export interface TouchedKey {
  /** keccak-256 of the key: its path. */
  readonly path: Uint8Array;
  readonly name: string;
  readonly change: Change;
}

interface Branch {
  readonly kind: TrieNode["kind"];
  readonly path: string;
  readonly bytes: number;
  key: string | null;
  change: Change;
  readonly children: Branch[];
}

const NIBBLES = 64;

export interface DrawnTrie {
  readonly drawing: TrieDrawing;
  /** Values of the keys that are there, by name. */
  readonly values: ReadonlyMap<string, Uint8Array>;
}

/** Draws the trie with this root along the keys. null when its root is not in the witness. */
export function drawTrie(title: string, root: string, nodes: NodeIndex, keys: readonly TouchedKey[]): DrawnTrie | null {
  const encoded = nodes.get(root);
  if (!encoded || keys.length === 0) return null;
  const values = new Map<string, Uint8Array>();
  const sorted = keys
    .map((key) => ({ ...key, nibbles: toHex(key.path).slice(2) }))
    .sort((a, b) => (a.nibbles < b.nibbles ? -1 : 1));
  const top = grow(encoded, "", sorted, { nodes, values });
  return { drawing: layOut(title, top), values };
}

type SortedKey = TouchedKey & { readonly nibbles: string };

interface Walk {
  readonly nodes: NodeIndex;
  readonly values: Map<string, Uint8Array>;
}

function grow(encoded: Uint8Array, path: string, keys: readonly SortedKey[], walk: Walk): Branch {
  const items = readRlpList(encoded, 17);
  const follow = (item: (typeof items)[number] | undefined, below: string, some: readonly SortedKey[]): Branch[] => {
    if (!item || (!item.list && item.payload.length === 0)) return some.map((key) => absent(below, key));
    const node = item.list ? item.encoded : walk.nodes.get(toHex(item.payload));
    // A path that the witness does not hold was not needed.
    return node && below.length <= NIBBLES ? [grow(node, below, some, walk)] : [];
  };
  if (items.length === 17) {
    const children: Branch[] = [];
    for (let start = 0; start < keys.length; ) {
      const nibble = keys[start]!.nibbles[path.length]!;
      let end = start;
      while (end < keys.length && keys[end]!.nibbles[path.length] === nibble) end++;
      children.push(...follow(items[Number.parseInt(nibble, 16)], path + nibble, keys.slice(start, end)));
      start = end;
    }
    return parent("branch", path, encoded.length, children);
  }
  // SOUNDNESS: a witness can hold nodes that no trie has. Every step goes down a nibble, so depth is bounded by a path; test:
  // touchedTrie.test.ts.
  const own = items[0] && unpackPath(items[0].payload);
  if (!own || (own.path.length === 0 && !own.isLeaf)) return parent("extension", path, encoded.length, []);
  const full = path + own.path.map((nibble) => nibble.toString(16)).join("");
  const inside = keys.filter((key) => key.nibbles.startsWith(full));
  const outside = keys.filter((key) => !key.nibbles.startsWith(full)).map((key) => absent(path, key));
  if (own.isLeaf) {
    const found = inside[0];
    if (found && items[1]) walk.values.set(found.name, items[1].payload);
    const drawn: Branch = {
      kind: "leaf",
      path: full,
      bytes: encoded.length,
      key: found?.name ?? null,
      change: found?.change ?? "read",
      children: [],
    };
    // A key that ends where another one's leaf stands: the proof that it is not there.
    return outside.length === 0 ? drawn : parent("leaf", path, encoded.length, found ? [drawn, ...outside] : outside);
  }
  return parent("extension", path, encoded.length, [...follow(items[1], full, inside), ...outside]);
}

function absent(path: string, key: SortedKey): Branch {
  return { kind: "absent", path, bytes: 0, key: key.name, change: key.change, children: [] };
}

function parent(kind: TrieNode["kind"], path: string, bytes: number, children: Branch[]): Branch {
  const changed = children.some((child) => child.change !== "read");
  return { kind, path, bytes, key: null, change: changed ? "changed" : "read", children };
}

function layOut(title: string, top: Branch): TrieDrawing {
  const drawn: TrieNode[] = [];
  let rings = 0;
  let leaves = 0;
  // Depth is at most that of a trie, 64 nibbles and the place of what is absent.
  const place = (branch: Branch, ring: number): void => {
    rings = Math.max(rings, ring + 1);
    const from = leaves;
    if (branch.children.length === 0) leaves++;
    else for (const child of branch.children) place(child, ring + 1);
    const { kind, path, bytes, key, change } = branch;
    drawn.push({ ring, from, to: leaves, kind, path, bytes, key, change });
  };
  place(top, 0);
  drawn.sort((a, b) => a.ring - b.ring || a.from - b.from);
  return { title, leaves, rings, nodes: drawn };
}
