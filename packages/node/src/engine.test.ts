// The engine over its store: branches, heads, payloads that no block can come of, and stores with holes.
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { MemoryStore } from "@assay/program/store";
import { beforeEach, expect, test } from "vitest";
import { MadeUpL1 } from "../test/madeUpL1.ts";
import { core, ETHER, L1, L2_CHAIN_ID, planFor, TIME } from "../test/scenario.ts";
import { User } from "../test/users.ts";
import type { BlockAttributes } from "./attributes.ts";
import { memoryChainStore } from "./chainStore.ts";
import { blockRlp, Engine } from "./engine.ts";
import { buildL2Genesis } from "./genesis.ts";
import { readL1Origin } from "./l1Origin.ts";
import type { L2Block } from "./l2Block.ts";
import { outputRootAt } from "./output.ts";
import { Sequencer } from "./sequencer.ts";

const l1 = new MadeUpL1(TIME);
for (let i = 0; i < 10; i++) l1.add();
const genesis = buildL2Genesis(planFor(l1, { forkTimes: { jovian: 0n } }), core, {
  funds: { [new User("Alice", L2_CHAIN_ID).address]: ETHER },
});
const origin = readL1Origin(l1.blocks[0]!);

let engine: Engine;
let sequencer: Sequencer;
let alice: User;
beforeEach(() => {
  engine = new Engine(genesis);
  sequencer = new Sequencer(engine, l1, { l1BlobSchedule: L1.blobSchedule });
  alice = new User("Alice", L2_CHAIN_ID);
});

const attributes = (transactions: Uint8Array[] = [], parent: L2Block = engine.head): BlockAttributes =>
  sequencer.attributes(parent, origin, transactions);

function built(outcome: ReturnType<Engine["execute"]>): L2Block {
  if (outcome.verdict !== "valid") throw new Error(`${outcome.failure.code}: ${outcome.failure.message}`);
  return outcome.block;
}

async function pay(value: bigint, fields: Record<string, unknown> = {}): Promise<Uint8Array> {
  return alice.sign({ to: `0x${"55".repeat(20)}`, value, ...fields });
}

test("two different blocks on one: both are kept, either can be the head, and each goes on", async () => {
  const common = built(engine.advance(attributes()));
  const left = built(engine.execute(attributes([await pay(1n)])));
  alice.nonce = 0;
  const right = built(engine.execute(attributes([await pay(2n)])));
  expect(engine.head).toBe(common);
  expect([left.parentHash, right.parentHash]).toEqual([common.hash, common.hash]);
  expect(toHex(outputRootAt(engine, left))).not.toBe(toHex(outputRootAt(engine, right)));

  engine.setHead(left.hash);
  const leftChild = built(engine.advance(attributes()));
  expect([1n, 2n, 3n, 4n].map((number) => engine.blockAt(number)?.hash)).toEqual([
    common.hash,
    left.hash,
    leftChild.hash,
    undefined,
  ]);
  // A shorter branch: numbers beyond it are gone, the blocks are not.
  engine.setHead(right.hash);
  expect([2n, 3n].map((number) => engine.blockAt(number)?.hash)).toEqual([right.hash, undefined]);
  expect(engine.block(leftChild.hash)).toBe(leftChild);
  const rightChild = built(engine.advance(attributes()));
  for (const block of [left, leftChild, right, rightChild])
    expect(engine.witness(block).state.length).toBeGreaterThan(3);
  // Back to the start, and from a branch straight into the other one.
  engine.setHead(genesis.hash);
  expect(engine.head.number).toBe(0n);
  engine.setHead(leftChild.hash);
  engine.setHead(rightChild.hash);
  expect(engine.blockAt(2n)).toBe(right);
  expect(engine.blockAt(-1n)).toBeNull();
});

test("the same attributes on the same block give the same block", () => {
  const first = built(engine.execute(attributes()));
  const again = built(engine.execute(attributes()));
  expect(again).toEqual(first);
  expect(toHex(blockRlp(first))).toMatch(/c0c0$/);
});

