// From Holocene on: batches come strictly in order. An invalid one takes the rest of its span and channel with it
// (derivation reference, section 7.4).
import { Batch, freeBatch, SINGULAR } from "./batch";
import { ACCEPT, checkSingular, PAST, UNDECIDED } from "./batchValidity";
import { Candidate, freeCandidate, singularCandidate } from "./candidate";
import { batch, flushReader, nextBatch } from "./channelReader";
import { emptyBlock, nextEmptyBatch } from "./emptyBatch";
import { firstEpoch, isOriginBehind, updateEpochs } from "./epochs";
import { origin } from "./l1Traversal";
import { L2Block } from "./l2Block";
import { cacheSpan, dropCachedSpan, takeFromSpan } from "./spanCache";
import { checkOverlap, checkSpanPrefix } from "./spanValidity";
import { END_OF_DATA, NOT_ENOUGH, READY } from "./step";

/** A batch, or a block of a span, that more of L1 will decide about. */
let undecided: usize = 0;
let undecidedBlock: usize = 0;

/** Of the last READY: a Candidate, which is the caller's to free. */
export let stagedBlock: usize = 0;

export function resetBatchStage(): void {
  undecided = 0;
  undecidedBlock = 0;
  stagedBlock = 0;
}

/** Forgets the current span, and everything of its channel that is still to come. */
export function flushBatchStage(): void {
  if (undecided != 0) freeBatch(changetype<Batch>(undecided));
  undecided = 0;
  if (undecidedBlock != 0) freeCandidate(changetype<Candidate>(undecidedBlock));
  undecidedBlock = 0;
  dropCachedSpan();
  flushReader();
}

/** The next block on `head`. */
export function nextStagedBlock(head: L2Block): u32 {
  updateEpochs(head);
  // A channel that ends in the safe head's origin can only hold what is past.
  if (isOriginBehind(head) || head.epoch == origin.number) {
    const step = nextBatch();
    if (step != READY) return step;
    freeBatch(batch);
    return NOT_ENOUGH;
  }
  if (firstEpoch == 0) return END_OF_DATA;
  const step = candidate(head);
  if (step == END_OF_DATA) {
    const empty = nextEmptyBatch(head, undecided == 0);
    stagedBlock = emptyBlock;
    return empty;
  }
  if (step != READY) return step;
  const c = changetype<Candidate>(stagedBlock);
  const validity = checkSingular(c, head);
  if (validity == ACCEPT) return READY;
  if (validity == UNDECIDED) {
    // It has to be kept: it may be valid when the next L1 block is known.
    undecidedBlock = stagedBlock;
    return END_OF_DATA;
  }
  freeCandidate(c);
  if (validity != PAST) flushBatchStage();
  return NOT_ENOUGH;
}

/** The next block that may stand on `head`: READY with stagedBlock. */
function candidate(head: L2Block): u32 {
  if (undecidedBlock != 0) {
    stagedBlock = undecidedBlock;
    undecidedBlock = 0;
    return READY;
  }
  stagedBlock = takeFromSpan(head);
  if (stagedBlock != 0) return READY;
  let b: Batch;
  if (undecided != 0) {
    b = changetype<Batch>(undecided);
    undecided = 0;
  } else {
    const step = nextBatch();
    if (step != READY) return step;
    b = batch;
  }
  if (b.kind == SINGULAR) {
    stagedBlock = changetype<usize>(singularCandidate(b));
    return READY;
  }
  let validity = checkSpanPrefix(b.span, head, b.inclusion);
  if (validity == ACCEPT) validity = checkOverlap(b.span, head);
  if (validity == ACCEPT) {
    cacheSpan(b, head);
    stagedBlock = takeFromSpan(head);
    if (stagedBlock != 0) return READY;
  } else if (validity == UNDECIDED) {
    undecided = changetype<usize>(b);
    return END_OF_DATA;
  } else {
    freeBatch(b);
    if (validity == PAST) return NOT_ENOUGH;
  }
  flushBatchStage();
  return NOT_ENOUGH;
}
