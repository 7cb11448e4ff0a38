// How a guest gets its input (docs/guests.md, "Input"). On the fault-proof machine everything comes through the preimage oracle: a
// local key. On the proving machine there is an input of its own, which is read in bulk.
import { inputBuffer } from "../index";
import { malformedInput } from "../error/fail";
import { SECTION_MISSING } from "../error/codes";
import { fetchLocal } from "../witness/oracle";

// @ts-ignore: decorator
@external("assay", "inputLength")
declare function inputLength(): u32;
// @ts-ignore: decorator
@external("assay", "input")
declare function input(dst: usize, length: u32): void;

/** Local key of the program "block". */
export const INPUT_IDENT: u64 = 16;
/** Local key of a chain that is not built in. Not 6: there kona's hosts have JSON. */
export const CHAIN_IDENT: u64 = 17;

/** SOUNDNESS: a length above what memory holds ends in the arena's trap, without a verdict. Returns whether there was any. */
export function readInput(ident: u64): bool {
  if (TARGET_PROVING) {
    const length = inputLength();
    input(inputBuffer(length), length);
    return length != 0;
  } else {
    const length = fetchLocal(ident, 0, 0);
    const at = inputBuffer(length < 0 ? 0 : length);
    if (length < 0 || fetchLocal(ident, at, length) != length) malformedInput(SECTION_MISSING, ident, 0);
    return true;
  }
}
