// A short run of `npm run fuzz:derivation`, and that it reaches what it damages.
import { expect, it } from "vitest";
import { fuzzDerivation } from "./derivation.ts";

it("hostile L1 blocks: derivation goes on to the end of L1, and every build derives the same", async () => {
  const report = await fuzzDerivation(["wasm", "debug", "guest"], 30, 6000);
  expect(report.findings).toEqual([]);
  expect(Object.entries(report.counts).filter(([, count]) => count === 0)).toEqual([]);
  // Otherwise the damage hides everything that could go wrong.
  expect(report.users / report.chains).toBeGreaterThan(2);
});
