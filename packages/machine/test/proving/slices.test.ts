// Many cycles at once are the same as one by one.
import { describe, expect, test } from "vitest";
import { Random } from "../riscv/random.ts";
import { compareSlices } from "./slices.ts";

describe.each(["never", "always"] as const)("slices, translated: %s", (translate) => {
  const ends = new Set<string>();
  let translated = 0;
  test.each([1, 2, 3, 4])("seed %i", (seed) => {
    const random = new Random(seed);
    for (let i = 0; i < 8; i++) {
      const { end, translatedCycles } = compareSlices(random, translate);
      ends.add(end);
      translated += translatedCycles;
    }
  });

  test("runs end in many ways, most of them translated where they are to be", () => {
    if (translate === "never") expect(translated).toBe(0);
    else expect(translated).toBeGreaterThan(5_000);
    expect([...ends].sort()).toEqual(
      expect.arrayContaining(["addressOutOfRange", "illegalInstruction", "limit", "misalignedAccess"]),
    );
  });
});
