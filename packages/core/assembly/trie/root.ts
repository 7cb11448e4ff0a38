// Hashing what changed, bottom up and level by level, so that independent nodes are hashed two at a time, also across
// tries: storage tries wait in one list and are hashed together.
//
//   trieRoot(t, dst32)       the root of one trie
//   queueTrie(t)             lets a trie wait for hashQueuedTries; an unchanged one costs nothing
//   hashQueuedTries()        hashes all that wait; trieHash(t) is their root afterwards
import { keccak256, keccak256Pair } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { copy32, copyBytes32 } from "../memory/bytes";
import { rlpBytesSize, rlpListHeaderSize, rlpWriteBytes, rlpWriteListHeader } from "../rlp/write";
import { BRANCH, childSlot, EMPTY_ROOT, isResolved, LEAF, Node, Trie, trieHash } from "./node";
import { writeHexPrefix } from "./nibbles";

/** Bytes in front of the encoding in a node's buffer: 0xa0 and the hash, padded. */
const REFERENCE_ROOM: usize = 40;

/** First node of each level. A path has at most 512 nibbles, so at most 513 nodes. */
const LEVELS: u32 = 520;
const HEADS: usize = memory.data(4 * 520, 8);

/** One node waiting for a partner with the same number of keccak blocks, by that number. */
const WAITING_KINDS: u32 = 8;
const WAITING: usize = memory.data(4 * 8, 8);
const RATE: u32 = 136;

const PREFIX: usize = memory.data(264, 8);

let queue: usize = 0;

export function resetTrieQueue(): void {
  queue = 0;
}

export function trieRoot(t: Trie, dst: usize): void {
  queueTrie(t);
  hashQueuedTries();
  copy32(dst, trieHash(t));
}

export function queueTrie(t: Trie): void {
  if (!t.dirty) return;
  t.dirty = false;
  if (t.empty) {
    copy32(trieHash(t), EMPTY_ROOT);
    return;
  }
  t.next = queue;
  queue = changetype<usize>(t);
}

// @ts-ignore: decorator
@inline
function pushToLevel(level: u32, node: Node): void {
  const head = HEADS + ((<usize>level) << 2);
  node.next = load<u32>(head);
  store<u32>(head, <u32>changetype<usize>(node));
}

/** Hashes every queued trie. Uses the nodes' `next` links. */
export function hashQueuedTries(): void {
  if (queue == 0) return;
  for (let t = queue; t != 0; t = changetype<Trie>(t).next) pushToLevel(0, changetype<Node>(changetype<Trie>(t).root));
  let level: u32 = 0;
  while (level + 1 < LEVELS) {
    let entry = <usize>load<u32>(HEADS + ((<usize>level) << 2));
    if (entry == 0) break;
    for (; entry != 0; entry = changetype<Node>(entry).next) pushDirtyChildren(changetype<Node>(entry), level + 1);
    level++;
  }
  while (level != 0) hashLevel(--level);
  let entry = queue;
  while (entry != 0) {
    const t = changetype<Trie>(entry);
    entry = t.next;
    t.next = 0;
    copy32(trieHash(t), hashOf(changetype<Node>(t.root)));
  }
  queue = 0;
}

function pushDirtyChildren(node: Node, level: u32): void {
  let bits = node.resolved;
  while (bits != 0) {
    const i = <u32>ctz<u32>(bits);
    bits &= bits - 1;
    const child = changetype<Node>(<usize>load<u32>(childSlot(node, i)));
    if (child.dirty) pushToLevel(level, child);
  }
}

/** Encodes and hashes the nodes of one level; those below it are done. */
function hashLevel(level: u32): void {
  const head = HEADS + ((<usize>level) << 2);
  let entry = <usize>load<u32>(head);
  store<u32>(head, 0);
  while (entry != 0) {
    const node = changetype<Node>(entry);
    entry = node.next;
    encode(node);
    const length = node.encodingLength;
    if (length < 32) {
      node.reference = node.buffer + REFERENCE_ROOM;
      if (level == 0) keccak256(node.buffer + 1, node.reference, length);
      continue;
    }
    node.reference = node.buffer;
    store<u8>(node.buffer, 0xa0);
    const blocks = length / RATE;
    if (blocks >= WAITING_KINDS) {
      keccak256(node.buffer + 1, node.buffer + REFERENCE_ROOM, length);
      continue;
    }
    const place = WAITING + ((<usize>blocks) << 2);
    const waiting = load<u32>(place);
    if (waiting == 0) {
      store<u32>(place, <u32>changetype<usize>(node));
      continue;
    }
    store<u32>(place, 0);
    const other = changetype<Node>(<usize>waiting).buffer;
    keccak256Pair(
      other + 1,
      other + REFERENCE_ROOM,
      changetype<Node>(<usize>waiting).encodingLength,
      node.buffer + 1,
      node.buffer + REFERENCE_ROOM,
      length,
    );
  }
  for (let i: u32 = 0; i < WAITING_KINDS; i++) {
    const place = WAITING + ((<usize>i) << 2);
    const waiting = load<u32>(place);
    if (waiting == 0) continue;
    store<u32>(place, 0);
    const node = changetype<Node>(<usize>waiting);
    keccak256(node.buffer + 1, node.buffer + REFERENCE_ROOM, node.encodingLength);
  }
}

