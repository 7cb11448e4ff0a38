// The fast machine does what the slow step does, for every instruction, every fault and encodings that are none.
import { expect, test } from "vitest";
import { RV32IM } from "../riscv/encode.ts";
import { Random } from "../riscv/random.ts";
import { agreeOnSteps } from "./agreement.ts";

const FAULTS = ["illegalInstruction", "misalignedJump", "misalignedAccess", "addressOutOfRange", "storeToCode"];

test("single steps from random registers", () => {
  const counts = agreeOnSteps(new Random(1), 40_000);
  for (const name of Object.keys(RV32IM)) expect(counts.get(`${name} done`) ?? 0, name).toBeGreaterThan(20);
  for (const fault of FAULTS) {
    const times = [...counts].filter(([key]) => key.endsWith(` ${fault}`)).reduce((sum, [, count]) => sum + count, 0);
    expect(times, fault).toBeGreaterThan(50);
  }
  expect(counts.get("random word done")).toBeGreaterThan(500);
});
