// The rest of an accepted span batch: its blocks, handed out one by one as the safe head comes to them.
import { Batch, freeBatch } from "./batch";
import { Candidate, spanCandidate } from "./candidate";
import { epochAt } from "./epochs";
import { L1Block } from "./l1Chain";
import { L2Block } from "./l2Block";
import { blockTime } from "./rollupConfig";
import { SpanCursor } from "./span";
import { nextSpanBlock, startSpan } from "./spanBatch";

const cursor = changetype<SpanCursor>(memory.data(offsetof<SpanCursor>(), 8));
/** The batch that the cursor reads, 0 when there is none. */
let cached: usize = 0;

export function resetSpanCache(): void {
  cached = 0;
}

export function dropCachedSpan(): void {
  if (cached != 0) freeBatch(changetype<Batch>(cached));
  cached = 0;
}

/** Takes over `b`; its first block above `head` is next. */
export function cacheSpan(b: Batch, head: L2Block): void {
  dropCachedSpan();
  cached = changetype<usize>(b);
  startSpan(cursor, b.span);
  while (nextSpanBlock(cursor) && cursor.timestamp <= head.timestamp) continue;
}

/** The block on top of `head`, or 0: the rest is forgotten when its next block is another one. */
export function takeFromSpan(head: L2Block): usize {
  if (cached == 0) return 0;
  const epoch = epochAt(cursor.epoch);
  if (cursor.timestamp != head.timestamp + blockTime || epoch == 0) {
    dropCachedSpan();
    return 0;
  }
  const c = spanCandidate(cursor, changetype<L1Block>(epoch), changetype<Batch>(cached).inclusion);
  if (!nextSpanBlock(cursor)) dropCachedSpan();
  return changetype<usize>(c);
}
