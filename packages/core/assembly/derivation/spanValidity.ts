// Whether a span batch may stand on the safe head (derivation reference, sections 7.2 and 7.3). A span may begin below the
// safe head; then what it says about blocks that are already safe has to be what is in them.
import { mark, release, alloc } from "../memory/arena";
import { equal32, equalBytes } from "../memory/bytes";
import { ACCEPT, DROP, FUTURE, isAllowedType, isLate, mustBeEmpty, PAST, UNDECIDED } from "./batchValidity";
import { epochAt, firstEpoch, secondEpoch } from "./epochs";
import { L1Block, l1HashOf } from "./l1Chain";
import { digestOf, L2Block, l2BlockAt, l2HashOf, userCount, userDigest } from "./l2Block";
import { blockTime, DELTA, HOLOCENE, isActive, maxDrift } from "./rollupConfig";
import { Span, SpanCursor } from "./span";
import { lastTimestamp, nextSpanBlock, startSpan } from "./spanBatch";
import { nextKind, nextSpanTransaction, skipSpanTransaction, spanTransactionRoom } from "./spanTransaction";

const cursor = changetype<SpanCursor>(memory.data(offsetof<SpanCursor>(), 8));

/** The block that the span's first one stands on, after checkSpanPrefix returned ACCEPT. */
let parent: L2Block = changetype<L2Block>(<usize>0);

/** The checks that need only the prefix. */
export function checkSpanPrefix(s: Span, head: L2Block, inclusion: L1Block): u32 {
  if (firstEpoch == 0) return UNDECIDED;
  const isHolocene = isActive(HOLOCENE, inclusion.timestamp);
  let batchOrigin = firstEpoch;
  if (s.firstEpoch == changetype<L1Block>(firstEpoch).number + 1) {
    batchOrigin = secondEpoch();
    if (batchOrigin == 0) return UNDECIDED;
  }
  if (!isActive(DELTA, changetype<L1Block>(batchOrigin).timestamp)) return DROP;
  const next = head.timestamp + blockTime;
  if (s.timestamp > next) return isHolocene || isLate(s.firstEpoch, inclusion) ? DROP : FUTURE;
  if (lastTimestamp(s) < next) return isHolocene ? PAST : DROP;
  let parentNumber = head.number;
  if (s.timestamp != next) {
    if (s.timestamp > head.timestamp) return DROP;
    const behind = head.timestamp - s.timestamp;
    if (behind % blockTime != 0) return DROP;
    if (behind / blockTime + 1 > head.number) return DROP;
    parentNumber = head.number - behind / blockTime - 1;
  }
  // Everything that drops the batch whatever its parent is comes first: it spares the walk down to the parent. An L2 block's
  // origin is at most one above its parent's.
  if (isLate(s.firstEpoch, inclusion) || s.firstEpoch > head.epoch + 1) return DROP;
  const lastOrigin = epochAt(s.lastEpoch);
  if (lastOrigin != 0) {
    if (!equalBytes(s.originCheck, l1HashOf(changetype<L1Block>(lastOrigin)), 20)) return DROP;
    if (s.firstEpoch < head.epoch && head.epoch - s.firstEpoch > head.number - parentNumber) return DROP;
  }
  const at = l2BlockAt(head, parentNumber);
  if (at == 0) return DROP;
  parent = changetype<L2Block>(at);
  if (!equalBytes(s.parentCheck, l2HashOf(parent), 20)) return DROP;
  if (s.firstEpoch > parent.epoch + 1) return DROP;
  if (lastOrigin == 0) return UNDECIDED;
  if (s.firstEpoch < parent.epoch) return DROP;
  return ACCEPT;
}

/** All checks, as they are before Holocene. */
export function checkSpan(s: Span, head: L2Block, inclusion: L1Block): u32 {
  const prefix = checkSpanPrefix(s, head, inclusion);
  if (prefix != ACCEPT) return prefix;
  const blocks = checkBlocks(s, head);
  return blocks != ACCEPT ? blocks : checkOverlap(s, head);
}

/** The blocks above the safe head. */
function checkBlocks(s: Span, head: L2Block): u32 {
  startSpan(cursor, s);
  let epoch = parent.epoch;
  while (nextSpanBlock(cursor)) {
    const advanced = cursor.epoch != epoch;
    epoch = cursor.epoch;
    if (cursor.timestamp <= head.timestamp) continue;
    const at = epochAt(cursor.epoch);
    // The last epoch is there, so this one is below the safe head's.
    if (at == 0) return DROP;
    const batchOrigin = changetype<L1Block>(at);
    if (cursor.timestamp < batchOrigin.timestamp) return DROP;
    if (cursor.timestamp > batchOrigin.timestamp + maxDrift(batchOrigin.timestamp)) {
      if (cursor.blockTransactions != 0) return DROP;
      if (!advanced) {
        const next = epochAt(cursor.epoch + 1);
        if (next == 0) return UNDECIDED;
        if (cursor.timestamp >= changetype<L1Block>(next).timestamp) return DROP;
      }
    }
    if (cursor.blockTransactions != 0 && mustBeEmpty(cursor.timestamp)) return DROP;
    while (cursor.left != 0) {
      const kind = nextKind(cursor);
      if (kind != 0 && !isAllowedType(kind, cursor.timestamp)) return DROP;
      skipSpanTransaction(cursor);
    }
  }
  return ACCEPT;
}

/** The blocks that are already safe: origin, and transactions that are no deposits. */
export function checkOverlap(s: Span, head: L2Block): u32 {
  if (s.timestamp > head.timestamp) return ACCEPT;
  const start = mark();
  const count = <usize>(head.number - parent.number);
  const blocks = alloc(count << 2);
  let block = head;
  for (let i = count; i != 0; i--) {
    store<u32>(blocks + ((i - 1) << 2), <u32>changetype<usize>(block));
    block = changetype<L2Block>(block.parent);
  }
  startSpan(cursor, s);
  let same = true;
  for (let i: usize = 0; same && i < count && nextSpanBlock(cursor); i++) {
    same = isSame(changetype<L2Block>(<usize>load<u32>(blocks + (i << 2))));
  }
  release(start);
  return same ? ACCEPT : DROP;
}

const DIGEST: usize = memory.data(32, 8);

/** Whether `b` is the block that the cursor is at. */
function isSame(b: L2Block): bool {
  if (b.epoch != cursor.epoch || userCount(b) != cursor.blockTransactions) return false;
  const digest = userDigest(b);
  const start = mark();
  const count = cursor.blockTransactions;
  const pointers = alloc((<usize>count) << 2);
  const lengths = alloc((<usize>count) << 2);
  for (let i: usize = 0; cursor.left != 0; i++) {
    const to = alloc(<usize>spanTransactionRoom(cursor));
    store<u32>(pointers + (i << 2), <u32>to);
    store<u32>(lengths + (i << 2), nextSpanTransaction(cursor, to));
  }
  digestOf(DIGEST, count, pointers, lengths);
  release(start);
  return equal32(DIGEST, digest);
}
