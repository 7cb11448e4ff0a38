// A program from beginning to end.
import { InputError } from "@assay/core/inputError";
import { type ProvingCounts, ProvingMachine, type ProvingOptions } from "./machine.ts";
import type { ProvingProgram } from "./program.ts";

export interface ProvingRunOptions extends ProvingOptions {
  readonly cycleLimit: number;
  /** Called now and then with the cycles that are done. */
  readonly onProgress?: (cycles: number) => void;
}

export interface ProvingRun {
  readonly exitCode: number;
  readonly cycles: number;
  readonly counts: ProvingCounts;
  readonly publicOutput: Uint8Array;
  /** What the program has committed to; null when it has not. */
  readonly digest: Uint8Array | null;
  readonly pagesWritten: number;
}

/** Some tenths of a second. */
const SLICE = 2 ** 26;

/** @param run takes the machine to a cycle; its own `run`, or that of who watches it */
export function runToEnd(
  machine: ProvingMachine,
  { cycleLimit, onProgress }: Pick<ProvingRunOptions, "cycleLimit" | "onProgress">,
  run: (limit: number) => "limit" | "halted" = (limit) => machine.run(limit),
): ProvingRun {
  while (run(Math.min(machine.cycle + SLICE, cycleLimit)) !== "halted") {
    if (machine.cycle >= cycleLimit) {
      throw new InputError("MACHINE_CYCLE_LIMIT", `the program has not halted after ${machine.cycle} cycles`);
    }
    onProgress?.(machine.cycle);
  }
  return {
    exitCode: machine.exitCode,
    cycles: machine.cycle,
    counts: machine.counts,
    publicOutput: machine.publicOutput,
    digest: machine.digest,
    pagesWritten: machine.pagesWritten,
  };
}

/** @throws ProvingFault, InputError MACHINE_CYCLE_LIMIT, MACHINE_OUT_OF_MEMORY, and what the oracle throws */
export function runProving(program: ProvingProgram, options: ProvingRunOptions): ProvingRun {
  return runToEnd(new ProvingMachine(program, options), options);
}
