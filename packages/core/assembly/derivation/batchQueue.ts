// Before Holocene: batches wait until the safe head has come to them, and the first valid one in the order of arrival wins
// (derivation reference, section 7.4).
import { Batch, freeBatch, SINGULAR } from "./batch";
import { ACCEPT, checkSingular, DROP, FUTURE, UNDECIDED } from "./batchValidity";
import { Candidate, describeSingular, singularCandidate } from "./candidate";
import { batch, nextBatch } from "./channelReader";
import { emptyBlock, nextEmptyBatch } from "./emptyBatch";
import { firstEpoch, isOriginBehind, updateEpochs } from "./epochs";
import {
  addFutureBatch,
  firstFutureTime,
  hasFutureBatches,
  resetFutureBatches,
  takeFutureBatch,
} from "./futureBatches";
import { origin } from "./l1Traversal";
import { L2Block } from "./l2Block";
import { blockTime } from "./rollupConfig";
import { cacheSpan, takeFromSpan } from "./spanCache";
import { checkSpan } from "./spanValidity";
import { END_OF_DATA, NOT_ENOUGH, READY } from "./step";

/** Batches in the order of arrival, but for those whose time has not come. */
let first: usize = 0;
let last: usize = 0;
let arrivals: u64 = 0;
/** Safe head and L1 block that the first batch was found undecided at: it stays so as long as neither changes. */
let undecidedHead: usize = 0;
let undecidedOrigin: usize = 0;

/** Of the last READY: a Candidate, which is the caller's to free. */
export let queuedBlock: usize = 0;

const described = changetype<Candidate>(memory.data(offsetof<Candidate>(), 8));

export function resetBatchQueue(): void {
  first = 0;
  last = 0;
  arrivals = 0;
  undecidedHead = 0;
  undecidedOrigin = 0;
  queuedBlock = 0;
  resetFutureBatches();
}

/** Drops all batches. */
export function emptyBatchQueue(): void {
  while (hasFutureBatches()) freeBatch(takeFutureBatch());
  while (first != 0) freeBatch(takeFirst());
  resetBatchQueue();
}

function check(b: Batch, head: L2Block): u32 {
  if (b.kind != SINGULAR) return checkSpan(b.span, head, b.inclusion);
  describeSingular(described, b);
  return checkSingular(described, head);
}

function add(b: Batch, head: L2Block): void {
  const validity = check(b, head);
  b.arrival = arrivals++;
  b.next = 0;
  if (validity == DROP) freeBatch(b);
  else if (validity == FUTURE) addFutureBatch(b);
  else append(b);
}

function append(b: Batch): void {
  if (last == 0) first = changetype<usize>(b);
  else changetype<Batch>(last).next = changetype<usize>(b);
  last = changetype<usize>(b);
}

function takeFirst(): Batch {
  const b = changetype<Batch>(first);
  first = b.next;
  if (first == 0) last = 0;
  return b;
}

/** Puts the batches whose time has come among the others. Those of one timestamp come in the order of arrival. */
function ripen(head: L2Block): void {
  const now = head.timestamp + blockTime;
  let before: usize = 0;
  let time: u64 = 0;
  while (firstFutureTime() <= now && hasFutureBatches()) {
    const b = takeFutureBatch();
    if (b.timestamp != time) before = 0;
    time = b.timestamp;
    let after = before == 0 ? first : changetype<Batch>(before).next;
    while (after != 0 && changetype<Batch>(after).arrival < b.arrival) {
      before = after;
      after = changetype<Batch>(after).next;
    }
    b.next = after;
    if (before == 0) first = changetype<usize>(b);
    else changetype<Batch>(before).next = changetype<usize>(b);
    if (after == 0) last = changetype<usize>(b);
    before = changetype<usize>(b);
  }
}

/** The next block on `head`. */
export function nextQueuedBlock(head: L2Block): u32 {
  queuedBlock = takeFromSpan(head);
  if (queuedBlock != 0) return READY;
  updateEpochs(head);
  const isBehind = isOriginBehind(head);
  const step = nextBatch();
  if (step == READY) {
    if (isBehind) freeBatch(batch);
    else add(batch, head);
  } else if (step != END_OF_DATA) {
    return step;
  }
  const outOfData = step == END_OF_DATA;
  // Up to the safe head's origin the stages before are only emptied.
  if (isBehind || firstEpoch == 0) return outOfData ? END_OF_DATA : NOT_ENOUGH;
  const derived = derive(head, outOfData);
  return derived == END_OF_DATA && !outOfData ? NOT_ENOUGH : derived;
}

function derive(head: L2Block, outOfData: bool): u32 {
  ripen(head);
  while (first != 0) {
    if (undecidedHead == changetype<usize>(head) && undecidedOrigin == changetype<usize>(origin)) return END_OF_DATA;
    const validity = check(changetype<Batch>(first), head);
    if (validity == UNDECIDED) {
      undecidedHead = changetype<usize>(head);
      undecidedOrigin = changetype<usize>(origin);
      return END_OF_DATA;
    }
    const b = takeFirst();
    if (validity == ACCEPT) return accept(b, head);
    if (validity == FUTURE) addFutureBatch(b);
    else freeBatch(b);
  }
  const empty = nextEmptyBatch(head, outOfData);
  queuedBlock = emptyBlock;
  return empty;
}

function accept(b: Batch, head: L2Block): u32 {
  if (b.kind == SINGULAR) {
    queuedBlock = changetype<usize>(singularCandidate(b));
    return READY;
  }
  cacheSpan(b, head);
  queuedBlock = takeFromSpan(head);
  return queuedBlock != 0 ? READY : NOT_ENOUGH;
}
