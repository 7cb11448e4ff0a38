// Translated code (src/faultProof/translate): functions made of instructions at run time, by the host. Where one begins, the operation ENTER
// stands in the place of the instruction; the loop ends there, and who called it calls the function.
//
// A translated function looks at its budget where it jumps back, calls or returns, so it may go too far by as many steps as it has
// instructions. It writes to no page that has decoded code but where nothing of it has been decoded: so nothing gets stale while it runs.
import { codeOf, decodeAt } from "./code";
import { BUDGET, ENTRY, Exit, PC, STEP } from "./layout";
import { Op } from "./operations";
import { find, isStale, READ_WAYS, WRITE_WAYS } from "./pages";
import { runToJump } from "./run";

export { pointerForReading, pointerForWriting, setStale } from "./pages";

/** Instructions of the largest function. */
let regionLimit: u64 = 0;
/** Steps of the loop until the next sample. */
let sampleRest: u64 = 0;
let isSampleFine: bool = false;

const MAX_BUDGET: u64 = 1 << 30;

export function setRegionLimit(instructions: u32): void {
  regionLimit = instructions;
}

export function readWays(): usize {
  return READ_WAYS;
}

export function writeWays(): usize {
  return WRITE_WAYS;
}

export function entry(): usize {
  return ENTRY;
}

export function budget(): usize {
  return BUDGET;
}

function operationAt(pc: u64): usize {
  return codeOf(pc >> 12) + ((<usize>(pc & 4092)) << 1);
}

/** At an ENTER: ENTER when its function may be called, LIMIT when the limit is too near. */
export function mayEnter(limit: u64): Exit {
  if (isStale()) return Exit.STALE;
  const left = limit - load<u64>(STEP);
  if (left <= regionLimit) return Exit.LIMIT;
  store<u64>(BUDGET, min(left - regionLimit, MAX_BUDGET));
  store<u64>(ENTRY, load<u32>(operationAt(load<u64>(PC)), 4));
  return Exit.ENTER;
}

/** From here on `sample` ends after so many steps of the loop: at the next jump, or exactly there. */
export function setSample(steps: u64, isFine: bool): void {
  sampleRest = steps;
  isSampleFine = isFine;
}

/** LIMIT when the program counter is a sample, or near the limit, where it must not go far. */
export function sample(limit: u64): Exit {
  const from = load<u64>(STEP);
  // The coarse loop may go on for a page.
  const room: u64 = isSampleFine ? 0 : 2048;
  if (sampleRest == 0 || from + sampleRest + room > limit) return Exit.LIMIT;
  const exit = runToJump(from + sampleRest, isSampleFine);
  const done = load<u64>(STEP) - from;
  sampleRest = done < sampleRest ? sampleRest - done : 0;
  return exit == Exit.ENTER ? mayEnter(limit) : exit;
}

/** Index of the function that begins at an address, 0 when there is none. */
export function entryAt(pc: u64): u32 {
  if (pc & 3) return 0;
  const page = find(pc >> 12);
  if (page === null || page.code == 0 || page.translated == 0) return 0;
  const operation = page.code + ((<usize>(pc & 4092)) << 1);
  return (load<u32>(operation) & 0xff) == Op.ENTER ? load<u32>(operation, 4) : 0;
}

/** Decoded operations of a page that exists, of which some are going to be translated; else 0. */
export function codeForTranslation(index: u64): usize {
  const page = find(index);
  if (page === null) return 0;
  const code = codeOf(index);
  if (code != 0) page.translated = 1;
  return code;
}

/** Decodes an instruction that has not run, of a page that `codeForTranslation` knows. */
export function decodeForTranslation(pc: u64): void {
  decodeAt(codeOf(pc >> 12), operationAt(pc));
}
