// The error record: the one place where a run that cannot go on says why, before it ends in `unreachable`.
// Layout in docs/interfaces.md, "Error record". Codes in ./codes.ts, their names and texts in src/codes.ts.
import { ASSERTION_FAILED } from "./codes";

/** Verdict of the record: 0 none, 1 invalid (the block breaks a rule), 2 incomplete (could not tell). */
export const VERDICT_NONE: u32 = 0;
export const VERDICT_INVALID: u32 = 1;
export const VERDICT_INCOMPLETE: u32 = 2;

export const RECORD_SIZE: i32 = 128;
export const NO_INDEX: u32 = 0xffff_ffff;

/** Address of the error record, fixed for the life of the module. */
export const RECORD: usize = memory.data(RECORD_SIZE, 8);

/** Position that the running code keeps up to date, so that every failure says where it happened. */
export let currentBlock: u32 = NO_INDEX;
export let currentTransaction: u32 = NO_INDEX;

export function setCurrentBlock(index: u32): void {
  currentBlock = index;
  currentTransaction = NO_INDEX;
}

export function setCurrentTransaction(index: u32): void {
  currentTransaction = index;
}

/** Hash (32 bytes) of the thing inside the block that is being judged, as an ommer; 0 when it is the block itself. */
let subject: usize = 0;

export function setSubject(hash: usize): void {
  subject = hash;
}

export function clearRecord(): void {
  memory.fill(RECORD, 0, RECORD_SIZE);
  currentBlock = NO_INDEX;
  currentTransaction = NO_INDEX;
  subject = 0;
}

function write(verdict: u32, code: u32): void {
  memory.fill(RECORD, 0, RECORD_SIZE);
  store<u32>(RECORD, verdict, 0);
  store<u32>(RECORD, code, 4);
  store<u32>(RECORD, currentBlock, 8);
  store<u32>(RECORD, currentTransaction, 12);
  if (subject != 0) memory.copy(RECORD + 16, subject, 32);
}

/** Ends the run: the block breaks rule `code`. Does not return. */
export function invalid(code: u32): void {
  write(VERDICT_INVALID, code);
  unreachable();
}

/** Ends the run: rule `code` wanted `expected` (32 bytes at that address) and met `actual`. Does not return. */
export function invalidWords(code: u32, expected: usize, actual: usize): void {
  write(VERDICT_INVALID, code);
  memory.copy(RECORD + 48, expected, 32);
  memory.copy(RECORD + 80, actual, 32);
  unreachable();
}

/** Ends the run: rule `code` wanted number `expected` and met `actual`. Does not return. */
export function invalidNumbers(code: u32, expected: u64, actual: u64): void {
  write(VERDICT_INVALID, code);
  store<u64>(RECORD, expected, 112);
  store<u64>(RECORD, actual, 120);
  unreachable();
}

/** Ends the run: what has hash `hash` (32 bytes) is missing or broken. Does not return. */
export function incomplete(code: u32, hash: usize): void {
  write(VERDICT_INCOMPLETE, code);
  memory.copy(RECORD + 16, hash, 32);
  unreachable();
}

/** Ends the run: the input itself is malformed at byte `offset`, with a detail number. Does not return. */
export function malformedInput(code: u32, offset: u64, detail: u64): void {
  write(VERDICT_INCOMPLETE, code);
  store<u64>(RECORD, offset, 112);
  store<u64>(RECORD, detail, 120);
  unreachable();
}

/** Ends the run: an assertion of the core failed; a bug of ours, never a verdict. */
export function trapAssertion(line: u32, column: u32): void {
  write(VERDICT_INCOMPLETE, ASSERTION_FAILED);
  store<u64>(RECORD, line, 112);
  store<u64>(RECORD, column, 120);
  unreachable();
}

// The same records without ending the run: what is found when everything has been computed. They return the code.

export function reportInvalid(code: u32): u32 {
  write(VERDICT_INVALID, code);
  return code;
}

export function reportInvalidWords(code: u32, expected: usize, actual: usize): u32 {
  write(VERDICT_INVALID, code);
  memory.copy(RECORD + 48, expected, 32);
  memory.copy(RECORD + 80, actual, 32);
  return code;
}

export function reportInvalidNumbers(code: u32, expected: u64, actual: u64): u32 {
  write(VERDICT_INVALID, code);
  store<u64>(RECORD, expected, 112);
  store<u64>(RECORD, actual, 120);
  return code;
}
