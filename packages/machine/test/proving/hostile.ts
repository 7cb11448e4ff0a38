// Hostile programs on the proving machine.
import { InputError } from "@assay/core/inputError";
import { ProvingFault } from "../../src/proving/fault.ts";
import { ProvingMachine } from "../../src/proving/machine.ts";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { type HostileProgram, type HostileRun, hostileProgram, MAX_EXECUTED, MAX_PAGES } from "../riscv/hostile.ts";
import type { Random } from "../riscv/random.ts";
import { PROGRAMS, readProgramElf } from "./programs.ts";

const EXPECTED = new Set(["ELF_BROKEN", "MACHINE_OUT_OF_MEMORY", "PREIMAGE_MISSING"]);

const damaged = PROGRAMS.map(readProgramElf);

/** A real program with a few bytes changed, anywhere: code, data, headers, symbols. */
function damagedProgram(random: Random): HostileProgram {
  const elf = Uint8Array.from(random.pick(damaged));
  for (let i = random.below(8); i >= 0; i--) {
    const at = random.chance(0.2) ? random.below(200) : random.below(elf.length);
    elf[at] = random.chance(0.5) ? random.below(256) : elf[at]! ^ (1 << random.below(8));
  }
  return { kind: "a damaged program", elf };
}

/** Runs one, half of them without a bound on pages. @throws what is no typed error: a bug */
export function runHostile(random: Random): HostileRun {
  const { kind, elf } = random.chance(0.15) ? damagedProgram(random) : hostileProgram(random, 32);
  const isBounded = random.chance(0.5);
  const input = random.bytes(random.below(100));
  const started = performance.now();
  let machine: ProvingMachine | null = null;
  const end = () => {
    try {
      const options = { input, log: () => {}, ...(isBounded ? { maxPages: MAX_PAGES } : {}) };
      machine = new ProvingMachine(loadProvingProgram(elf), options);
      const how = machine.run(MAX_EXECUTED);
      if (how === "limit" && machine.cycle !== MAX_EXECUTED) throw new Error(`the limit after ${machine.cycle} cycles`);
      return how;
    } catch (error) {
      if (error instanceof ProvingFault) return error.fault;
      if (error instanceof InputError && EXPECTED.has(error.code)) return error.code;
      throw error;
    }
  };
  const result = end();
  const pages = isBounded ? ((machine as ProvingMachine | null)?.pagesWritten ?? 0) : 0;
  return { kind, end: result, pages, ms: performance.now() - started };
}
