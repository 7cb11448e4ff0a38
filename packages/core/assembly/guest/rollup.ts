// The guest program "rollup": the fault-proof program (docs/guests.md; docs/interfaces.md, "The fault-proof program"). Exports as in
// blocks.ts. A chain that is built in brings its configurations along; another one's come as input.
import { inputBuffer, program, resumeProgram } from "../index";
import { BUILT_IN_CHAINS, BUILT_IN_CHAINS_LENGTH } from "../generated/builtInChains";
import { SUMMARY_INVALID } from "../block/block";
import { RECORD, VERDICT_INVALID } from "../error/fail";
import { loadBE64 } from "../memory/bytes";
import { canResume } from "../program/driver";
import { programSummary } from "../result/program";
import { publicVerdict, publishProgram } from "../result/publicValues";
import { fetchLocal } from "../witness/oracle";
import { CHAIN_IDENT, readInput } from "./input";

export { hintRecord } from "../index";
export { publicDigest, publicLength, publicWords } from "../result/publicValues";

const CHAIN_ID_IDENT: u64 = 5;
const CHAIN_ID: usize = memory.data(8, 8);

/** Address of the built-in input of chain `id`, its u64 length before it; 0 when there is none. The table: u64 chain id, u64 length,
 *  the input; and again. */
function builtIn(id: u64): usize {
  let at = BUILT_IN_CHAINS;
  while (at < BUILT_IN_CHAINS + <usize>BUILT_IN_CHAINS_LENGTH) {
    if (load<u64>(at) == id) return at + 16;
    at += 16 + <usize>load<u64>(at, 8);
  }
  return 0;
}

/** SOUNDNESS: a chain that is built in is taken from here, whatever key 17 would say; which configuration counted is public by its
 *  hash. Test: packages/machine/test/guests/rollup.test.ts. */
export function start(): void {
  if (TARGET_PROVING) {
    // Preimages come with it in bulk. Without any, everything comes through the oracle.
    if (readInput(CHAIN_IDENT)) {
      program();
      return;
    }
  }
  const found = fetchLocal(CHAIN_ID_IDENT, CHAIN_ID, 8) == 8 ? builtIn(loadBE64(CHAIN_ID)) : 0;
  if (found != 0) {
    const length = <u32>load<u64>(found - 8);
    memory.copy(inputBuffer(length), found, length);
  } else if (!TARGET_PROVING) {
    readInput(CHAIN_IDENT);
  }
  program();
}

export function resume(): bool {
  if (load<u32>(RECORD) != VERDICT_INVALID || !canResume()) return false;
  resumeProgram();
  return true;
}

export function verdict(): u32 {
  publishProgram(programSummary());
  return publicVerdict;
}
