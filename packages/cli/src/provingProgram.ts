// What a proving machine's command runs, and on what input: a guest of the repository or an executable; a block file as the core's binary
// input, or bytes as they are.
import { readUnpacked } from "@assay/machine/faultProof/stateFile";
import { guestManifest, readGuest } from "@assay/machine/guests";
import { loadProvingProgram, type ProvingProgram } from "@assay/machine/proving/program";
import { encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { chainOption } from "./chainOption.ts";
import { UsageError } from "./exitCodes.ts";

export interface ProvingFlags {
  readonly guest?: string;
  readonly elf?: string;
  readonly input?: string;
  readonly inputBytes?: string;
  readonly chain?: string;
  readonly cycleLimit: number;
}

export interface ChosenProgram {
  /** Of the guest, or of the executable's file. */
  readonly name: string;
  readonly program: ProvingProgram;
}

/** @throws UsageError, InputError FILE_…, ELF_BROKEN */
export function chosenProgram({ guest, elf }: ProvingFlags): ChosenProgram {
  if ((guest === undefined) === (elf === undefined)) throw new UsageError("Give a program: either --guest or --elf.");
  if (elf !== undefined) return { name: elf, program: loadProvingProgram(readUnpacked(elf)) };
  const names = guestManifest().guests.flatMap(({ name, isa }) => (isa === "rv32im" ? [name] : []));
  if (!names.includes(guest!))
    throw new UsageError(`--guest: there is no guest "${guest}"; there is ${names.join(", ")}.`);
  return { name: guest!, program: loadProvingProgram(readGuest(guest!)) };
}

/** What the program reads from descriptor 0; empty when nothing is given. @throws UsageError, InputError of reading */
export async function chosenInput({ input, inputBytes, chain }: ProvingFlags): Promise<Uint8Array> {
  if (input !== undefined && inputBytes !== undefined) throw new UsageError("Give --input or --input-bytes, not both.");
  if (chain !== undefined && input === undefined) throw new UsageError("--chain is about a block file: give --input.");
  if (inputBytes !== undefined) return readUnpacked(inputBytes);
  if (input === undefined) return new Uint8Array(0);
  return encodeInput(readBlockInput(input, { chain: chain === undefined ? undefined : await chainOption(chain) }));
}
