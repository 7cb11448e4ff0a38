// Deposits: transactions that L1 puts into L2 (derivation reference, section 9; spec, "Deposits").
//
//   addDeposit(d)        writes one and appends it to the transactions of the block being made
//   addUserDeposits(b)   those that users made in L1 block b, in order
import { keccak256 } from "../hash/keccak";
import { alloc } from "../memory/arena";
import { copy32, equal20, equal32, isZero32, loadBE64, reverse32, storeBE64 } from "../memory/bytes";
import {
  rlpBytesSize,
  rlpListHeaderSize,
  rlpU64Size,
  rlpWordSize,
  rlpWriteBytes,
  rlpWriteListHeader,
  rlpWriteU64,
  rlpWriteWord,
} from "../rlp/write";
import { isNumber } from "./configUpdates";
import { DEPOSIT_TYPE } from "./l1AttributesRead";
import { L1Block, l1HashOf } from "./l1Chain";
import {
  logAddress,
  logData,
  logDataLength,
  logIndex,
  logTopic,
  logTopicCount,
  mayHaveLog,
  nextLog,
  openLogs,
} from "./receipts";
import { depositContract } from "./rollupConfig";
import { addTransaction } from "./transactionList";

/** keccak-256 of "TransactionDeposited(address,address,uint256,bytes)". */
export const TRANSACTION_DEPOSITED: usize = memory.data<u8>(
  [
    0xb3, 0x81, 0x35, 0x68, 0xd9, 0x99, 0x1f, 0xc9, 0x51, 0x96, 0x1f, 0xcb, 0x4c, 0x78, 0x48, 0x93, 0x57, 0x42, 0x40,
    0xa2, 0x89, 0x25, 0x60, 0x4d, 0x09, 0xfc, 0x57, 0x7c, 0x55, 0xbb, 0x7c, 0x32,
  ],
  8,
);

/** Domains of source hashes. */
const DOMAIN_USER: u64 = 0;
const DOMAIN_ATTRIBUTES: u64 = 1;
const DOMAIN_UPGRADE: u64 = 2;

/** Mint, value, gas limit, and whether a contract is created. */
const OPAQUE_FIXED: u32 = 73;

/** A deposit about to be written. */
@unmanaged
export class Deposit {
  /** 32 bytes. */
  source: usize;
  /** 20 bytes each; a deposit to 0 creates a contract. */
  from: usize;
  to: usize;
  /** Words; 0 stands for zero. */
  mint: usize;
  value: usize;
  gas: u64;
  isSystem: bool;
  data: usize;
  dataLength: u32;
}

const HASHED: usize = memory.data(64, 8);
const WORDS: usize = memory.data(64, 8);
const SOURCE: usize = memory.data(32, 8);
const deposit = changetype<Deposit>(memory.data(offsetof<Deposit>(), 8));

/** keccak(domain ++ inner) */
function sourceHash(dst: usize, domain: u64, inner: usize): void {
  copy32(HASHED + 32, inner);
  memory.fill(HASHED, 0, 32);
  storeBE64(HASHED + 24, domain);
  keccak256(dst, HASHED, 64);
}

/** keccak(domain ++ keccak(L1 block hash ++ number)) */
function blockSourceHash(dst: usize, domain: u64, l1Hash: usize, number: u64): void {
  copy32(HASHED, l1Hash);
  memory.fill(HASHED + 32, 0, 32);
  storeBE64(HASHED + 56, number);
  keccak256(dst, HASHED, 64);
  sourceHash(dst, domain, dst);
}

export function userSource(dst: usize, l1Hash: usize, index: u64): void {
  blockSourceHash(dst, DOMAIN_USER, l1Hash, index);
}

export function attributesSource(dst: usize, l1Hash: usize, sequence: u64): void {
  blockSourceHash(dst, DOMAIN_ATTRIBUTES, l1Hash, sequence);
}

