// The claim, section 7: what is to be judged (docs/interfaces.md, "Claim").
import { CLAIM_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { isZero32 } from "../memory/bytes";
import { inputOffset, requireSection, SECTION_CLAIM, sectionLength, sectionStart } from "./sections";

const SIZE: u32 = 72;
const KIND_BLOCK: u32 = 1;
const FLAG_HASH: u32 = 1;
const FLAG_TOTAL_DIFFICULTY: u32 = 2;

/** Expected hash of the last block, 32 bytes; 0 when nothing is claimed. */
export let claimedHash: usize = 0;
/** Total difficulty of the first block's parent, word; 0 when it is not known. */
export let claimedTotalDifficulty: usize = 0;

export function resetClaim(): void {
  claimedHash = 0;
  claimedTotalDifficulty = 0;
}

export function loadClaim(): void {
  requireSection(SECTION_CLAIM);
  const at = sectionStart;
  if (sectionLength != SIZE) malformedInput(CLAIM_MALFORMED, inputOffset(at), sectionLength);
  if (load<u32>(at) != KIND_BLOCK) malformedInput(CLAIM_MALFORMED, inputOffset(at), load<u32>(at));
  const flags = load<u32>(at, 4);
  if (flags > 3) malformedInput(CLAIM_MALFORMED, inputOffset(at) + 4, flags);
  // One encoding per claim: what is not present is zero.
  if ((flags & FLAG_HASH) == 0 && !isZero32(at + 8)) malformedInput(CLAIM_MALFORMED, inputOffset(at) + 8, flags);
  if ((flags & FLAG_TOTAL_DIFFICULTY) == 0 && !isZero32(at + 40)) {
    malformedInput(CLAIM_MALFORMED, inputOffset(at) + 40, flags);
  }
  claimedHash = (flags & FLAG_HASH) != 0 ? at + 8 : 0;
  claimedTotalDifficulty = (flags & FLAG_TOTAL_DIFFICULTY) != 0 ? at + 40 : 0;
}
