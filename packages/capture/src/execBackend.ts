// The backend that re-executes. It says what came out and proves it to nobody.
import { InputError } from "@assay/core/inputError";
import { prepareInput } from "@assay/witness/blockInput";
import type { Backend } from "./backend.ts";
import { blockPublicValues } from "./publicValues.ts";

export const execBackend: Backend = {
  name: "exec",
  description: "runs the block again; what it writes is not a proof",
  isProof: false,
  async prove({ core, input }) {
    const prepared = prepareInput(input);
    const outcome = core.verify(prepared.length, (memory) => prepared.write(memory));
    const publicValues = blockPublicValues(outcome, input.chain.chainId);
    if (!publicValues) {
      const { name, message, advice } = outcome.failure ?? {
        name: "CORE_TRAPPED",
        message: "no result",
        advice: undefined,
      };
      throw new InputError("WITNESS_INCOMPLETE", `${name}: ${message}`, advice === undefined ? {} : { advice });
    }
    return { system: "exec", program: null, publicValues, proof: new Uint8Array(0), outcome };
  },
};