/** Makes room for an encoding of `length` bytes and returns where it goes. */
function bufferFor(node: Node, length: u32): usize {
  if (node.bufferCapacity < length) {
    const capacity = (length + 15) & ~15;
    node.buffer = alloc(REFERENCE_ROOM + <usize>capacity);
    node.bufferCapacity = capacity;
  }
  node.encodingLength = length;
  node.dirty = false;
  node.fresh = true;
  return node.buffer + REFERENCE_ROOM;
}

/** The encoding of a node that was hashed in this run. */
// @ts-ignore: decorator
@inline
export function encodingOf(node: Node): usize {
  return node.buffer + REFERENCE_ROOM;
}

/** The hash of a node that was hashed in this run: of a root, or of a node of at least 32 bytes. */
// @ts-ignore: decorator
@inline
export function hashOf(node: Node): usize {
  return node.buffer + 1;
}

function encode(node: Node): void {
  if (node.kind == BRANCH) {
    encodeBranch(node);
    return;
  }
  const isLeaf = node.kind == LEAF;
  // A path that was merged in a trie with keys of any length may be longer than any key asked for.
  const room = ((<usize>node.pathLength) >> 1) + 1;
  const prefix = room <= 264 ? PREFIX : alloc(room);
  const prefixLength = writeHexPrefix(prefix, node.path, node.pathLength, isLeaf);
  const prefixSize = rlpBytesSize(prefix, prefixLength);
  let item: usize = 0;
  let itemSize: u32;
  if (isLeaf) {
    itemSize = rlpBytesSize(node.value, node.valueLength);
  } else {
    item = childReference(node, 0);
    itemSize = referenceSize(item);
  }
  const payload = prefixSize + itemSize;
  let at = bufferFor(node, rlpListHeaderSize(payload) + payload);
  at = rlpWriteListHeader(at, payload);
  at = rlpWriteBytes(at, prefix, prefixLength);
  if (isLeaf) rlpWriteBytes(at, node.value, node.valueLength);
  else memory.copy(at, item, <usize>itemSize);
}

/** The item that refers to the child in slot i, or 0. The child is clean. */
// @ts-ignore: decorator
@inline
function childReference(node: Node, i: u32): usize {
  const at = <usize>load<u32>(childSlot(node, i));
  return isResolved(node, i) ? changetype<Node>(at).reference : at;
}

/** Size of a child's item: 33 bytes for a hash, an embedded node's own size, 1 for none. */
// @ts-ignore: decorator
@inline
function referenceSize(item: usize): u32 {
  if (item == 0) return 1;
  const first = <u32>load<u8>(item);
  return first == 0xa0 ? 33 : first - 0xbf;
}

function encodeBranch(node: Node): void {
  let payload: u32 = node.valueLength == 0 ? 1 : rlpBytesSize(node.value, node.valueLength);
  for (let i: u32 = 0; i < 16; i++) payload += referenceSize(childReference(node, i));
  let at = bufferFor(node, rlpListHeaderSize(payload) + payload);
  at = rlpWriteListHeader(at, payload);
  for (let i: u32 = 0; i < 16; i++) {
    const item = childReference(node, i);
    if (item == 0) {
      store<u8>(at++, 0x80);
      continue;
    }
    const size = referenceSize(item);
    if (size == 33) {
      store<u8>(at, 0xa0);
      if (TARGET_PROVING) copyBytes32(at + 1, item + 1);
      else copy32(at + 1, item + 1);
    } else {
      memory.copy(at, item, <usize>size);
    }
    at += <usize>size;
  }
  if (node.valueLength == 0) store<u8>(at, 0x80);
  else rlpWriteBytes(at, node.value, node.valueLength);
}
