// What the host fetches before it is asked for: few round trips on a long walk, the same bytes, and nothing of a chain that does not fit.
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startWorld, TEST_LIMITS } from "../../test/hostWorld.ts";
import { bytes, headerFields } from "../../test/replayChain.ts";
import { formatHint } from "../hint/hint.ts";
import { typedKey } from "../preimage/key.ts";
import { MemoryStore } from "../store/store.ts";
import { VerifiedStore } from "../store/verifiedStore.ts";
import { bloomMayHold } from "../trie/bloom.ts";
import type { Host } from "./host.ts";

const world = await startWorld();
afterAll(() => world.stop());
const { l1 } = world.nodes;
const headers = [...world.l1Blocks].reverse();

beforeEach(() => {
  l1.mood = () => null;
  l1.calls.length = 0;
  l1.requests = 0;
  l1.without.clear();
  l1.batches = true;
});

const hashKey = (hash: Uint8Array) => typedKey("keccak256", hash);

async function headerOf(host: Host, hash: Uint8Array): Promise<Uint8Array> {
  await host.hint(formatHint("l1-block-header", hash));
  return host.preimage(hashKey(hash));
}

/** Walks from the head down. */
async function walk(host: Host): Promise<void> {
  for (const { hash, header } of headers) expect(await headerOf(host, bytes(hash))).toEqual(header);
}

async function transactionsOf(host: Host, block: (typeof headers)[number]): Promise<void> {
  await host.hint(formatHint("l1-transactions", bytes(block.hash)));
  await host.preimage(hashKey(headerFields(block.header)[4]!));
}

describe("headers", () => {
  test("a walk of fourteen is two requests", async () => {
    await walk(world.host());
    expect(l1.requests).toBe(2);
  });

  test.each([
    ["raw", "eth_getBlockByNumber"],
    ["JSON", "debug_getRawHeader"],
  ])("%s", async (_, without) => {
    l1.without.add(without);
    await walk(world.host());
    expect(l1.requests).toBeLessThanOrEqual(4);
  });

  test("a node with another chain below: what fits is taken, the rest asked for by hash", async () => {
    const data = new MemoryStore();
    l1.alias.set(18_090_212n, 18_090_211n);
    await walk(world.host({ data }));
    l1.alias.clear();
    expect(data.size).toBe(14);
  });

  test("a node that lies about all of them ends as one that lies", async () => {
    const host = world.host();
    await headerOf(host, bytes(headers[0]!.hash));
    l1.mood = () => "lie";
    await expect(headerOf(host, bytes(headers[1]!.hash))).rejects.toMatchObject({ code: "NODE_LIED" });
  });

  test("no walk, no batch", async () => {
    const host = world.host();
    for (const { hash } of [headers[0]!, headers[5]!, headers[9]!]) await headerOf(host, bytes(hash));
    expect(l1.calls).toHaveLength(3);
  });
});

describe("lists", () => {
  test("transactions of the next blocks are there when they are asked for", async () => {
    const data = new MemoryStore();
    const host = world.host({ data });
    await walk(host);
    l1.calls.length = 0;
    const forwards = [...headers].reverse();
    for (const block of forwards) await transactionsOf(host, block);
    // Each once, whoever began it.
    expect(l1.calls).toHaveLength(14);
    expect(l1.calls.every((method) => method === "eth_getBlockByHash")).toBe(true);
  });

  test("asked for while it is under way, it is not asked for again", async () => {
    const host = world.host();
    await walk(host);
    const forwards = [...headers].reverse();
    await transactionsOf(host, forwards[0]!);
    await transactionsOf(host, forwards[1]!);
    l1.calls.length = 0;
    await Promise.all([2, 3, 4].map((i) => transactionsOf(host, forwards[i]!)));
    await vi.waitFor(() => expect(new Set(l1.calls).size).toBe(1));
    expect(l1.calls.length).toBeLessThanOrEqual(11);
  });

  test("what fails ahead is asked for when it is needed", async () => {
    const log: string[] = [];
    const host = world.host({ log: (line) => log.push(line), limits: { ...TEST_LIMITS, attempts: 1 } });
    await walk(host);
    const forwards = [...headers].reverse();
    l1.batches = false;
    let calls = 0;
    l1.mood = () => (calls++ === 0 ? null : "none");
    await transactionsOf(host, forwards[0]!);
    await vi.waitFor(() => expect(log.filter((line) => /ahead: NODE_ERROR/.test(line)).length).toBeGreaterThan(0));
    l1.mood = () => null;
    for (const block of forwards) await transactionsOf(host, block);
  });

  test("receipts ahead: only of blocks with logs of the rollup's contracts", async () => {
    const host = world.host();
    await walk(host);
    l1.calls.length = 0;
    const [first, ...others] = [...headers].reverse().filter((block) => block.receipts);
    await host.hint(formatHint("l1-receipts", bytes(first!.hash)));
    await host.preimage(hashKey(headerFields(first!.header)[5]!));
    // The recorded range has receipts where, by their blooms, they are needed: the same blocks.
    await vi.waitFor(() => expect(l1.calls).toEqual(new Array(1 + others.length).fill("debug_getRawReceipts")));
  });
});

test("a bloom holds what it was made of", () => {
  const portal = bytes("0xbeb5fc579115071764c7423a4f12edde41f106ed");
  for (const { header, receipts } of headers) {
    const bloom = headerFields(header)[6]!;
    if (receipts) expect(bloomMayHold(bloom, portal)).toBe(true);
    expect(bloomMayHold(new Uint8Array(256), portal)).toBe(false);
    expect(bloomMayHold(new Uint8Array(256).fill(255), portal)).toBe(true);
  }
});

test("a long walk from a store reads each header once", async () => {
  const store = new VerifiedStore(new MemoryStore());
  store.putHashed(headers.map(({ header }) => header));
  const host = world.host({ store });
  await transactionsOf(host, headers.at(-1)!);
  await vi.waitFor(() => expect(l1.calls.length).toBe(3));
  expect(toHex(keccak_256(headers[0]!.header))).toBe(headers[0]!.hash);
});
