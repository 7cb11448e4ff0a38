// The output root of the block that was reached against the one claimed (fault-proof reference, section 6.4). Output version 0:
// keccak-256 of 32 zero bytes, the state root, the storage root of the message passer and the block hash.
import { OUTPUT_ROOT_MISMATCH } from "../error/codes";
import { reportInvalidWords } from "../error/fail";
import { ISTHMUS, optimismForkAt } from "../chain/optimism";
import { keccak256 } from "../hash/keccak";
import { hashOf, Header } from "../header/header";
import { MAIN_REGION, STATE_REGION, useRegion } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { MESSAGE_PASSER } from "../optimism/addresses";
import { accountAt, storageRootOf } from "../state/account";
import { CLAIMED_OUTPUT } from "./boot";

export const OUTPUT_SIZE: u32 = 128;
const OUTPUT: usize = memory.data(128, 8);

export const COMPUTED_OUTPUT: usize = memory.data(32, 8);
/** Whether COMPUTED_OUTPUT has been computed, and is the claimed one. */
export let isJudged: bool = false;
export let isClaimTrue: bool = false;

export function resetEpilogue(): void {
  memory.fill(OUTPUT, 0, OUTPUT_SIZE);
  memory.fill(COMPUTED_OUTPUT, 0, 32);
  isJudged = false;
  isClaimTrue = false;
}

/** Computes the output root of the block with header `h`, at whose root the state is open. */
export function computeOutput(h: Header): void {
  copy32(OUTPUT + 32, h.stateRoot);
  copy32(OUTPUT + 64, messagePasserRoot(h));
  copy32(OUTPUT + 96, hashOf(h));
  keccak256(COMPUTED_OUTPUT, OUTPUT, OUTPUT_SIZE);
}

/** From Isthmus on the header has it as its withdrawals root. */
function messagePasserRoot(h: Header): usize {
  if (optimismForkAt(h.number, h.timestamp) >= ISTHMUS && h.withdrawalsRoot != 0) return h.withdrawalsRoot;
  useRegion(STATE_REGION);
  const root = storageRootOf(accountAt(MESSAGE_PASSER));
  useRegion(MAIN_REGION);
  return root;
}

/** Judges the claim by COMPUTED_OUTPUT. */
export function judgeOutput(): void {
  isJudged = true;
  isClaimTrue = equal32(COMPUTED_OUTPUT, CLAIMED_OUTPUT);
  if (!isClaimTrue) reportInvalidWords(OUTPUT_ROOT_MISMATCH, CLAIMED_OUTPUT, COMPUTED_OUTPUT);
}
