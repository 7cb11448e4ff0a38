// When the sequencer takes which L1 origin, what it leaves out of blocks, and when it has to wait.
import { toHex } from "@assay/core/hex";
import { beforeEach, describe, expect, test } from "vitest";
import { MadeUpL1 } from "../test/madeUpL1.ts";
import { core, ETHER, L1, L2_CHAIN_ID, planFor, TIME } from "../test/scenario.ts";
import { User } from "../test/users.ts";
import { Engine } from "./engine.ts";
import { buildL2Genesis } from "./genesis.ts";
import { l1OriginOf } from "./l2Block.ts";
import type { PlanInputs } from "./rollupPlan.ts";
import { Sequencer } from "./sequencer.ts";

let l1: MadeUpL1;
let alice: User;
beforeEach(() => {
  l1 = new MadeUpL1(TIME);
  for (let i = 0; i < 20; i++) l1.add();
  alice = new User("Alice", L2_CHAIN_ID);
});

function start(inputs: Partial<PlanInputs> = {}, view = l1) {
  const genesis = buildL2Genesis(planFor(l1, { maxSequencerDrift: 20n, ...inputs }), core, {
    funds: { [alice.address]: ETHER },
  });
  const engine = new Engine(genesis);
  return { engine, sequencer: new Sequencer(engine, view, { l1BlobSchedule: L1.blobSchedule }) };
}

const pay = (fields: Record<string, unknown> = {}) => alice.sign({ to: `0x${"55".repeat(20)}`, value: 1n, ...fields });

describe("the L1 origin", () => {
  test("is the next one as soon as the block is not before it", async () => {
    const { engine, sequencer } = start();
    const origins: bigint[] = [];
    for (let i = 0; i < 20; i++) {
      await sequencer.build();
      origins.push(l1OriginOf(engine.rollup, engine.head).number);
    }
    // Two seconds a block, twelve an L1 block: block 6 is at L1 block 1's time.
    expect(origins).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3].map(BigInt));
    expect(l1OriginOf(engine.rollup, engine.head).sequenceNumber).toBe(2n);
  });

  test("stays, up to the drift, while the next one is not there; then the sequencer waits", async () => {
    const { engine, sequencer } = start();
    l1.visible = 1;
    for (let i = 0; i < 10; i++) expect((await sequencer.build([await pay()])).kind).toBe("built");
    // 20 seconds after its origin is allowed, 22 is not.
    expect(engine.head.timestamp).toBe(TIME + 20n);
    expect(await sequencer.build([await pay()])).toEqual({ kind: "waiting", l1Block: 1n });
    l1.visible = 2;
    const step = await sequencer.build();
    expect(step.kind).toBe("built");
    expect(l1OriginOf(engine.rollup, engine.head)).toMatchObject({ number: 1n, sequenceNumber: 0n });
  });

  test("is kept beyond the drift while the next one is still in the future: the blocks are empty", async () => {
    const { engine, sequencer } = start({ maxSequencerDrift: 4n });
    const counts: number[] = [];
    const kept: number[] = [];
    for (let i = 0; i < 6; i++) {
      const transaction = await pay();
      const step = await sequencer.build([transaction]);
      if (step.kind !== "built") throw new Error(step.kind);
      counts.push(step.block.transactions.length);
      kept.push(step.postponed.length);
      if (step.postponed.length > 0) alice.nonce--;
    }
    expect(counts).toEqual([2, 2, 1, 1, 1, 2]);
    expect(kept).toEqual([0, 0, 1, 1, 1, 0]);
    expect(l1OriginOf(engine.rollup, engine.head).number).toBe(1n);
  });

  test("may be 1800 seconds old from Fjord on, whatever the configuration says", async () => {
    const { sequencer } = start({ maxSequencerDrift: 4n, forkTimes: { fjord: 0n } });
    l1.visible = 1;
    for (let i = 0; i < 30; i++) expect((await sequencer.build()).kind).toBe("built");
  });
});

test("an L1 that has changed below the head is told, not built on", async () => {
  const { engine, sequencer } = start();
  for (let i = 0; i < 8; i++) await sequencer.build();
  const other = new MadeUpL1(TIME, "another L1");
  other.blocks[0] = l1.blocks[0]!;
  for (let i = 0; i < 5; i++) other.add();
  const after = new Sequencer(engine, other, { l1BlobSchedule: L1.blobSchedule });
  const head = engine.head.hash;
  expect(await after.build()).toEqual({ kind: "l1Reorg", l1Block: 1n });
  expect(engine.head.hash).toBe(head);
  // Back to where both agree, L1 block 0: from there on the other L1 is followed.
  engine.setHead(engine.blockAt(5n)!.hash);
  expect((await after.build()).kind).toBe("built");
  expect(l1OriginOf(engine.rollup, engine.head)).toMatchObject({ number: 1n, hash: other.hashAt(1) });
  expect(other.hashAt(1)).not.toBe(l1.hashAt(1));
  // And the old one is no longer this chain's.
  expect(await sequencer.build()).toEqual({ kind: "l1Reorg", l1Block: 1n });
});

describe("transactions", () => {
  test("that break a rule are left out and named, the others stay in their order", async () => {
    const { sequencer } = start();
    const first = await pay();
    const late = await pay({ nonce: 9 });
    alice.nonce--;
    const second = await pay();
    const garbage = Uint8Array.of(2, 1, 2, 3);
    const poor = await new User("nobody", L2_CHAIN_ID).sign({ to: `0x${"55".repeat(20)}` });
    const step = await sequencer.build([garbage, first, late, poor, second, first]);
    if (step.kind !== "built") throw new Error(step.kind);
    expect(step.block.transactions.slice(1).map(toHex)).toEqual([first, second].map(toHex));
    expect(step.rejected.map(({ failure }) => failure.code)).toEqual([
      "TX_RLP",
      "TX_NONCE_TOO_HIGH",
      "TX_INSUFFICIENT_FUNDS",
      "TX_NONCE_TOO_LOW",
    ]);
    expect(step.rejected.map(({ transaction }) => transaction)).toEqual([garbage, late, poor, first]);
  });

  test("that do not fit any more wait for a later block", async () => {
    const { sequencer } = start({ systemConfig: { gasLimit: 1_200_000n } });
    const list = [await pay({ gas: 1_000_000n }), await pay({ gas: 1_150_000n }), await pay({ gas: 30_000n })];
    const step = await sequencer.build(list);
    if (step.kind !== "built") throw new Error(step.kind);
    // The third one's nonce comes after the second's.
    expect(step.block.transactions.length).toBe(2);
    expect(step.postponed).toEqual([list[1]]);
    expect(step.rejected.map(({ transaction, failure }) => [transaction, failure.code])).toEqual([
      [list[2], "TX_NONCE_TOO_HIGH"],
    ]);
  });

  test("that are garbage by the hundred cost a bounded number of executions", async () => {
    const { sequencer } = start();
    const first = await pay();
    const garbage = Array.from({ length: 300 }, (_, i) => Uint8Array.of(2, i % 256, i >> 8, 7));
    const step = await sequencer.build([first, ...garbage, await pay()]);
    if (step.kind !== "built") throw new Error(step.kind);
    expect(step.block.transactions.length).toBe(2);
    expect(step.rejected.length).toBe(32);
    expect(step.rejected.length + step.postponed.length).toBe(301);
  });
});
