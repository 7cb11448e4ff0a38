// Sequencer against derivation, one seed: both read the same L1, full of random logs, and each must see the same deposits and
// configuration.
import { ROLLUP_FORKS } from "@assay/chain/rollupConfig";
import { toHex } from "@assay/core/hex";
import { Engine } from "../src/engine.ts";
import { buildL2Genesis } from "../src/genesis.ts";
import type { L2Block } from "../src/l2Block.ts";
import { Sequencer } from "../src/sequencer.ts";
import { MadeUpL1 } from "./madeUpL1.ts";
import { postAndDerive } from "./postBatches.ts";
import { Random, randomContents } from "./randomL1.ts";
import { chainOf, core, L1, planFor, TIME } from "./scenario.ts";

const L1_BLOCKS = 40;

export interface Comparison {
  readonly blocks: readonly L2Block[];
  /** Where the two differ; null: nowhere. */
  readonly difference: string | null;
}

export async function compareOver(seed: string): Promise<Comparison> {
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
  for (let i = 1; i <= 2 * L1_BLOCKS; i++) {
    const step = await sequencer.build();
    if (step.kind === "built") continue;
    const why = step.kind === "failed" ? step.failure.message : step.kind;
    return { blocks: chainOf(engine), difference: `the sequencer ends at block ${i}: ${why}` };
  }
  const blocks = chainOf(engine);
  const outcome = await postAndDerive(l1, genesis, engine);
  // Transactions first: derivation's own comparison tells their root only.
  for (const [i, { transactions, number }] of blocks.entries()) {
    const derived = outcome.blocks[i]?.transactions ?? [];
    const at = transactions.findIndex((raw, k) => toHex(raw) !== toHex(derived[k] ?? new Uint8Array(0)));
    if (at < 0 && derived.length === transactions.length) continue;
    return {
      blocks,
      difference: `block ${number}, transaction ${at} of ${transactions.length}, ${derived.length} derived`,
    };
  }
  if (outcome.failure) return { blocks, difference: `${outcome.failure.name} ${outcome.failure.message}` };
  const same = outcome.safeHead.hash === engine.head.hash;
  return { blocks, difference: same ? null : `derivation ends at block ${outcome.safeHead.number}` };
}