test("a payload that breaks a rule says which, and changes nothing", async () => {
  const fine = attributes();
  const cases: readonly (readonly [string, BlockAttributes])[] = [
    ["DEPOSIT_MISSING", { ...fine, transactions: [] }],
    ["DEPOSIT_MISSING", { ...fine, transactions: [await pay(1n)] }],
    ["ATTRIBUTES_BEACON_ROOT", { ...fine, parentBeaconBlockRoot: null }],
    ["ATTRIBUTES_EIP1559", { ...fine, eip1559Params: null }],
    ["ATTRIBUTES_MIN_BASE_FEE", { ...fine, minBaseFee: null }],
    ["ATTRIBUTES_EIP1559_ZERO", { ...fine, eip1559Params: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0) }],
    ["TX_RLP", { ...fine, transactions: [...fine.transactions, Uint8Array.of(2, 0xf8)] }],
  ];
  for (const [code, payload] of cases) {
    const outcome = engine.advance(payload);
    expect(outcome, code).toMatchObject({ verdict: "invalid", failure: { code } });
    expect(engine.head.hash).toBe(genesis.hash);
  }
  const poor = await new User("nobody", L2_CHAIN_ID).sign({ to: `0x${"55".repeat(20)}` });
  expect(engine.advance(attributes([await pay(1n, { nonce: 0 }), poor]))).toMatchObject({
    verdict: "invalid",
    failure: { code: "TX_INSUFFICIENT_FUNDS", transaction: 2 },
  });
  expect(engine.advance(fine)).toMatchObject({ verdict: "valid" });
});

test("a hole in the store is `incomplete`, never `invalid`", () => {
  const store = memoryChainStore();
  const whole = new Engine(genesis, { store });
  const broken = new Engine(genesis, { store: { ...store, nodes: new MemoryStore() } });
  expect(whole.execute(attributes())).toMatchObject({ verdict: "valid" });
  // Not even what genesis put there.
  (broken.store.nodes as MemoryStore).close();
  const outcome = broken.execute(attributes());
  expect(outcome.verdict).toBe("incomplete");
  expect(outcome.verdict !== "valid" && outcome.failure.code).toBe("WITNESS_NODE_MISSING");
});

test("a store that lies is found out by the core", () => {
  const honest = memoryChainStore();
  const liar = {
    ...honest,
    nodes: {
      get: (key: Uint8Array) => {
        const value = honest.nodes.get(key);
        return value && Uint8Array.from(value, (byte, i) => (i === 40 ? byte ^ 1 : byte));
      },
      putAll: honest.nodes.putAll.bind(honest.nodes),
      close: () => honest.nodes.close(),
    },
  };
  const outcome = new Engine(genesis, { store: liar }).execute(attributes());
  expect(outcome).toMatchObject({ verdict: "incomplete", failure: { code: "WITNESS_PREIMAGE_MISMATCH" } });
});

test("the witness of a payload that is not kept is that of the block it would be", async () => {
  const payload = attributes([await pay(3n)]);
  const reads = engine.payloadWitness(payload, engine.head);
  expect(engine.head.number).toBe(0n);
  const block = built(engine.execute(payload));
  const same = (list: readonly Uint8Array[]) => list.map(toHex).sort();
  const witness = engine.witness(block);
  for (const part of ["state", "codes", "headers"] as const) expect(same(reads[part])).toEqual(same(witness[part]));
  expect(same(witness.keys)).toContain(alice.address);
});

test("blocks that are not known, and genesis, have no witness", () => {
  const strange = `0x${"ab".repeat(32)}` as Hex;
  expect(() => engine.setHead(strange)).toThrow(InputError);
  expect(() => engine.witness(engine.genesis)).toThrow(/genesis block/);
  expect(engine.block(strange)).toBeNull();
});
