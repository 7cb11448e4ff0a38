// A program on the proving machine: what it writes as public output, its exit code and its cycles.
import { loadProvingProgram } from "../../src/proving/program.ts";
import { runProving } from "../../src/proving/run.ts";
import type { Executed } from "../riscv/recorded.ts";

export function runOnProvingMachine(elf: Uint8Array, cycleLimit = 2 ** 32): Executed {
  const { exitCode, publicOutput, cycles } = runProving(loadProvingProgram(elf), { cycleLimit });
  return { exitCode, output: publicOutput, executed: cycles };
}
