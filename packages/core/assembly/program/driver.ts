// Deriving and executing in turn (fault-proof reference, section 6.3): attributes for the block on the safe head, the block that
// they make, and that is the new safe head; up to the target or the end of L1.
//
//   drive(target)        goes on until there is nothing more to do
//   canResume()          whether a payload was being executed when the run ended
//   dropPayload()        takes back what it did, and derivation's answer to it: then `drive` goes on
//
// Everything that is needed to go on after a trap lies in memory: an invalid payload ends the run where it is found.
//
// SOUNDNESS: only a payload that breaks a rule of execution is dropped. What is missing or malformed has ended the run as
// `incomplete`, and nothing calls `dropPayload` then (program.ts). Tests: packages/core/test/program-*.test.ts.
import { DEPOSITS_ONLY_INVALID } from "../error/codes";
import { malformedInput, NO_INDEX, setCurrentBlock } from "../error/fail";
import { Block } from "../block/block";
import { executeAttributes, sealAttributes } from "../block/payload";
import { Attributes, freeAttributes } from "../derivation/attributes";
import {
  countRejected,
  listDerived,
  safeHead,
  setSafeHead,
  stopAt,
  STOPPED_AT_L1_HEAD,
  STOPPED_AT_TARGET,
} from "../derivation/derived";
import { derivedL2Block, L2Block } from "../derivation/l2Block";
import { attributes, countsAlone, isDropped, nextPayload, rejectPayload } from "../derivation/pipeline";
import { hashOf } from "../header/header";
import { MAIN_REGION, STATE_REGION, useRegion } from "../memory/arena";
import { executePayload } from "../witness/hint";
import { attributesBytes, attributesLength, encodeAttributes } from "./attributesBytes";
import { keepExecution } from "./execution";
import { dropMark, Mark, resetMark, returnToMark, setMark } from "./mark";
import { isStateFull, openStateAt } from "./stateMemory";
import { moveTip, tip } from "./tip";

let target: u64 = 0;
/** Whether what is derived goes into the result. */
let isListing: bool = false;
/** Payloads executed or dropped: the number of the one at hand. */
let payloads: u32 = 0;

const IDLE: u32 = 0;
const EXECUTING: u32 = 1;
const DROPPED: u32 = 2;
let phase: u32 = IDLE;

/** Before Holocene, within a span: where it began, and the target once that is reached. */
const spanStart = changetype<Mark>(memory.data(offsetof<Mark>(), 8));
const atTarget = changetype<Mark>(memory.data(offsetof<Mark>(), 8));

export function resetDriver(): void {
  resetMark(spanStart, 0);
  resetMark(atTarget, 1);
  target = 0;
  isListing = false;
  payloads = 0;
  phase = IDLE;
}

/** Makes the driver ready to go from the tip, whose state is opened, to block `last`. */
export function startDriver(last: u64, list: bool): void {
  target = last;
  isListing = list;
  openStateAt(tip.stateRoot);
  useRegion(MAIN_REGION);
}

export function drive(): void {
  if (phase == DROPPED) {
    phase = IDLE;
    if (rejectPayload()) executeOne();
    else freeAttributes(attributes);
  }
  while (changetype<L2Block>(safeHead).number < target || spanStart.block != 0) {
    if (!nextPayload(changetype<L2Block>(safeHead))) {
      stopAt(STOPPED_AT_L1_HEAD);
      return;
    }
    if (isDropped) voidSpan();
    else executeOne();
  }
  stopAt(STOPPED_AT_TARGET);
}

/** Executes the attributes that derivation gave last. */
function executeOne(): void {
  const a = attributes;
  const isLast = a.isLastInSpan;
  if (spanStart.block == 0 && !isLast && !countsAlone(a)) setMark(spanStart);
  if (isStateFull()) openStateAt(tip.stateRoot);
  useRegion(STATE_REGION);
  encodeAttributes(a);
  executePayload(attributesBytes, hashOf(tip), a.hasWithdrawals);
  phase = EXECUTING;
  const b = executeAttributes(payloads, attributesBytes, attributesLength, tip);
  // From here on the tries are written: no rule can fail any more.
  phase = IDLE;
  sealAttributes(b);
  executePayload(0, 0, false);
  useRegion(MAIN_REGION);
  payloads++;
  setCurrentBlock(NO_INDEX);
  advance(a, b);
  if (spanStart.block == 0) return;
  if (isLast) endSpan();
  else if (changetype<L2Block>(safeHead).number == target) setMark(atTarget);
}

/** A span was found valid to its end: the blocks beyond the target were executed for that alone. */
function endSpan(): void {
  dropMark(spanStart);
  if (atTarget.block == 0) return;
  returnToMark(atTarget);
  dropMark(atTarget);
}

/** Takes back what came of the span that an invalid payload belongs to. */
function voidSpan(): void {
  if (spanStart.block == 0) return;
  returnToMark(spanStart);
  dropMark(spanStart);
  dropMark(atTarget);
}

function advance(a: Attributes, b: Block): void {
  moveTip(b);
  const block = derivedL2Block(
    changetype<L2Block>(safeHead),
    tip,
    a.transactionCount,
    a.transactions,
    a.transactionLengths,
  );
  setSafeHead(block);
  if (!isListing) {
    freeAttributes(a);
    return;
  }
  a.block = changetype<usize>(block);
  keepExecution(a, b);
  listDerived(a);
}

export function canResume(): bool {
  return phase == EXECUTING;
}

/** After a trap: the payload at hand is invalid, for the rule `code`. */
export function dropPayload(code: u32): void {
  const a = attributes;
  // Nothing is left to take out of it: the chain cannot go on (derivation reference, "Payload attributes").
  if (a.transactionCount == a.depositCount) malformedInput(DEPOSITS_ONLY_INVALID, a.number, code);
  executePayload(0, 0, false);
  if (spanStart.block == 0) openStateAt(tip.stateRoot);
  else voidSpan();
  useRegion(MAIN_REGION);
  payloads++;
  countRejected();
  phase = DROPPED;
}
