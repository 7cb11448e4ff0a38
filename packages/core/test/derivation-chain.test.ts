// Derivation from end to end on a small L1 made up for it: batches, deposits, configuration updates, silent sequencers, and the
// first block of every fork.
import { deflateSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { encodeRlp, readRlpList, rlpToInteger } from "../../chain/src/rlp.js";
import { encodeSpanBatch, type SpanBlock } from "../../chain/src/spanBatch.js";
import type { DerivedBlock } from "../src/derivation.js";
import { fromHex, toHex } from "../src/hex.js";
import { DerivationCore } from "./derivation.js";
import {
  BATCHER,
  batcherTransaction,
  channelPayload,
  joined,
  type L1BlockMade,
  rollup,
  seededHash,
  singularBatch,
  TestChain,
  word,
} from "./derivation-chain.js";
import { variants } from "./load.js";

/** A transaction that stands for a user's: any signed one. */
const userTransaction = (text: string) => batcherTransaction(new Uint8Array(20).fill(9), seededHash(text));
const compressed = (...batches: Uint8Array[]) => new Uint8Array(deflateSync(joined(...batches)));
const attributesOf = (block: DerivedBlock) => readRlpList(block.transactions[0]!.subarray(1), 8);
const selectorOf = (block: DerivedBlock) => toHex(attributesOf(block)[7]!.payload.subarray(0, 4));

const SELECTORS = { bedrock: "0x015d8eb9", ecotone: "0x440a5e20", isthmus: "0x098999be", jovian: "0x3db6be2b" };

function spanOf(
  chain: TestChain,
  first: bigint,
  last: L1BlockMade,
  parent: Uint8Array,
  blocks: SpanBlock[],
): Uint8Array {
  const content = encodeSpanBatch({
    relativeTimestamp: first - chain.config.genesis.l2Time,
    lastEpoch: last.number,
    parentCheck: toHex(parent.subarray(0, 20)),
    originCheck: toHex(last.hash.subarray(0, 20)),
    blocks,
  });
  return encodeRlp(joined(Uint8Array.of(1), content));
}

describe.each(variants)("%s", (variant) => {
  it("a silent sequencer: empty blocks, every epoch has one, time keeps up", async () => {
    const chain = new TestChain(await DerivationCore.load(variant), rollup({}));
    for (let i = 0; i < 5; i++) chain.addL1();
    // The window of epoch 100 is not over at L1 105.
    expect(chain.deriveAll(50n)).toMatchObject({ failure: null, stop: "l1Head", blocks: [] });
    chain.addL1();
    chain.addL1();
    const { failure, stop, blocks } = chain.deriveAll(50n);
    expect([failure, stop]).toEqual([null, "l1Head"]);
    expect(blocks.map(({ l1Origin, sequenceNumber }) => [Number(l1Origin.number), Number(sequenceNumber)])).toEqual([
      [100, 1],
      [100, 2],
      [100, 3],
      [100, 4],
      [100, 5],
      [101, 0],
      [101, 1],
      [101, 2],
      [101, 3],
      [101, 4],
      [101, 5],
    ]);
    expect(blocks.every(({ transactions }) => transactions.length === 1)).toBe(true);
    expect(blocks.map(({ derivedFrom }) => Number(derivedFrom.number))).toEqual([
      106, 106, 106, 106, 106, 107, 107, 107, 107, 107, 107,
    ]);
  });

  it("the first block of every fork, and forks that are there from genesis", async () => {
    const core = await DerivationCore.load(variant);
    const times = {
      canyon: 1010n,
      delta: 1020n,
      ecotone: 1030n,
      fjord: 1040n,
      granite: 1050n,
      holocene: 1060n,
      isthmus: 1070n,
      jovian: 1080n,
    };
    const chain = new TestChain(core, rollup(times));
    for (let i = 0; i < 14; i++) chain.addL1();
    const { failure, blocks } = chain.deriveAll(45n);
    expect([failure, blocks.length]).toEqual([null, 45]);
    const upgrades: Record<number, number> = { 1030: 6, 1040: 3, 1070: 8, 1080: 5 };
    for (const block of blocks) {
      const time = Number(block.timestamp);
      const { ecotone, isthmus, jovian, bedrock } = SELECTORS;
      expect([time, selectorOf(block)]).toEqual([
        time,
        time > 1080 ? jovian : time > 1070 ? isthmus : time > 1030 ? ecotone : bedrock,
      ]);
      expect([time, block.upgrades]).toEqual([time, upgrades[time] ?? 0]);
      expect(block.transactions.length).toBe(1 + block.upgrades);
      expect([block.withdrawals !== null, block.parentBeaconBlockRoot !== null]).toEqual([time >= 1010, time >= 1030]);
      expect([block.eip1559Params, block.minBaseFee]).toEqual([
        time < 1060 ? null : time === 1060 ? "0x0000000000000000" : "0x000000fa00000006",
        time < 1080 ? null : 0n,
      ]);
      const [, from, to, mint, value, gas, system, data] = attributesOf(block).map(({ payload }) => payload);
      expect(toHex(from!)).toBe("0xdeaddeaddeaddeaddeaddeaddeaddeaddead0001");
      expect(toHex(to!)).toBe("0x4200000000000000000000000000000000000015");
      expect([mint!.length, value!.length, rlpToInteger(gas!), system!.length]).toEqual([0, 0, 1_000_000n, 0]);
      if (time <= 1030) continue;
      const view = Buffer.from(data!);
      // The scalar of OP Mainnet's genesis, 0xa6fe0; excess blob gas 10,000,000 under Cancun's fraction.
      expect([view.readUInt32BE(4), view.readUInt32BE(8)]).toEqual([0xa6fe0, 0]);
      expect([view.readBigUInt64BE(12), view.readBigUInt64BE(28)]).toEqual([
        block.sequenceNumber,
        block.l1Origin.number,
      ]);
      expect(toHex(view.subarray(68, 100))).toBe(toHex(word(19n)));
      expect(toHex(view.subarray(100, 132))).toBe(block.l1Origin.hash);
      expect(toHex(view.subarray(144, 164))).toBe(toHex(BATCHER));
      if (time > 1080) expect(view.readUInt16BE(176)).toBe(400);
    }
    const genesis = new TestChain(core, rollup({ jovian: 0n }));
    for (let i = 0; i < 7; i++) genesis.addL1();
    const all = genesis.deriveAll(3n);
    expect(all.failure).toBeNull();
    for (const block of all.blocks) expect([selectorOf(block), block.upgrades]).toEqual([SELECTORS.jovian, 0]);
    const before = new TestChain(core, rollup({ regolith: 1004n }));
    for (let i = 0; i < 7; i++) before.addL1();
    const [first, second] = before
      .deriveAll(3n)
      .blocks.map((block) => attributesOf(block).map(({ payload }) => payload));
    expect([rlpToInteger(first![5]!), rlpToInteger(first![6]!)]).toEqual([150_000_000n, 1n]);
    expect([rlpToInteger(second![5]!), rlpToInteger(second![6]!)]).toEqual([1_000_000n, 0n]);
  });

  it("singular batches, deposits and configuration updates", async () => {
    const chain = new TestChain(await DerivationCore.load(variant), rollup({}));
    const portal = fromHex(chain.config.depositContractAddress)!;
    const system = fromHex(chain.config.l1SystemConfigAddress)!;
    const deposited = keccak_256(Buffer.from("TransactionDeposited(address,address,uint256,bytes)"));
    const updated = keccak_256(Buffer.from("ConfigUpdate(uint256,uint8,bytes)"));
    const topics = [deposited, word(0x22n), word(0x33n), word(0n)];
    const opaque = (creates: number, data: string) =>
      joined(word(5n), word(6n), Uint8Array.of(0, 0, 0, 0, 0, 0, 0x52, 8, creates), new Uint8Array(Buffer.from(data)));
    const abi = (bytes: Uint8Array) =>
      joined(word(32n), word(BigInt(bytes.length)), bytes, new Uint8Array((32 - (bytes.length % 32)) % 32));
    const good = abi(opaque(0, "hello"));
    const dirty = good.slice();
    dirty[dirty.length - 1] = 1;
    const update = (type: bigint, ...words: bigint[]) => ({
      address: system,
      topics: [updated, word(0n), word(type)],
      data: joined(word(32n), word(32n * BigInt(words.length)), ...words.map(word)),
    });
    const first = chain.addL1({
      logs: [
        { address: portal, topics, data: good },
        { address: portal, topics, data: dirty },
        { address: portal, topics, data: joined(good, new Uint8Array(32)) },
        { address: portal, topics, data: abi(opaque(0, "").subarray(0, 72)) },
        { address: portal, topics: topics.slice(0, 3), data: good },
        { address: portal, topics: [...topics.slice(0, 3), word(1n)], data: good },
        { address: system, topics, data: good },
        { address: portal, topics, data: good, failed: true },
        { address: portal, topics, data: abi(opaque(1, "code")) },
        update(2n, 40_000_000n),
        update(2n, 1n << 64n),
        update(1n, 7n, 8n),
        update(99n, 7n),
        { ...update(2n, 1n), topics: [updated, word(1n), word(2n)] },
      ],
    });
    const start = keccak_256(chain.l2Genesis);
    const batches: Uint8Array[] = [];
    // Each batch names its parent, which is known when the one before it was derived.
    const genesis = chain.l1[0]!;
    let parent = start;
    for (let k = 1n; k <= 8n; k++) {
      const time = chain.config.genesis.l2Time + 2n * k;
      batches.push(singularBatch(parent, k < 6n ? genesis : first, time, k === 3n ? [] : [userTransaction(`${k}`)]));
      const trial = new TestChain(chain.core, rollup({}));
      trial.l1.length = 0;
      trial.l1.push(...chain.l1);
      Object.assign(trial, { config: chain.config });
      trial.addL1({ data: [channelPayload(1, compressed(...batches))] });
      const { failure, blocks } = trial.deriveAll(k);
      expect([failure, blocks.length]).toEqual([null, Number(k)]);
      const last = blocks.at(-1)!;
      parent = keccak_256(trial.headerOf(last));
      expect(last.transactions.slice(last.deposits).map(toHex)).toEqual(
        k === 3n ? [] : [toHex(userTransaction(`${k}`))],
      );
      expect([last.userDeposits, last.sequenceNumber]).toEqual(k === 6n ? [2, 0n] : [0, k < 6n ? k : k - 6n]);
      expect(last.gasLimit).toBe(k < 6n ? 30_000_000n : 40_000_000n);
      if (k !== 6n) continue;
      const [one, two] = [1, 2].map((i) =>
        readRlpList(last.transactions[i]!.subarray(1), 8).map(({ payload }) => payload),
      );
      // The log's index counts all logs of the block that are there, also those that are no deposits.
      const source = (index: bigint) => keccak_256(joined(word(0n), keccak_256(joined(first.hash, word(index)))));
      expect(one!.map(toHex)).toEqual([
        toHex(source(0n)),
        `0x${"00".repeat(19)}22`,
        `0x${"00".repeat(19)}33`,
        "0x05",
        "0x06",
        "0x5208",
        "0x",
        toHex(Buffer.from("hello")),
      ]);
      expect([toHex(two![0]!), two![2]!.length]).toEqual([toHex(source(8n)), 0]);
      const data = Buffer.from(attributesOf(last)[7]!.payload);
      expect([toHex(data.subarray(196, 228)), toHex(data.subarray(228, 260))]).toEqual([
        toHex(word(7n)),
        toHex(word(8n)),
      ]);
    }
  });

  it.each(["before Holocene", "Holocene"])("span batches, %s", async (rules) => {
    const core = await DerivationCore.load(variant);
    const forks = rules === "Holocene" ? { holocene: 0n } : { delta: 0n };
    const chain = new TestChain(core, rollup(forks));
    const start = keccak_256(chain.l2Genesis);
    const second = chain.addL1();
    const none: SpanBlock = { originBit: false, transactions: [] };
    const withUser = (text: string, originBit = false): SpanBlock => ({
      originBit,
      transactions: [userTransactionOf(chain, text)],
    });
    const blocks = [none, withUser("a"), none, withUser("b"), none, withUser("c", true), withUser("d")];
    chain.addL1({ data: [channelPayload(1, compressed(spanOf(chain, 1002n, second, start, blocks)))] });
    const { failure, blocks: derived } = chain.deriveAll(7n);
    expect(failure).toBeNull();
    expect(derived.map(({ transactions, deposits }) => transactions.slice(deposits).map(toHex))).toEqual(
      blocks.map(({ transactions }) => transactions.map(toHex)),
    );
    expect(derived.map(({ l1Origin }) => Number(l1Origin.number))).toEqual([100, 100, 100, 100, 100, 101, 101]);
    expect(derived.map(({ lastInSpan }) => lastInSpan)).toEqual([false, false, false, false, false, false, true]);

    // What makes the whole batch void, each alone; then the sequencer counts as silent.
    const wrong: [string, (c: TestChain) => Uint8Array][] = [
      ["parent", (c) => spanOf(c, 1002n, c.l1[1]!, new Uint8Array(32), blocks)],
      ["origin hash", (c) => spanOf(c, 1002n, { ...c.l1[1]!, hash: new Uint8Array(32) }, start, blocks)],
      ["first origin", (c) => spanOf(c, 1002n, c.l1[1]!, start, [withUser("x", false)])],
    ];
    for (const [what, batch] of wrong) {
      const other = new TestChain(core, rollup(forks));
      other.addL1();
      other.addL1({ data: [channelPayload(1, compressed(batch(other)))] });
      for (let i = 0; i < 5; i++) other.addL1();
      const { failure, blocks } = other.deriveAll(5n);
      expect([what, failure, blocks.length, blocks.every((block) => block.transactions.length === 1)]).toEqual([
        what,
        null,
        5,
        true,
      ]);
    }
  });

  it("Holocene: an invalid block takes the rest of its span; deposits alone stand in for what execution refuses", async () => {
    const core = await DerivationCore.load(variant);
    const chain = new TestChain(core, rollup({ holocene: 0n }));
    const start = keccak_256(chain.l2Genesis);
    const second = chain.addL1();
    const user = (text: string): SpanBlock => ({ originBit: false, transactions: [userTransactionOf(chain, text)] });
    // Block 6 has the origin 101 already at time 1010, before that origin's time 1012.
    const early = spanOf(chain, 1002n, second, start, [
      user("a"),
      user("b"),
      { ...user("c"), originBit: true },
      user("d"),
    ]);
    chain.addL1({ data: [channelPayload(1, compressed(early))] });
    for (let i = 0; i < 5; i++) chain.addL1();
    const { failure, blocks } = chain.deriveAll(4n);
    expect(failure).toBeNull();
    expect(blocks.map(({ transactions }) => transactions.length)).toEqual([2, 2, 1, 1]);

    const replaced = new TestChain(core, rollup({ holocene: 0n }));
    const origin = replaced.addL1();
    const batch = spanOf(replaced, 1002n, origin, keccak_256(replaced.l2Genesis), [
      user("a"),
      user("b"),
      user("c"),
      user("d"),
      user("e"),
      { ...user("f"), originBit: true },
    ]);
    replaced.addL1({ data: [channelPayload(1, compressed(batch))] });
    for (let i = 0; i < 5; i++) replaced.addL1();
    const one = replaced.derive(3n).blocks[0]!;
    replaced.followers.push(replaced.headerOf(one));
    const two = replaced.derive(3n).blocks[1]!;
    // The root of the deposits alone.
    const root = toHex(core.list(two.transactions.slice(0, two.deposits)).root.slice());
    replaced.followers.push(replaced.headerOf(two, root));
    const after = replaced.derive(3n);
    expect(after.failure).toBeNull();
    expect(after.blocks.map(({ transactions, depositsOnly }) => [transactions.length, depositsOnly])).toEqual([
      [2, false],
      [1, true],
      [1, false],
    ]);
  });
});

/** As `userTransaction`, with the chain's own id, which span batches leave out. */
function userTransactionOf(chain: TestChain, text: string): Uint8Array {
  const items = readRlpList(userTransaction(text).subarray(1), 16).map(({ payload, list }) => (list ? [] : payload));
  const id = Number(chain.config.l2ChainId);
  return joined(Uint8Array.of(2), encodeRlp([Uint8Array.of(id >> 8, id & 255), ...items.slice(1)]));
}
