// Damage behind hashes. A damaged node is simply missing, since its hash is another; to reach the code that decodes it, every
// hash above it is made to fit: its parents', the parent header's state root, and the block's parent hash.
import { fromHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** One block's parts as bytes. */
export interface Parts {
  blocks: Uint8Array[];
  headers: Uint8Array[];
  nodes: Uint8Array[];
  codes: Uint8Array[];
}

export function partsOf(input: {
  blocks: readonly unknown[];
  headers: readonly unknown[];
  nodes: readonly unknown[];
  codes: readonly unknown[];
}): Parts {
  const bytes = (list: readonly unknown[]) =>
    list.map((item) => (item instanceof Uint8Array ? item.slice() : fromHex(item as string)!));
  return {
    blocks: bytes(input.blocks),
    headers: bytes(input.headers),
    nodes: bytes(input.nodes),
    codes: bytes(input.codes),
  };
}

function replaceHash(
  lists: Uint8Array[][],
  from: Uint8Array,
  to: Uint8Array,
): { list: Uint8Array[]; index: number } | null {
  for (const list of lists) {
    for (const [index, bytes] of list.entries()) {
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(from);
      if (at < 0) continue;
      const changed = bytes.slice();
      changed.set(to, at);
      list[index] = changed;
      return { list, index };
    }
  }
  return null;
}

/** Puts `changed` in the place of `list[index]` and mends the hashes above it, to the block. Changes `parts`. */
export function relink(parts: Parts, list: Uint8Array[], index: number, changed: Uint8Array): void {
  let before = keccak_256(list[index]!);
  list[index] = changed;
  let after = keccak_256(changed);
  const above = [parts.nodes, parts.headers, parts.blocks];
  // The longest way is 64 nodes of a storage trie, 64 of the state trie, then 256 headers.
  for (let step = 0; step < 400; step++) {
    const old = new Map<Uint8Array[], Uint8Array[]>(above.map((each) => [each, [...each]]));
    const at = replaceHash(above, before, after);
    if (!at || at.list === parts.blocks) return;
    before = keccak_256(old.get(at.list)![at.index]!);
    after = keccak_256(at.list[at.index]!);
  }
}
