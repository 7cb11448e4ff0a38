// A batch out of a channel: a singular one stands for one L2 block, a span batch for many (derivation reference, 6.2-6.4).
import { bufferFree, smallBufferAlloc } from "../memory/buffers";
import { rlpIsList, rlpLength, rlpNext, rlpOk, rlpPayload, rlpU64, resetRlp } from "../rlp/read";
import { L1Block } from "./l1Chain";
import { openSpan } from "./spanBatch";
import { Span } from "./span";

export const SINGULAR: u32 = 0;
export const SPAN: u32 = 1;

/** Lies in front of its own bytes in one buffer. */
@unmanaged
export class Batch {
  kind: u32;
  /** Content after the version byte. */
  content: usize;
  contentLength: u32;
  /** L1 block that completed the batch's channel. */
  inclusion: L1Block;
  /** Of the block, or of the first one. */
  timestamp: u64;
  /** Singular: 32 bytes each. */
  parentHash: usize;
  epochHash: usize;
  epochNumber: u64;
  /** Singular: payload of the list of transactions. */
  transactions: usize;
  transactionsEnd: usize;
  transactionCount: u32;
  /** Span. */
  span: Span;
  /** Position in the order of arrival, and the next batch of the queue. */
  arrival: u64;
  next: usize;
}

/** Decodes the `length` bytes at `ptr`: version and content. Null (0) when malformed. The batch has its own copy. */
export function decodeBatch(ptr: usize, length: u32, inclusion: L1Block): usize {
  if (length == 0) return 0;
  const version = <u32>load<u8>(ptr);
  if (version > SPAN) return 0;
  const room = offsetof<Batch>() + offsetof<Span>();
  const at = smallBufferAlloc(<u32>room + length);
  const b = changetype<Batch>(at);
  memory.fill(at, 0, room);
  b.kind = version;
  b.content = at + room;
  b.contentLength = length - 1;
  b.inclusion = inclusion;
  b.span = changetype<Span>(at + offsetof<Batch>());
  memory.copy(b.content, ptr + 1, <usize>(length - 1));
  const end = b.content + <usize>b.contentLength;
  if (version == SINGULAR ? decodeSingular(b, b.content, end) : openSpan(b.span, b.content, end)) {
    if (version == SPAN) b.timestamp = b.span.timestamp;
    return at;
  }
  bufferFree(at);
  return 0;
}

export function freeBatch(b: Batch): void {
  bufferFree(changetype<usize>(b));
}

/** rlp([parent hash, epoch number, epoch hash, timestamp, [transactions]]) */
function decodeSingular(b: Batch, at: usize, end: usize): bool {
  resetRlp();
  if (rlpNext(at, end) == 0 || !rlpIsList) return false;
  at = rlpPayload;
  end = at + <usize>rlpLength;
  at = rlpNext(at, end);
  if (at == 0 || rlpIsList || rlpLength != 32) return false;
  b.parentHash = rlpPayload;
  at = rlpNext(at, end);
  if (at == 0) return false;
  b.epochNumber = rlpU64();
  at = rlpNext(at, end);
  if (at == 0 || rlpIsList || rlpLength != 32) return false;
  b.epochHash = rlpPayload;
  at = rlpNext(at, end);
  if (at == 0) return false;
  b.timestamp = rlpU64();
  at = rlpNext(at, end);
  if (at != end || !rlpIsList || !rlpOk) return false;
  b.transactions = rlpPayload;
  b.transactionsEnd = end;
  at = rlpPayload;
  while (at < end) {
    at = rlpNext(at, end);
    if (at == 0 || rlpIsList) return false;
    b.transactionCount++;
  }
  return true;
}
