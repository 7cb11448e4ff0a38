// A guest on the proving machine of this repository.
import { InputError } from "../../../core/src/inputError.ts";
import { readGuest } from "../../src/guests.ts";
import type { ProvingCounts } from "../../src/proving/machine.ts";
import { loadProvingProgram, type ProvingProgram } from "../../src/proving/program.ts";
import { runProving } from "../../src/proving/run.ts";
import type { Preimages } from "./qemu.ts";

export interface ProvingGuestRun {
  readonly code: number;
  readonly publicValues: Uint8Array;
  /** What it has committed to. */
  readonly digest: Uint8Array | null;
  readonly hints: readonly string[];
  readonly cycles: number;
  readonly counts: ProvingCounts;
}

const programs = new Map<string, ProvingProgram>();

function programOf(name: string): ProvingProgram {
  const known = programs.get(name);
  if (known) return known;
  const program = loadProvingProgram(readGuest(name));
  programs.set(name, program);
  return program;
}

/** Above what any test here needs. */
const CYCLE_LIMIT = 20_000_000_000;

/** Runs until the guest halts. @throws InputError PREIMAGE_MISSING when nobody has what it asks for, and what the machine throws */
export function runOnProvingMachine(name: string, input: Uint8Array, preimages: Preimages): ProvingGuestRun {
  const hints: string[] = [];
  const oracle = {
    hint: (text: Uint8Array) => {
      hints.push(Buffer.from(text).toString("utf8"));
    },
    preimage: (key: Uint8Array) => {
      const value = preimages(key);
      if (value === null)
        throw new InputError("PREIMAGE_MISSING", `no preimage for ${Buffer.from(key).toString("hex")}`);
      return value;
    },
  };
  const { exitCode, publicOutput, digest, cycles, counts } = runProving(programOf(name), {
    input,
    oracle,
    cycleLimit: CYCLE_LIMIT,
  });
  return { code: exitCode, publicValues: publicOutput, digest, hints, cycles, counts };
}
