// The next L2 block's batch: from the queue before Holocene, from the stage after it, and the switch between the two.
import { flushBatchStage, nextStagedBlock, resetBatchStage, stagedBlock } from "./batchStage";
import { emptyBatchQueue, nextQueuedBlock, queuedBlock, resetBatchQueue } from "./batchQueue";
import { Candidate } from "./candidate";
import { emptyReader, resetReader } from "./channelReader";
import { resetEmptyBatch } from "./emptyBatch";
import { resetEpochs, startEpochs } from "./epochs";
import { origin } from "./l1Traversal";
import { L2Block } from "./l2Block";
import { HOLOCENE, isActive } from "./rollupConfig";
import { dropCachedSpan, resetSpanCache } from "./spanCache";

let isHolocene: bool = false;

/** Of the last READY; the caller frees it. */
export let nextBlock: Candidate = changetype<Candidate>(<usize>0);

export function resetBatchProvider(): void {
  isHolocene = false;
  nextBlock = changetype<Candidate>(<usize>0);
  resetReader();
  resetSpanCache();
  resetBatchQueue();
  resetBatchStage();
  resetEmptyBatch();
  resetEpochs();
}

/** Begins at the origin, in its rules. */
export function startBatchProvider(): void {
  resetBatchProvider();
  isHolocene = isActive(HOLOCENE, origin.timestamp);
  startEpochs(origin);
}

/** At the first L1 block of Holocene: what was begun is forgotten, the epochs that were seen are not. */
export function activateHoloceneBatches(): void {
  emptyReader();
  dropCachedSpan();
  emptyBatchQueue();
  isHolocene = true;
}

export function nextBatchBlock(head: L2Block): u32 {
  const step = isHolocene ? nextStagedBlock(head) : nextQueuedBlock(head);
  nextBlock = changetype<Candidate>(isHolocene ? stagedBlock : queuedBlock);
  return step;
}

/** What follows when execution found the last block's transactions invalid. */
export function rejectBatch(): void {
  if (isHolocene) flushBatchStage();
}
