// Batches that are well formed and whose blocks are invalid: the sequencer, derivation and the program end with the same chain, before
// Holocene by dropping the batch, after it by a block of deposits alone. OP Stack specification, Holocene, "Derivation", "Engine Queue".
import type { RollupFork } from "@assay/chain/rollupConfig";
import { fromHex, toHex } from "@assay/core/hex";
import type { Devnet } from "@assay/node/devnet/devnet";
import type { L2Block } from "@assay/node/l2Block";
import { outputRootAt } from "@assay/node/output";
import type { ClaimOutcome } from "@assay/program/runClaim";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterEach, describe, expect, it } from "vitest";
import { type Chain, type ChainOptions, makeChain, postEverything } from "./chain.ts";
import { ClaimWorld } from "./claims.ts";
import type { Traffic } from "./traffic.ts";

const BEFORE: Partial<Record<RollupFork, bigint>> = {
  regolith: 0n,
  canyon: 0n,
  delta: 0n,
  ecotone: 0n,
  fjord: 0n,
  granite: 0n,
};
const AFTER = { ...BEFORE, holocene: 0n, isthmus: 0n, jovian: 0n };

const stranger = privateKeyToAccount(toHex(keccak_256(Uint8Array.of(7))));

interface Bad {
  readonly name: string;
  readonly code: string;
  /** Where it is another one in a span batch. */
  readonly spanCode?: string;
  transaction(user: PrivateKeyAccount, nonce: number): Promise<Uint8Array>;
}

async function signed(account: PrivateKeyAccount, changes: Record<string, unknown>): Promise<Uint8Array> {
  const base = { type: "eip1559", chainId: 901, nonce: 0, gas: 30_000n, to: account.address, value: 0n };
  const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 0n };
  return fromHex(await account.signTransaction({ ...base, ...fees, ...changes } as never))!;
}

/** What only execution can find. */
const BAD: readonly Bad[] = [
  {
    name: "a nonce too high",
    code: "TX_NONCE_TOO_HIGH",
    transaction: (user, nonce) => signed(user, { nonce: nonce + 1 }),
  },
  { name: "a nonce used before", code: "TX_NONCE_TOO_LOW", transaction: (user) => signed(user, { nonce: 0 }) },
  { name: "a sender without funds", code: "TX_INSUFFICIENT_FUNDS", transaction: () => signed(stranger, {}) },
  {
    name: "another chain's id",
    code: "TX_CHAIN_ID",
    // Span batches have no column for it: with the chain's own id somebody else has signed.
    spanCode: "TX_NONCE_TOO_HIGH",
    transaction: (user, nonce) => signed(user, { nonce, chainId: 10 }),
  },
  {
    name: "more gas than the block has",
    code: "TX_GAS_ALLOWANCE",
    transaction: (user, nonce) => signed(user, { nonce, gas: 200_000_000n }),
  },
  {
    name: "too little gas to begin",
    code: "TX_INTRINSIC_GAS",
    transaction: (user, nonce) => signed(user, { nonce, gas: 20_000n }),
  },
  {
    name: "a fee below the base fee",
    code: "TX_MAX_FEE_BELOW_BASE_FEE",
    transaction: (user, nonce) => signed(user, { nonce, maxFeePerGas: 1n }),
  },
  {
    name: "a signature that is none",
    code: "TX_SIGNATURE_VALUES",
    transaction: async (user, nonce) => (await signed(user, { nonce })).fill(0xff, -32),
  },
];

let stop: (() => Promise<void>) | null = null;

afterEach(async () => {
  await stop?.();
  stop = null;
});

async function open(options: ChainOptions): Promise<Chain> {
  const chain = await makeChain(options);
  stop = () => chain.devnet.stop();
  return chain;
}

/** Posts what is left, and claims the head. */
async function judgeWhole(devnet: Devnet, traffic: Traffic): Promise<ClaimOutcome> {
  await devnet.step(() => traffic.transactions(2));
  await postEverything(devnet);
  const world = await ClaimWorld.open(devnet);
  stop = () => world.close();
  const outcome = await world.judge(world.boot({ agreed: 0n, claimed: devnet.engine.head.number }), 0n);
  expect([outcome.verdict, outcome.message]).toEqual(["valid", null]);
  return outcome;
}

/** Builds a block beside the batcher, who posts something else for it, in a channel of its own. */
async function buildAside(devnet: Devnet, transactions: readonly Uint8Array[]): Promise<L2Block> {
  const step = await devnet.sequencer.build(transactions);
  expect(step.kind === "built" && step.rejected).toEqual([]);
  return devnet.engine.head;
}

function postInstead(devnet: Devnet, block: L2Block, transactions: readonly Uint8Array[]): void {
  devnet.batcher.closeChannel();
  devnet.batcher.add({ ...devnet.batched(block), transactions });
  devnet.batcher.closeChannel();
}

