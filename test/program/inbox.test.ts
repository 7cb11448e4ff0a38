// What else stands in the batch inbox changes nothing: derivation passes over it, whoever sent it.
import type { RollupFork } from "@assay/chain/rollupConfig";
import { encodeBlob } from "@assay/node/batcher/blob";
import type { Devnet } from "@assay/node/devnet/devnet";
import { afterEach, describe, expect, it } from "vitest";
import { type Chain, makeChain } from "./chain.ts";
import { derivationDifferences } from "./deriving.ts";
import { garbage } from "./garbage.ts";
import { Dice } from "./traffic.ts";

const forks: Partial<Record<RollupFork, bigint>> = {
  regolith: 0n,
  canyon: 0n,
  delta: 0n,
  ecotone: 0n,
  fjord: 50n,
  granite: 74n,
  holocene: 98n,
  isthmus: 124n,
  jovian: 148n,
};
const span = { batches: "span", blocksPerChannel: 9, frameBytes: 900 } as const;
const blobs = { batches: "singular", carrier: "blobs", blocksPerChannel: 40, frameBytes: 6000 } as const;

let chain: Chain | null = null;

afterEach(async () => {
  await chain?.devnet.stop();
  chain = null;
});

describe("what else stands on L1 changes nothing", () => {
  it.each([
    ["calldata", "f", span],
    ["blobs", "g", blobs],
  ] as const)(
    "garbage in the inbox between channels, from the batcher and from others: %s",
    async (_name, seed, policy) => {
      const dice = new Dice(`${seed} garbage`);
      const sent: Uint8Array[] = [];
      const inBlobs = "carrier" in policy;
      const beforeL1 = async (devnet: Devnet, step: number) => {
        const stranger = await devnet.wallet("stranger");
        for (let i = dice.below(4); i > 0; i--) {
          const payload = garbage(dice, sent);
          sent.push(payload);
          const carrier = inBlobs && sent.length % 7 === 0 ? "blobs" : "calldata";
          const submission = { carrier, payloads: [payload] } as const;
          if (dice.below(3) === 0) await devnet.submit([submission], stranger);
          else await devnet.submit([submission]);
        }
        // What is sent elsewhere, and a blob whose encoding has another version.
        await devnet.batcherWallet.send({ to: stranger.address, data: dice.bytes(50) });
        const to = devnet.rollup.batchInboxAddress;
        if (inBlobs && step === 3) await devnet.batcherWallet.send({ to, blobs: [encodeBlob(sent[0]!).fill(9, 1, 2)] });
      };
      chain = await makeChain({ seed, forks, policy, steps: 11, beforeL1 });
      expect(sent.length).toBeGreaterThan(10);
      expect(await derivationDifferences(chain.devnet)).toEqual([]);
    },
  );
});
