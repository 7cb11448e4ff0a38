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

/** Of the last READY: a Candidate, which is the caller's to free. */
export let stagedBlock: usize = 0;

export function resetBatchStage(): void {
  stagedBlock = 0;
}

/** Forgets the current span, and everything of its channel that is still to come. */
export function flushBatchStage(): void {
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
    const empty = nextEmptyBatch(head, true);
    stagedBlock = emptyBlock;
    return empty;
  }
  if (step != READY) return step;
  const c = changetype<Candidate>(stagedBlock);
  const validity = checkSingular(c, head);
  if (validity == ACCEPT) return READY;
  freeCandidate(c);
  if (!isSkipped(validity)) flushBatchStage();
  return NOT_ENOUGH;
}

/** Whether a batch goes alone, and what follows it in its channel stays. Undecided is one that names L1 blocks which are not there
 *  yet: it was made without knowing their hashes, so that it never becomes valid, and op-node and kona pass over it (optimism issue
 *  22629; what they also call undecided, a failure to fetch a block, is `incomplete` here). */
function isSkipped(validity: u32): bool {
  return validity == PAST || validity == UNDECIDED;
}

/** The next block that may stand on `head`: READY with stagedBlock. */
function candidate(head: L2Block): u32 {
  stagedBlock = takeFromSpan(head);
  if (stagedBlock != 0) return READY;
  const step = nextBatch();
  if (step != READY) return step;
  const b = batch;
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
  } else {
    freeBatch(b);
    if (isSkipped(validity)) return NOT_ENOUGH;
  }
  flushBatchStage();
  return NOT_ENOUGH;
}
