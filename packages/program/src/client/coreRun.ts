// One run of the core against an oracle, in whichever thread: what goes in is an input or a claim to boot from, what comes out can be
// sent to another thread.
import type { Failure } from "@assay/core/errorRecord";
import type { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { programInput, readBoot } from "./boot.ts";
import { type ClientOracle, CoreOracle, type LocalValues } from "./oracle.ts";

export type CoreJob =
  /** The fault-proof program, booted from local keys. */
  | { readonly call: "program" }
  /** The core's `derive` or `deriveAndExecute` of this input. */
  | { readonly call: "derive" | "deriveAndExecute"; readonly input: Uint8Array };

export interface CoreRun {
  readonly verdict: "valid" | "invalid" | "incomplete";
  readonly failure: Failure | null;
  /** Why payloads were rejected; no verdict about the whole. */
  readonly rejected: readonly Failure[];
  /** The binary result; null when there is nothing to tell. */
  readonly result: Uint8Array | null;
  readonly preimages: number;
  readonly hints: number;
  /** Why the last preimage that was not there was not there. */
  readonly missing: InputError | null;
  /** Of the program: whether the chain's configuration came from the host. */
  readonly customChain: boolean;
}

interface Prepared {
  readonly input: Uint8Array;
  readonly local: LocalValues;
  readonly custom: boolean;
}

function prepare(job: CoreJob, oracle: ClientOracle): Prepared {
  if (job.call !== "program") return { input: job.input, local: new Map(), custom: false };
  const boot = readBoot(oracle);
  return { input: programInput(boot), local: boot.values, custom: boot.custom };
}

/** @throws InputError when the oracle fails, other than by not having something, or the chain's configuration is no good */
export function runCore(module: WebAssembly.Module, job: CoreJob, oracle: ClientOracle): CoreRun {
  const { input, local, custom } = prepare(job, oracle);
  const { length } = input;
  const write = (memory: Uint8Array) => memory.set(input);
  const asked = new CoreOracle(oracle, local);
  const core = new Core(module, { oracle: asked.answer });
  const outcome =
    job.call === "derive" ? { ...core.derive(length, write), rejected: [] } : core[job.call](length, write);
  return {
    verdict: outcome.verdict,
    failure: outcome.failure,
    rejected: outcome.rejected,
    result: outcome.result?.bytes ?? null,
    preimages: asked.preimages,
    hints: asked.hints,
    missing: asked.missing,
    customChain: custom,
  };
}
