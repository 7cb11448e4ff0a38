// Chains on a live L1 through every fork. Derivation gives back what the sequencer made. The fault-proof program: true claims are valid, each changed claim is not, and what is withheld or damaged is never a
// verdict. docs/testing.md, "Chains of our own", says what the chains cover.
import type { RollupFork } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import { compileCore } from "@assay/core/wasmFile";
import type { BatcherPolicy } from "@assay/node/batcher/batcher";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeChain } from "./chain.ts";
import { ClaimWorld, RecordingStore } from "./claims.ts";
import { chainContents, derivationDifferences, l1Chain } from "./deriving.ts";
import { flipped, PreimageRun } from "./preimages.ts";
import { Dice } from "./traffic.ts";

interface Case {
  readonly name: string;
  readonly seed: string;
  readonly forks: Partial<Record<RollupFork, bigint>>;
  readonly policy: Partial<BatcherPolicy>;
  readonly batchesPerL1Block?: number;
  /** Preimages that are withheld and damaged; blocks and bits in the same measure. */
  readonly samples: number;
}

/** Every fork has a first block of its own. */
const ALL: Case["forks"] = {
  regolith: 14n,
  canyon: 36n,
  delta: 60n,
  ecotone: 84n,
  fjord: 108n,
  granite: 132n,
  holocene: 158n,
  isthmus: 180n,
  jovian: 204n,
};

const CASES: readonly Case[] = [
  {
    name: "Bedrock to Jovian, span batches (Delta) with brotli (Fjord), as calldata, channels over several L1 blocks",
    seed: "p",
    forks: ALL,
    policy: { batches: "span", compression: "brotli", blocksPerChannel: 9, frameBytes: 900, framesPerPayload: 2 },
    batchesPerL1Block: 2,
    samples: 16,
  },
  {
    name: "Bedrock to Jovian, singular batches with zlib, channels in turns (to Granite), as calldata",
    seed: "q",
    forks: ALL,
    policy: { batches: "singular", blocksPerChannel: 4, frameBytes: 500, interleavedChannels: 2 },
    samples: 16,
  },
  {
    name: "Bedrock to Jovian, span batches with brotli, in blobs (Ecotone)",
    seed: "r",
    forks: ALL,
    policy: {
      batches: "span",
      compression: "brotli",
      carrier: "blobs",
      blocksPerChannel: 45,
      frameBytes: 3000,
      framesPerPayload: 3,
      blobsPerTransaction: 2,
    },
    samples: 4,
  },
];
const module = compileCore();

