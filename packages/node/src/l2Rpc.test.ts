// The RPC seen by those who use it: viem, the fault-proof host's own sources with all their fallbacks, and people who send garbage.

import { blockFromJson, transactionFromJson } from "@assay/chain/blockJson";
import { receiptFromJson } from "@assay/chain/receiptJson";
import { readRollupConfig } from "@assay/chain/rollupConfig";
import { gasPriceOracleAbi } from "@assay/contracts/abi/GasPriceOracle";
import { l1BlockAbi } from "@assay/contracts/abi/L1Block";
import { l2ToL1MessagePasserAbi } from "@assay/contracts/abi/L2ToL1MessagePasser";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { BlockSource } from "@assay/program/blockSource";
import { JsonRpc } from "@assay/program/jsonRpc";
import { typedKey } from "@assay/program/key";
import { L2State } from "@assay/program/l2State";
import { NODE_LIMITS } from "@assay/program/limits";
import { outputRoot } from "@assay/program/outputRoot";
import { MemoryStore } from "@assay/program/store";
import { VerifiedStore } from "@assay/program/verifiedStore";
import { readExecutionWitness } from "@assay/witness/executionWitness";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { createPublicClient, http, type PublicClient } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainOf, core, playScenario, type Scenario } from "../test/scenario.ts";
import { blockRlp } from "./engine.ts";
import { type L2Block, l1OriginOf } from "./l2Block.ts";
import { L2Rpc } from "./l2Rpc.ts";
import { outputAt } from "./output.ts";
import { PREDEPLOY } from "./predeployAddresses.ts";

const BLOCKS = 36;
const without = new Set<string>();
const submitted: Uint8Array[] = [];
let scenario: Scenario;
let rpc: L2Rpc;
let viem: PublicClient;

beforeAll(async () => {
  scenario = await playScenario(BLOCKS);
  const { engine } = scenario;
  const heads = () => ({ safe: engine.blockAt(20n)!, finalized: engine.blockAt(10n)! });
  rpc = await L2Rpc.start(engine, { without, heads, submit: (raw) => void submitted.push(raw) });
  viem = createPublicClient({ transport: http(rpc.address, { retryCount: 0 }) });
});
afterAll(() => rpc.stop());

async function ask(
  method: string,
  ...params: unknown[]
): Promise<{ result?: unknown; error?: { code: number; message: string } }> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return (await fetch(rpc.address, { method: "POST", body })).json() as never;
}

const result = async (method: string, ...params: unknown[]) => (await ask(method, ...params)).result;

