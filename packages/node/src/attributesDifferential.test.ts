// Sequencer against derivation: both read the same L1, full of random logs, and each must see the same deposits and configuration.

import { ROLLUP_FORKS } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import { expect, test } from "vitest";
import { MadeUpL1 } from "../test/madeUpL1.ts";
import { postAndDerive } from "../test/postBatches.ts";
import { Random, randomContents } from "../test/randomL1.ts";
import { chainOf, core, L1, planFor, TIME } from "../test/scenario.ts";
import { Engine } from "./engine.ts";
import { buildL2Genesis } from "./genesis.ts";
import { Sequencer } from "./sequencer.ts";

const L1_BLOCKS = 40;

async function play(seed: string) {
  const random = new Random(seed);
  const l1 = new MadeUpL1(TIME, seed);
  for (let i = 0; i < L1_BLOCKS; i++) l1.add(randomContents(random));
  // Some forks from the start on, the others one after the other.
  let time = TIME;
  const forks = ROLLUP_FORKS.map((fork) => {
    time += BigInt(random.pick([0, 0, 6, 30, 60]));
    return [fork, time] as const;
  });
  const plan = planFor(l1, {
    forkTimes: Object.fromEntries(forks),
    blockTime: 6n,
    maxSequencerDrift: 600n,
    systemConfig: { gasLimit: 20_000_000n },
  });
  const genesis = buildL2Genesis(plan, core);
  const engine = new Engine(genesis);
  const sequencer = new Sequencer(engine, l1, { l1BlobSchedule: L1.blobSchedule });
  for (let i = 0; i < 2 * L1_BLOCKS; i++) {
    const step = await sequencer.build();
    if (step.kind !== "built")
      throw new Error(`${seed}, block ${i + 1}: ${step.kind} ${"failure" in step ? step.failure.message : ""}`);
  }
  return { engine, outcome: await postAndDerive(l1, genesis, engine) };
}

test.each(Array.from({ length: 8 }, (_, i) => `seed ${i}`))("%s", async (seed) => {
  const { engine, outcome } = await play(seed);
  const blocks = chainOf(engine);
  expect(outcome.failure).toBeNull();
  for (const [i, { transactions, number, timestamp }] of blocks.entries()) {
    const derived = outcome.blocks[i];
    expect(derived?.transactions.map(toHex), `block ${number} at ${timestamp}`).toEqual(transactions.map(toHex));
  }
  expect(outcome.safeHead).toEqual({ number: engine.head.number, hash: engine.head.hash });
  // The random L1 has to have made a difference.
  expect(blocks.flatMap(({ transactions }) => transactions.slice(1)).length).toBeGreaterThan(20);
  expect(new Set(blocks.map(({ header }) => header.length)).size).toBeGreaterThan(1);
});
