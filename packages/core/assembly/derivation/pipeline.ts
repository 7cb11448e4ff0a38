// The pipeline: pulls from its last stage until there are attributes for the next L2 block, and moves on along L1 when all
// data of an L1 block is used up (derivation reference, section 2).
//
//   startPipeline(head, first)     begins at L1 block `first` with L2 block `head` as the safe head
//   nextAttributes(head): bool     attributes for the block on `head`, in `attributes`; false at the end of L1
//   nextPayload(head): bool        the same, and stops at a batch that is dropped because no block can hold it: `isDropped`
//   rejectPayload()                execution found the last attributes' block invalid
//
// Stages call each other in one fixed order, so that the depth of calls does not depend on data. Nothing that stands on L1
// stops the pipeline: what is malformed is dropped by the stage that sees it.
import { L1_ORIGIN_UNKNOWN } from "../error/codes";
import { invalidWords } from "../error/fail";
import { equal32 } from "../memory/bytes";
import { Attributes, freeAttributes, keepDepositsOnly, makeAttributes } from "./attributes";
import {
  activateHoloceneBatches,
  nextBatchBlock,
  nextBlock,
  rejectBatch,
  resetBatchProvider,
  startBatchProvider,
} from "./batchProvider";
import { freeCandidate } from "./candidate";
import { activateHoloceneChannels, resetChannelStage, startChannelStage } from "./channelStage";
import { L1Block, l1BlockAt, l1HashOf } from "./l1Chain";
import { resetRetrieval } from "./l1Retrieval";
import { advanceOrigin, origin, resetTraversal, startTraversal } from "./l1Traversal";
import { epochHashOf, L2Block } from "./l2Block";
import { HOLOCENE, isActive } from "./rollupConfig";
import { END_OF_DATA, READY } from "./step";
import { resetTransactionList } from "./transactionList";

/** Of the last `nextAttributes`; the caller frees them (attributes.ts) when nobody needs them any more. */
export let attributes: Attributes = changetype<Attributes>(<usize>0);

/** After `nextPayload`: there are no attributes, a batch was dropped. */
export let isDropped: bool = false;

export function resetPipeline(): void {
  attributes = changetype<Attributes>(<usize>0);
  isDropped = false;
  resetTraversal();
  resetRetrieval();
  resetChannelStage();
  resetBatchProvider();
  resetTransactionList();
}

/** L1 traversal begins with the configuration that the safe head was built with. */
export function startPipeline(head: L2Block, first: L1Block): void {
  resetPipeline();
  const at = l1BlockAt(head.epoch);
  // SOUNDNESS: the safe head stands on some L1 chain. If that is another one, no block can follow from this one.
  if (at != 0 && !equal32(l1HashOf(changetype<L1Block>(at)), epochHashOf(head))) {
    invalidWords(L1_ORIGIN_UNKNOWN, l1HashOf(changetype<L1Block>(at)), epochHashOf(head));
  }
  startTraversal(first, head.config);
  startChannelStage();
  startBatchProvider();
}

export function nextAttributes(head: L2Block): bool {
  while (nextPayload(head)) if (!isDropped) return true;
  return false;
}

export function nextPayload(head: L2Block): bool {
  isDropped = false;
  while (true) {
    const step = nextBatchBlock(head);
    if (step == READY) {
      const epoch = changetype<L1Block>(l1BlockAt(nextBlock.epoch));
      attributes = makeAttributes(nextBlock, head, epoch, origin);
      freeCandidate(nextBlock);
      isDropped = attributes.isReplaced && !rejectPayload();
      if (isDropped) freeAttributes(attributes);
      return true;
    }
    if (step == END_OF_DATA && !moveOn()) return false;
  }
}

function moveOn(): bool {
  const wasHolocene = isActive(HOLOCENE, origin.timestamp);
  if (!advanceOrigin()) return false;
  if (!wasHolocene && isActive(HOLOCENE, origin.timestamp)) {
    activateHoloceneChannels();
    activateHoloceneBatches();
  }
  return true;
}

/** From Holocene on, the block is made of deposits only, and the rest of the batch's channel is void. Before, the batch is
 *  gone and the next one is tried: false. The L1 block that the batch came from says which it is, as of all of Holocene's
 *  derivation; op-node has it so too, kona goes by the L2 block's time. */
export function rejectPayload(): bool {
  if (!countsAlone(attributes)) return false;
  rejectBatch();
  keepDepositsOnly(attributes);
  return true;
}

/** Whether an invalid payload is a matter of its own block alone. Before Holocene it voids the whole of its batch. */
export function countsAlone(a: Attributes): bool {
  return isActive(HOLOCENE, a.derivedFrom.timestamp);
}
