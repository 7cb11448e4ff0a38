// Writing a trie: inserting and updating. Nodes are changed where they are; what changed is marked for hashing.
//
//   trieUpdate(t, key, keyLength, value, valueLength)   the value is copied and must not be empty
import { alloc } from "../memory/arena";
import { equalBytes } from "../memory/bytes";
import { BRANCH, childOf, childSlot, EXTENSION, isResolved, LEAF, newNode, Node, rootOf, setChild, Trie } from "./node";
import { commonPrefix, KEY, MAX_NIBBLES, setKey } from "./nibbles";

/** The nodes from the root to where the operation is, 12 bytes each: node, child slot taken, depth of the node. */
const PATH: usize = memory.data(12 * 520, 8);

// @ts-ignore: decorator
@inline
export function pathNode(i: u32): Node {
  return changetype<Node>(<usize>load<u32>(PATH + <usize>(i * 12)));
}

// @ts-ignore: decorator
@inline
export function pathSlot(i: u32): u32 {
  return load<u32>(PATH + <usize>(i * 12), 4);
}

// @ts-ignore: decorator
@inline
export function pathDepth(i: u32): u32 {
  return load<u32>(PATH + <usize>(i * 12), 8);
}

// @ts-ignore: decorator
@inline
export function setPath(i: u32, node: Node, slot: u32, depth: u32): void {
  const at = PATH + <usize>(i * 12);
  store<u32>(at, <u32>changetype<usize>(node));
  store<u32>(at, slot, 4);
  store<u32>(at, depth, 8);
}

/** Marks the trie and the first `count` nodes of the path as changed. The ancestors of a changed node are marked already. */
export function markPath(t: Trie, count: u32): void {
  t.dirty = true;
  while (count != 0) {
    const node = pathNode(--count);
    if (node.dirty) return;
    node.dirty = true;
  }
}

/** Puts `node` where path element i is. */
export function replaceInPath(t: Trie, i: u32, node: Node): void {
  if (i == 0) {
    t.root = changetype<usize>(node);
    t.empty = false;
  } else {
    setChild(pathNode(i - 1), pathSlot(i - 1), node);
  }
}

/** Gives the node a copy of the value. */
export function setValue(node: Node, value: usize, length: u32): void {
  if (node.valueCapacity < length) {
    // Balances and nonces change their length: a little more room saves a second copy.
    const capacity = (length + 15) & ~7;
    node.value = alloc(<usize>capacity);
    node.valueCapacity = capacity;
  }
  memory.copy(node.value, value, <usize>length);
  node.valueLength = length;
}

/** A leaf for the key's nibbles from `depth` on. */
function newLeaf(depth: u32, nibbles: u32, value: usize, length: u32): Node {
  const leaf = newNode(LEAF);
  leaf.dirty = true;
  leaf.pathLength = nibbles - depth;
  leaf.path = alloc(<usize>leaf.pathLength + 8);
  memory.copy(leaf.path, KEY + <usize>depth, <usize>leaf.pathLength);
  setValue(leaf, value, length);
  return leaf;
}

export function trieUpdate(t: Trie, key: usize, keyLength: u32, value: usize, valueLength: u32): void {
  if (valueLength == 0) unreachable();
  const nibbles = setKey(key, keyLength);
  if (t.empty) {
    t.root = changetype<usize>(newLeaf(0, nibbles, value, valueLength));
    t.empty = false;
    t.dirty = true;
    return;
  }
  let node = rootOf(t);
  let depth: u32 = 0;
  let top: u32 = 0;
  while (true) {
    if (node.kind == BRANCH) {
      if (depth == nibbles) {
        setPath(top, node, 0, depth);
        break;
      }
      const i = <u32>load<u8>(KEY + <usize>depth);
      setPath(top++, node, i, depth);
      depth++;
      if (load<u32>(childSlot(node, i)) == 0) {
        setChild(node, i, newLeaf(depth, nibbles, value, valueLength));
        markPath(t, top);
        return;
      }
      node = childOf(node, i, depth, t.keyNibbles);
      continue;
    }
    setPath(top, node, 0, depth);
    const length = node.pathLength;
    const common = commonPrefix(node.path, KEY + <usize>depth, min(length, nibbles - depth));
    if (common != length || (node.kind == LEAF && depth + length != nibbles)) {
      split(t, top, node, common, nibbles, value, valueLength);
      return;
    }
    if (node.kind == LEAF) break;
    top++;
    depth += length;
    node = childOf(node, 0, depth, t.keyNibbles);
  }
  if (node.valueLength == valueLength && equalBytes(node.value, value, valueLength)) return;
  setValue(node, value, valueLength);
  markPath(t, top + 1);
}

/** Puts a branch where the key leaves the path of `node`, path element `at`, after `common` nibbles. */
function split(t: Trie, at: u32, node: Node, common: u32, nibbles: u32, value: usize, valueLength: u32): void {
  const branch = newNode(BRANCH);
  branch.dirty = true;
  const path = node.path;
  const rest = node.pathLength - common;
  if (rest == 0) {
    // Only a leaf of a trie with keys of any length: its key is a prefix of the new one.
    branch.value = node.value;
    branch.valueLength = node.valueLength;
    branch.valueCapacity = node.valueCapacity;
  } else {
    const i = <u32>load<u8>(path + <usize>common);
    if (node.kind == EXTENSION && rest == 1) {
      store<u32>(childSlot(branch, i), load<u32>(childSlot(node, 0)));
      if (isResolved(node, 0)) branch.resolved |= 1 << i;
      else branch.named = node.named;
    } else {
      node.path = path + <usize>common + 1;
      node.pathLength = rest - 1;
      node.dirty = true;
      setChild(branch, i, node);
    }
  }
  const depth = pathDepth(at) + common;
  if (depth == nibbles) setValue(branch, value, valueLength);
  else setChild(branch, <u32>load<u8>(KEY + <usize>depth), newLeaf(depth + 1, nibbles, value, valueLength));
  if (common == 0) {
    replaceInPath(t, at, branch);
  } else {
    const extension = newNode(EXTENSION);
    extension.dirty = true;
    extension.path = path;
    extension.pathLength = common;
    setChild(extension, 0, branch);
    replaceInPath(t, at, extension);
  }
  markPath(t, at);
}
