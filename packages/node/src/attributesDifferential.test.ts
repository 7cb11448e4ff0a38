// A short run of npm run fuzz:attributes: random logs on L1, seen by the sequencer and by derivation.
import { expect, test } from "vitest";
import { compareOver } from "../test/attributesDifferential.ts";

test.each(Array.from({ length: 8 }, (_, i) => `seed ${i}`))("%s", async (seed) => {
  const { blocks, difference } = await compareOver(seed);
  expect(difference).toBeNull();
  // The random L1 has to have made a difference.
  expect(blocks.flatMap(({ transactions }) => transactions.slice(1)).length).toBeGreaterThan(20);
  expect(new Set(blocks.map(({ header }) => header.length)).size).toBeGreaterThan(1);
});
