// A short run of `npm run memory:derivation`.
import { describe, expect, it } from "vitest";
import { memoryOverRange, RULES } from "./derivation-memory.js";
import { variants } from "./load.js";

describe.each(variants)("%s", (variant) => {
  const count = variant === "wasm" ? 120 : 40;

  it.each(RULES)(`%s: memory does not grow over ${count} L1 blocks`, async (...rule) => {
    for (const isHostile of [false, true]) {
      const { bytesPerBlock, bytes } = await memoryOverRange(variant, rule, count, isHostile);
      // A safe head leaves its record: a batch that overlaps it may ask for it.
      expect(bytesPerBlock).toBeLessThan(400);
      expect(bytes).toBeLessThan(16 << 20);
    }
  });
});
