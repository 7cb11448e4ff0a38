// What every backend begins with: the block executed by the core, from the binary input that a guest gets too.

import { InputError } from "@assay/core/inputError";
import type { Core, Outcome } from "@assay/core/instance";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { blockPublicValues } from "./publicValues.ts";

export interface Reexecution {
  /** The binary input. */
  readonly bytes: Uint8Array;
  readonly outcome: Outcome;
  readonly publicValues: Uint8Array;
}

/** @throws InputError WITNESS_INCOMPLETE when the run could not tell: nothing can be proven then */
export function reexecute(core: Core, input: BlockInput): Reexecution {
  const bytes = encodeInput(input);
  const outcome = core.verify(bytes.length, (memory) => memory.set(bytes));
  const publicValues = blockPublicValues(outcome, input.chain.chainId);
  if (publicValues) return { bytes, outcome, publicValues };
  const { name, message, advice } = outcome.failure ?? {
    name: "CORE_TRAPPED",
    message: "no result",
    advice: undefined,
  };
  throw new InputError("WITNESS_INCOMPLETE", `${name}: ${message}`, advice === undefined ? {} : { advice });
}
