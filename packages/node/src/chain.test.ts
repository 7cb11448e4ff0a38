// A chain through seven forks, made here, and everything about it that somebody else can say: its blocks from their witnesses alone, its
// payload attributes out of its own batches by the core's derivation, its tries by @ethereumjs/mpt.
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { verifyMerkleProof } from "@ethereumjs/mpt";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, expect, test } from "vitest";
import { postAndDerive } from "../test/postBatches.ts";
import { chainOf, ETHER, FORK_TIMES, L1, playScenario, type Scenario, TIME } from "../test/scenario.ts";
import { blockRlp } from "./engine.ts";
import { l1InfoFormat, readL1Info } from "./l1Info.ts";
import { l1OriginOf } from "./l2Block.ts";
import { outputAt } from "./output.ts";
import { PREDEPLOY } from "./predeployAddresses.ts";
import { decodeAccount, readAccount, storageValue, walkTrie } from "./stateTrie.ts";
import { systemConfigOf } from "./systemConfig.ts";

const BLOCKS = 40;
let scenario: Scenario;
beforeAll(async () => {
  scenario = await playScenario(BLOCKS);
});

test("the chain has what it is meant to have", () => {
  const { engine, rejected } = scenario;
  const blocks = chainOf(engine);
  expect(blocks.length).toBe(BLOCKS);
  const formats = blocks.map(({ transactions }) => readL1Info(transactions[0]).format);
  expect([...new Set(formats)]).toEqual(["bedrock", "ecotone", "isthmus", "jovian"]);
  expect(formats).toEqual(blocks.map(({ timestamp }) => l1InfoFormat(engine.rollup, timestamp)));
  const types = new Set(
    blocks.flatMap(({ transactions }) => transactions.map((raw) => (raw[0]! >= 0xc0 ? 0 : raw[0]))),
  );
  expect([...types].sort()).toEqual([0, 1, 126, 2, 4]);
  expect(rejected.map(({ failure }) => failure.code)).toEqual(Array(3).fill("TX_NONCE_TOO_HIGH"));
  // The L1 attributes and 6, 3, 8 and 5 upgrades; none of users.
  const lengthAt = (time: bigint) => blocks.find(({ timestamp }) => timestamp === time)!.transactions.length;
  const { ecotone, fjord, isthmus, jovian } = FORK_TIMES;
  expect([ecotone, fjord, isthmus, jovian].map(lengthAt)).toEqual([7, 4, 9, 6]);
});

test("every upgrade transaction and every L1 attributes deposit succeeds", () => {
  for (const { transactions, receipts, number } of chainOf(scenario.engine)) {
    for (const [i, raw] of transactions.entries()) {
      const isUser = raw[0] !== 0x7e || (i > 0 && toHex(raw).includes("77".repeat(20)));
      const list = receipts[i]!.subarray(receipts[i]![0]! >= 0xc0 ? 0 : 1);
      // Status is the list's first item; a deposit's list is longer than 55 bytes and below 64 KiB.
      if (!isUser && !toHex(raw).includes("60203560003555")) expect(list[3], `${number}, ${i}`).toBe(1);
    }
  }
});

test("a block is valid from its witness alone, and incomplete without any part of it", async () => {
  const { engine } = scenario;
  const plain = new Core(compileCore());
  for (const block of chainOf(engine)) {
    const { state, codes, headers } = engine.witness(block);
    const claim = { source: "node", hash: block.hash } as const;
    const input = {
      chain: engine.chain,
      blocks: [blockRlp(block)],
      headers: [...headers].reverse(),
      nodes: state,
      codes,
      claim,
    };
    const verdict = await verifyBlock(input, { core: plain });
    expect(verdict, `${block.number}: ${verdict.message}`).toMatchObject({
      verdict: "valid",
      stateRoot: block.stateRoot,
    });
    if (block.number % 8n !== 3n) continue;
    for (const at of state.keys()) {
      const without = { ...input, nodes: state.filter((_, i) => i !== at) };
      expect((await verifyBlock(without, { core: plain, explain: false })).verdict).toBe("incomplete");
    }
    const wrong = { ...input, claim: { ...claim, hash: `0x${"12".repeat(32)}` as const } };
    expect((await verifyBlock(wrong, { core: plain, explain: false })).verdict).toBe("invalid");
  }
});

