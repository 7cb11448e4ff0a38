// The block that both sides agree on: out of the agreed output root (fault-proof reference, section 6.1).
//
// SOUNDNESS: the preimage is found by the root, and its bytes have one meaning: version 0, and the state root that its block's
// header has too. Test: packages/core/test/program-boot.test.ts.
import { AGREED_OUTPUT_MALFORMED, AGREED_OUTPUT_MISSING } from "../error/codes";
import { incomplete } from "../error/fail";
import { Header } from "../header/header";
import { equal32, isZero32 } from "../memory/bytes";
import { OF_OUTPUT, readingOf } from "../witness/hint";
import { WITNESS_PREIMAGE, witnessFind } from "../witness/index";
import { AGREED_OUTPUT } from "./boot";
import { OUTPUT_SIZE } from "./epilogue";
import { findHeader } from "./start";

/** The agreed block's header. */
export function findAgreedBlock(): Header {
  readingOf(OF_OUTPUT, 0);
  const entry = witnessFind(AGREED_OUTPUT, WITNESS_PREIMAGE);
  if (changetype<usize>(entry) == 0) incomplete(AGREED_OUTPUT_MISSING, AGREED_OUTPUT);
  const output = entry.data;
  if (entry.length != OUTPUT_SIZE || !isZero32(output)) incomplete(AGREED_OUTPUT_MALFORMED, AGREED_OUTPUT);
  const header = findHeader(output + 96);
  if (!equal32(header.stateRoot, output + 32)) incomplete(AGREED_OUTPUT_MALFORMED, AGREED_OUTPUT);
  return header;
}
