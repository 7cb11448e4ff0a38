// Whether a batch may stand on the safe head (derivation reference, section 7). The order of the checks is part of the
// rules: what makes a batch undecided must not come before what drops it, and the other way round.
import { equal32 } from "../memory/bytes";
import { Candidate, nextTransaction, openTransactions, transactionAt, transactionLength } from "./candidate";
import { firstEpoch, secondEpoch } from "./epochs";
import { L1Block, l1HashOf } from "./l1Chain";
import { L2Block, l2HashOf } from "./l2Block";
import {
  blockTime,
  HOLOCENE,
  INTEROP,
  isActivation,
  isActive,
  ISTHMUS,
  JOVIAN,
  maxDrift,
  sequencingWindow,
} from "./rollupConfig";

/** It is the next one. */
export const ACCEPT: u32 = 0;
/** It never will be. */
export const DROP: u32 = 1;
/** More of L1 is needed to tell. */
export const UNDECIDED: u32 = 2;
/** It may be, when the safe head has come further. */
export const FUTURE: u32 = 3;
/** Holocene: the safe head has passed it. */
export const PAST: u32 = 4;

export function checkSingular(c: Candidate, head: L2Block): u32 {
  const inclusion = c.inclusion;
  if (firstEpoch == 0) return UNDECIDED;
  const isHolocene = isActive(HOLOCENE, inclusion.timestamp);
  const next = head.timestamp + blockTime;
  // What is late now is late then: no need to keep it so long.
  if (c.timestamp > next) return isHolocene || isLate(c.epoch, inclusion) ? DROP : FUTURE;
  if (c.timestamp < next) return isHolocene ? PAST : DROP;
  if (c.parentHash != 0 && !equal32(c.parentHash, l2HashOf(head))) return DROP;
  const epoch = changetype<L1Block>(firstEpoch);
  if (isLate(c.epoch, inclusion)) return DROP;
  if (c.epoch < epoch.number) return DROP;
  let at = firstEpoch;
  if (c.epoch != epoch.number) {
    if (c.epoch != epoch.number + 1) return DROP;
    at = secondEpoch();
    if (at == 0) return UNDECIDED;
  }
  const batchOrigin = changetype<L1Block>(at);
  if (!equal32(c.epochHash, l1HashOf(batchOrigin))) return DROP;
  if (c.timestamp < batchOrigin.timestamp) return DROP;
  if (c.timestamp > batchOrigin.timestamp + maxDrift(batchOrigin.timestamp)) {
    if (c.transactionCount != 0) return DROP;
    // An empty block may go on with the old origin only as long as the next one is too young for it.
    if (at == firstEpoch) {
      if (secondEpoch() == 0) return UNDECIDED;
      if (c.timestamp >= changetype<L1Block>(secondEpoch()).timestamp) return DROP;
    }
  }
  if (c.transactionCount != 0 && mustBeEmpty(c.timestamp)) return DROP;
  openTransactions(c);
  while (nextTransaction()) {
    if (transactionLength == 0 || !isAllowedType(<u32>load<u8>(transactionAt), c.timestamp)) return DROP;
  }
  return ACCEPT;
}

/** Whether the sequencing window of `epoch` ended before the batch was on L1. */
export function isLate(epoch: u64, inclusion: L1Block): bool {
  // Epochs are numbers that anybody may write: no sum that could wrap.
  return epoch < inclusion.number && inclusion.number - epoch > sequencingWindow;
}

/** From Jovian on, the block that activates a fork holds upgrade transactions only. */
export function mustBeEmpty(timestamp: u64): bool {
  return isActivation(JOVIAN, timestamp) || isActivation(INTEROP, timestamp);
}

/** Whether a transaction whose first byte is `first` may come from a sequencer at `timestamp`: no deposits, and no type that
 *  no active fork has. */
export function isAllowedType(first: u32, timestamp: u64): bool {
  if (first <= 2 || first >= 0x80) return true;
  return first == 4 && isActive(ISTHMUS, timestamp);
}
