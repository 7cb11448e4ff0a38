// Merkle Patricia tries (Yellow Paper, appendix D) over the witness: nodes come into being when they are first visited.
//
//   trieOpen(rootHash): Trie              a trie whose keys all have 32 bytes (state and storage)
//   trieOpenAnyKeys(rootHash): Trie       a trie with keys of any length up to 256 bytes (branches may hold values)
//
// A branch has 16 child slots after its fields, an extension one. A slot is 0 (nothing), the address of a Node (its bit
// in `resolved` is set), or the address of the RLP item that refers to the child inside the parent's encoding: 0xa0 and a
// hash, or a list when the child is embedded. So an unvisited child costs nothing, and a visited one no second look-up.
import { WITNESS_NODE_MALFORMED, WITNESS_NODE_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { alloc, allocZeroed } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { WITNESS_NODE, witnessFind } from "../witness/index";
import { expandNibbles } from "./nibbles";

/** keccak-256 of 0x80: the root of a trie that holds nothing. */
export const EMPTY_ROOT: usize = memory.data<u8>(
  [
    0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45, 0xe6, 0x92, 0xc0, 0xf8, 0x6e, 0x5b, 0x48, 0xe0,
    0x1b, 0x99, 0x6c, 0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21,
  ],
  8,
);


@unmanaged
export class Trie {
  /** Root as of opening or of the last hashing. */
  hash0: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
  /** The root node, 0 when the trie is empty or the root was not visited yet. */
  root: usize;
  empty: bool;
  dirty: bool;
  /** Nibbles of every key, or 0 when keys differ in length. */
  keyNibbles: u32;
  /** Next trie that waits to be hashed. */
  next: usize;
  /** Storage tries: the one opened before. */
  opened: usize;
}

// @ts-ignore: decorator
@inline
export function trieHash(t: Trie): usize {
  return changetype<usize>(t) + offsetof<Trie>("hash0");
}

export const BRANCH: u8 = 0;
export const EXTENSION: u8 = 1;
export const LEAF: u8 = 2;


@unmanaged
export class Node {
  kind: u8;
  /** Changed since it was last hashed: `reference` and `buffer` are out of date. */
  dirty: bool;
  /** Encoded by us, not a node of the witness. Ancestors of such a node are such nodes too. */
  fresh: bool;
  /** Bit i: child slot i holds a Node. */
  resolved: u32;
  /** The item by which a parent refers to this node: 0xa0 and the hash, or the node itself when embedded. */
  reference: usize;
  /** The hash that the witness knows it by (for an embedded node: its container's), for error records. */
  named: usize;
  /** Nibbles of an extension or leaf. */
  path: usize;
  pathLength: u32;
  /** Value of a leaf, or of a branch in a trie with keys of any length; 0 is none. */
  value: usize;
  valueLength: u32;
  /** Room at `value` when it is ours. */
  valueCapacity: u32;
  /** Where it is encoded: 40 bytes for the reference, then the encoding. */
  buffer: usize;
  bufferCapacity: u32;
  encodingLength: u32;
  /** Next node of the same level while hashing or collecting. */
  next: usize;
}

/** Address of child slot i. */
// @ts-ignore: decorator
@inline
export function childSlot(node: Node, i: u32): usize {
  return changetype<usize>(node) + offsetof<Node>() + ((<usize>i) << 2);
}

// @ts-ignore: decorator
@inline
export function isResolved(node: Node, i: u32): bool {
  return ((node.resolved >> i) & 1) != 0;
}

/** Puts `child` into slot i. */
// @ts-ignore: decorator
@inline
export function setChild(node: Node, i: u32, child: Node): void {
  store<u32>(childSlot(node, i), <u32>changetype<usize>(child));
  node.resolved |= 1 << i;
}

export function newNode(kind: u8): Node {
  const slots: usize = kind == BRANCH ? 64 : kind == EXTENSION ? 4 : 0;
  const node = changetype<Node>(allocZeroed(offsetof<Node>() + slots));
  node.kind = kind;
  return node;
}

function open(rootHash: usize, keyNibbles: u32): Trie {
  const t = changetype<Trie>(allocZeroed(offsetof<Trie>()));
  copy32(trieHash(t), rootHash);
  t.empty = equal32(rootHash, EMPTY_ROOT);
  t.keyNibbles = keyNibbles;
  return t;
}

/** The trie with that root, all of whose keys have 32 bytes. */
export function trieOpen(rootHash: usize): Trie {
  return open(rootHash, 64);
}

/** The trie with that root, with keys of any length. */
export function trieOpenAnyKeys(rootHash: usize): Trie {
  return open(rootHash, 0);
}

/** The root node. The trie must not be empty. */
export function rootOf(t: Trie): Node {
  if (t.root == 0) t.root = changetype<usize>(loadNode(trieHash(t), 0, 0, t.keyNibbles));
  return changetype<Node>(t.root);
}

/** The child in slot i, which must not be empty. `depth`: nibbles from the root to the child. */
export function childOf(node: Node, i: u32, depth: u32, keyNibbles: u32): Node {
  const slot = childSlot(node, i);
  const at = <usize>load<u32>(slot);
  if (isResolved(node, i)) return changetype<Node>(at);
  let child: Node;
  if (load<u8>(at) == 0xa0) {
    child = loadNode(at + 1, at, depth, keyNibbles);
  } else {
    child = parseNode(at, at + 1 + <usize>(load<u8>(at) - 0xc0), node.named, depth, keyNibbles);
    child.reference = at;
  }
  // A child of an extension is a branch: any other node would have been merged into it.
  if (node.kind == EXTENSION && child.kind != BRANCH) incomplete(WITNESS_NODE_MALFORMED, child.named);
  setChild(node, i, child);
  return child;
}

/** SOUNDNESS: a node that nobody has is never taken for an empty subtree. Test: test/trie-witness.test.ts. */
function loadNode(hash: usize, reference: usize, depth: u32, keyNibbles: u32): Node {
  const entry = witnessFind(hash, WITNESS_NODE);
  if (changetype<usize>(entry) == 0) incomplete(WITNESS_NODE_MISSING, hash);
  // Below the root, a node of less than 32 bytes stands in its parent.
  if (depth != 0 && entry.length < 32) incomplete(WITNESS_NODE_MALFORMED, hash);
  const node = parseNode(entry.data, entry.data + <usize>entry.length, hash, depth, keyNibbles);
  node.reference = reference;
  return node;
}

/**
 * The node encoded from `ptr` to `end`.
 *
 * SOUNDNESS: a hash says that the bytes are the ones meant, not that they are a node. Everything is checked: shape, strict
 * RLP, hex prefix, path lengths against the key length, at least two entries in a branch. What is wrong ends the run as
 * `incomplete` with the hash `named`. Embedded nodes are parsed when they are visited, one level at a time; they are
 * shorter than their parent's item and each takes at least one nibble, so their nesting is bounded by the key.
 */
function parseNode(ptr: usize, end: usize, named: usize, depth: u32, keyNibbles: u32): Node {
  if (rlpNext(ptr, end) != end || !rlpIsList) incomplete(WITNESS_NODE_MALFORMED, named);
  const payload = rlpPayload;
  const second = rlpNext(payload, end);
  if (second == 0) incomplete(WITNESS_NODE_MALFORMED, named);
  const firstIsList = rlpIsList;
  const prefix = rlpPayload;
  const prefixLength = rlpLength;
  const third = rlpNext(second, end);
  if (third == 0) incomplete(WITNESS_NODE_MALFORMED, named);
  if (third != end) return parseBranch(payload, end, named, depth, keyNibbles);
  if (firstIsList || prefixLength == 0) incomplete(WITNESS_NODE_MALFORMED, named);
  return parseShort(second, end, prefix, prefixLength, named, depth, keyNibbles);
}

/** An extension or leaf: its hex prefix, and its second item, which `rlpNext` has just read. */
function parseShort(
  item: usize,
  end: usize,
  prefix: usize,
  prefixLength: u32,
  named: usize,
  depth: u32,
  keyNibbles: u32,
): Node {
  const flags = <u32>load<u8>(prefix);
  const odd = (flags >> 4) & 1;
  if (flags >> 6 != 0 || (odd == 0 && (flags & 15) != 0)) incomplete(WITNESS_NODE_MALFORMED, named);
  const isLeaf = (flags & 0x20) != 0;
  const pathLength = ((prefixLength - 1) << 1) + odd;
  const node = newNode(isLeaf ? LEAF : EXTENSION);
  node.named = named;
  if (isLeaf) {
    if (keyNibbles != 0 && depth + pathLength != keyNibbles) incomplete(WITNESS_NODE_MALFORMED, named);
    if (rlpIsList || rlpLength == 0) incomplete(WITNESS_NODE_MALFORMED, named);
    node.value = rlpPayload;
    node.valueLength = rlpLength;
  } else {
    if (pathLength == 0 || (keyNibbles != 0 && depth + pathLength >= keyNibbles))
      incomplete(WITNESS_NODE_MALFORMED, named);
    if (!isReference(item, end)) incomplete(WITNESS_NODE_MALFORMED, named);
    store<u32>(childSlot(node, 0), <u32>item);
  }
  // Room for what the nibble functions read and write past the end.
  node.path = alloc(<usize>pathLength + 8);
  node.pathLength = pathLength;
  if (odd != 0) store<u8>(node.path, <u8>(flags & 15));
  expandNibbles(node.path + <usize>odd, prefix + 1, prefixLength - 1);
  return node;
}

/** Whether the item just read, from `item` to `next`, can stand for a child: a hash, or a node of less than 32 bytes. */
// @ts-ignore: decorator
@inline
function isReference(item: usize, next: usize): bool {
  return rlpIsList ? next - item < 32 : rlpLength == 32;
}

function parseBranch(payload: usize, end: usize, named: usize, depth: u32, keyNibbles: u32): Node {
  const node = newNode(BRANCH);
  node.named = named;
  let at = payload;
  let entries: u32 = 0;
  for (let i: u32 = 0; i < 16; i++) {
    const item = at;
    // Nearly every item is a hash or nothing; each is canonical as it stands.
    const first = at < end ? load<u8>(at) : 0;
    if (first == 0x80) {
      at++;
      continue;
    }
    if (first == 0xa0 && end - at >= 33) {
      at += 33;
    } else {
      at = rlpNext(item, end);
      if (at == 0 || !isReference(item, at)) incomplete(WITNESS_NODE_MALFORMED, named);
    }
    store<u32>(childSlot(node, i), <u32>item);
    entries++;
  }
  if (rlpNext(at, end) != end || rlpIsList) incomplete(WITNESS_NODE_MALFORMED, named);
  if (rlpLength != 0) {
    // Keys of one length never end at a branch.
    if (keyNibbles != 0) incomplete(WITNESS_NODE_MALFORMED, named);
    node.value = rlpPayload;
    node.valueLength = rlpLength;
    entries++;
  }
  if (entries < 2 || (keyNibbles != 0 && depth >= keyNibbles)) incomplete(WITNESS_NODE_MALFORMED, named);
  return node;
}
