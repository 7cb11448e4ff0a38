// The fast machine writes what qemu wrote for the same random programs. fixtures/machine/README.md says how it was recorded.
import { describe, expect, test } from "vitest";
import { RV64IMA } from "../riscv/encode.ts";
import { Random } from "../riscv/random.ts";
import { randomProgram } from "../riscv/randomProgram.ts";
import { compareRecorded, readRecorded } from "../riscv/recorded.ts";
import { runOnFastMachine } from "./runProgram.ts";

const recorded = readRecorded(64);

describe("random programs that qemu ran", () => {
  const counts = new Map<string, number>();
  let steps = 0;

  test.each(recorded.programs)("seed $seed", (one) => {
    const { elf, counts: own } = randomProgram(new Random(one.seed), recorded.units, 64);
    const ran = runOnFastMachine(elf, 1_000_000n);
    expect(compareRecorded(one, elf, ran)).toBeNull();
    steps += ran.executed;
    for (const [name, count] of own) counts.set(name, (counts.get(name) ?? 0) + count);
  });

  test("they have every instruction", () => {
    expect(steps).toBeGreaterThan(100_000);
    for (const name of Object.keys(RV64IMA)) expect(counts.get(name) ?? 0, name).toBeGreaterThan(10);
  });
});
