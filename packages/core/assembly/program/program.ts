// The fault-proof program: is this claim about an L2 block true, given an L1 head and a block that both sides agree on? And the
// same derivation and execution without a claim (docs/interfaces.md, "The fault-proof program", "Deriving and executing").
//
//   program()            boot values, prologue, execution, epilogue
//   deriveAndExecute()   from a derivation request
//   resumeProgram()      after an invalid payload has ended one of the three
import { CLAIM_BELOW_AGREED, PHASE_OUT_OF_ORDER } from "../error/codes";
import { clearRecord, malformedInput, RECORD, reportInvalidNumbers, VERDICT_INVALID } from "../error/fail";
import { stopAt, STOPPED_AT_L1_HEAD, STOPPED_AT_START } from "../derivation/derived";
import {
  BY_RULE,
  firstL1By,
  readRequest,
  requestedFirst,
  requestedHead,
  requestedStart,
  requestedTarget,
} from "../derivation/request";
import { copy32 } from "../memory/bytes";
import { MAIN_REGION, useRegion } from "../memory/arena";
import { resetAttributesBytes } from "./attributesBytes";
import { AGREED_OUTPUT, claimedNumber, L1_HEAD, readBootValues, resetBoot } from "./boot";
import { canResume, drive, dropPayload, resetDriver, startDriver } from "./driver";
import { computeOutput, COMPUTED_OUTPUT, judgeOutput, resetEpilogue } from "./epilogue";
import { findAgreedBlock } from "./prologue";
import { findHeader, loadSections, openL1, startOn } from "./start";
import { resetStateMemory } from "./stateMemory";
import { resetTip, tip } from "./tip";

/** Whether there is a claim to judge. */
let hasClaim: bool = false;
export let agreedNumber: u64 = 0;

export function resetProgram(): void {
  hasClaim = false;
  agreedNumber = 0;
  resetBoot();
  resetTip();
  resetAttributesBytes();
  resetStateMemory();
  resetDriver();
  resetEpilogue();
}

export function program(): void {
  hasClaim = true;
  loadSections();
  readBootValues();
  const header = findAgreedBlock();
  agreedNumber = header.number;
  if (claimedNumber < agreedNumber) {
    reportInvalidNumbers(CLAIM_BELOW_AGREED, agreedNumber, claimedNumber);
    return;
  }
  const start = startOn(header);
  if (claimedNumber == agreedNumber) {
    copy32(COMPUTED_OUTPUT, AGREED_OUTPUT);
    stopAt(STOPPED_AT_START);
    judgeOutput();
    return;
  }
  if (openL1(start, L1_HEAD, firstL1By(start))) {
    startDriver(claimedNumber, false);
    finish();
    return;
  }
  copy32(COMPUTED_OUTPUT, AGREED_OUTPUT);
  stopAt(STOPPED_AT_L1_HEAD);
  judgeOutput();
}

export function deriveAndExecute(): void {
  loadSections();
  readRequest();
  const start = startOn(findHeader(requestedStart));
  const first = requestedFirst == BY_RULE ? firstL1By(start) : requestedFirst;
  if (!openL1(start, requestedHead, first)) {
    stopAt(STOPPED_AT_L1_HEAD);
    return;
  }
  startDriver(requestedTarget, true);
  finish();
}

/** SOUNDNESS: only the end of a payload's execution by an `invalid` record can be gone on from. After any other end the host gets
 *  no further: it would make a missing preimage look like an invalid payload. */
export function resumeProgram(): void {
  useRegion(MAIN_REGION);
  const code = load<u32>(RECORD, 4);
  if (load<u32>(RECORD) != VERDICT_INVALID || !canResume()) malformedInput(PHASE_OUT_OF_ORDER, 0, code);
  clearRecord();
  dropPayload(code);
  finish();
}

function finish(): void {
  drive();
  if (!hasClaim) return;
  // When nothing could be derived, the agreed block's output is known.
  if (tip.number == agreedNumber) copy32(COMPUTED_OUTPUT, AGREED_OUTPUT);
  else computeOutput(tip);
  judgeOutput();
}
