// Derivation gives back what the sequencer made: its attributes byte for byte, over every fork, from batches as calldata and in
// blobs, singular and span; and what else stands in the inbox changes nothing.
import type { RollupFork } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import type { Devnet } from "@assay/node/devnet/devnet";
import { afterEach, describe, expect, it } from "vitest";
import { type Chain, makeChain } from "./chain.ts";
import { deriveChain, sequencerAttributes, shownAttributes, shownDerived } from "./deriving.ts";
import { garbage } from "./garbage.ts";
import { Dice } from "./traffic.ts";

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
  // The chain had what it is about.
  expect(derived.blocks.reduce((sum, { userDeposits }) => sum + userDeposits, 0)).toBeGreaterThan(3);
  expect(new Set(derived.blocks.map(({ gasLimit }) => gasLimit)).size).toBeGreaterThan(1);
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

const singular = { batches: "singular", blocksPerChannel: 7, frameBytes: 700 } as const;
const span = { batches: "span", blocksPerChannel: 9, frameBytes: 900 } as const;
/** A blob each for some of the frames, two in one for others. */
const blobs = { carrier: "blobs", blocksPerChannel: 40, frameBytes: 4000, framesPerPayload: 2 } as const;

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

describe("what else stands on L1 changes nothing", () => {
  it.each([
    ["calldata", "f", span],
    ["blobs", "g", { ...span, ...blobs }],
  ] as const)(
    "garbage in the inbox between channels, from the batcher and from others: %s",
    async (_name, seed, policy) => {
      const dice = new Dice(`${seed} garbage`);
      const sent: Uint8Array[] = [];
      const forks = { ...LATE, ecotone: 0n };
      const beforeL1 = async (devnet: Devnet) => {
        const stranger = await devnet.wallet("stranger");
        for (let i = dice.below(4); i > 0; i--) {
          const payload = garbage(dice, sent);
          sent.push(payload);
          const carrier = "carrier" in policy && dice.below(4) === 0 ? "blobs" : "calldata";
          const submission = { carrier, payloads: [payload] } as const;
          if (dice.below(3) === 0) await devnet.submit([submission], stranger);
          else await devnet.submit([submission]);
        }
        // What the batcher sends elsewhere, and a blob that is no encoding of anything.
        if (dice.below(3) === 0) await stranger.send({ to: stranger.address, data: dice.bytes(50) });
      };
      chain = await makeChain({ seed, forks, policy, steps: 12, beforeL1 });
      expect(sent.length).toBeGreaterThan(10);
      await expectDerived(chain);
    },
  );
});
