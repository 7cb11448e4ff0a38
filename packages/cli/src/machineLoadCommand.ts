// assay machine load-elf: an executable as a state.
import { readElf } from "@assay/machine/elf";
import { FastMachine } from "@assay/machine/faultProof/fast/machine";
import { loadProgram } from "@assay/machine/faultProof/loadProgram";
import { readUnpacked, writeStateFile, writeTextFile } from "@assay/machine/faultProof/stateFile";
import { SymbolTable } from "@assay/machine/symbols";
import { EXIT } from "./exitCodes.ts";
import { noHost } from "./machineHost.ts";
import type { Output } from "./output.ts";

/** @returns the exit code @throws InputError */
export async function loadElf(
  flags: { readonly path: string; readonly out: string; readonly meta: string },
  output: Output,
): Promise<number> {
  const elf = readElf(readUnpacked(flags.path), 64);
  const state = loadProgram(elf);
  const machine = new FastMachine(state, noHost);
  await writeTextFile(flags.meta, new SymbolTable(elf.symbols ?? []).toJson(), output.stdout);
  await writeStateFile(flags.out, machine.state(), machine.seal(), output.stdout);
  return EXIT.valid;
}