/** `intent`: the text that names the upgrade transaction. */
export function upgradeSource(dst: usize, intent: usize, length: u32): void {
  keccak256(dst, intent, length);
  sourceHash(dst, DOMAIN_UPGRADE, dst);
}

function wordSize(word: usize): u32 {
  return word == 0 ? 1 : rlpWordSize(word);
}

function writeWord(at: usize, word: usize): usize {
  return word == 0 ? rlpWriteU64(at, 0) : rlpWriteWord(at, word);
}

/** 0x7e ++ rlp([source, from, to, mint, value, gas, is system transaction, data]), appended to the block's list. */
export function addDeposit(d: Deposit): void {
  const payload: u32 =
    33 +
    21 +
    (d.to == 0 ? 1 : 21) +
    wordSize(d.mint) +
    wordSize(d.value) +
    rlpU64Size(d.gas) +
    1 +
    rlpBytesSize(d.data, d.dataLength);
  const length = 1 + rlpListHeaderSize(payload) + payload;
  const start = alloc(<usize>length);
  let at = start;
  store<u8>(at++, DEPOSIT_TYPE);
  at = rlpWriteListHeader(at, payload);
  at = rlpWriteBytes(at, d.source, 32);
  at = rlpWriteBytes(at, d.from, 20);
  if (d.to == 0) store<u8>(at++, 0x80);
  else at = rlpWriteBytes(at, d.to, 20);
  at = writeWord(at, d.mint);
  at = writeWord(at, d.value);
  at = rlpWriteU64(at, d.gas);
  at = rlpWriteU64(at, d.isSystem ? 1 : 0);
  at = rlpWriteBytes(at, d.data, d.dataLength);
  assert(at == start + <usize>length);
  addTransaction(start, length);
}

/** Appends the deposits that were made in L1 block `b` and returns their number. */
export function addUserDeposits(b: L1Block): u32 {
  if (!mayHaveLog(b, depositContract(), TRANSACTION_DEPOSITED)) return 0;
  let count: u32 = 0;
  openLogs(b);
  while (nextLog()) {
    if (!equal20(logAddress, depositContract()) || logTopicCount == 0) continue;
    if (!equal32(logTopic(0), TRANSACTION_DEPOSITED) || !readDeposit()) continue;
    userSource(SOURCE, l1HashOf(b), logIndex);
    addDeposit(deposit);
    count++;
  }
  return count;
}

/** Reads the log at hand into `deposit`. A malformed one, which the contract cannot make, is passed over: what stands on L1
 *  must never stop derivation. */
function readDeposit(): bool {
  if (logTopicCount != 4 || !isZero32(logTopic(3))) return false;
  if (logDataLength < 64 || (logDataLength & 31) != 0 || !isNumber(logData, 32)) return false;
  const length = loadBE64(logData + 56);
  if (length < <u64>OPAQUE_FIXED || length > <u64>logDataLength || !isNumber(logData + 32, length)) return false;
  // As many bytes as the length needs, and zeros behind it.
  if (64 + ((<u32>length + 31) & ~31) != logDataLength) return false;
  const opaque = logData + 64;
  for (let i = <usize>length; i < <usize>logDataLength - 64; i++) {
    if (load<u8>(opaque + i) != 0) return false;
  }
  const creates = load<u8>(opaque, 72);
  reverse32(WORDS, opaque);
  reverse32(WORDS + 32, opaque + 32);
  deposit.source = SOURCE;
  deposit.from = logTopic(1) + 12;
  deposit.to = creates != 0 ? 0 : logTopic(2) + 12;
  deposit.mint = WORDS;
  deposit.value = WORDS + 32;
  deposit.gas = loadBE64(opaque + 64);
  deposit.isSystem = false;
  deposit.data = opaque + <usize>OPAQUE_FIXED;
  deposit.dataLength = <u32>length - OPAQUE_FIXED;
  return true;
}
