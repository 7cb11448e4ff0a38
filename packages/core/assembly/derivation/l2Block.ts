// L2 blocks as derivation sees them: the safe head, and those below it as far as somebody asks. What a later block can ask of
// one is copied out of its header and its transactions, so that neither has to stay.
//
//   openL2Block(hash)                      a block found by its hash
//   derivedL2Block(parent, h, …)           a block that was derived, with the header that execution gave it
//   l2BlockAt(head, n)                     the ancestor with number n, found by parent hashes
//   userCount(b), userDigest(b)            its transactions that are no deposits
//
// SOUNDNESS: headers are found by hash, transactions under the header's root. Missing preimages are `incomplete`.
import { decodeHeader, hashOf, Header, newHeader } from "../header/header";
import { L2_HEADER_MALFORMED, L2_HEADER_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { trieValue, trieValueLength } from "../trie/get";
import { trieOpenAnyKeys } from "../trie/node";
import { OF_L2_HEADER, OF_L2_TRANSACTIONS, readingOf } from "../witness/hint";
import { WITNESS_HEADER, witnessFind } from "../witness/index";
import { recoverSystemConfig } from "./configRecovery";
import {
  attributesEpoch,
  attributesEpochHash,
  attributesSequence,
  DEPOSIT_TYPE,
  readAttributes,
} from "./l1AttributesRead";
import { listCount, listItem, listLengths, listPointers, loadList } from "./l1Chain";
import { genesisL1Hash, genesisL1Number, genesisL2Hash, genesisL2Number, genesisSystemConfig } from "./rollupConfig";
import { beginScratch, endScratch } from "./scratch";
import { SystemConfig } from "./systemConfig";


@unmanaged
export class L2Block {
  number: u64;
  timestamp: u64;
  /** Number of the L1 origin. */
  epoch: u64;
  /** Position of the block in its epoch. */
  sequence: u64;
  /** Transactions that are no deposits, once known. */
  users: u32;
  hasUsers: bool;
  /** 0 until somebody asked for it. */
  parent: usize;
  /** The system configuration that the block was built with. */
  config: SystemConfig;
}

// Behind the fields, 32 bytes each, and the configuration.
const HASH: usize = (offsetof<L2Block>() + 7) & ~7;
const PARENT_HASH: usize = HASH + 32;
const EPOCH_HASH: usize = HASH + 64;
const TRANSACTIONS_ROOT: usize = HASH + 96;
const USER_DIGEST: usize = HASH + 128;
const CONFIG: usize = HASH + 160;

// @ts-ignore: decorator
@inline
export function l2HashOf(b: L2Block): usize {
  return changetype<usize>(b) + HASH;
}

// @ts-ignore: decorator
@inline
export function epochHashOf(b: L2Block): usize {
  return changetype<usize>(b) + EPOCH_HASH;
}

function newL2Block(): L2Block {
  const size = CONFIG + offsetof<SystemConfig>();
  const at = alloc(size);
  memory.fill(at, 0, size);
  changetype<L2Block>(at).config = changetype<SystemConfig>(at + CONFIG);
  return changetype<L2Block>(at);
}

function copyHeader(b: L2Block, h: Header): void {
  const at = changetype<usize>(b);
  copy32(at + HASH, hashOf(h));
  copy32(at + PARENT_HASH, h.parentHash);
  copy32(at + TRANSACTIONS_ROOT, h.transactionsRoot);
  b.number = h.number;
  b.timestamp = h.timestamp;
}

/** Takes L1 origin and configuration out of the block's first transaction. */
function readFirst(b: L2Block, h: Header, transaction: usize, length: u32): void {
  if (!readAttributes(transaction, length)) incomplete(L2_HEADER_MALFORMED, l2HashOf(b));
  b.epoch = attributesEpoch;
  copy32(epochHashOf(b), attributesEpochHash);
  b.sequence = attributesSequence;
  recoverSystemConfig(b.config, h);
}

export function openL2Block(hash: usize): L2Block {
  const b = newL2Block();
  const start = beginScratch();
  readingOf(OF_L2_HEADER, hash);
  const entry = witnessFind(hash, WITNESS_HEADER);
  if (changetype<usize>(entry) == 0) incomplete(L2_HEADER_MISSING, hash);
  const header = newHeader();
  copy32(hashOf(header), hash);
  if (!decodeHeader(header, entry.data, entry.length)) incomplete(L2_HEADER_MALFORMED, hash);
  copyHeader(b, header);
  if (b.number == genesisL2Number && equal32(hash, genesisL2Hash())) {
    b.epoch = genesisL1Number;
    copy32(epochHashOf(b), genesisL1Hash());
    genesisSystemConfig(b.config);
  } else {
    // Only the first transaction: the rest is rarely needed.
    readingOf(OF_L2_TRANSACTIONS, hash);
    if (!listItem(trieOpenAnyKeys(header.transactionsRoot), 0)) incomplete(L2_HEADER_MALFORMED, hash);
    readFirst(b, header, trieValue, trieValueLength);
  }
  endScratch(start);
  return b;
}

/** The block on `parent` with header `h` and `count` transactions, as u32 addresses and lengths. */
export function derivedL2Block(parent: L2Block, h: Header, count: u32, pointers: usize, lengths: usize): L2Block {
  const b = newL2Block();
  copyHeader(b, h);
  readFirst(b, h, <usize>load<u32>(pointers), load<u32>(lengths));
  b.parent = changetype<usize>(parent);
  const start = beginScratch();
  setUsers(b, count, pointers, lengths);
  endScratch(start);
  return b;
}

/** The ancestor of `head`, or itself, with `number`; 0 when that is below genesis. */
export function l2BlockAt(head: L2Block, number: u64): usize {
  if (number < genesisL2Number) return 0;
  let b = head;
  while (b.number > number) {
    if (b.parent == 0) {
      const parent = openL2Block(changetype<usize>(b) + PARENT_HASH);
      if (parent.number + 1 != b.number) incomplete(L2_HEADER_MALFORMED, l2HashOf(parent));
      b.parent = changetype<usize>(parent);
    }
    b = changetype<L2Block>(b.parent);
  }
  return b.number == number ? changetype<usize>(b) : 0;
}

/** keccak-256 of `count` transactions, each behind its length. Allocates. */
export function digestOf(dst: usize, count: u32, pointers: usize, lengths: usize): void {
  let size: usize = 0;
  for (let i: usize = 0; i < <usize>count; i++) size += 4 + <usize>load<u32>(lengths + (i << 2));
  const joined = alloc(size);
  let at = joined;
  for (let i: usize = 0; i < <usize>count; i++) {
    const length = load<u32>(lengths + (i << 2));
    store<u32>(at, length);
    memory.copy(at + 4, <usize>load<u32>(pointers + (i << 2)), <usize>length);
    at += 4 + <usize>length;
  }
  keccak256(dst, joined, <u32>size);
}

function setUsers(b: L2Block, count: u32, pointers: usize, lengths: usize): void {
  let deposits: u32 = 0;
  while (deposits < count && isDeposit(pointers, lengths, deposits)) deposits++;
  b.users = count - deposits;
  const skipped = (<usize>deposits) << 2;
  digestOf(changetype<usize>(b) + USER_DIGEST, b.users, pointers + skipped, lengths + skipped);
  b.hasUsers = true;
}

function isDeposit(pointers: usize, lengths: usize, i: u32): bool {
  const at = (<usize>i) << 2;
  return load<u32>(lengths + at) != 0 && load<u8>(<usize>load<u32>(pointers + at)) == DEPOSIT_TYPE;
}

/** Finds out about the transactions of a block that was not derived in this run. */
function loadUsers(b: L2Block): void {
  if (b.hasUsers) return;
  const start = beginScratch();
  readingOf(OF_L2_TRANSACTIONS, l2HashOf(b));
  loadList(changetype<usize>(b) + TRANSACTIONS_ROOT);
  setUsers(b, listCount, listPointers, listLengths);
  endScratch(start);
}

export function userCount(b: L2Block): u32 {
  loadUsers(b);
  return b.users;
}

/** As `digestOf` its transactions that are no deposits. */
export function userDigest(b: L2Block): usize {
  loadUsers(b);
  return changetype<usize>(b) + USER_DIGEST;
}
