// The L1 blocks that the next batch may have as its origin: from the safe head's origin, or the one after it, up to where
// the pipeline is. They lie on the L1 chain one after the other, so that the first and the last are all there is to know.
import { L1Block, l1BlockAt } from "./l1Chain";
import { origin } from "./l1Traversal";
import { L2Block } from "./l2Block";

/** First of them, 0 when there is none. */
export let firstEpoch: usize = 0;
/** Pipeline origin that this stage has seen last. */
let seen: usize = 0;

export function resetEpochs(): void {
  firstEpoch = 0;
  seen = 0;
}

/** Begins at `block`, which may lie below the safe head's origin: it is dropped then when the origin moves. */
export function startEpochs(block: L1Block): void {
  firstEpoch = changetype<usize>(block);
  seen = firstEpoch;
}

/** Whether the pipeline has not yet come to the L1 origin of `parent`. */
export function isOriginBehind(parent: L2Block): bool {
  return origin.number < parent.epoch;
}

/** Follows the pipeline's origin and the safe head. */
export function updateEpochs(parent: L2Block): void {
  if (seen != changetype<usize>(origin)) {
    seen = changetype<usize>(origin);
    if (isOriginBehind(parent)) firstEpoch = 0;
    else if (firstEpoch == 0) firstEpoch = seen;
  }
  while (firstEpoch != 0 && changetype<L1Block>(firstEpoch).number < parent.epoch && firstEpoch != seen) {
    firstEpoch = changetype<L1Block>(firstEpoch).next;
  }
}

/** The block after the first one, or 0 when the pipeline has not come so far. */
export function secondEpoch(): usize {
  return firstEpoch == 0 || firstEpoch == seen ? 0 : changetype<L1Block>(firstEpoch).next;
}

/** The block with `number`, or 0. */
export function epochAt(number: u64): usize {
  if (firstEpoch == 0 || number < changetype<L1Block>(firstEpoch).number || number > changetype<L1Block>(seen).number)
    return 0;
  return l1BlockAt(number);
}

/** Gives up the first one: all blocks for it have been made. */
export function advanceEpoch(): void {
  firstEpoch = secondEpoch();
}
