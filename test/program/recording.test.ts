// The recordings in fixtures/program: each build of the core and the guest of the proving machine judge them from the one input alone, and
// the client from a store. machine.test.ts has them on the fault-proof machine.
import { fromHex, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { decodeProgram } from "@assay/core/program";
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";
import { decodePublicValues } from "@assay/machine/publicValues";
import { versionedHash } from "@assay/program/blob";
import { BootStore } from "@assay/program/bootInfo";
import { runClaim } from "@assay/program/runClaim";
import { MemoryStore } from "@assay/program/store";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { runOnProvingMachine } from "../../packages/machine/test/guests/proving.ts";
import { flipped } from "./preimages.ts";
import { type Recording, readRecording } from "./recording.ts";

const NAMES = ["calldata", "blobs"] as const;
const VARIANTS: readonly CoreVariant[] = ["wasm", "debug", "guest"];
const COMMITMENT_BYTES = 48;

/** The program on its input; only boot values are asked for. */
function run({ boot, input }: Pick<Recording, "boot" | "input">, variant: CoreVariant) {
  const values = new BootStore(boot);
  const core = new Core(compileCore(variant), { oracle: (key) => (key[0] === 1 ? values.get(key) : null) });
  const outcome = core.program(input.length, (memory) => memory.set(input));
  return { ...outcome, summary: decodeProgram(outcome.result!.bytes) };
}

describe.each(NAMES)("%s", (name) => {
  const recording = readRecording(name);
  const { boot, facts } = recording;

  it.each(VARIANTS)("the claim is valid, and a changed one is not, on %s", (variant) => {
    const { verdict, summary } = run(recording, variant);
    expect(verdict).toBe("valid");
    expect(summary.reachedHash).toBe(facts.expected.reachedHash);
    expect(Number(summary.transactions)).toBe(facts.expected.transactions);
    expect(Number(summary.gasUsed)).toBe(facts.expected.gasUsed);
    const other = { ...boot, claimedOutputRoot: flipped(boot.claimedOutputRoot, 77) };
    expect(run({ ...recording, boot: other }, variant).verdict).toBe("invalid");
  });

  it("the guest on the proving machine, all preimages in its input: the claim, and a changed one", () => {
    for (const [claimed, code] of [
      [boot, 0],
      [{ ...boot, claimedOutputRoot: flipped(boot.claimedOutputRoot, 77) }, 1],
    ] as const) {
      const values = new BootStore(claimed);
      const asked: number[] = [];
      const found = runOnProvingMachine("rollup-rv32", recording.input, (key) => {
        asked.push(key[0]!);
        return key[0] === 1 ? values.get(key) : null;
      });
      expect([found.code, toHex(found.digest!)]).toEqual([code, toHex(keccak_256(found.publicValues))]);
      expect(decodePublicValues(found.publicValues)).toMatchObject({
        kind: "program",
        verdict: code === 0 ? "valid" : "invalid",
        reachedHash: facts.expected.reachedHash,
        claimedOutputRoot: toHex(claimed.claimedOutputRoot),
        computedOutputRoot: toHex(boot.claimedOutputRoot),
      });
      expect(new Set(asked)).toEqual(new Set([1]));
    }
  });

  it("the client, offline from a store", async () => {
    const data = new MemoryStore();
    const store = new VerifiedStore(data);
    store.putHashed(recording.preimages);
    for (const record of recording.blobs) {
      const commitment = record.subarray(0, COMMITMENT_BYTES);
      const blob = record.slice(2 * COMMITMENT_BYTES);
      store.putBlob(blob, versionedHash(commitment));
    }
    const agreedBlockHash = fromHex(facts.agreedBlockHash)!;
    const outcome = await runClaim({ boot, agreedBlockHash, data, nodes: null });
    expect([outcome.verdict, outcome.message]).toEqual(["valid", null]);
  });
});
