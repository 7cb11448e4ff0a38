// One L2 block's worth of a batch, whatever kind of batch it comes from: what validity is judged by and attributes are
// made of.
import { alloc } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { Batch } from "./batch";
import { L1Block, l1HashOf } from "./l1Chain";
import { SpanCursor } from "./span";
import { nextSpanTransaction, spanTransactionRoom } from "./spanTransaction";


@unmanaged
export class Candidate {
  /** 32 bytes each. The parent of a span batch's block is whatever the safe head is: 0 here. */
  parentHash: usize;
  epochHash: usize;
  epoch: u64;
  timestamp: u64;
  transactionCount: u32;
  /** u32 addresses and lengths. */
  transactions: usize;
  transactionLengths: usize;
  /** L1 block that the batch came in. */
  inclusion: L1Block;
  /** Whether no other block of the same span follows. */
  isLast: bool;
}

function newCandidate(count: u32): Candidate {
  const c = changetype<Candidate>(alloc(offsetof<Candidate>()));
  memory.fill(changetype<usize>(c), 0, offsetof<Candidate>());
  c.transactionCount = count;
  c.transactions = alloc((<usize>count) << 2);
  c.transactionLengths = alloc((<usize>count) << 2);
  c.isLast = true;
  return c;
}

/** The block of a singular batch. Its bytes stay the batch's. */
export function singularCandidate(b: Batch): Candidate {
  const c = newCandidate(b.transactionCount);
  c.inclusion = b.inclusion;
  c.parentHash = b.parentHash;
  c.epochHash = b.epochHash;
  c.epoch = b.epochNumber;
  c.timestamp = b.timestamp;
  let at = b.transactions;
  for (let i: usize = 0; i < <usize>b.transactionCount; i++) {
    at = rlpNext(at, b.transactionsEnd);
    store<u32>(c.transactions + (i << 2), <u32>rlpPayload);
    store<u32>(c.transactionLengths + (i << 2), rlpLength);
  }
  return c;
}

/** Gives a singular batch's candidate its own copy of everything: its batch may go then. */
export function keepCandidate(c: Candidate): void {
  const hashes = alloc(64);
  copy32(hashes, c.parentHash);
  copy32(hashes + 32, c.epochHash);
  c.parentHash = hashes;
  c.epochHash = hashes + 32;
  for (let i: usize = 0; i < <usize>c.transactionCount; i++) {
    const length = <usize>load<u32>(c.transactionLengths + (i << 2));
    const copy = alloc(length);
    memory.copy(copy, <usize>load<u32>(c.transactions + (i << 2)), length);
    store<u32>(c.transactions + (i << 2), <u32>copy);
  }
}

/** The block that the cursor is at, with origin `epoch`; its transactions put together. */
export function spanCandidate(cursor: SpanCursor, epoch: L1Block, inclusion: L1Block): Candidate {
  const c = newCandidate(cursor.blockTransactions);
  c.inclusion = inclusion;
  c.epochHash = l1HashOf(epoch);
  c.epoch = cursor.epoch;
  c.timestamp = cursor.timestamp;
  for (let i: usize = 0; cursor.left != 0; i++) {
    const to = alloc(<usize>spanTransactionRoom(cursor));
    store<u32>(c.transactions + (i << 2), <u32>to);
    store<u32>(c.transactionLengths + (i << 2), nextSpanTransaction(cursor, to));
  }
  c.isLast = cursor.blocks == cursor.span.blockCount;
  return c;
}

/** A block that the sequencer left out: no transactions. */
export function emptyCandidate(epoch: L1Block, timestamp: u64): Candidate {
  const c = newCandidate(0);
  c.epochHash = l1HashOf(epoch);
  c.epoch = epoch.number;
  c.timestamp = timestamp;
  return c;
}
