// What makes proofs, behind one interface. A backend takes the core's binary input, which is all that a guest program needs, and gives
// the parts of a proof envelope. The list of backends is the command line's (packages/cli/src/backends.ts): some need layers above this.
import type { Core, Outcome } from "@assay/core/instance";
import type { BlockInput } from "@assay/witness/blockInput";

export interface ProofRequest {
  readonly core: Core;
  readonly input: BlockInput;
  /** Called now and then with the cycles that a machine has done. */
  readonly onProgress?: (cycles: number) => void;
}

/** What a run of the guest program costs on the proving machine. */
export interface MachineCost {
  readonly cycles: number;
  /** Trace cells. */
  readonly cells: number;
}

/** The parts of an envelope (docs/interfaces.md, "Proof envelope"). */
export interface MadeProof {
  readonly system: string;
  /** Id of the program that was proven; null where there is none. */
  readonly program: Uint8Array | null;
  readonly publicValues: Uint8Array;
  /** Empty: this is no proof. */
  readonly proof: Uint8Array;
  readonly outcome: Outcome;
  /** null of backends that do not run the guest. */
  readonly cost: MachineCost | null;
}

export interface Backend {
  readonly name: string;
  /** For people: what it does. */
  readonly description: string;
  /** Whether what it makes convinces anybody who does not run it again. */
  readonly isProof: boolean;
  /** @throws InputError when the run could not tell: nothing can be proven then */
  prove(request: ProofRequest): Promise<MadeProof>;
}
