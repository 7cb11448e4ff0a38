// Reading a trie.
//
//   trieGet(t, key, keyLength): bool   whether the key has a value; then trieValue and trieValueLength are its bytes
import { BRANCH, childOf, childSlot, LEAF, Node, rootOf, Trie } from "./node";
import { commonPrefix, KEY, setKey } from "./nibbles";

/** What the last `trieGet` found. The bytes stay good until the key is updated. */
export let trieValue: usize = 0;
export let trieValueLength: u32 = 0;

export function resetTrieValue(): void {
  trieValue = 0;
  trieValueLength = 0;
}

// @ts-ignore: decorator
@inline
function found(node: Node): bool {
  trieValue = node.value;
  trieValueLength = node.valueLength;
  return node.valueLength != 0;
}

/** Looks the key up. False is a proof of absence: every node on the way was there. */
export function trieGet(t: Trie, key: usize, keyLength: u32): bool {
  const nibbles = setKey(key, keyLength);
  if (t.empty) return false;
  let node = rootOf(t);
  let depth: u32 = 0;
  while (true) {
    if (node.kind == BRANCH) {
      if (depth == nibbles) return found(node);
      const i = <u32>load<u8>(KEY + <usize>depth);
      if (load<u32>(childSlot(node, i)) == 0) return false;
      depth++;
      node = childOf(node, i, depth, t.keyNibbles);
      continue;
    }
    const length = node.pathLength;
    if (length > nibbles - depth || commonPrefix(node.path, KEY + <usize>depth, length) != length) return false;
    depth += length;
    if (node.kind == LEAF) return depth == nibbles && found(node);
    node = childOf(node, 0, depth, t.keyNibbles);
  }
}
