// Hostile programs on the proving machine.
import { InputError } from "@assay/core/inputError";
import { ProvingFault } from "../../src/proving/fault.ts";
import { ProvingMachine, type ProvingOptions } from "../../src/proving/machine.ts";
import { loadProvingProgram, PAGE_BYTES } from "../../src/proving/program.ts";
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

interface Ended {
  readonly end: string;
  /** Cycle, registers, channels and counts; pages that are written to. */
  readonly state: string;
  readonly machine: ProvingMachine | null;
}

function runOne(elf: Uint8Array, options: ProvingOptions): Ended {
  let machine: ProvingMachine | null = null;
  const ended = (end: string): Ended => ({
    end,
    state: machine ? JSON.stringify([machine.state(), [...machine.memory.written()]]) : "",
    machine,
  });
  try {
    machine = new ProvingMachine(loadProvingProgram(elf), options);
    const how = machine.run(MAX_EXECUTED);
    if (how === "limit" && machine.cycle !== MAX_EXECUTED) throw new Error(`the limit after ${machine.cycle} cycles`);
    return ended(how);
  } catch (error) {
    if (error instanceof ProvingFault) return ended(error.fault);
    if (error instanceof InputError && EXPECTED.has(error.code)) return ended(error.code);
    throw error;
  }
}

interface Hostile extends HostileProgram {
  readonly isBounded: boolean;
  readonly options: ProvingOptions;
}

/** Half of them without a bound on pages. */
function anyHostile(random: Random): Hostile {
  const program = random.chance(0.15) ? damagedProgram(random) : hostileProgram(random, 32);
  const isBounded = random.chance(0.5);
  const input = random.bytes(random.below(100));
  const options: ProvingOptions = { input, log: () => {}, translate: "never" };
  return { ...program, isBounded, options: isBounded ? { ...options, maxPages: MAX_PAGES } : options };
}

/** Runs one. @throws what is no typed error: a bug */
export function runHostile(random: Random): HostileRun {
  const { kind, elf, isBounded, options } = anyHostile(random);
  const started = performance.now();
  const { end, machine } = runOne(elf, options);
  return { kind, end, pages: isBounded ? (machine?.pagesWritten ?? 0) : 0, ms: performance.now() - started };
}

function differentPage(a: ProvingMachine, b: ProvingMachine): number | null {
  for (const page of a.memory.written()) {
    const [ours, theirs] = [a, b].map(({ memory }) => Buffer.from(memory.view(page * PAGE_BYTES, PAGE_BYTES)));
    if (!ours!.equals(theirs!)) return page;
  }
  return null;
}

/** The same, also with its code translated from the first cycle on. @throws when that ends elsewhere */
export function runHostileTranslated(random: Random): HostileRun {
  const { kind, elf, isBounded, options } = anyHostile(random);
  const looped = runOne(elf, options);
  const started = performance.now();
  const translated = runOne(elf, { ...options, translate: "always" });
  const ms = performance.now() - started;
  if (translated.end !== looped.end || translated.state !== looped.state) {
    throw new Error(`${kind}: ${translated.end} when translated, ${looped.end} by the loop, or another state`);
  }
  const { machine } = translated;
  const page = machine && differentPage(machine, looped.machine!);
  if (page !== null) throw new Error(`${kind}: page ${page} has other bytes when translated`);
  return { kind, end: looped.end, pages: isBounded ? (machine?.pagesWritten ?? 0) : 0, ms };
}
