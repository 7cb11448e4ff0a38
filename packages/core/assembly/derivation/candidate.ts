// One L2 block's worth of a batch, whatever kind of batch it comes from: what validity is judged by and attributes are
// made of.
//
//   openTransactions(c)     starts at the first transaction
//   nextTransaction()       goes to the next one: transactionAt, transactionLength; false after the last
import { bufferAlloc, bufferFree, smallBufferAlloc } from "../memory/buffers";
import { rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { Batch, freeBatch } from "./batch";
import { L1Block, l1HashOf } from "./l1Chain";
import { SpanCursor } from "./span";
import { nextSpanTransaction, skipSpanTransaction, spanTransactionRoom } from "./spanTransaction";


@unmanaged
export class Candidate {
  /** 32 bytes each. The parent of a span batch's block is whatever the safe head is: 0 here. */
  parentHash: usize;
  epochHash: usize;
  epoch: u64;
  timestamp: u64;
  transactionCount: u32;
  /** The transactions: items of RLP in a batch, or each behind its u32 length in a buffer. */
  transactions: usize;
  transactionsEnd: usize;
  /** L1 block that the batch came in. */
  inclusion: L1Block;
  /** Whether no other block of the same span follows. */
  isLast: bool;
  /** What goes with the candidate: its batch, or the buffer with its transactions. */
  batch: usize;
  buffer: usize;
}

function newCandidate(): Candidate {
  const c = changetype<Candidate>(smallBufferAlloc(<u32>offsetof<Candidate>()));
  memory.fill(changetype<usize>(c), 0, offsetof<Candidate>());
  c.isLast = true;
  return c;
}

export function freeCandidate(c: Candidate): void {
  if (c.batch != 0) freeBatch(changetype<Batch>(c.batch));
  if (c.buffer != 0) bufferFree(c.buffer);
  bufferFree(changetype<usize>(c));
}

/** Writes the block of a singular batch, whose bytes stay where they are, to `c`. */
export function describeSingular(c: Candidate, b: Batch): void {
  memory.fill(changetype<usize>(c), 0, offsetof<Candidate>());
  c.isLast = true;
  c.inclusion = b.inclusion;
  c.parentHash = b.parentHash;
  c.epochHash = b.epochHash;
  c.epoch = b.epochNumber;
  c.timestamp = b.timestamp;
  c.transactionCount = b.transactionCount;
  c.transactions = b.transactions;
  c.transactionsEnd = b.transactionsEnd;
}

/** The block of a singular batch, which goes with it. */
export function singularCandidate(b: Batch): Candidate {
  const c = newCandidate();
  describeSingular(c, b);
  c.batch = changetype<usize>(b);
  return c;
}

const walker = changetype<SpanCursor>(memory.data(offsetof<SpanCursor>(), 8));

/** Bytes that the rest of the cursor's block takes, lengths included. */
function roomOf(cursor: SpanCursor): u32 {
  memory.copy(changetype<usize>(walker), changetype<usize>(cursor), offsetof<SpanCursor>());
  let room: u32 = 0;
  while (walker.left != 0) {
    room += 4 + spanTransactionRoom(walker);
    skipSpanTransaction(walker);
  }
  return room;
}

/** The block that the cursor is at, with origin `epoch`; its transactions put together. */
export function spanCandidate(cursor: SpanCursor, epoch: L1Block, inclusion: L1Block): Candidate {
  const c = newCandidate();
  c.inclusion = inclusion;
  c.epochHash = l1HashOf(epoch);
  c.epoch = cursor.epoch;
  c.timestamp = cursor.timestamp;
  c.transactionCount = cursor.blockTransactions;
  if (cursor.left != 0) {
    c.buffer = bufferAlloc(roomOf(cursor));
    let to = c.buffer;
    while (cursor.left != 0) {
      const length = nextSpanTransaction(cursor, to + 4);
      store<u32>(to, length);
      to += 4 + <usize>length;
    }
    c.transactions = c.buffer;
    c.transactionsEnd = to;
  }
  c.isLast = cursor.blocks == cursor.span.blockCount;
  return c;
}

/** A block that the sequencer left out: no transactions. */
export function emptyCandidate(epoch: L1Block, timestamp: u64): Candidate {
  const c = newCandidate();
  c.epochHash = l1HashOf(epoch);
  c.epoch = epoch.number;
  c.timestamp = timestamp;
  return c;
}

export let transactionAt: usize = 0;
export let transactionLength: u32 = 0;
let next: usize = 0;
let end: usize = 0;
let isRlp: bool = false;

export function openTransactions(c: Candidate): void {
  next = c.transactions;
  end = c.transactionsEnd;
  isRlp = c.buffer == 0;
}

export function nextTransaction(): bool {
  if (next == end) return false;
  if (isRlp) {
    next = rlpNext(next, end);
    transactionAt = rlpPayload;
    transactionLength = rlpLength;
  } else {
    transactionLength = load<u32>(next);
    transactionAt = next + 4;
    next = transactionAt + <usize>transactionLength;
  }
  return true;
}
