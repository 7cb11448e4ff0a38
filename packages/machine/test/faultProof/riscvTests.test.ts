// The RISC-V foundation's own tests of every instruction, as asterisc runs them: each ends with exit code 0 within 10,000 steps, and says
// otherwise which of its cases failed. Every few steps the slow machine takes a step, too.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readElf } from "../../src/elf.ts";
import { loadProgram } from "../../src/faultProof/loadProgram.ts";
import { machineOf, stepBoth } from "./agreement.ts";

const file = new URL("../../../../fixtures/machine/riscv-tests.json.gz", import.meta.url);
const programs = Object.entries(JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, string>);
const MOST_STEPS = 10_000n;
const STRIDE = 59n;

const stateOf = (elf: string) => loadProgram(readElf(Buffer.from(elf, "base64"), 64));

describe("riscv-tests", () => {
  test("all of them", () => expect(programs.length).toBe(84));

  test.each(programs)("%s", (_, elf) => {
    const machine = machineOf(stateOf(elf));
    expect([machine.run(MOST_STEPS), machine.exitCode]).toEqual(["exited", 0]);
    const again = machineOf(stateOf(elf));
    while (!again.exited) {
      const { fast, slow } = stepBoth(again, new Map());
      expect(fast, `step ${again.step - 1n}`).toBe(slow);
      again.run(STRIDE);
    }
    expect(again.hash()).toEqual(machine.hash());
  });
});
