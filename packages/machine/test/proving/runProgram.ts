// A program on the proving machine: what it writes as public output, its exit code and its cycles.

import { loadProvingProgram } from "../../src/proving/program.ts";
import { runProving } from "../../src/proving/run.ts";
import type { Translate } from "../../src/proving/translate/policy.ts";
import type { Executed } from "../riscv/recorded.ts";

export function runOnProvingMachine(elf: Uint8Array, cycleLimit = 2 ** 32, translate: Translate = "never"): Executed {
  const { exitCode, publicOutput, cycles } = runProving(loadProvingProgram(elf), { cycleLimit, translate });
  return { exitCode, output: publicOutput, executed: cycles };
}

/** The same, its code translated from the first cycle on. */
export function runTranslated(elf: Uint8Array): Executed {
  return runOnProvingMachine(elf, 2 ** 32, "always");
}
