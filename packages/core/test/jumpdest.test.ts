// Jump destinations, asked for in any order, against a scan of the whole code.
import { describe, expect, it } from "vitest";
import { Random } from "./bytecode.js";
import { acceleratedVariants, loadTesting } from "./load.js";

function destinations(code: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at < code.length; at++) {
    const op = code[at]!;
    if (op === 0x5b) found.add(at);
    if (op >= 0x60 && op <= 0x7f) at += op - 0x5f;
  }
  return found;
}

/** Codes whose bytes come from a small set: what is an instruction depends on bytes far before. */
const ALPHABETS: Record<string, number[]> = {
  "any byte": [...Array(256).keys()],
  "JUMPDEST and PUSH1": [0x5b, 0x60],
  "JUMPDEST and PUSH32": [0x5b, 0x7f],
  "JUMPDEST and every PUSH": [0x5b, 0x5b, 0x5b, ...Array.from({ length: 32 }, (_, i) => 0x60 + i)],
  "usual code": [0x5b, 0x56, 0x57, 0x60, 0x61, 0x63, 0x73, 0x80, 0x90, 0x01, 0x14, 0x50, 0x52, 0xfd, 0x00, 0x7f],
};

describe.each(acceleratedVariants)("jump destinations, %s", async (variant) => {
  const { exports, place } = await loadTesting("evm", variant);

  it.each(Object.entries(ALPHABETS))("%s", (_, alphabet) => {
    const random = new Random(11);
    for (let round = 0; round < 60; round++) {
      exports.reset!();
      const length = random.pick([1, 31, 32, 33, 64, 200, 1000, 5000]);
      const code = new Uint8Array(length).map(() => random.pick(alphabet));
      const expected = destinations(code);
      const at = place(code);
      const bitmap = exports.emptyBitmap!(exports.alloc!(exports.jumpdestBytes!(length)), length);
      const positions = Array.from({ length }, (_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        [positions[i], positions[j]] = [positions[j]!, positions[i]!];
      }
      for (const position of positions) {
        const found = exports.isJumpdest!(bitmap, position) || exports.confirmJumpdest!(bitmap, at, length, position);
        if (Boolean(found) !== expected.has(position))
          expect(found, `${position} of ${Buffer.from(code).toString("hex")}`).toBe(expected.has(position));
        if (found) expect(exports.isJumpdest!(bitmap, position)).toBe(1);
      }
    }
  });
});
