// Hostile programs on the fast machine.
import { InputError } from "@assay/core/inputError";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import { type HostileRun, hostileProgram, MAX_EXECUTED, MAX_PAGES } from "../riscv/hostile.ts";
import type { Random } from "../riscv/random.ts";
import { oracleOf } from "./agreement.ts";

const EXPECTED = new Set(["ELF_BROKEN", "MACHINE_FAULT", "MACHINE_OUT_OF_MEMORY", "PREIMAGE_MISSING"]);

/** Runs one. @throws what is no typed error: a bug */
export function runHostile(random: Random): HostileRun {
  const { kind, elf } = hostileProgram(random, 64);
  const started = performance.now();
  let machine: FastMachine | null = null;
  const end = () => {
    try {
      const options = { maxPages: MAX_PAGES, log: () => {} };
      machine = new FastMachine(loadProgram(readElf(elf, 64)), oracleOf(new Map()), options);
      const how = machine.run(BigInt(MAX_EXECUTED));
      machine.hash();
      return how;
    } catch (error) {
      if (error instanceof InputError && EXPECTED.has(error.code)) return error.code;
      throw error;
    }
  };
  const result = end();
  const pages = (machine as FastMachine | null)?.memory.pageCount ?? 0;
  return { kind, end: result, pages, ms: performance.now() - started };
}
