// Random programs on one of our machines and on qemu: all registers, again and again, and all memory that was written.
import { writeFileSync } from "node:fs";
import { RV32IM, RV64IMA } from "./encode.ts";
import { type Bits, qemuVersion, runOnQemu } from "./qemu.ts";
import { Random } from "./random.ts";
import { logBlockBytes, randomProgram } from "./randomProgram.ts";
import { type Executed, UNITS } from "./recorded.ts";

export type Runner = (elf: Uint8Array) => Executed;

/**
 * As many programs as it takes to execute `wanted` instructions.
 * @returns a line that tells what was compared
 * @throws Error with the first difference; the program is written to the current folder then
 */
export function againstQemu(bits: Bits, run: Runner, wanted: number, first: bigint): string {
  const instructions = bits === 64 ? RV64IMA : RV32IM;
  const counts = new Map<string, number>();
  let executed = 0;
  let seed = first;
  for (; executed < wanted; seed++) {
    const { elf, counts: own } = randomProgram(new Random(seed), UNITS, bits);
    const [theirs, ours] = [runOnQemu(elf, bits), run(elf)];
    if (theirs.exitCode !== ours.exitCode || !Buffer.from(theirs.output).equals(ours.output)) {
      const at = theirs.output.findIndex((byte, i) => byte !== ours.output[i]);
      const block = logBlockBytes(bits);
      const file = `machine-rv${bits}-seed-${seed}.elf`;
      writeFileSync(file, elf);
      const place = `block ${Math.floor(at / block)}, x${1 + Math.floor((at % block) / (bits / 8))}`;
      throw new Error(
        `seed ${seed}: qemu ${theirs.exitCode}, ours ${ours.exitCode}; other output from ${place} on; ${file} written`,
      );
    }
    executed += ours.executed;
    for (const [name, count] of own) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  const missing = Object.keys(instructions).filter((name) => !counts.has(name));
  if (missing.length > 0) throw new Error(`never tried: ${missing.join(", ")}`);
  return `${executed} instructions, ${counts.size} kinds, seeds ${first} to ${seed - 1n}: the same as ${qemuVersion(bits)}`;
}
