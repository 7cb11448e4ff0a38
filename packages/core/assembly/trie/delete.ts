// Writing a trie: deleting. A branch that is left with one entry collapses into it, which may need a sibling that nobody
// has visited: it is loaded, and when it is missing the run ends as `incomplete` with its hash.
//
//   trieDelete(t, key, keyLength): bool   whether the key was there
//   assumeBranches()                      such a sibling that nobody has is taken for a branch, until resetDelete()
import { alloc } from "../memory/arena";
import { WITNESS_NODE, witnessFind } from "../witness/index";
import { BRANCH, childOf, childSlot, EXTENSION, isResolved, LEAF, newNode, Node, rootOf, setChild, Trie } from "./node";
import { commonPrefix, KEY, setKey } from "./nibbles";
import { markPath, pathDepth, pathNode, pathSlot, replaceInPath, setPath } from "./update";

let assumesBranches: bool = false;
/** Siblings that were taken for branches. */
export let assumedBranches: u64 = 0;

export function resetDelete(): void {
  assumesBranches = false;
  assumedBranches = 0;
}

/**
 * A branch goes under an extension, for which its hash is enough; so a sibling that is known to be one need not be there.
 *
 * SOUNDNESS: this is for hosts that know the block's state root to be right, and never in a guest. Without that knowledge it calls a
 * root valid that has an extension above a leaf which was withheld. Test: test/capture/trustedRoot.test.ts.
 */
export function assumeBranches(): void {
  assumesBranches = true;
}

/** Whether child `i` is a hash that nobody has the node of. */
function isUnknown(branch: Node, i: u32): bool {
  if (isResolved(branch, i)) return false;
  const reference = <usize>load<u32>(childSlot(branch, i));
  return load<u8>(reference) == 0xa0 && changetype<usize>(witnessFind(reference + 1, WITNESS_NODE)) == 0;
}

export function trieDelete(t: Trie, key: usize, keyLength: u32): bool {
  const nibbles = setKey(key, keyLength);
  if (t.empty) return false;
  let node = rootOf(t);
  let depth: u32 = 0;
  let top: u32 = 0;
  while (true) {
    if (node.kind == BRANCH) {
      if (depth == nibbles) {
        if (node.valueLength == 0) return false;
        setPath(top, node, 0, depth);
        node.value = 0;
        node.valueLength = 0;
        node.valueCapacity = 0;
        shrink(t, top);
        return true;
      }
      const i = <u32>load<u8>(KEY + <usize>depth);
      if (load<u32>(childSlot(node, i)) == 0) return false;
      setPath(top++, node, i, depth);
      depth++;
      node = childOf(node, i, depth, t.keyNibbles);
      continue;
    }
    const length = node.pathLength;
    if (length > nibbles - depth || commonPrefix(node.path, KEY + <usize>depth, length) != length) return false;
    if (node.kind == LEAF) {
      if (depth + length != nibbles) return false;
      break;
    }
    setPath(top++, node, 0, depth);
    depth += length;
    node = childOf(node, 0, depth, t.keyNibbles);
  }
  if (top == 0) {
    t.root = 0;
    t.empty = true;
    t.dirty = true;
    return true;
  }
  // Above a leaf there is a branch: childOf refuses an extension whose child is anything else.
  const parent = pathNode(top - 1);
  const slot = pathSlot(top - 1);
  store<u32>(childSlot(parent, slot), 0);
  parent.resolved &= ~(1 << slot);
  shrink(t, top - 1);
  return true;
}

/** The branch at path element `at` has lost an entry: merges it with its last one if there is only one left. */
function shrink(t: Trie, at: u32): void {
  const branch = pathNode(at);
  let children: u32 = 0;
  let last: u32 = 0;
  for (let i: u32 = 0; i < 16; i++) {
    if (load<u32>(childSlot(branch, i)) == 0) continue;
    children++;
    last = i;
  }
  if (children + (branch.valueLength != 0 ? 1 : 0) > 1) {
    markPath(t, at + 1);
    return;
  }
  let merged: Node;
  if (children == 0) {
    merged = newNode(LEAF);
    merged.path = alloc(8);
    merged.value = branch.value;
    merged.valueLength = branch.valueLength;
    merged.valueCapacity = branch.valueCapacity;
  } else if (!TARGET_GUEST && assumesBranches && isUnknown(branch, last)) {
    assumedBranches++;
    merged = newNode(EXTENSION);
    merged.path = alloc(9);
    merged.pathLength = 1;
    store<u8>(merged.path, <u8>last);
    store<u32>(childSlot(merged, 0), load<u32>(childSlot(branch, last)));
  } else {
    const child = childOf(branch, last, pathDepth(at) + 1, t.keyNibbles);
    const path = alloc(<usize>child.pathLength + 9);
    store<u8>(path, <u8>last);
    if (child.kind == BRANCH) {
      merged = newNode(EXTENSION);
      merged.pathLength = 1;
      setChild(merged, 0, child);
    } else {
      merged = child;
      memory.copy(path + 1, child.path, <usize>child.pathLength);
      merged.pathLength = child.pathLength + 1;
    }
    merged.path = path;
  }
  merged.dirty = true;
  // What stands under an extension now is no branch any more: it takes over the extension's path.
  if (at != 0 && pathNode(at - 1).kind == EXTENSION) {
    const extension = pathNode(--at);
    const path = alloc(<usize>(extension.pathLength + merged.pathLength) + 8);
    memory.copy(path, extension.path, <usize>extension.pathLength);
    memory.copy(path + <usize>extension.pathLength, merged.path, <usize>merged.pathLength);
    merged.path = path;
    merged.pathLength += extension.pathLength;
  }
  replaceInPath(t, at, merged);
  markPath(t, at);
}
