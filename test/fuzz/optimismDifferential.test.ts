// A short run of `npm run fuzz:optimism`.
import { expect, it } from "vitest";
import { runOptimismDifferential } from "./optimismDifferential.ts";

it("agrees with @ethereumjs/vm and the OP Stack's specifications on random blocks, Bedrock to Jovian", async () => {
  const report = await runOptimismDifferential(["wasm", "debug", "guest"], 1, 40);
  expect(report.findings).toEqual([]);
  expect(report.transactions - report.deposits).toBeGreaterThan(50);
});
