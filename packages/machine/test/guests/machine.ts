// A guest on the fault-proof machine of this repository.
import { InputError } from "../../../core/src/inputError.ts";
import { readElf } from "../../src/elf.ts";
import { FastMachine } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import type { MachineState } from "../../src/faultProof/state.ts";
import { readGuest } from "../../src/guests.ts";
import type { Preimages } from "./qemu.ts";

export interface MachineRun {
  readonly code: number;
  readonly publicValues: Uint8Array;
  readonly hints: readonly string[];
  readonly steps: bigint;
}

const states = new Map<string, MachineState>();

export function guestState(name: string): MachineState {
  const known = states.get(name);
  if (known) return known;
  const state = loadProgram(readElf(readGuest(name), 64));
  states.set(name, state);
  return state;
}

/** Above what any test here needs. */
const MOST_STEPS = 20_000_000_000n;

/** Runs until the guest exits. @throws MachineFault when it does what the machine cannot do */
export function runOnMachine(name: string, preimages: Preimages): MachineRun {
  return run(guestState(name), preimages);
}

/** The same for an executable that is not one of the bundled guests. */
export function runElfOnMachine(elf: Uint8Array, preimages: Preimages): MachineRun {
  return run(loadProgram(readElf(elf, 64)), preimages);
}

function run(state: MachineState, preimages: Preimages): MachineRun {
  const written: Uint8Array[] = [];
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
  const log = (fd: 1 | 2, bytes: Uint8Array) => {
    if (fd === 1) written.push(bytes.slice());
  };
  const machine = new FastMachine(state, oracle, { log });
  if (machine.run(MOST_STEPS) !== "exited") throw new Error(`the guest did not end after ${MOST_STEPS} steps`);
  return { code: machine.exitCode, publicValues: Buffer.concat(written), hints, steps: machine.step };
}
