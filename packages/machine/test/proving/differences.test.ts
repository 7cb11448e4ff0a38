// The machine's own rules, where qemu has others. `npm run fuzz:machine -- --count 0 --programs` looks what qemu does.
import { describe, expect, test } from "vitest";
import { DIFFERENCES, differenceElf, endOnProvingMachine } from "./differences.ts";

describe("differences from qemu", () => {
  test.each(DIFFERENCES)("$name: $ours", (difference) => {
    expect(difference.ours).not.toBe(difference.qemu);
    expect(endOnProvingMachine(differenceElf(difference))).toBe(difference.ours);
  });
});