describe.each(CASES.map((chain) => [chain.name, chain] as const))(
  "%s",
  (_name, { samples, name: _title, ...options }) => {
    let world: ClaimWorld;
    let head: bigint;
    const data = new RecordingStore();
    const dice = new Dice(`${options.seed} claims`);
    const whole = () => world.boot({ agreed: 0n, claimed: head });

    beforeAll(async () => {
      const { devnet } = await makeChain({ ...options, steps: 18 });
      world = await ClaimWorld.open(devnet);
      head = devnet.engine.head.number;
    });

    afterAll(async () => {
      await world?.close();
    });

    it("derivation gives back the sequencer's attributes and blocks", async () => {
      expect(await derivationDifferences(world.devnet)).toEqual([]);
      const { deposits, gasLimits } = chainContents(world.devnet);
      expect([deposits > 5, gasLimits > 1]).toEqual([true, true]);
    });

    it("the whole chain, online", async () => {
      const outcome = await world.judge(whole(), 0n, { data });
      expect([outcome.verdict, outcome.message]).toEqual(["valid", null]);
      expect(outcome.summary!.reachedHash).toBe(world.devnet.engine.head.hash);
      expect(outcome.rejected).toEqual([]);
    });

    it("again offline: the same verdict out of the stored preimages, and no call to a node", async () => {
      const offline = await world.judge(whole(), 0n, { data, offline: true });
      expect([offline.verdict, offline.message]).toEqual(["valid", null]);
      const online = await world.judge(whole(), 0n, { data });
      expect([online.verdict, online.roundTrips]).toEqual(["valid", { l1: 0, beacon: 0, l2: 0 }]);
    });

    it("output roots of single blocks: the first ones of each fork, and others", async () => {
      const activations = Object.values(options.forks).map((after) => after! / 2n + 1n);
      const others = Array.from({ length: 4 }, () => 1n + BigInt(dice.below(Number(head))));
      const numbers = [...new Set([...activations.filter((number) => number <= head), ...others])];
      // Blobs take a second in each run.
      for (const claimed of numbers.slice(-samples)) {
        const agreed = claimed - 1n;
        const outcome = await world.judge(world.boot({ agreed, claimed }), agreed, { data });
        expect({ claimed, verdict: outcome.verdict, message: outcome.message }).toEqual({
          claimed,
          verdict: "valid",
          message: null,
        });
      }
    });

    it("a claimed output root with any bit changed is invalid", async () => {
      for (let i = 0; i < samples / 4; i++) {
        const boot = { ...whole(), claimedOutputRoot: flipped(world.outputRoot(head), dice.below(256)) };
        const outcome = await world.judge(boot, 0n, { data, offline: true });
        expect([outcome.verdict, outcome.code]).toEqual(["invalid", "OUTPUT_ROOT_MISMATCH"]);
        expect(outcome.summary!.computedOutputRoot).toBe(toHex(world.outputRoot(head)));
      }
    });

    it("the right root under another number is invalid, above the agreed block and below it", async () => {
      const claimed = head / 2n;
      const boot = world.boot({ agreed: 0n, claimed });
      for (const number of [claimed - 1n, claimed + 1n, 1n]) {
        const outcome = await world.judge({ ...boot, claimedBlockNumber: number }, 0n, { data });
        expect([number, outcome.verdict, outcome.code]).toEqual([number, "invalid", "OUTPUT_ROOT_MISMATCH"]);
      }
      const above = world.boot({ agreed: claimed, claimed });
      const below = { ...above, claimedBlockNumber: claimed - 1n };
      const outcome = await world.judge(below, claimed, { data });
      expect([outcome.verdict, outcome.code]).toEqual(["invalid", "CLAIM_BELOW_AGREED"]);
      expect((await world.judge(above, claimed, { data })).verdict).toBe("valid");
      const other = { ...above, claimedOutputRoot: world.outputRoot(claimed + 1n) };
      expect((await world.judge(other, claimed, { data })).verdict).toBe("invalid");
    });

    it("an agreed root, an L1 head or a chain that nobody has is incomplete", async () => {
      const changes = [
        { agreedOutputRoot: flipped(world.outputRoot(0n), dice.below(256)) },
        { l1Head: flipped(whole().l1Head, dice.below(256)) },
        { chainId: 902n },
        { rollupConfig: Buffer.from("{}") },
      ];
      for (const change of changes) {
        const outcome = await world.judge({ ...whole(), ...change }, 0n, { data, offline: true });
        expect([Object.keys(change), outcome.verdict]).toEqual([Object.keys(change), "incomplete"]);
        expect(outcome.advice).not.toBe("");
      }
    });

    it("an L1 head that is too early: only the last block that it gives can be claimed", async () => {
      const l1 = await l1Chain(world.devnet);
      const l1Head = l1[Math.floor(l1.length / 2)]!;
      const boot = world.boot({ agreed: 0n, claimed: head, l1Head });
      const early = await world.judge(boot, 0n, { data });
      expect([early.verdict, early.code]).toEqual(["invalid", "OUTPUT_ROOT_MISMATCH"]);
      const { reachedNumber, stop } = early.summary!;
      expect([stop, reachedNumber < head]).toEqual(["l1Head", true]);
      const honest = { ...boot, claimedOutputRoot: world.outputRoot(reachedNumber) };
      expect((await world.judge(honest, 0n, { data })).verdict).toBe("valid");
      const next = { ...boot, claimedOutputRoot: world.outputRoot(reachedNumber + 1n) };
      expect((await world.judge(next, 0n, { data })).verdict).toBe("invalid");
    });

    it("a preimage that is withheld or damaged is never a verdict", async () => {
      const run = new PreimageRun(module, whole(), data);
      expect(run.judgement.verdict).toBe("valid");
      for (let i = 0; i < samples; i++) {
        const read = dice.pick(run.reads);
        const withheld = run.with(read, null);
        expect([toHex(read.key), withheld.verdict]).toEqual([toHex(read.key), "incomplete"]);
        const damaged = run.with(read, flipped(read.value, dice.below(8 * read.value.length)));
        expect([toHex(read.key), damaged.verdict]).toEqual([toHex(read.key), "incomplete"]);
      }
    });

    it("a store that lost or changed something is never a verdict", async () => {
      data.read.clear();
      expect((await world.judge(whole(), 0n, { data, offline: true })).verdict).toBe("valid");
      const keys = [...data.read.keys()];
      for (let i = 0; i < samples / 2; i++) {
        const key = dice.pick(keys);
        const bit = dice.below(256);
        for (const change of [() => null, (value: Uint8Array) => flipped(value, bit % (8 * value.length))]) {
          data.tampered = (name, value) => (Buffer.from(name).toString("hex") === key ? change(value) : value);
          const outcome = await world.judge(whole(), 0n, { data, offline: true });
          data.tampered = null;
          expect([key, outcome.verdict]).toEqual([key, "incomplete"]);
        }
      }
    });
  },
);
