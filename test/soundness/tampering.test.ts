// SOUNDNESS: whatever is changed in a block is `invalid` against the expected hash; whatever is changed or missing in a witness is
// `incomplete` and named when it was needed, and changes nothing when it was not. What was needed, the core says itself
// (preimages read), so the test also finds a node that is read but not reported, or reported but not read.
import { toHex } from "@assay/core/hex";
import { Core, OUTPUT } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../packages/core/test/operands.ts";
import { fixturePath, L1_BLOCKS } from "../../packages/witness/test/blocks.ts";
import { type Parts, partsOf } from "../fuzz/relink.ts";

/** Nodes, codes and headers of a block up to this many are all tried; of larger ones a seeded sample. */
const ALL = 200;
const SAMPLE = 24;
/** Bytes of a block: all of small ones, a seeded sample of large ones. */
const ALL_BYTES = 1000;
const SAMPLE_BYTES = 150;

const core = new Core(compileCore());

function verify(bytes: Uint8Array, outputs = 0) {
  return core.verify(bytes.length, (memory) => memory.set(bytes), outputs);
}

function chosen(count: number, all: number, sample: number, random: () => number): number[] {
  if (count <= all) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: sample }, () => random() % count);
}

describe.each(L1_BLOCKS)("%s", (name) => {
  const input = readBlockInput(fixturePath(name));
  const random = randomSource(2 * L1_BLOCKS.indexOf(name) + 1);

  it("is invalid with any byte of the block changed", () => {
    const { blocks } = partsOf(input);
    const original = blocks[0]!;
    for (const at of chosen(original.length, ALL_BYTES, SAMPLE_BYTES, random)) {
      const changed = original.slice();
      changed[at]! ^= 1 << (random() & 7);
      const outcome = verify(encodeInput({ ...input, blocks: [changed] }));
      expect(outcome.verdict, `byte ${at}`).toBe("invalid");
    }
  });

  const needed = new Set(verify(encodeInput(input), OUTPUT.preimagesRead).result!.preimagesRead.map(toHex));

  it.each(["nodes", "codes", "headers"] as const)("%s: what was needed is named, the rest is not missed", (kind) => {
    const parts = partsOf(input);
    const list = parts[kind];
    for (const index of chosen(list.length, ALL, SAMPLE, random)) {
      const hash = toHex(keccak_256(list[index]!));
      const changed = list[index]!.slice();
      changed[random() % changed.length]! ^= 1 << (random() & 7);
      for (const damaged of [list.toSpliced(index, 1), list.toSpliced(index, 1, changed)]) {
        const tampered: Parts = { ...parts, [kind]: damaged };
        const outcome = verify(encodeInput({ ...input, ...tampered }));
        if (kind === "headers" && !needed.has(hash)) {
          // A header that nobody asks for may still break the chain of those that come with it.
          expect(outcome.verdict, `header ${index}`).not.toBe("invalid");
        } else if (needed.has(hash)) {
          expect(outcome.verdict, `${kind} ${index}`).toBe("incomplete");
          expect(outcome.failure!.hash, `${kind} ${index}`).toBe(hash);
        } else {
          expect(outcome.verdict, `${kind} ${index}, not needed`).toBe("valid");
        }
      }
    }
  });
});
