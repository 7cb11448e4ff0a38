// Derivation gives back what the sequencer made: its attributes byte for byte, over every fork, from batches as calldata and in
// blobs, singular and span; and what else stands in the inbox changes nothing.
import type { RollupFork } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import type { BatcherPolicy } from "@assay/node/batcher/batcher";
import { afterEach, describe, expect, it } from "vitest";
import { type Chain, makeChain } from "./chain.ts";
import { deriveChain, sequencerAttributes, shownAttributes, shownDerived } from "./deriving.ts";

let chain: Chain | null = null;

afterEach(async () => {
  await chain?.devnet.stop();
  chain = null;
});

async function expectDerived({ devnet }: Chain): Promise<void> {
  const { engine } = devnet;
  const derived = await deriveChain(devnet, engine.head.number);
  expect(derived.failure).toBeNull();
  expect(derived.stop).toBe("target");
  expect(BigInt(derived.blocks.length)).toBe(engine.head.number);
  for (const block of derived.blocks) {
    const own = engine.blockAt(block.number)!;
    expect([block.number, shownDerived(block)]).toEqual([
      block.number,
      shownAttributes(await sequencerAttributes(devnet, own)),
    ]);
    expect(block.transactions.map(toHex)).toEqual(own.transactions.map(toHex));
    expect(block.hash).toBe(own.hash);
  }
  expect(derived.safeHead.hash).toBe(engine.head.hash);
}

const LATE: Partial<Record<RollupFork, bigint>> = {
  regolith: 0n,
  canyon: 0n,
  delta: 0n,
  ecotone: 24n,
  fjord: 50n,
  granite: 74n,
  holocene: 98n,
  isthmus: 124n,
  jovian: 148n,
};
const EARLY: Partial<Record<RollupFork, bigint>> = { regolith: 22n, canyon: 46n, delta: 70n };

const singular: Partial<BatcherPolicy> = { batches: "singular", blocksPerChannel: 7, frameBytes: 700 };
const span: Partial<BatcherPolicy> = { batches: "span", blocksPerChannel: 9, frameBytes: 900 };
const blobs: Partial<BatcherPolicy> = { carrier: "blobs", blobsPerTransaction: 2 };

describe("derived attributes are the sequencer's", () => {
  it.each([
    ["Ecotone to Jovian, singular batches as calldata", "a", LATE, singular],
    ["Ecotone to Jovian, span batches as calldata", "b", LATE, { ...span, compression: "zlib" }],
    [
      "Ecotone at genesis, to Jovian, singular batches in blobs",
      "c",
      { ...LATE, ecotone: 0n },
      { ...singular, ...blobs },
    ],
    ["Ecotone at genesis, to Jovian, span batches in blobs", "d", { ...LATE, ecotone: 0n }, { ...span, ...blobs }],
    ["Bedrock to Delta, singular batches, channels in turns", "e", EARLY, { ...singular, interleavedChannels: 3 }],
  ] as const)("%s", async (_name, seed, forks, policy) => {
    chain = await makeChain({ seed, forks, policy, steps: 14 });
    await expectDerived(chain);
  });
});
