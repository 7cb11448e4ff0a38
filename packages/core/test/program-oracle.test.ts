// The program and its oracle: every preimage of a run withheld, and every one changed, is `incomplete` and nothing else; the same run
// asks the same; a host that knows only what the hints say can answer; settling the state in memory changes nothing.
import { getContractAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import type { L2Block } from "../../node/src/l2Block.js";
import { decodeAccount as accountOf, walkTrie } from "../../node/src/stateTrie.js";
import { configWord, depositLog } from "../../node/test/l1Events.js";
import { TIME as CHAIN_TIME } from "../../node/test/scenario.js";
import { readHint } from "../../program/src/hint/hint.js";
import { orderedTrie } from "../../program/src/trie/orderedTrie.js";
import { encodePayloadAttributes, payloadAttributesFromJson } from "../../witness/src/payloadAttributes.js";
import { fromHex, toHex } from "../src/hex.js";
import type { Core } from "../src/instance.js";
import { bootKey, decodeProgram } from "../src/program.js";
import { Random } from "./bytecode.js";
import { variants } from "./load.js";
import { type Boot, keccakKey, loadCore, loadSettlingCore, type Preimages } from "./program.js";
import { OwnChain } from "./program-chain.js";

const DEPOSITOR = `0x${"d0".repeat(20)}` as const;

let host: Preimages;
let beforeEach: (key: Uint8Array, hints: readonly string[]) => void = () => {};
const cores = new Map<string, Core>();
let chain: OwnChain;
let agreed: L2Block;
let claimed: L2Block;
let boot: Boot;
let input: Uint8Array;

const FORKS = { canyon: 0n, delta: 0n, ecotone: 0n, fjord: 0n, granite: 0n, holocene: 0n };

beforeAll(async () => {
  for (const variant of variants) {
    const oracle = (key: Uint8Array, hints: readonly string[]) => {
      beforeEach(key, hints);
      return host.oracle(key, hints);
    };
    cores.set(variant, loadCore(variant, { oracle }));
  }
  const deposit = { from: DEPOSITOR, to: DEPOSITOR, mint: 5n, value: 1n, gas: 100_000n, data: "0x" as const };
  const logs = [depositLog(deposit)];
  chain = new OwnChain({ ...FORKS, isthmus: CHAIN_TIME + 1000n }, {}, { receipts: [{ logs }] });
  // A contract that writes a slot for each call, and three slots of which one is cleared later: the sibling has to be read.
  const { alice } = chain;
  const store = getContractAddress({ from: alice.address, nonce: 0n });
  const set = (slot: number, value: number) =>
    alice.sign({ to: store, data: `${configWord(slot)}${configWord(value).slice(2)}` });
  const creation = await alice.sign({ data: "0x600880600b6000396000f36020356000355500", gas: 300_000n });
  const good = await chain.build(4, [creation, await set(1, 7), await set(2, 8), await set(5, 9)]);
  const { nonce } = chain.alice;
  const faulty = [await chain.pay(), await chain.pay(1n, { nonce: nonce + 9 })];
  chain.alice.nonce = nonce;
  const [bad] = await chain.build(1);
  await chain.post([...chain.posted(good), { parent: good[3]!, block: bad!, signed: faulty }]);
  chain.alice.nonce = nonce;
  chain.depositsInPlaceOf(bad!);
  const next = await chain.build(3, [await set(1, 0), await set(2, 0)]);
  await chain.post(chain.posted(next));
  [agreed, claimed] = [good[1]!, next[2]!];
  boot = chain.claim(agreed, claimed);
  input = chain.input();
}, 300_000);

function run(variant: string) {
  const outcome = cores.get(variant)!.program(input.length, (memory) => memory.set(input));
  return { ...outcome, summary: decodeProgram(outcome.result!.bytes) };
}

describe.each(variants)("%s", (variant) => {
  it("asks the same in the same order, and each preimage once", () => {
    host = chain.host(agreed, boot);
    expect(run(variant)).toMatchObject({ verdict: "valid", summary: { payloadsRejected: 1 } });
    const { asked, hints } = host;
    host = chain.host(agreed, boot);
    expect(run(variant).verdict).toBe("valid");
    expect([host.asked, host.hints]).toEqual([asked, hints]);
    // What is longer than the room first offered is asked for again, with room.
    const again = asked.filter((key, i) => i > 0 && asked[i - 1] === key);
    expect(again.every((key) => host.value(fromHex(key)!)!.length > 1024)).toBe(true);
  });
});

it("every build asks the same", () => {
  const sequences = variants.map((variant) => {
    host = chain.host(agreed, boot);
    run(variant);
    return { asked: host.asked, hints: host.hints };
  });
  for (const sequence of sequences) expect(sequence).toEqual(sequences[0]);
});

it("whatever is withheld, the run is incomplete and names it", () => {
  const full = chain.host(agreed, boot);
  host = full;
  run("wasm");
  const keys = [...new Set(full.asked)];
  expect(keys.length).toBeGreaterThan(40);
  for (const key of keys) {
    host = chain.host(agreed, boot);
    host.hide((asked) => asked === key);
    const { verdict, failure, summary } = run("wasm");
    expect(verdict, key).toBe("incomplete");
    expect(summary.verdict).toBe("incomplete");
    expect(host.asked.at(-1)).toBe(key);
    expect(failure!.hash!.slice(4), failure!.name).toBe(key.slice(4));
  }
});

it("whatever is changed, the run is incomplete; changed boot values are another claim", () => {
  const full = chain.host(agreed, boot);
  host = full;
  run("debug");
  const random = new Random(3);
  for (const key of new Set(full.asked)) {
    const value = full.value(fromHex(key)!)!;
    const forged = value.slice();
    const at = random.below(forged.length);
    forged[at]! ^= 1 << random.below(8);
    const changes = [forged, value.subarray(0, -1), new Uint8Array([...value, 0]), new Uint8Array(0)];
    for (const [i, change] of changes.entries()) {
      host = chain.host(agreed, boot);
      host.values.set(key, change);
      const { verdict, failure } = run("debug");
      if (!key.startsWith("0x01")) {
        expect([verdict, failure!.name], key).toEqual(["incomplete", "WITNESS_PREIMAGE_MISMATCH"]);
      } else if (i > 0) {
        expect([verdict, failure!.name]).toEqual(["incomplete", "BOOT_VALUE_LENGTH"]);
      } else {
        // A number beyond the end of L1 makes no difference.
        const isLater = key === toHex(bootKey(4)) && toHex(forged) > toHex(value);
        expect(verdict === "valid", key).toBe(isLater);
      }
    }
  }
});

it("settling the state and forgetting what was fetched, before every block, changes nothing", async () => {
  host = chain.host(agreed, boot);
  const usual = run("debug");
  const { asked } = host;
  const often = await loadSettlingCore({ oracle: (key, hints) => host.oracle(key, hints) });
  host = chain.host(agreed, boot);
  const outcome = often.program(input.length, (memory) => memory.set(input));
  expect(outcome).toMatchObject({ verdict: "valid", rejected: usual.rejected });
  expect(decodeProgram(outcome.result!.bytes)).toEqual(usual.summary);
  // It asks again, but for nothing else.
  expect(host.asked.length).toBeGreaterThan(asked.length);
  expect(new Set(host.asked)).toEqual(new Set(asked));
});

it("a claim about another chain is incomplete", () => {
  host = chain.host(agreed, { ...boot, chainId: 10n });
  expect(run("wasm").failure).toMatchObject({ name: "BOOT_CHAIN_ID", verdict: "incomplete" });
  host = chain.host(agreed, boot);
  host.values.set(toHex(bootKey(4)), Uint8Array.of(1));
  expect(run("wasm").failure).toMatchObject({ name: "BOOT_VALUE_LENGTH", verdict: "incomplete" });
});

it("hints say what each preimage belongs to", () => {
  const { engine, l1 } = chain;
  const kinds = new Set<string>();
  /** Keys that the hints so far lead to; of a payload's hint everything that executing it reads. */
  const known = new Set<string>();
  const add = (items: Iterable<Uint8Array>) => {
    for (const item of items) known.add(keccakKey(item));
  };
  let witnessed = 0;
  const follow = (text: string) => {
    const hint = readHint(text);
    kinds.add(hint.kind);
    if (hint.kind === "l2Output") known.add(keccakName(hint.outputRoot));
    else if (hint.kind === "l1BlockHeader" || hint.kind === "l2BlockHeader") known.add(keccakName(hint.blockHash));
    else if (hint.kind === "l1Transactions" || hint.kind === "l1Receipts") {
      const at = l1.blocks.findIndex((_, i) => l1.hashAt(i) === toHex(hint.blockHash));
      const block = l1.blocks[at]!;
      add(orderedTrie(hint.kind === "l1Receipts" ? (block.receipts ?? []) : block.transactions).nodes);
    } else if (hint.kind === "l2Transactions") {
      add(orderedTrie(engine.block(toHex(hint.blockHash))!.transactions).nodes);
    } else if (hint.kind === "l2AccountProof" || hint.kind === "l2StorageProof") {
      const block = engine.blockAt((hint.block as { number: bigint }).number)!;
      const { nodes, value } = walkTrie(engine.store.nodes, fromHex(block.stateRoot)!, hint.address);
      add(nodes);
      if (hint.kind === "l2StorageProof") {
        const { storageRoot } = accountOf(value!);
        add(walkTrie(engine.store.nodes, storageRoot, hint.slot).nodes);
      }
    } else if (hint.kind === "l2Code") known.add(keccakName(hint.codeHash));
    else if (hint.kind === "l2StateNode") known.add(keccakName(hint.nodeHash));
    else if (hint.kind === "l2PayloadWitness") {
      const attributes = payloadAttributesFromJson(hint.attributes, "hint");
      const parent = engine.block(toHex(hint.parentHash))!;
      const reads = engine.payloadWitness(attributes, parent);
      expect(encodePayloadAttributes(attributes).length).toBeGreaterThan(128);
      expect(reads.state.length).toBeGreaterThan(3);
      witnessed++;
    } else throw new Error(text);
  };
  host = chain.host(agreed, boot);
  beforeEach = (key, hints) => {
    for (const hint of hints) follow(hint);
    if (key[0] === 2) expect(known, hints.join()).toContain(toHex(key));
  };
  try {
    expect(run("wasm").verdict).toBe("valid");
  } finally {
    beforeEach = () => {};
  }
  // Only payloads that read what the ones before did not.
  expect(witnessed).toBeGreaterThanOrEqual(2);
  expect([...kinds].sort()).toEqual([
    "l1BlockHeader",
    "l1Receipts",
    "l1Transactions",
    "l2AccountProof",
    "l2BlockHeader",
    "l2Code",
    "l2Output",
    "l2PayloadWitness",
    "l2StateNode",
    "l2StorageProof",
    "l2Transactions",
  ]);
});

function keccakName(hash: Uint8Array): string {
  const key = hash.slice();
  key[0] = 2;
  return toHex(key);
}
