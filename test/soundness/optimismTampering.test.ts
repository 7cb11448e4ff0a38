// SOUNDNESS: as tampering.test.ts, for blocks of the OP Stack, in both forms: whatever is changed in a block or in payload attributes
// is `invalid` against the expected hash (or refused as malformed), and whatever is missing in a witness is `incomplete`.
import { toHex } from "@assay/core/hex";
import { Core, OUTPUT } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { type BlockInput, encodeInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../packages/core/test/operands.ts";
import { fixturePath } from "../../packages/witness/test/blocks.ts";
import { partsOf } from "../fuzz/relink.ts";

const core = new Core(compileCore());
const SAMPLE = 60;
const BLOCKS = ["op-mainnet-107728767", "op-mainnet-121057303", "unichain-mainnet-10211000"];

function verify(input: BlockInput, outputs = 0) {
  const bytes = encodeInput(input);
  return core.verify(bytes.length, (memory) => memory.set(bytes), outputs);
}

describe.each(BLOCKS)("%s", (name) => {
  const full = readBlockInput(fixturePath(name));
  const built = readBlockInput(fixturePath(name), { fromAttributes: true });
  const random = randomSource(BLOCKS.indexOf(name) + 5);

  it("is invalid with any byte of the block changed", () => {
    const original = partsOf(full).blocks[0]!;
    for (let i = 0; i < SAMPLE; i++) {
      const changed = original.slice();
      const at = random() % original.length;
      changed[at]! ^= 1 << (random() & 7);
      expect(verify({ ...full, blocks: [changed] }).verdict, `byte ${at}`).toBe("invalid");
    }
  });

  it("is never valid with any byte of the attributes changed", () => {
    const original = built.payloadAttributes![0] as Uint8Array;
    for (let i = 0; i < SAMPLE; i++) {
      const changed = original.slice();
      // Every byte of the fixed part, and as many of the transactions.
      const at = i % 2 === 0 ? random() % 128 : random() % original.length;
      changed[at]! ^= 1 << (random() & 7);
      const outcome = verify({ ...built, payloadAttributes: [changed] });
      expect(outcome.verdict, `byte ${at}`).not.toBe("valid");
      // Another path through the state may leave the witness; only layout may be called malformed.
      if (outcome.verdict === "incomplete") {
        expect(outcome.failure!.name, `byte ${at}`).toMatch(
          /WITNESS_|ANCESTOR_|ATTRIBUTES_MALFORMED|LIST_|INPUT_PADDING|BEFORE_RULES/,
        );
      }
    }
  });

  it.each(["full", "built"] as const)("%s: what was needed is missed and named, the rest is not", (form) => {
    const input = form === "full" ? full : built;
    const needed = new Set(verify(input, OUTPUT.preimagesRead).result!.preimagesRead.map(toHex));
    for (const kind of ["nodes", "codes", "headers"] as const) {
      const list = partsOf(full)[kind];
      for (let i = 0; i < Math.min(list.length, 12); i++) {
        const index = random() % list.length;
        const hash = toHex(keccak_256(list[index]!));
        const outcome = verify({ ...input, [kind]: list.toSpliced(index, 1) });
        if (kind === "headers" && form === "built" && index === list.length - 1) {
          // The parent itself: the header before it is taken in its place, and leads to another block, or there is none.
          expect(outcome.verdict).not.toBe("valid");
        } else if (needed.has(hash)) {
          expect(outcome, `${kind} ${index}`).toMatchObject({ verdict: "incomplete", failure: { hash } });
        } else expect(outcome.verdict, `${kind} ${index}, not needed`).toBe("valid");
      }
    }
  });
});
