// A program on the fast machine: what it writes to standard output, its exit code and its steps.
import { readElf } from "../../src/elf.ts";
import { FastMachine, type MachineOptions } from "../../src/faultProof/fast/machine.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import type { Ran } from "../riscv/qemu.ts";
import { oracleOf } from "./agreement.ts";

export function runOnFastMachine(
  elf: Uint8Array,
  maxSteps = 1n << 32n,
  options: MachineOptions = {},
): Ran & { readonly executed: number; readonly translated: number } {
  const pieces: Uint8Array[] = [];
  const machine = new FastMachine(loadProgram(readElf(elf, 64)), oracleOf(new Map()), {
    ...options,
    log: (fd, bytes) => {
      if (fd === 1) pieces.push(bytes);
    },
  });
  if (machine.run(maxSteps) !== "exited") throw new Error(`no exit within ${maxSteps} steps`);
  return {
    exitCode: machine.exitCode,
    output: Buffer.concat(pieces),
    executed: Number(machine.step),
    translated: Number(machine.translatedSteps),
  };
}
