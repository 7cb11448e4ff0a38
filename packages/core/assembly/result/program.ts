// What `program` found: one summary of 320 bytes (docs/interfaces.md, "Program summary"). Works at any time: after a trap it holds
// what was known then.
import { SUMMARY_INCOMPLETE, SUMMARY_INVALID, SUMMARY_NOT_REACHED, SUMMARY_VALID } from "../block/block";
import { CONFIGURATION_HASH } from "../chain/configuration";
import { executedGas, payloadsRejected, stopped } from "../derivation/derived";
import { origin } from "../derivation/l1Traversal";
import { ROLLUP_HASH } from "../derivation/rollupConfig";
import { CLAIM_BELOW_AGREED } from "../error/codes";
import { RECORD, VERDICT_INCOMPLETE } from "../error/fail";
import { hashOf } from "../header/header";
import { allocZeroed } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { AGREED_OUTPUT, CLAIMED_OUTPUT, claimedNumber, L1_HEAD } from "../program/boot";
import { COMPUTED_OUTPUT, isClaimTrue, isJudged } from "../program/epilogue";
import { agreedNumber } from "../program/program";
import { tip, transactions } from "../program/tip";
import { addSection, beginResult, RESULT_PROGRAM, writeResult } from "./container";

const SIZE: u32 = 320;

/** SOUNDNESS: `valid` and `invalid` are verdicts on the claim only once it has been judged; a record of an invalid payload is
 *  none. */
function verdict(): u32 {
  if (isJudged) return isClaimTrue ? SUMMARY_VALID : SUMMARY_INVALID;
  if (load<u32>(RECORD, 4) == CLAIM_BELOW_AGREED) return SUMMARY_INVALID;
  return load<u32>(RECORD) == VERDICT_INCOMPLETE ? SUMMARY_INCOMPLETE : SUMMARY_NOT_REACHED;
}

/** Writes the summary, 320 bytes, and returns its address. */
export function programSummary(): usize {
  const at = allocZeroed(SIZE);
  store<u32>(at, verdict());
  store<u32>(at, load<u32>(RECORD, 4), 4);
  store<u64>(at, agreedNumber, 8);
  store<u64>(at, claimedNumber, 16);
  store<u32>(at, stopped, 32);
  store<u32>(at, payloadsRejected, 36);
  if (changetype<usize>(origin) != 0) store<u64>(at, origin.number, 40);
  store<u64>(at, executedGas, 48);
  store<u64>(at, transactions, 56);
  copy32(at + 64, L1_HEAD);
  copy32(at + 96, AGREED_OUTPUT);
  copy32(at + 128, CLAIMED_OUTPUT);
  if (isJudged) copy32(at + 160, COMPUTED_OUTPUT);
  if (changetype<usize>(tip) != 0) {
    store<u64>(at, tip.number, 24);
    copy32(at + 192, hashOf(tip));
    copy32(at + 224, tip.stateRoot);
  }
  copy32(at + 256, CONFIGURATION_HASH);
  copy32(at + 288, ROLLUP_HASH);
  return at;
}

export function composeProgram(): void {
  const at = programSummary();
  beginResult();
  addSection(RESULT_PROGRAM, at, SIZE);
  writeResult();
}
