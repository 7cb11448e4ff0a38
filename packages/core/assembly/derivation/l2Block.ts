// L2 blocks as derivation sees them: the safe head, and those below it as far as somebody asks.
//
//   openL2Block(hash)       a block found by its hash: header, and the L1 attributes in its first transaction
//   l2BlockAt(head, n)      the ancestor with number n, found by parent hashes
//   addDerived(...)         a block on top of one
//
// SOUNDNESS: headers are found by hash, transactions under the header's root. Missing preimages are `incomplete`.
import { decodeHeader, hashOf, Header, newHeader } from "../header/header";
import { L2_HEADER_MALFORMED, L2_HEADER_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { alloc } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { trieValue, trieValueLength } from "../trie/get";
import { trieOpenAnyKeys } from "../trie/node";
import { WITNESS_HEADER, witnessFind } from "../witness/index";
import { grown, listItem } from "./l1Chain";
import { attributesEpoch, attributesEpochHash, attributesSequence, readAttributes } from "./l1AttributesRead";
import { genesisL1Hash, genesisL1Number, genesisL2Hash, genesisL2Number } from "./rollupConfig";


@unmanaged
export class L2Block {
  hash0: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
  header: Header;
  number: u64;
  timestamp: u64;
  /** L1 origin: number, and 32 bytes of hash. */
  epoch: u64;
  epochHash: usize;
  /** Position of the block in its epoch. */
  sequence: u64;
  /** u32 addresses and lengths of the transactions, once loaded. */
  transactions: usize;
  transactionLengths: usize;
  transactionCount: u32;
  loaded: bool;
  parent: usize;
}

// @ts-ignore: decorator
@inline
export function l2HashOf(b: L2Block): usize {
  return changetype<usize>(b);
}

export function newL2Block(header: Header): L2Block {
  const b = changetype<L2Block>(alloc(offsetof<L2Block>()));
  memory.fill(changetype<usize>(b), 0, offsetof<L2Block>());
  copy32(l2HashOf(b), hashOf(header));
  b.header = header;
  b.number = header.number;
  b.timestamp = header.timestamp;
  return b;
}

export function openL2Block(hash: usize): L2Block {
  const entry = witnessFind(hash, WITNESS_HEADER);
  if (changetype<usize>(entry) == 0) incomplete(L2_HEADER_MISSING, hash);
  const header = newHeader();
  copy32(hashOf(header), hash);
  if (!decodeHeader(header, entry.data, entry.length)) incomplete(L2_HEADER_MALFORMED, hash);
  const b = newL2Block(header);
  if (b.number == genesisL2Number && equal32(hash, genesisL2Hash())) {
    b.epoch = genesisL1Number;
    b.epochHash = genesisL1Hash();
    return b;
  }
  // Only the first transaction: the rest is rarely needed.
  if (!listItem(trieOpenAnyKeys(header.transactionsRoot), 0)) incomplete(L2_HEADER_MALFORMED, hash);
  if (!readAttributes(trieValue, trieValueLength)) incomplete(L2_HEADER_MALFORMED, hash);
  b.epoch = attributesEpoch;
  b.epochHash = attributesEpochHash;
  b.sequence = attributesSequence;
  return b;
}

/** The ancestor of `head`, or itself, with `number`; 0 when that is below genesis. */
export function l2BlockAt(head: L2Block, number: u64): usize {
  if (number < genesisL2Number) return 0;
  let b = head;
  while (b.number > number) {
    if (b.parent == 0) {
      const parent = openL2Block(b.header.parentHash);
      if (parent.number + 1 != b.number) incomplete(L2_HEADER_MALFORMED, l2HashOf(parent));
      b.parent = changetype<usize>(parent);
    }
    b = changetype<L2Block>(b.parent);
  }
  return b.number == number ? changetype<usize>(b) : 0;
}

/** Finds the transactions of a block that was not derived in this run. */
export function loadL2Transactions(b: L2Block): void {
  if (b.loaded) return;
  const t = trieOpenAnyKeys(b.header.transactionsRoot);
  let room: u32 = 256;
  b.transactions = alloc((<usize>room) << 2);
  b.transactionLengths = alloc((<usize>room) << 2);
  while (listItem(t, b.transactionCount)) {
    const i = b.transactionCount;
    if (i == room) {
      b.transactions = grown(b.transactions, room);
      b.transactionLengths = grown(b.transactionLengths, room);
      room <<= 1;
    }
    store<u32>(b.transactions + ((<usize>i) << 2), <u32>trieValue);
    store<u32>(b.transactionLengths + ((<usize>i) << 2), trieValueLength);
    b.transactionCount++;
  }
  b.loaded = true;
}
