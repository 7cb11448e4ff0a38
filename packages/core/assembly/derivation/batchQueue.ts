// Before Holocene: batches wait until the safe head has come to them, and the first valid one in the order of arrival wins
// (derivation reference, section 7.4).
import { Batch, freeBatch, SINGULAR } from "./batch";
import { ACCEPT, checkSingular, DROP, UNDECIDED } from "./batchValidity";
import { keepCandidate, singularCandidate } from "./candidate";
import { batch, nextBatch } from "./channelReader";
import { emptyBlock, nextEmptyBatch } from "./emptyBatch";
import { firstEpoch, isOriginBehind, updateEpochs } from "./epochs";
import { L2Block } from "./l2Block";
import { mark, release } from "../memory/arena";
import { cacheSpan, takeFromSpan } from "./spanCache";
import { checkSpan } from "./spanValidity";
import { END_OF_DATA, NOT_ENOUGH, READY } from "./step";

/** Batches in the order of arrival. */
let first: usize = 0;
let last: usize = 0;

/** Of the last READY: a Candidate. */
export let queuedBlock: usize = 0;

export function resetBatchQueue(): void {
  first = 0;
  last = 0;
  queuedBlock = 0;
}

function check(b: Batch, head: L2Block): u32 {
  if (b.kind != SINGULAR) return checkSpan(b.span, head, b.inclusion);
  const start = mark();
  const validity = checkSingular(singularCandidate(b), head);
  release(start);
  return validity;
}

function add(b: Batch, head: L2Block): void {
  if (check(b, head) == DROP) {
    freeBatch(b);
    return;
  }
  if (last == 0) first = changetype<usize>(b);
  else changetype<Batch>(last).next = changetype<usize>(b);
  last = changetype<usize>(b);
}

/** Takes the batch after `before` (0: the first one) out of the queue. */
function removeAfter(before: usize): Batch {
  const b = changetype<Batch>(before == 0 ? first : changetype<Batch>(before).next);
  if (before == 0) first = b.next;
  else changetype<Batch>(before).next = b.next;
  if (last == changetype<usize>(b)) last = before;
  b.next = 0;
  return b;
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
  let before: usize = 0;
  let at = first;
  while (at != 0) {
    const b = changetype<Batch>(at);
    const next = b.next;
    const validity = check(b, head);
    if (validity == UNDECIDED) return END_OF_DATA;
    if (validity == ACCEPT) {
      removeAfter(before);
      return accept(b, head);
    }
    if (validity == DROP) freeBatch(removeAfter(before));
    else before = at;
    at = next;
  }
  const empty = nextEmptyBatch(head, outOfData);
  queuedBlock = emptyBlock;
  return empty;
}

function accept(b: Batch, head: L2Block): u32 {
  if (b.kind == SINGULAR) {
    const c = singularCandidate(b);
    keepCandidate(c);
    freeBatch(b);
    queuedBlock = changetype<usize>(c);
    return READY;
  }
  cacheSpan(b, head);
  queuedBlock = takeFromSpan(head);
  return queuedBlock != 0 ? READY : NOT_ENOUGH;
}
