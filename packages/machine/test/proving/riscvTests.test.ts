// The RISC-V foundation's own tests of every instruction: each ends with exit code 0, or with the number of the case that failed; on the fast
// machine and by the slow step. Two are about what the machine does not have.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadProvingProgram } from "../../src/proving/program.ts";
import { endOnProvingMachine } from "./differences.ts";
import { runOnSlowMachine } from "./slowMachine.ts";

const file = new URL("../../../../fixtures/machine/riscv-tests-rv32.json.gz", import.meta.url);
const programs = Object.entries(JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, string>);
const FAULTS: Readonly<Record<string, string>> = {
  "rv32ui-fence_i": "illegalInstruction",
  "rv32ui-ma_data": "misalignedAccess",
};

describe("riscv-tests", () => {
  test("all of them", () => expect(programs.length).toBe(50));

  test.each(programs)("%s", (name, base64) => {
    const elf = Buffer.from(base64, "base64");
    expect(endOnProvingMachine(elf)).toBe(FAULTS[name] ?? "exit 0");
    if (!FAULTS[name]) expect(runOnSlowMachine(loadProvingProgram(elf), 10_000).exitCode).toBe(0);
  });
});
