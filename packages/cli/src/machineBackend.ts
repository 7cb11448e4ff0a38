// The backend that runs the block as the guest program on the proving machine. What it writes says what a proof would be about, and what
// it would cost; it proves nothing.
import type { Backend } from "@assay/capture/backend";
import { reexecute } from "@assay/capture/reexecute";
import { equalBytes } from "@assay/core/bytes";
import { readGuest } from "@assay/machine/guests";
import { cellsOf } from "@assay/machine/proving/cells";
import { programId } from "@assay/machine/proving/commitment";
import { costsOf } from "@assay/machine/proving/profile/profiler";
import { loadProvingProgram } from "@assay/machine/proving/program";
import { runProving } from "@assay/machine/proving/run";
import { publicDigest } from "@assay/machine/publicValues";
import { DEFAULT_CYCLE_LIMIT } from "./provingLimits.ts";

const GUEST = "block-rv32";
/** The guest's exit code for each verdict: docs/guests.md, "Exit codes and output". */
const EXIT_CODES = { valid: 0, invalid: 1 } as const;

export const machineBackend: Backend = {
  name: "machine",
  description: `runs the block as guest ${GUEST} on the proving machine; what it writes is not a proof`,
  isProof: false,
  async prove({ core, input, onProgress }) {
    const { bytes, outcome, publicValues } = reexecute(core, input);
    const program = loadProvingProgram(readGuest(GUEST));
    const limits = { cycleLimit: DEFAULT_CYCLE_LIMIT, ...(onProgress ? { onProgress } : {}) };
    const run = runProving(program, { input: bytes, ...limits });
    // SOUNDNESS: the guest is the core, so anything else is a bug of one of the two, and no verdict; test: prove.test.ts.
    const isSame =
      run.exitCode === EXIT_CODES[outcome.verdict as keyof typeof EXIT_CODES] &&
      equalBytes(run.publicOutput, publicValues) &&
      run.digest !== null &&
      equalBytes(run.digest, publicDigest(publicValues));
    if (!isSame) throw new Error(`guest ${GUEST} ended with ${run.exitCode} and other public values than the core's`);
    return {
      system: "machine",
      program: programId(program),
      publicValues,
      proof: new Uint8Array(0),
      outcome,
      cost: { cycles: run.cycles, cells: cellsOf(costsOf(run)) },
    };
  },
};
