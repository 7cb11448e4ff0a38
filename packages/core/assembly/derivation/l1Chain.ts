// The L1 chain below one trusted head, found by hash: headers, transactions, receipts.
//
//   openL1Chain(head, first)   walks from the head's hash down to block number `first`
//   l1First, l1Head            both ends; `next` leads from a block to its child
//   loadTransactions(b)        the transactions of a block, out of the trie under its header's root
//
// SOUNDNESS: nothing here is believed because of where it lies. A header is what its child's parent hash (or the claimed
// head) says, a transaction or receipt is what the trie under the header's root says. What is missing is `incomplete`.
// Test: packages/core/test/derivation-l1.test.ts.
import { baseFeeOf, decodeHeader, hashOf, Header, newHeader } from "../header/header";
import { L1_HEADER_MALFORMED, L1_HEADER_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { alloc } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { rlpU64Size, rlpWriteU64 } from "../rlp/write";
import { trieGet, trieValue, trieValueLength } from "../trie/get";
import { Trie, trieOpenAnyKeys } from "../trie/node";
import { WITNESS_HEADER, witnessFind } from "../witness/index";


@unmanaged
export class L1Block {
  header: Header;
  number: u64;
  timestamp: u64;
  /** Child on the chain to the head, 0 for the head. */
  next: usize;
  /** u32 addresses and lengths of the transactions, once loaded. */
  transactions: usize;
  transactionLengths: usize;
  transactionCount: u32;
  loaded: bool;
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

export function resetL1Chain(): void {
  l1First = 0;
  l1Head = 0;
}

function loadBlock(hash: usize): L1Block {
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
}

/** The block with `number`, or 0 when the chain does not reach so far. */
export function l1BlockAt(number: u64): usize {
  let at = l1First;
  while (at != 0 && changetype<L1Block>(at).number < number) at = changetype<L1Block>(at).next;
  return at != 0 && changetype<L1Block>(at).number == number ? at : 0;
}

const KEY: usize = memory.data(16, 8);

/** Item `index` of the list under the trie's root: trieValue and trieValueLength. False after the last one. */
export function listItem(t: Trie, index: u32): bool {
  rlpWriteU64(KEY, <u64>index);
  return trieGet(t, KEY, rlpU64Size(<u64>index));
}

/** Finds the transactions of `b`. A list has as many items as there are keys without a gap. */
export function loadTransactions(b: L1Block): void {
  if (b.loaded) return;
  const t = trieOpenAnyKeys(b.header.transactionsRoot);
  let room: u32 = 256;
  let transactions = alloc((<usize>room) << 2);
  let lengths = alloc((<usize>room) << 2);
  let count: u32 = 0;
  while (listItem(t, count)) {
    if (count == room) {
      transactions = grown(transactions, room);
      lengths = grown(lengths, room);
      room <<= 1;
    }
    store<u32>(transactions + ((<usize>count) << 2), <u32>trieValue);
    store<u32>(lengths + ((<usize>count) << 2), trieValueLength);
    count++;
  }
  b.transactions = transactions;
  b.transactionLengths = lengths;
  b.transactionCount = count;
  b.loaded = true;
}

/** A copy with twice the room of the `count` numbers at `list`. */
export function grown(list: usize, count: u32): usize {
  const copy = alloc((<usize>count) << 3);
  memory.copy(copy, list, (<usize>count) << 2);
  return copy;
}
