// Where a derivation begins and ends: section 12 of the input (docs/interfaces.md, "Derivation request"), and the L1 block that
// the pipeline has to begin at.
import { DERIVATION_REQUEST_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { inputOffset, requireSection, SECTION_DERIVATION, sectionLength, sectionStart } from "../input/sections";
import { l1Timestamp } from "./l1Chain";
import { epochHashOf, L2Block } from "./l2Block";
import { channelTimeout, genesisL1Number } from "./rollupConfig";

const REQUEST_SIZE: u32 = 80;
/** Stands for: as far before the starting block's origin as a channel may have begun. */
export const BY_RULE: u64 = u64.MAX_VALUE;

/** Of the last `readRequest`: hashes of the L1 head and of the starting L2 block, the last block to derive, and the number of
 *  the L1 block to begin at, or BY_RULE. */
export let requestedHead: usize = 0;
export let requestedStart: usize = 0;
export let requestedTarget: u64 = 0;
export let requestedFirst: u64 = 0;

export function readRequest(): void {
  requireSection(SECTION_DERIVATION);
  const at = sectionStart;
  if (sectionLength != REQUEST_SIZE) malformedInput(DERIVATION_REQUEST_MALFORMED, inputOffset(at), sectionLength);
  requestedHead = at;
  requestedStart = at + 32;
  requestedTarget = load<u64>(at, 64);
  requestedFirst = load<u64>(at, 72);
}

/** The first L1 block whose data can concern the blocks after `start`: a channel timeout before its origin, and not before the
 *  rollup's genesis. */
export function firstL1By(start: L2Block): u64 {
  const timeout = channelTimeout(l1Timestamp(epochHashOf(start)));
  return start.epoch > timeout ? max<u64>(start.epoch - timeout, genesisL1Number) : genesisL1Number;
}