describe.each([
  ["before Holocene: the batch is dropped, another one for the same block counts", BEFORE, "singular"],
  ["before Holocene, span batches", BEFORE, "span"],
  ["from Holocene on: the block holds the deposits alone", AFTER, "singular"],
  ["from Holocene on, span batches", AFTER, "span"],
] as const)("%s", (_name, forks, batches) => {
  it("sequencer, derivation and program have the same chain", async () => {
    const { devnet, traffic } = await open({
      seed: `bad ${batches} ${"holocene" in forks}`,
      forks,
      policy: { batches, blocksPerChannel: 20 },
      steps: 3,
    });
    await devnet.step(() => traffic.transactions(2));
    for (const bad of BAD) await oneBad(devnet, traffic, bad, forks);
    const outcome = await judgeWhole(devnet, traffic);
    expect(outcome.rejected.map(({ name }) => name)).toEqual(
      BAD.map(({ code, spanCode = code }) => (batches === "span" ? spanCode : code)),
    );
    expect(outcome.summary!.reachedHash).toBe(devnet.engine.head.hash);
  });
});

async function oneBad(
  devnet: Devnet,
  traffic: Traffic,
  bad: Bad,
  forks: Partial<Record<RollupFork, bigint>>,
): Promise<void> {
  const good = "holocene" in forks ? [] : await traffic.transactions(2);
  await devnet.postAndMine();
  const block = await buildAside(devnet, good);
  const { account, nonce } = traffic.busiest();
  postInstead(devnet, block, [await bad.transaction(account, nonce)]);
  if (!("holocene" in forks)) devnet.batcher.add(devnet.batched(block));
  await devnet.step(() => traffic.transactions(2));
}

describe.each([
  ["before Holocene", BEFORE],
  ["from Holocene on", AFTER],
] as const)("%s: batches that derivation itself drops, so that execution never sees them", (_name, forks) => {
  it("the batch that comes later counts", async () => {
    const policy = { batches: "singular", blocksPerChannel: 20 } as const;
    const { devnet, traffic } = await open({ seed: "dropped", forks, policy, steps: 3 });
    const deposit = (await devnet.step())[0]!.transactions[0]!;
    for (const transactions of [[deposit], [new Uint8Array(0)], [Uint8Array.of(0x7e)]]) {
      await devnet.postAndMine();
      const block = await buildAside(devnet, await traffic.transactions(2));
      postInstead(devnet, block, transactions);
      devnet.batcher.add(devnet.batched(block));
      await devnet.step(() => traffic.transactions(2));
    }
    const outcome = await judgeWhole(devnet, traffic);
    expect(outcome.rejected).toEqual([]);
    expect(outcome.summary!.reachedHash).toBe(devnet.engine.head.hash);
  });
});

describe("before Holocene a span batch counts as a whole", () => {
  it("an invalid block in it voids those before it, too", async () => {
    const { devnet, traffic } = await open({ seed: "span", forks: BEFORE, policy: { batches: "span" }, steps: 3 });
    const { engine, batcher } = devnet;
    await devnet.step(() => traffic.transactions(2));
    batcher.closeChannel();
    await devnet.postAndMine();
    const parent = engine.head;
    // A span of three, the second one invalid.
    const { account, nonce } = traffic.busiest();
    const first = await buildAside(devnet, [await signed(account, { nonce })]);
    for (const block of [first, await buildAside(devnet, []), await buildAside(devnet, [])]) {
      const transactions = block.number === first.number + 1n ? [await signed(stranger, {})] : undefined;
      batcher.add({ ...devnet.batched(block), ...(transactions ? { transactions } : {}) });
    }
    batcher.closeChannel();
    const l1Head = await devnet.postAndMine();
    engine.setHead(parent.hash);
    // With L1 up to here nothing follows from the span, not even its first block.
    const world = await ClaimWorld.open(devnet);
    const boot = world.boot({ agreed: 0n, claimed: parent.number, l1Head });
    expect((await world.judge({ ...boot, claimedBlockNumber: first.number }, 0n)).verdict).toBe("valid");
    const wrong = { ...boot, claimedBlockNumber: first.number, claimedOutputRoot: outputRootAt(engine, first) };
    expect((await world.judge(wrong, 0n)).verdict).toBe("invalid");
    await world.l2.stop();
    // Other blocks in their place.
    const instead = await devnet.buildL2([]);
    expect(instead.hash).not.toBe(first.hash);
    const outcome = await judgeWhole(devnet, traffic);
    expect(outcome.rejected.map(({ name }) => name)).toEqual(["TX_INSUFFICIENT_FUNDS"]);
    expect(outcome.summary!.reachedHash).toBe(engine.head.hash);
    expect(engine.blockAt(instead.number)!.hash).toBe(instead.hash);
  });
});

describe("the L1 block that a batch comes from says whether Holocene's rule holds for it", () => {
  it("an invalid block before Holocene, posted after it activated, holds the deposits alone", async () => {
    const forks = { ...BEFORE, holocene: 90n };
    const { devnet, traffic } = await open({ seed: "boundary", forks, policy: { batches: "singular" }, steps: 2 });
    const holocene = devnet.rollup.forkTimes.holocene!;
    while ((await devnet.l1Head()).timestamp + 12n < holocene) await devnet.step(() => traffic.transactions(1));
    const block = await buildAside(devnet, []);
    expect(block.timestamp).toBeLessThan(holocene);
    const { account } = traffic.busiest();
    postInstead(devnet, block, [await signed(account, { nonce: 1_000_000 })]);
    const [after] = await devnet.step(() => traffic.transactions(1));
    expect(after!.number).toBe(block.number + 1n);
    const outcome = await judgeWhole(devnet, traffic);
    expect(outcome.rejected.map(({ name }) => name)).toEqual(["TX_NONCE_TOO_HIGH"]);
    expect(outcome.summary!.reachedHash).toBe(devnet.engine.head.hash);
  });
});
