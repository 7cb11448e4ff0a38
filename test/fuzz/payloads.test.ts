// A short run of `npm run fuzz:payloads`.
import { expect, it } from "vitest";
import { fuzzPayloads } from "./payloads.ts";

it("damaged transactions in batches: the run goes on, every build comes to the same blocks, and so does the engine", async () => {
  const report = await fuzzPayloads(["wasm", "debug", "guest"], 1, 12);
  expect(report.findings).toEqual([]);
  // Otherwise the damage is seen by derivation already.
  expect(Object.keys(report.rejected).length).toBeGreaterThan(4);
  expect(report.blocks / report.chains).toBeGreaterThan(20);
});
