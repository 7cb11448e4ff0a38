// The fault-proof program on a live L1: true claims are valid, each changed claim is not, and what is withheld or damaged is never a
// verdict. docs/testing.md, "Chains of our own", says what the chains cover.
import type { RollupFork } from "@assay/chain/rollupConfig";
import { fromHex, toHex } from "@assay/core/hex";
import type { BatcherPolicy } from "@assay/node/batcher/batcher";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeChain } from "./chain.ts";
import { ClaimWorld, RecordingStore } from "./claims.ts";
import { Dice } from "./traffic.ts";

interface Case {
  readonly name: string;
  readonly seed: string;
  readonly forks: Partial<Record<RollupFork, bigint>>;
  readonly policy: Partial<BatcherPolicy>;
}

const MODERN: Case["forks"] = {
  regolith: 0n,
  canyon: 0n,
  delta: 0n,
  ecotone: 0n,
  fjord: 26n,
  granite: 50n,
  holocene: 74n,
  isthmus: 100n,
  jovian: 124n,
};
const OLD: Case["forks"] = { regolith: 22n, canyon: 46n, delta: 70n, ecotone: 96n };

const CASES: readonly Case[] = [
  {
    name: "Ecotone to Jovian, span batches as calldata, brotli from Fjord on",
    seed: "p",
    forks: MODERN,
    policy: { batches: "span", blocksPerChannel: 9, frameBytes: 900 },
  },
  {
    name: "Bedrock to Ecotone, singular batches, channels in turns",
    seed: "q",
    forks: OLD,
    policy: { batches: "singular", blocksPerChannel: 7, frameBytes: 700, interleavedChannels: 2 },
  },
  {
    name: "Ecotone to Jovian, singular batches in blobs",
    seed: "r",
    forks: MODERN,
    policy: { batches: "singular", carrier: "blobs", blocksPerChannel: 40, frameBytes: 6000 },
  },
];
const WITHHELD = 25;

describe.each(CASES)("$name", ({ seed, forks, policy }) => {
  let world: ClaimWorld;
  let head: bigint;
  const data = new RecordingStore();

  beforeAll(async () => {
    const { devnet } = await makeChain({ seed, forks, policy, steps: 12 });
    world = await ClaimWorld.open(devnet);
    head = devnet.engine.head.number;
  });

  afterAll(async () => {
    await world?.close();
  });

  it("the whole chain, online", async () => {
    const outcome = await world.judge(world.boot({ agreed: 0n, claimed: head }), 0n, { data });
    expect([outcome.verdict, outcome.message]).toEqual(["valid", null]);
    expect(outcome.summary!.reachedHash).toBe(world.devnet.engine.head.hash);
    expect(outcome.rejected).toEqual([]);
  });

  it("again offline: the same verdict out of the stored preimages", async () => {
    const boot = world.boot({ agreed: 0n, claimed: head });
    const offline = await world.judge(boot, 0n, { data, offline: true });
    expect([offline.verdict, offline.message]).toEqual(["valid", null]);
    const nodes = await world.judge(boot, 0n, { data });
    expect([nodes.verdict, nodes.roundTrips]).toEqual(["valid", { l1: 0, beacon: 0, l2: 0 }]);
  });
});
