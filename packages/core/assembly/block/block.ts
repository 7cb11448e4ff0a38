// A block of the input and what is known about it so far.
import { alloc } from "../memory/arena";
import { Transaction } from "../tx/transaction";
import { Header } from "../header/header";

/** How far a block has come. */
export const PHASE_NONE: u32 = 0;
export const PHASE_DECODED: u32 = 1;
export const PHASE_SENDERS: u32 = 2;
export const PHASE_EXECUTED: u32 = 3;
export const PHASE_SEALED: u32 = 4;

/** Verdict in the summary of the result (docs/interfaces.md, "Binary result"). */
export const SUMMARY_NOT_REACHED: u32 = 0;
export const SUMMARY_INVALID: u32 = 1;
export const SUMMARY_INCOMPLETE: u32 = 2;
export const SUMMARY_VALID: u32 = 3;


@unmanaged
export class Block {
  index: u32;
  phase: u32;
  verdict: u32;
  code: u32;
  /** L1 fork whose EVM rules. */
  fork: u32;
  /** OP Stack fork, 0 on L1. */
  optimismFork: u32;
  /** Whether the block comes from payload attributes; then these lie at `rlp`. */
  isBuilt: bool;
  rlp: usize;
  rlpLength: u32;
  /** 0 until decoded. */
  header: Header;
  parent: Header;
  transactionCount: u32;
  /** u32 addresses of the Transactions. */
  transactions: usize;
  ommerCount: u32;
  /** u32 addresses of the ommers' Headers. */
  ommers: usize;
  /** Whether the block has a list of withdrawals, and its payload. */
  hasWithdrawals: bool;
  withdrawals: usize;
  withdrawalsEnd: usize;
  withdrawalCount: u32;
  /** u32 addresses and u32 lengths of the receipts, as many as transactions have run. */
  receipts: usize;
  receiptLengths: usize;
  receiptCount: u32;
  gasUsed: u64;
  blobGasUsed: u64;
  nodesReadBefore: u64;
  nodesRead: u64;
  stepsBefore: u64;
  steps: u64;
  postStateRoot0: u64;
  postStateRoot1: u64;
  postStateRoot2: u64;
  postStateRoot3: u64;
  receiptsRoot0: u64;
  receiptsRoot1: u64;
  receiptsRoot2: u64;
  receiptsRoot3: u64;
  requestsHash0: u64;
  requestsHash1: u64;
  requestsHash2: u64;
  requestsHash3: u64;
  withdrawalsRoot0: u64;
  withdrawalsRoot1: u64;
  withdrawalsRoot2: u64;
  withdrawalsRoot3: u64;
  /** 256 bytes. */
  bloom: usize;
}

export function newBlock(index: u32, rlp: usize, length: u32): Block {
  const b = changetype<Block>(alloc(offsetof<Block>()));
  memory.fill(changetype<usize>(b), 0, offsetof<Block>());
  b.index = index;
  b.rlp = rlp;
  b.rlpLength = length;
  return b;
}

// @ts-ignore: decorator
@inline
export function postStateRootOf(b: Block): usize {
  return changetype<usize>(b) + offsetof<Block>("postStateRoot0");
}

// @ts-ignore: decorator
@inline
export function receiptsRootOf(b: Block): usize {
  return changetype<usize>(b) + offsetof<Block>("receiptsRoot0");
}

// @ts-ignore: decorator
@inline
export function requestsHashOf(b: Block): usize {
  return changetype<usize>(b) + offsetof<Block>("requestsHash0");
}

/** Computed, from Isthmus on. */
// @ts-ignore: decorator
@inline
export function withdrawalsRootOf(b: Block): usize {
  return changetype<usize>(b) + offsetof<Block>("withdrawalsRoot0");
}

export function transactionAt(b: Block, i: u32): Transaction {
  return changetype<Transaction>(<usize>load<u32>(b.transactions + ((<usize>i) << 2)));
}

export function ommerAt(b: Block, i: u32): Header {
  return changetype<Header>(<usize>load<u32>(b.ommers + ((<usize>i) << 2)));
}