describe("blocks", () => {
  test("as JSON are, for packages/chain, the blocks as bytes", async () => {
    for (const block of chainOf(scenario.engine)) {
      const json = await result("eth_getBlockByHash", block.hash, true);
      const read = blockFromJson(json, "block");
      expect([toHex(read.rlp), read.hash]).toEqual([toHex(blockRlp(block)), block.hash]);
      expect(await result("debug_getRawBlock", block.hash)).toBe(toHex(read.rlp));
      expect(await result("debug_getRawHeader", block.hash)).toBe(toHex(block.header));
      const receipts = (await result("eth_getBlockReceipts", `0x${block.number.toString(16)}`)) as unknown[];
      expect(receipts.map((receipt) => toHex(receiptFromJson(receipt, "receipt")))).toEqual(block.receipts.map(toHex));
      expect(await result("debug_getRawReceipts", block.hash)).toEqual(block.receipts.map(toHex));
    }
  });

  test("are found by number, hash and tag", async () => {
    const { engine } = scenario;
    const hashOf = async (name: unknown) =>
      ((await result("eth_getBlockByNumber", name, false)) as { hash: Hex })?.hash;
    expect(await hashOf("latest")).toBe(engine.head.hash);
    expect(await hashOf("earliest")).toBe(engine.genesis.hash);
    expect(await hashOf("safe")).toBe(engine.blockAt(20n)!.hash);
    expect(await hashOf("finalized")).toBe(engine.blockAt(10n)!.hash);
    expect(await hashOf("0x7")).toBe(engine.blockAt(7n)!.hash);
    expect(await hashOf("0x7000")).toBeUndefined();
    expect(await result("eth_getBlockByHash", `0x${"12".repeat(32)}`, false)).toBeNull();
    expect(await result("eth_blockNumber")).toBe(`0x${BLOCKS.toString(16)}`);
  });

  test("make sense to viem", async () => {
    const { engine, alice, store } = scenario;
    expect(await viem.getChainId()).toBe(Number(engine.rollup.l2ChainId));
    const block = await viem.getBlock({ blockNumber: 33n, includeTransactions: true });
    expect(block.hash).toBe(engine.blockAt(33n)!.hash);
    const signed = block.transactions.filter(({ from }) => from === alice.address);
    expect(signed.length).toBeGreaterThan(0);
    for (const transaction of block.transactions) {
      const receipt = await viem.getTransactionReceipt({ hash: transaction.hash });
      expect(receipt).toMatchObject({
        blockHash: block.hash,
        from: transaction.from,
        transactionHash: transaction.hash,
      });
      expect(receipt.transactionIndex).toBe(transaction.transactionIndex);
    }
    const first = await viem.getBlock({ blockNumber: 1n, includeTransactions: true });
    const creation = first.transactions.find(({ to, from }) => to === null && from === alice.address)!;
    const receipt = await viem.getTransactionReceipt({ hash: creation.hash });
    expect(receipt.contractAddress?.toLowerCase()).toBe(store);
    expect(await viem.getCode({ address: store })).toMatch(/^0x60203560/);
    expect(await viem.getTransactionCount({ address: alice.address })).toBe(alice.nonce);
    expect(await viem.getBalance({ address: alice.address })).toBeLessThan(100n * 10n ** 18n);
    // L1Block's slot 0: time and number of the L1 block.
    const slot = (await viem.getStorageAt({ address: PREDEPLOY.l1Block, slot: "0x0" }))!;
    expect(BigInt(slot) & 0xffffffffn).toBe(l1OriginOf(engine.rollup, engine.head).number);
    expect((await viem.getTransaction({ hash: creation.hash })).blockNumber).toBe(1n);
  });

  test("have the logs of their transactions, numbered within the block", async () => {
    for (const { number } of chainOf(scenario.engine)) {
      const receipts = (await result("eth_getBlockReceipts", `0x${number.toString(16)}`)) as {
        logs: { logIndex: Hex }[];
      }[];
      const indices = receipts.flatMap(({ logs }) => logs.map(({ logIndex }) => Number(logIndex)));
      expect(indices).toEqual(indices.map((_, i) => i));
    }
  });
});

test("transactions as JSON are, for packages/chain, their bytes, and carry the sender", async () => {
  for (const { transactions, number } of chainOf(scenario.engine)) {
    const json = (await result("eth_getBlockByNumber", `0x${number.toString(16)}`, true)) as {
      transactions: { from: Hex }[];
    };
    expect(json.transactions.map((one) => toHex(transactionFromJson(one, "tx")))).toEqual(transactions.map(toHex));
    expect(json.transactions.every(({ from }) => /^0x[0-9a-f]{40}$/.test(from))).toBe(true);
  }
});

