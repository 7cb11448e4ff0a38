// The nodes that hashing made: what a caller must store to open the new root later.
//
//   resetCollect()             begins a list
//   appendNewNodes(t, tail)    appends a trie's new nodes of at least 32 bytes and its root, without those that the witness
//                              holds; returns the list's end
//   newNodesHead               the first node, linked by next
import { witnessHas } from "../witness/index";
import { childSlot, Node, Trie } from "./node";
import { hashOf } from "./root";

/** Appends the nodes of `t` that were made in this run, and that the witness does not hold, to the list that ends with
 *  `tail` (0: a new list), linked by `next`. The trie has been hashed. Returns the new end of the list, and sets
 *  newNodesHead when the list was empty. */
export function appendNewNodes(t: Trie, tail: usize): usize {
  if (t.empty || t.root == 0) return tail;
  const root = changetype<Node>(t.root);
  if (!root.fresh) return tail;
  // Breadth first: the list is its own queue. Embedded nodes are in it for their children's sake until the second pass.
  const before = tail;
  tail = append(root, tail);
  let at = changetype<usize>(root);
  while (at != 0) {
    const node = changetype<Node>(at);
    let bits = node.resolved;
    while (bits != 0) {
      const i = <u32>ctz<u32>(bits);
      bits &= bits - 1;
      const child = changetype<Node>(<usize>load<u32>(childSlot(node, i)));
      if (child.fresh) tail = append(child, tail);
    }
    at = node.next;
  }
  return dropKnown(before, changetype<usize>(root));
}

export let newNodesHead: usize = 0;

export function resetCollect(): void {
  newNodesHead = 0;
}

function append(node: Node, tail: usize): usize {
  node.next = 0;
  if (tail != 0) changetype<Node>(tail).next = changetype<usize>(node);
  else newNodesHead = changetype<usize>(node);
  return changetype<usize>(node);
}

/** Takes out of the list, from `root` on, what is embedded in its parent or held by the witness; returns the last left. */
function dropKnown(before: usize, root: usize): usize {
  let tail = before;
  let at = root;
  if (before != 0) changetype<Node>(before).next = 0;
  else newNodesHead = 0;
  while (at != 0) {
    const node = changetype<Node>(at);
    const next = node.next;
    const hashed = node.encodingLength >= 32 || at == root;
    if (hashed && !witnessHas(hashOf(node))) tail = append(node, tail);
    at = next;
  }
  return tail;
}
