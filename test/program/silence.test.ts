// Batches that do not come, or come from the wrong one: after the sequencing window derivation makes empty blocks, the node that only
// has L1 has them too, and so has the program. OP Stack specification, "Derivation", "Deriving the Transaction List".

import { encodeSingularBatch } from "@assay/node/batcher/batch";
import { encodeChannel } from "@assay/node/batcher/channel";
import { cutFrames, encodePayload } from "@assay/node/batcher/frame";
import { DEPOSIT_TYPE } from "@assay/node/depositTransaction";
import type { Devnet } from "@assay/node/devnet/devnet";
import { addressWord, configCall, depositCall } from "@assay/node/devnet/l1Contracts";
import { outputRootAt } from "@assay/node/output";
import { afterEach, describe, expect, it } from "vitest";
import { makeChain, postEverything } from "./chain.ts";
import { ClaimWorld } from "./claims.ts";
import { derivationDifferences, follow } from "./deriving.ts";

const GRANITE = { regolith: 0n, canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n };
const JOVIAN = { ...GRANITE, holocene: 0n, isthmus: 0n, jovian: 0n };
const WINDOW = 4n;

let stop: (() => Promise<void>) | null = null;

afterEach(async () => {
  await stop?.();
  stop = null;
});

async function expectValid(devnet: Devnet): Promise<ClaimWorld> {
  const world = await ClaimWorld.open(devnet);
  stop = () => world.close();
  const { head } = devnet.engine;
  const outcome = await world.judge(world.boot({ agreed: 0n, claimed: head.number }), 0n);
  expect({ verdict: outcome.verdict, message: outcome.message }).toEqual({ verdict: "valid", message: null });
  expect(outcome.summary!.reachedHash).toBe(head.hash);
  return world;
}

describe.each([
  ["before Fjord: the drift is the rollup's own", { ...GRANITE, fjord: 10_000n, granite: 10_000n }],
  ["Granite", GRANITE],
  ["Jovian", JOVIAN],
] as const)("a batcher that falls silent, %s", (_name, forks) => {
  it("empty blocks stand where batches should, and the chain goes on from there", async () => {
    const { devnet, traffic } = await makeChain({
      seed: "silence",
      forks,
      policy: { batches: "span", blocksPerChannel: 6 },
      plan: { seqWindowSize: WINDOW, maxSequencerDrift: 30n },
      steps: 4,
    });
    stop = () => devnet.stop();
    const { engine } = devnet;
    const safe = engine.head;
    // Users go on, and nobody posts it.
    const depositor = await devnet.wallet("depositor");
    for (let i = 0; i < 8; i++) {
      await depositor.send(depositCall(devnet.rollup.depositContractAddress, traffic.deposit()));
      await devnet.anvil.mine((await devnet.l1Head()).timestamp + 12n);
      while (engine.head.timestamp + 2n <= (await devnet.l1Head()).timestamp) {
        const step = await devnet.sequencer.build(await traffic.transactions(1));
        expect(step.kind).toBe("built");
      }
    }
    const orphaned = engine.head;
    const blocks = await follow(devnet, safe);
    expect(blocks.length).toBeGreaterThan(6);
    for (const { transactions } of blocks) {
      expect(transactions.every((transaction) => transaction[0] === DEPOSIT_TYPE)).toBe(true);
    }
    expect(blocks.some(({ userDeposits }) => userDeposits > 0)).toBe(true);
    // What the sequencer had made instead: a claim of it is wrong.
    const lost = engine.block(orphaned.hash)!;
    // Blocks on the chain as it is, in time for the window this once.
    while (engine.head.timestamp + 2n <= (await devnet.l1Head()).timestamp) {
      await devnet.buildL2(await traffic.transactions(1));
    }
    await postEverything(devnet);
    expect(await derivationDifferences(devnet)).toEqual([]);
    const world = await expectValid(devnet);
    const boot = world.boot({ agreed: 0n, claimed: lost.number });
    const wrong = { ...boot, claimedOutputRoot: outputRootAt(engine, lost) };
    expect((await world.judge(wrong, 0n)).verdict).toBe("invalid");
    expect((await world.judge(boot, 0n)).verdict).toBe("valid");
  });
});

describe("another batcher", () => {
  it("counts from the L1 block on that names it; the one before no longer does", async () => {
    const { devnet, traffic } = await makeChain({
      seed: "another batcher",
      forks: JOVIAN,
      policy: { batches: "singular", blocksPerChannel: 5 },
      steps: 3,
    });
    stop = () => devnet.stop();
    const before = devnet.batcherWallet;
    const next = await devnet.wallet("next batcher");
    const to = devnet.rollup.l1SystemConfigAddress;
    await devnet.owner.send(configCall(to, "setBatcherHash", [addressWord(next.address)]));
    await devnet.postAndMine();
    devnet.batcherWallet = next;
    for (let i = 0; i < 4; i++) {
      // What the old one sends would be the next block, if it still counted.
      const [first] = await devnet.step(() => traffic.transactions(2));
      const instead = encodeSingularBatch({ ...devnet.batched(first!), transactions: [] });
      const frames = cutFrames(new Uint8Array(16).fill(i + 1), encodeChannel([instead], "zlib"), 1000);
      await devnet.submit([{ carrier: "calldata", payloads: [encodePayload(frames)] }], before);
    }
    await postEverything(devnet);
    expect(await derivationDifferences(devnet)).toEqual([]);
    await expectValid(devnet);
  });
});