describe("calls", () => {
  test("read contracts", async () => {
    const { engine } = scenario;
    const oracle = { address: PREDEPLOY.gasPriceOracle, abi: gasPriceOracleAbi } as const;
    for (const flag of ["isEcotone", "isFjord", "isIsthmus", "isJovian"] as const) {
      expect(await viem.readContract({ ...oracle, functionName: flag })).toBe(true);
    }
    expect(await viem.readContract({ ...oracle, functionName: "isEcotone", blockNumber: 3n })).toBe(false);
    // Ecotone's own contract, which its upgrade put there, has not heard of Fjord.
    await expect(viem.readContract({ ...oracle, functionName: "isFjord", blockNumber: 7n })).rejects.toThrow(
      /reverted/,
    );
    const l1Block = { address: PREDEPLOY.l1Block, abi: l1BlockAbi } as const;
    for (const blockNumber of [3n, 20n, 36n]) {
      const number = await viem.readContract({ ...l1Block, functionName: "number", blockNumber });
      expect(number).toBe(l1OriginOf(engine.rollup, engine.blockAt(blockNumber)!).number);
    }
    const passer = { address: PREDEPLOY.l2ToL1MessagePasser, abi: l2ToL1MessagePasserAbi } as const;
    expect(await viem.readContract({ ...passer, functionName: "messageNonce" })).toBeGreaterThan(1n << 240n);
  });

  test("that revert say with what", async () => {
    const abi = [...l1BlockAbi];
    const call = viem.simulateContract({
      address: PREDEPLOY.l1Block,
      abi,
      functionName: "setL1BlockValuesEcotone",
      account: scenario.alice.address,
    });
    await expect(call).rejects.toThrow(/reverted/);
    const to = PREDEPLOY.l1Block;
    const { error } = await ask("eth_call", { to, data: "0x440a5e20" }, "latest");
    expect(error).toMatchObject({ code: 3, message: "execution reverted" });
  });

  test("have an estimate that is enough, and hardly more", async () => {
    const { alice, store } = scenario;
    const data = `0x${"00".repeat(31)}aa${"00".repeat(31)}07` as const;
    const gas = await viem.estimateGas({ account: alice.address, to: store, data });
    const run = (limit: bigint) =>
      ask("eth_call", { from: alice.address, to: store, data, gas: `0x${limit.toString(16)}` });
    expect((await run(gas)).result).toBe("0x");
    expect((await run(gas - gas / 32n)).error?.code).toBe(-32000);
    // Writing a new slot costs 22,100, the transaction 21,000 and its data.
    expect(gas).toBeGreaterThan(43_100n);
    expect(gas).toBeLessThan(47_000n);
    expect(await viem.estimateGas({ account: alice.address, to: alice.address })).toBe(21_000n);
  });

  test("are bounded, and refused when they are not understood", async () => {
    const to = scenario.store;
    // A loop without end: all gas is used, and no more than the bound.
    const forever = { data: "0x5b600056", gas: "0xffffffffffff" };
    const started = Date.now();
    expect((await ask("eth_call", forever)).error?.code).toBe(-32000);
    expect(Date.now() - started).toBeLessThan(5000);
    for (const wrong of [
      7,
      { to, value: "0x1" },
      { to, surprise: 1 },
      { to: "0x12" },
      { to, data: `0x${"00".repeat(140_000)}` },
    ]) {
      expect((await ask("eth_call", wrong)).error?.code, JSON.stringify(wrong).slice(0, 60)).toBe(-32602);
    }
    expect((await ask("eth_call", { to, gas: "0x10" })).error?.code).toBe(-32000);
  });
});

test("a sent transaction reaches the pool, and its hash comes back", async () => {
  const raw = await scenario.alice.sign({ to: scenario.store });
  expect(await viem.sendRawTransaction({ serializedTransaction: toHex(raw) })).toBe(toHex(keccak_256(raw)));
  expect(submitted).toEqual([raw]);
});

describe("witnesses", () => {
  test("of a block verify it", async () => {
    const { engine } = scenario;
    for (const number of [1n, 5n, 10n, 25n, 30n, 36n]) {
      const block = engine.blockAt(number)!;
      const witness = readExecutionWitness(
        await result("debug_executionWitness", `0x${number.toString(16)}`),
        "witness",
      );
      const { nodes, codes, headers } = witness;
      const claim = { source: "node", hash: block.hash } as const;
      const input = { chain: engine.chain, blocks: [blockRlp(block)], headers, nodes, codes, claim };
      expect((await verifyBlock(input, { core })).verdict).toBe("valid");
    }
  });

  test("of a payload hold what its block needs", async () => {
    const { engine, sequencer } = scenario;
    const parent = engine.blockAt(30n)!;
    const json = payloadJson(engine.blockAt(31n)!);
    const read = readExecutionWitness(await result("debug_executePayload", parent.hash, json), "witness");
    const own = engine.witness(engine.blockAt(31n)!);
    expect([...read.nodes].sort()).toEqual(own.state.map(toHex).sort());
    expect(sequencer).toBeDefined();
    const tooMuch = { ...json, gasLimit: "0x11e1a301" };
    expect((await ask("debug_executePayload", parent.hash, tooMuch)).error).toMatchObject({ code: -32602 });
    expect((await ask("debug_executePayload", `0x${"00".repeat(32)}`, json)).error).toMatchObject({ code: -32000 });
    expect((await ask("debug_executePayload", parent.hash, { ...json, surprise: 1 })).error).toMatchObject({
      code: -32602,
    });
  });
});

