// Hostile programs on the fast machine: by its loop, or the loop and translated code, which must come to the same state.
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import { type HostileRun, hostileProgram, MAX_EXECUTED, MAX_PAGES } from "../riscv/hostile.ts";
import type { Random } from "../riscv/random.ts";
import { oracleOf } from "./agreement.ts";
import { anyPolicy, type Way } from "./translation.ts";

const EXPECTED = new Set(["ELF_BROKEN", "MACHINE_FAULT", "MACHINE_OUT_OF_MEMORY", "PREIMAGE_MISSING"]);

interface Ended {
  /** How, and where. */
  readonly end: string;
  readonly state: string;
  readonly pages: number;
}

function runOne(elf: Uint8Array, translate: Way = "never"): Ended {
  let machine: FastMachine | null = null;
  const stateNow = () => (machine ? `step ${machine.step}, ${toHex(machine.hash())}` : "none");
  const pages = () => machine?.memory.pageCount ?? 0;
  try {
    const options = { maxPages: MAX_PAGES, log: () => {}, translate };
    machine = new FastMachine(loadProgram(readElf(elf, 64)), oracleOf(new Map()), options);
    const end = machine.run(BigInt(MAX_EXECUTED));
    return { end, state: stateNow(), pages: pages() };
  } catch (error) {
    if (!(error instanceof InputError && EXPECTED.has(error.code))) throw error;
    return { end: error.code, state: stateNow(), pages: pages() };
  }
}

/** Runs one. @throws what is no typed error: a bug */
export function runHostile(random: Random): HostileRun {
  const { kind, elf } = hostileProgram(random, 64);
  const started = performance.now();
  const { end, pages } = runOne(elf);
  return { kind, end, pages, ms: performance.now() - started };
}

/** The same, also with its code translated from the first step on. @throws when that ends elsewhere */
export function runHostileTranslated(random: Random): HostileRun {
  const { kind, elf } = hostileProgram(random, 64);
  const { end, state } = runOne(elf);
  const policy = anyPolicy(random);
  const started = performance.now();
  const translated = runOne(elf, policy);
  if (translated.end !== end || translated.state !== state) {
    throw new Error(
      `${kind}: ${translated.end} at ${translated.state} when translated, ${end} at ${state} by the loop`,
    );
  }
  return { kind, end, pages: translated.pages, ms: performance.now() - started };
}
