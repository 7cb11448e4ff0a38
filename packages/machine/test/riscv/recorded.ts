// Random programs and what qemu did with them, as hashes: fixtures/machine.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { type Bits, qemuVersion, type Ran, runOnQemu } from "./qemu.ts";
import { Random } from "./random.ts";
import { randomProgram } from "./randomProgram.ts";

export interface Recorded {
  readonly qemu: string | null;
  readonly units: number;
  readonly programs: readonly { readonly seed: number; readonly elf: string; readonly output: string }[];
}

export const UNITS = 4000;
const PROGRAMS = 12;
const FIRST_SEED = 1000;

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const fixture = (bits: Bits) => new URL(`../../../../fixtures/machine/qemu-rv${bits}.json`, import.meta.url);

export function readRecorded(bits: Bits): Recorded {
  return JSON.parse(readFileSync(fixture(bits), "utf8")) as Recorded;
}

/** @returns how many programs */
export function record(bits: Bits): number {
  const programs = Array.from({ length: PROGRAMS }, (_, i) => {
    const seed = FIRST_SEED + i;
    const { elf } = randomProgram(new Random(seed), UNITS, bits);
    return { seed, elf: sha256(elf), output: sha256(runOnQemu(elf, bits).output) };
  });
  const recorded: Recorded = { qemu: qemuVersion(bits), units: UNITS, programs };
  writeFileSync(fixture(bits), `${JSON.stringify(recorded, null, 2)}\n`);
  return PROGRAMS;
}

export interface Executed extends Ran {
  /** Instructions. */
  readonly executed: number;
}

/** Runs a recorded program. @returns what differs, null for nothing */
export function compareRecorded(
  { seed, elf, output }: Recorded["programs"][number],
  program: Uint8Array,
  ran: Executed,
): string | null {
  if (sha256(program) !== elf)
    return `seed ${seed} makes another program than was recorded: run npm run fuzz:machine -- --record`;
  if (ran.exitCode !== 0) return `exit code ${ran.exitCode}`;
  return sha256(ran.output) === output ? null : "another output than qemu's";
}