/** The attributes of a block after Jovian, as the Engine API has them. */
function payloadJson(block: L2Block): Record<string, unknown> {
  const { engine } = scenario;
  const fields = blockFromJsonFields(block);
  expect(engine.block(block.hash)).toBe(block);
  return {
    timestamp: fields["timestamp"],
    prevRandao: fields["mixHash"],
    suggestedFeeRecipient: fields["miner"],
    withdrawals: [],
    parentBeaconBlockRoot: fields["parentBeaconBlockRoot"],
    transactions: block.transactions.map(toHex),
    noTxPool: true,
    gasLimit: fields["gasLimit"],
    eip1559Params: `0x${(fields["extraData"] as string).slice(4, 20)}`,
    minBaseFee: `0x${(fields["extraData"] as string).slice(20)}`,
  };
}

let headersByHash: Map<Hex, Record<string, unknown>>;
beforeAll(async () => {
  headersByHash = new Map();
  for (const { hash } of chainOf(scenario.engine)) {
    headersByHash.set(hash, (await result("eth_getBlockByHash", hash, false)) as Record<string, unknown>);
  }
});
const blockFromJsonFields = ({ hash }: L2Block) => headersByHash.get(hash)!;

describe("optimism_", () => {
  test("outputs are those of the state, before and after the header has the message passer's root", async () => {
    const { engine } = scenario;
    for (const block of [engine.genesis, engine.blockAt(8n)!, engine.head]) {
      const answer = (await result("optimism_outputAtBlock", `0x${block.number.toString(16)}`)) as Record<
        string,
        unknown
      >;
      const output = outputAt(engine, block);
      expect(answer).toMatchObject({
        outputRoot: toHex(outputRoot(output)),
        stateRoot: block.stateRoot,
        withdrawalStorageRoot: toHex(output.messagePasserRoot),
        blockRef: { hash: block.hash, number: Number(block.number) },
      });
    }
    expect((await ask("optimism_outputAtBlock", "0x99")).error).toMatchObject({ code: -32000 });
  });

  test("the configuration is read back", async () => {
    const text = JSON.stringify(await result("optimism_rollupConfig"));
    expect(readRollupConfig(text, () => null)).toEqual(scenario.engine.rollup);
  });
});

/** What a host fetches, over an empty store. */
function host() {
  const limits = { ...NODE_LIMITS, attempts: 1 };
  const store = new VerifiedStore(new MemoryStore());
  const blocks = new BlockSource(new JsonRpc("L2 node", rpc.address, limits), store);
  return { store, blocks, state: new L2State(blocks, store) };
}

describe("the fault-proof host's sources", () => {
  test("find blocks, states, codes and outputs", async () => {
    const { engine, store: contract } = scenario;
    const { store, blocks, state } = host();
    const block = engine.blockAt(33n)!;
    const hash = fromHex(block.hash)!;
    await blocks.transactions(hash);
    await blocks.receipts(hash);
    await state.output(outputRoot(outputAt(engine, block)), hash);
    await state.proof({ number: 33n }, fromHex(contract)!, new Uint8Array(32).fill(3, 31));
    await state.proof({ hash }, fromHex(`0x${"31".repeat(20)}`)!, null);
    for (const node of engine.witness(block).state.slice(0, 8)) {
      await state.stateNode(keccak_256(node));
      expect(store.get(typedKey("keccak256", keccak_256(node)))).toEqual(node);
    }
    for (const code of engine.witness(block).codes) {
      await state.code(keccak_256(code));
      expect(store.has(typedKey("keccak256", keccak_256(code)))).toBe(true);
    }
    await state.payloadWitness(fromHex(engine.blockAt(32n)!.hash)!, payloadJson(block) as never);
  });

  test("go other ways when methods are not served", async () => {
    const { engine, store: contract } = scenario;
    const block = engine.blockAt(33n)!;
    const hash = fromHex(block.hash)!;
    for (const method of ["debug_getRawHeader", "debug_getRawReceipts", "debug_dbGet", "debug_codeByHash"])
      without.add(method);
    try {
      const { store, blocks, state } = host();
      await blocks.header(hash);
      await blocks.transactions(hash);
      await blocks.receipts(hash);
      // Without debug_dbGet a code is found by the account that has it, a node by a witness or by the proof of a neighbour.
      await state.proof({ number: 32n }, fromHex(contract)!, null);
      const code = engine.witness(block).codes.find((bytes) => toHex(bytes).startsWith("0x6020356000"))!;
      await state.code(keccak_256(code));
      const [root, ...others] = engine.witness(block).state;
      for (const node of [root!, others.at(-1)!]) {
        await state.stateNode(keccak_256(node));
        expect(store.has(typedKey("keccak256", keccak_256(node)))).toBe(true);
      }
    } finally {
      without.clear();
    }
  });
});

