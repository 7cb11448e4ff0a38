// The backend that re-executes. It says what came out and proves it to nobody.
import type { Backend } from "./backend.ts";
import { reexecute } from "./reexecute.ts";

export const execBackend: Backend = {
  name: "exec",
  description: "runs the block again; what it writes is not a proof",
  isProof: false,
  async prove({ core, input }) {
    const { outcome, publicValues } = reexecute(core, input);
    return { system: "exec", program: null, publicValues, proof: new Uint8Array(0), outcome, cost: null };
  },
};
