// The fast machine and the slow step write what qemu wrote for the same random programs. fixtures/machine/README.md says how it was recorded.
import { describe, expect, test } from "vitest";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { RV32IM } from "../riscv/encode.ts";
import { Random } from "../riscv/random.ts";
import { randomProgram } from "../riscv/randomProgram.ts";
import { compareRecorded, readRecorded } from "../riscv/recorded.ts";
import { runOnProvingMachine } from "./runProgram.ts";
import { runOnSlowMachine } from "./slowMachine.ts";

const recorded = readRecorded(32);

describe("random programs that qemu ran", () => {
  const counts = new Map<string, number>();
  let executed = 0;

  test.each(recorded.programs)("seed $seed", (one) => {
    const { elf, counts: own } = randomProgram(new Random(one.seed), recorded.units, 32);
    const ran = runOnProvingMachine(elf, 1_000_000);
    expect(compareRecorded(one, elf, ran)).toBeNull();
    expect(runOnSlowMachine(loadProvingProgram(elf), 1_000_000)).toEqual(ran);
    executed += ran.executed;
    for (const [name, count] of own) counts.set(name, (counts.get(name) ?? 0) + count);
  });

  test("they have every instruction", () => {
    expect(executed).toBeGreaterThan(100_000);
    for (const name of Object.keys(RV32IM)) expect(counts.get(name) ?? 0, name).toBeGreaterThan(10);
  });
});
