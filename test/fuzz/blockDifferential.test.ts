// A short run of `npm run fuzz:blocks`, and the seeds that once found something.
import { expect, it } from "vitest";
import { runDifferential } from "./blockDifferential.ts";

it("agrees with @ethereumjs/vm on random blocks of every rule set from Istanbul to Osaka", async () => {
  const report = await runDifferential(["wasm", "debug", "guest"], 1, 60);
  expect(report.findings).toEqual([]);
  expect(report.transactions).toBeGreaterThan(150);
});