describe("requests that are none", () => {
  const send = async (body: string, method = "POST") => {
    const response = await fetch(rpc.address, { method, ...(method === "POST" ? { body } : {}) });
    return {
      status: response.status,
      answer: (await response.json()) as { error?: { code: number }; result?: unknown },
    };
  };

  test.each([
    ["not JSON", "{", -32700],
    ["a number", "7", -32600],
    ["no method", "{}", -32600],
    ["an empty batch", "[]", -32600],
    ["a batch of too many", JSON.stringify(Array(1001).fill({ id: 1, method: "eth_chainId" })), -32600],
    ["parameters that are no list", '{"id":1,"method":"eth_chainId","params":7}', -32602],
    ["an unknown method", '{"id":1,"method":"eth_coinbase","params":[]}', -32601],
    ["a method of Object", '{"id":1,"method":"constructor","params":[]}', -32601],
    ["a hash that is none", '{"id":1,"method":"eth_getBlockByHash","params":["0x12"]}', -32602],
    ["no parameters", '{"id":1,"method":"eth_getProof","params":[]}', -32602],
    [
      "too many slots",
      JSON.stringify({ id: 1, method: "eth_getProof", params: [PREDEPLOY.l1Block, Array(1025).fill("0x0"), "latest"] }),
      -32602,
    ],
    [
      "a slot that is none",
      JSON.stringify({ id: 1, method: "eth_getProof", params: [PREDEPLOY.l1Block, [`0x${"1".repeat(65)}`], "latest"] }),
      -32602,
    ],
    ["a block that is not there", '{"id":1,"method":"debug_getRawHeader","params":["0xffff"]}', -32000],
    ["a negative block", '{"id":1,"method":"debug_getRawHeader","params":["-1"]}', -32602],
    [
      "a preimage that is not there",
      JSON.stringify({ id: 1, method: "debug_dbGet", params: [`0x${"00".repeat(32)}`] }),
      -32000,
    ],
    ["genesis' witness", '{"id":1,"method":"debug_executionWitness","params":["0x0"]}', -32602],
  ])("%s", async (_, body, code) => {
    expect((await send(body)).answer.error?.code).toBe(code);
  });

  test("a body above the limit ends, and the server goes on", async () => {
    const big = await fetch(rpc.address, { method: "POST", body: " ".repeat(9 * 1024 * 1024) }).catch(() => null);
    expect(big === null || big.status === 413).toBe(true);
    expect((await send("", "GET")).status).toBe(405);
    expect(await result("eth_chainId")).toBe("0x1092");
  });

  test("a hash that differs in its first byte only is another one", async () => {
    const { engine } = scenario;
    const node = engine.witness(engine.head).state[0]!;
    const hash = keccak_256(node);
    expect(await result("debug_dbGet", toHex(hash))).toBe(toHex(node));
    hash[0]! ^= 1;
    expect((await ask("debug_dbGet", toHex(hash))).error?.code).toBe(-32000);
  });

  test("a batch has its answers in order, failures among them", async () => {
    const body = JSON.stringify([
      { id: 7, method: "eth_chainId" },
      { id: "x", method: "nothing" },
      { id: 9, method: "eth_blockNumber", params: [] },
    ]);
    const { answer } = await send(body);
    expect(answer).toMatchObject([{ id: 7, result: "0x1092" }, { id: "x", error: { code: -32601 } }, { id: 9 }]);
  });
});
