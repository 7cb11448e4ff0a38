// A chain on disk: left and taken up again, and refused when somebody changed it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { keccakKey, typedKey } from "@assay/program/key";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MadeUpL1 } from "../test/madeUpL1.ts";
import { chainOf, core, planFor, playScenario, TIME } from "../test/scenario.ts";
import { BlockStore } from "./blockStore.ts";
import { type ChainStore, closeChainStore, memoryChainStore, openChainStore } from "./chainStore.ts";
import { Engine } from "./engine.ts";
import { buildL2Genesis } from "./genesis.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-chain-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a chain goes on where it was left, and earlier blocks have their witnesses", async () => {
  const first = openChainStore(folder);
  const { engine, genesis } = await playScenario(12, { store: first });
  const inMemory = await playScenario(12);
  const blocks = chainOf(engine);
  expect(blocks).toEqual(chainOf(inMemory.engine));
  engine.setHead(blocks[9]!.hash);
  await closeChainStore(first);

  const second = openChainStore(folder);
  const again = new Engine(genesis, { store: second });
  expect(again.head).toEqual(blocks[9]);
  expect(chainOf(again)).toEqual(blocks.slice(0, 10));
  // Blocks beyond the head are still there.
  again.setHead(blocks[11]!.hash);
  expect(chainOf(again)).toEqual(blocks);
  expect(again.witness(again.blockAt(5n)!)).toEqual(inMemory.engine.witness(blocks[4]!));
  await closeChainStore(second);
});

test("another chain's store is refused", async () => {
  const store = memoryChainStore();
  await playScenario(3, { store });
  const l1 = new MadeUpL1(TIME, "another");
  const other = buildL2Genesis(planFor(l1), core);
  expect(() => new Engine(other, { store })).toThrow(InputError);
});

test("every part of a stored block that is changed is noticed", async () => {
  const store = memoryChainStore();
  const { engine } = await playScenario(6, { store });
  const block = engine.head;
  const hash = fromHex(block.hash)!;
  const key = typedKey("keccak256", hash);
  const body = store.bodies.get(key)!;
  const read = (changes: Partial<ChainStore>) => new BlockStore({ ...store, ...changes }).get(block.hash);
  expect(read({})).toEqual(block);
  for (let at = 0; at < body.length; at += 7) {
    const changed = Uint8Array.from(body, (byte, i) => (i === at ? byte ^ 1 : byte));
    store.bodies.putAll([[key, changed]]);
    expect(() => read({}), `byte ${at}`).toThrow(/STORE|body|transactions|receipts/);
  }
  store.bodies.putAll([[key, body]]);
  const header = Uint8Array.from(block.header, (byte, i) => (i === 100 ? byte ^ 1 : byte));
  store.headers.putAll([[keccakKey(block.header), header]]);
  expect(read({})).toBeNull();
  store.bodies.putAll([[new Uint8Array(32), Uint8Array.of(1)]]);
  expect(() => new BlockStore(store).head).toThrow(/no hash/);
});