test("the core derives the same payload attributes from batches of these blocks, byte for byte", async () => {
  const { engine, l1, genesis } = scenario;
  const blocks = chainOf(engine);
  const outcome = await postAndDerive(l1, genesis, engine);
  expect(outcome.failure).toBeNull();
  expect(outcome.stop).toBe("target");
  expect(outcome.safeHead).toEqual({ number: engine.head.number, hash: engine.head.hash });
  for (const [i, derived] of outcome.blocks.entries()) {
    const block = blocks[i]!;
    expect(derived.hash).toBe(block.hash);
    expect(derived.transactions.map(toHex), `${block.number}`).toEqual(block.transactions.map(toHex));
    const { number, hash, sequenceNumber } = l1OriginOf(engine.rollup, block);
    expect({ ...derived.l1Origin, sequenceNumber: derived.sequenceNumber }).toEqual({ number, hash, sequenceNumber });
    const system = systemConfigOf(engine.rollup, block);
    expect([derived.gasLimit, derived.minBaseFee]).toEqual([system.gasLimit, system.minBaseFee]);
  }
  const last = systemConfigOf(engine.rollup, engine.head);
  expect(last).toMatchObject({ gasLimit: 25_000_000n, eip1559Params: "0x0000006400000004", operatorFeeScalar: 7n });
  expect(last).toMatchObject({ operatorFeeConstant: 5000n, minBaseFee: 1_000_000n, daFootprintGasScalar: 300n });
});

test("accounts and slots have proofs that @ethereumjs/mpt takes", async () => {
  const { engine, alice, bob, store } = scenario;
  const { nodes } = engine.store;
  for (const block of [engine.genesis, engine.blockAt(12n)!, engine.head]) {
    const root = fromHex(block.stateRoot)!;
    for (const address of [alice.address, bob.address, store, PREDEPLOY.l1Block, `0x${"99".repeat(20)}` as Hex]) {
      const key = fromHex(address)!;
      const path = walkTrie(nodes, root, key);
      const shown = await verifyMerkleProof(keccak_256(key), [...path.nodes], { root });
      expect(shown && toHex(shown)).toEqual(path.value && toHex(path.value));
      if (!path.value) continue;
      const { storageRoot } = decodeAccount(path.value);
      for (let slot = 0; slot < 10; slot++) {
        const word = new Uint8Array(32).fill(slot, 31);
        const inner = walkTrie(nodes, storageRoot, word);
        if (inner.nodes.length === 0) continue;
        const value = await verifyMerkleProof(keccak_256(word), [...inner.nodes], { root: storageRoot });
        expect(value && toHex(value)).toEqual(inner.value && toHex(inner.value));
      }
    }
  }
});

test("what the transactions did is in the state", () => {
  const { engine, bob, store } = scenario;
  const { nodes } = engine.store;
  const root = fromHex(engine.head.stateRoot)!;
  const stranger = readAccount(nodes, root, fromHex(`0x${"77".repeat(20)}`)!)!;
  // Bob's 1 + 2 + … wei with each of his transactions, and the deposits of half an ether: two of them, and one of Alice's own.
  expect(stranger.balance).toBe((BigInt(BLOCKS) * (BigInt(BLOCKS) + 1n)) / 2n + 3n * (ETHER / 2n));
  const { storageRoot } = readAccount(nodes, root, fromHex(store)!)!;
  const slots = Array.from({ length: 9 }, (_, slot) =>
    storageValue(walkTrie(nodes, storageRoot, new Uint8Array(32).fill(slot, 31))),
  );
  expect(slots.some((value) => value === 0n) && slots.some((value) => value !== 0n)).toBe(true);
  const output = outputAt(engine, engine.head);
  const before = outputAt(engine, engine.genesis);
  expect(toHex(output.messagePasserRoot)).not.toBe(toHex(before.messagePasserRoot));
  // From Isthmus on the header has that root too: field 16.
  expect(toHex(engine.head.header)).toContain(toHex(output.messagePasserRoot).slice(2));
  expect(readAccount(nodes, root, fromHex(bob.address)!)!.nonce).toBe(BigInt(bob.nonce));
  expect(engine.head.timestamp).toBe(TIME + 2n * BigInt(BLOCKS));
  expect(L1.blobSchedule.length).toBeGreaterThan(1);
});
