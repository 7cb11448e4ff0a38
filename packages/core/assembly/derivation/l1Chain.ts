// The L1 chain below one trusted head, found by hash: headers, transactions, receipts.
//
//   openL1Chain(head, first)   walks from the head's hash down to block number `first`
//   l1First, l1Head            both ends; `next` leads from a block to its child
//   loadList(root)             a block's transactions, out of the trie under its header's root
//
// SOUNDNESS: nothing here is believed because of where it lies. A header is what its child's parent hash (or the claimed
// head) says, a transaction or receipt is what the trie under the header's root says. What is missing is `incomplete`.
// Test: packages/core/test/derivation-fixture.test.ts.
import { baseFeeOf, decodeHeader, hashOf, Header, newHeader } from "../header/header";
import { L1_HEADER_MALFORMED, L1_HEADER_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { alloc } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { rlpU64Size, rlpWriteU64 } from "../rlp/write";
import { trieGet, trieValue, trieValueLength } from "../trie/get";
import { Trie, trieOpenAnyKeys } from "../trie/node";
import { OF_L1_HEADER, readingOf } from "../witness/hint";
import { WITNESS_HEADER, witnessFind } from "../witness/index";


@unmanaged
export class L1Block {
  header: Header;
  number: u64;
  timestamp: u64;
  /** Child on the chain to the head, 0 for the head. */
  next: usize;
}

// @ts-ignore: decorator
@inline
export function l1HashOf(b: L1Block): usize {
  return hashOf(b.header);
}

// @ts-ignore: decorator
@inline
export function l1BaseFeeOf(b: L1Block): usize {
  return baseFeeOf(b.header);
}

/** 0 before `openL1Chain`. */
export let l1First: usize = 0;
export let l1Head: usize = 0;
/** u32 addresses of all blocks, from the first one on. */
let blocks: usize = 0;

export function resetL1Chain(): void {
  l1First = 0;
  l1Head = 0;
  blocks = 0;
}

function loadBlock(hash: usize): L1Block {
  readingOf(OF_L1_HEADER, hash);
  const entry = witnessFind(hash, WITNESS_HEADER);
  if (changetype<usize>(entry) == 0) incomplete(L1_HEADER_MISSING, hash);
  const header = newHeader();
  copy32(hashOf(header), hash);
  if (!decodeHeader(header, entry.data, entry.length)) incomplete(L1_HEADER_MALFORMED, hash);
  const block = changetype<L1Block>(alloc(offsetof<L1Block>()));
  memory.fill(changetype<usize>(block), 0, offsetof<L1Block>());
  block.header = header;
  block.number = header.number;
  block.timestamp = header.timestamp;
  return block;
}

/** Timestamp of the block with `hash`. */
export function l1Timestamp(hash: usize): u64 {
  return loadBlock(hash).timestamp;
}

/** Walks from the block with hash `head` to its ancestor with number `first`. A head below `first` is its own chain. */
export function openL1Chain(head: usize, first: u64): void {
  let block = loadBlock(head);
  l1Head = changetype<usize>(block);
  while (block.number > first) {
    const parent = loadBlock(block.header.parentHash);
    if (parent.number + 1 != block.number) incomplete(L1_HEADER_MALFORMED, l1HashOf(parent));
    parent.next = changetype<usize>(block);
    block = parent;
  }
  l1First = changetype<usize>(block);
  const count = changetype<L1Block>(l1Head).number - block.number + 1;
  blocks = alloc((<usize>count) << 2);
  let to = blocks;
  for (let at = l1First; at != 0; at = changetype<L1Block>(at).next) {
    store<u32>(to, <u32>at);
    to += 4;
  }
}

/** The block with `number`, or 0 when the chain does not reach so far. */
export function l1BlockAt(number: u64): usize {
  if (l1First == 0) return 0;
  const first = changetype<L1Block>(l1First).number;
  if (number < first || number > changetype<L1Block>(l1Head).number) return 0;
  return <usize>load<u32>(blocks + ((<usize>(number - first)) << 2));
}

const KEY: usize = memory.data(16, 8);

/** Item `index` of the list under the trie's root: trieValue and trieValueLength. False after the last one. */
export function listItem(t: Trie, index: u32): bool {
  rlpWriteU64(KEY, <u64>index);
  return trieGet(t, KEY, rlpU64Size(<u64>index));
}

/** u32 addresses and lengths of the items of the list that was loaded last. */
export let listPointers: usize = 0;
export let listLengths: usize = 0;
export let listCount: u32 = 0;

/** Finds the list under `root`: it has as many items as there are keys without a gap. It is good until the caller's scratch
 *  section ends (scratch.ts). */
export function loadList(root: usize): void {
  const t = trieOpenAnyKeys(root);
  let room: u32 = 256;
  listPointers = alloc((<usize>room) << 2);
  listLengths = alloc((<usize>room) << 2);
  listCount = 0;
  while (listItem(t, listCount)) {
    if (listCount == room) {
      listPointers = grown(listPointers, room);
      listLengths = grown(listLengths, room);
      room <<= 1;
    }
    store<u32>(listPointers + ((<usize>listCount) << 2), <u32>trieValue);
    store<u32>(listLengths + ((<usize>listCount) << 2), trieValueLength);
    listCount++;
  }
}

/** A copy with twice the room of the `count` numbers at `list`. */
export function grown(list: usize, count: u32): usize {
  const copy = alloc((<usize>count) << 3);
  memory.copy(copy, list, (<usize>count) << 2);
  return copy;
}
