// Translated code (src/faultProof/translate): functions made of instructions at run time, by the host. Where one begins, the operation ENTER
// stands in the place of the instruction; the loop ends there, and who called it calls the function.
//
// A translated function looks at its budget where it jumps back, calls or returns, so it may go too far by as many steps as it has
// instructions. It writes to no page that has decoded code but where nothing of it has been decoded: so nothing gets stale while it runs.
import { codeOf, decodeAt } from "./code";
import { BUDGET, ENTRY, Exit, PC, STEP } from "./layout";
import { Op } from "./operations";
import { find, isStale, READ_WAYS, WRITE_WAYS } from "./pages";

export { pointerForReading, pointerForWriting, setStale } from "./pages";

/** Steps that a function may go too far. */
let regionLimit: u64 = 0;

const MAX_BUDGET: u64 = 1 << 30;

export function setRegionLimit(steps: u32): void {
  regionLimit = steps;
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

/** Index of the function that begins at an address, 0 when there is none. */
export function entryAt(pc: u64): u32 {
  if (pc & 3) return 0;
  const page = find(pc >> 12);
  if (page === null || page.code == 0 || page.translated == 0) return 0;
  const operation = page.code + ((<usize>(pc & 4092)) << 1);
  return (load<u32>(operation) & 0xff) == Op.ENTER ? load<u32>(operation, 4) : 0;
}

/** Decoded operations of a page, of which some are going to be translated; 0 where there are none. @param unseen also of one that never ran */
export function codeForTranslation(index: u64, unseen: bool): usize {
  const page = find(index);
  if (page === null || (page.code == 0 && !unseen)) return 0;
  const code = codeOf(index);
  if (code != 0) page.translated = 1;
  return code;
}

/** Decodes an instruction that has not run, of a page that `codeForTranslation` knows. */
export function decodeForTranslation(pc: u64): void {
  decodeAt(codeOf(pc >> 12), operationAt(pc));
}
