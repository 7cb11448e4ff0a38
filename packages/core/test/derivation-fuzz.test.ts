import { expect, it } from "vitest";
import { DerivationCore } from "./derivation.js";
import { deriveRandomChain } from "./derivation-fuzz.js";
import { variants } from "./load.js";

it("random L1 data: never stops, and every build derives the same", async () => {
  const [first, ...others] = await Promise.all(variants.map((variant) => DerivationCore.load(variant)));
  let withUsers = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const derived = deriveRandomChain(first!, seed);
    if (JSON.parse(derived)[2].some(([, count]: [string, number]) => count > 1)) withUsers++;
    for (const other of others) expect(deriveRandomChain(other, seed)).toBe(derived);
  }
  // Otherwise the damage hides everything that could go wrong.
  expect(withUsers).toBeGreaterThan(3);
});
