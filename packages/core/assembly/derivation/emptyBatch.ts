// Blocks for a sequencer that is silent: when the sequencing window of an epoch has passed without batches for it, empty
// blocks fill it (derivation reference, section 7.5).
import { emptyCandidate } from "./candidate";
import { advanceEpoch, firstEpoch, secondEpoch } from "./epochs";
import { L1Block } from "./l1Chain";
import { origin } from "./l1Traversal";
import { L2Block } from "./l2Block";
import { blockTime, sequencingWindow } from "./rollupConfig";
import { END_OF_DATA, NOT_ENOUGH, READY } from "./step";

/** Of the last READY: a Candidate. */
export let emptyBlock: usize = 0;

export function resetEmptyBatch(): void {
  emptyBlock = 0;
}

/** NOT_ENOUGH: the epoch was advanced. `outOfData`: nothing is left in the stages before. */
export function nextEmptyBatch(head: L2Block, outOfData: bool): u32 {
  if (firstEpoch == 0) return END_OF_DATA;
  const epoch = changetype<L1Block>(firstEpoch);
  const expiry = epoch.number + sequencingWindow;
  if (expiry > origin.number || (expiry == origin.number && !outOfData)) return END_OF_DATA;
  if (secondEpoch() == 0) return END_OF_DATA;
  const next = changetype<L1Block>(secondEpoch());
  const timestamp = head.timestamp + blockTime;
  // Every epoch has a block, and L2 time does not fall behind L1 time.
  if (timestamp < next.timestamp || epoch.number == head.epoch + 1) {
    emptyBlock = changetype<usize>(emptyCandidate(epoch, timestamp));
    return READY;
  }
  advanceEpoch();
  return NOT_ENOUGH;
}
