// The fast machine writes what qemu wrote for the same random programs. fixtures/machine/README.md says how it was recorded.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { INSTRUCTIONS } from "./encode.ts";
import { runOnFastMachine } from "./qemu.ts";
import { Random } from "./random.ts";
import { randomProgram } from "./randomProgram.ts";

interface Recorded {
  readonly units: number;
  readonly programs: readonly { readonly seed: number; readonly elf: string; readonly output: string }[];
}

const recorded = JSON.parse(
  readFileSync(new URL("../../../../fixtures/machine/qemu-rv64.json", import.meta.url), "utf8"),
) as Recorded;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("random programs that qemu ran", () => {
  const counts = new Map<string, number>();
  let steps = 0n;

  test.each(recorded.programs)("seed $seed", ({ seed, elf, output }) => {
    const program = randomProgram(new Random(seed), recorded.units);
    expect(sha256(program.elf), "another program than was recorded: run npm run fuzz:machine -- --record").toBe(elf);
    const ran = runOnFastMachine(program.elf, 1_000_000n);
    expect(ran.exitCode).toBe(0);
    expect(sha256(ran.output)).toBe(output);
    steps += ran.steps;
    for (const [name, count] of program.counts) counts.set(name, (counts.get(name) ?? 0) + count);
  });

  test("they have every instruction", () => {
    expect(steps).toBeGreaterThan(100_000n);
    for (const name of Object.keys(INSTRUCTIONS)) expect(counts.get(name) ?? 0, name).toBeGreaterThan(10);
  });
});
