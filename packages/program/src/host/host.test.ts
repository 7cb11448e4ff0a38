// The host over real sockets: everything a client asks for, from nodes that serve different methods, that lie, hang, die and limit;
// then again from the store alone, without a call.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeConfiguration } from "@assay/chain/configuration";
import { mainnet } from "@assay/chain/networks";
import { rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { superchainById } from "@assay/chain/superchain";
import { concatBytes } from "@assay/core/bytes";
import { INPUT_MAGIC, readContainer } from "@assay/core/container";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Client, type Journey, u64 } from "../../test/client.ts";
import { failureOf, startWorld, TEST_LIMITS } from "../../test/hostWorld.ts";
import { bytes, headerFields } from "../../test/replayChain.ts";
import type { Fault } from "../../test/replayServer.ts";
import { formatHint } from "../hint/hint.ts";
import { blobKey, localKey, precompileKey, sha256Key, typedKey } from "../preimage/key.ts";
import { blobPoints } from "../preimage/roots.ts";
import { DATA_FORMATS, openDataDirectory } from "../store/dataDirectory.ts";
import { MemoryStore } from "../store/store.ts";
import { VerifiedStore } from "../store/verifiedStore.ts";
import type { BootInfo } from "./bootInfo.ts";
import type { Host } from "./host.ts";

const world = await startWorld();
const folder = mkdtempSync(join(tmpdir(), "assay-host-"));
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});
const { l1, l2, beacon } = world.nodes;

beforeEach(() => {
  for (const node of [l1, l2, beacon]) {
    node.mood = () => null;
    node.calls.length = 0;
  }
  l1.without.clear();
  l2.without.clear();
  l2.fixed.clear();
  l1.batches = true;
  beacon.endpoint = "blobs";
});

async function travel(host: Host, journey: Partial<Journey>): Promise<string> {
  const client = new Client(host);
  client.stateRoot = world.stateRoot;
  return client.travel({ ...world.nowhere, ...journey });
}

const l1Head = bytes(world.l1Blocks.at(-1)!.hash);
const l1Header = (host: Host) => travel(host, { headers: 1 });
const hashKey = (hash: Uint8Array) => typedKey("keccak256", hash);

/** One hint, one preimage. */
async function ask(host: Host, hint: string, payload: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  await host.hint(formatHint(hint, payload));
  return host.preimage(key);
}

describe("a whole run", () => {
  let reference = "";

  test("in memory", async () => {
    reference = await travel(world.host(), world.everything);
    expect(world.calls()).toBeGreaterThan(30);
  });

  test.each(DATA_FORMATS)("with a data directory (%s), then offline and online without a call", async (format) => {
    const path = join(folder, format);
    const first = openDataDirectory(path, format);
    expect(await travel(world.host({ data: first }), world.everything)).toBe(reference);
    await first.close();
    l1.calls.length = l2.calls.length = beacon.calls.length = 0;
    for (const nodes of [null, world.rpcs()]) {
      const again = openDataDirectory(path);
      expect(await travel(world.host({ data: again, nodes }), world.everything)).toBe(reference);
      await again.close();
    }
    expect(world.calls()).toBe(0);
  });

  test("resumed: what was stored is not fetched again", async () => {
    const data = new MemoryStore();
    await travel(world.host({ data }), { headers: 5 });
    l1.calls.length = l2.calls.length = 0;
    await travel(world.host({ data }), { headers: 7 });
    // The headers came along with the first walk.
    expect(l1.calls).toEqual(["eth_getBlockByHash", "eth_getBlockByHash"]);
    expect(l2.calls).toEqual([]);
  });

  test("boot values are those of the claim", async () => {
    const host = world.host({ nodes: null });
    expect(await host.preimage(localKey(1))).toEqual(world.boot.l1Head);
    expect(toHex(await host.preimage(localKey(4)))).toBe("0x00000000068379c3");
    expect(toHex(await host.preimage(localKey(5)))).toBe("0x000000000000000a");
    for (const ident of [0, 6, 7, 8, 256]) {
      expect(await failureOf(host.preimage(localKey(ident)))).toMatch(/^PREIMAGE_MISSING/);
    }
  });

  test("the chain as our guests take it, made of what the claim says", async () => {
    const rollup = superchainById(10n)!;
    const sections = readContainer(await world.host({ nodes: null }).preimage(localKey(17)), INPUT_MAGIC);
    expect([...sections.keys()]).toEqual([1, 11]);
    expect(sections.get(1)).toEqual(encodeConfiguration(rollupSpec(rollup)));
    expect(sections.get(11)).toEqual(encodeRollup(rollup, mainnet.blobSchedule));
    const custom = (boot: Partial<BootInfo>) =>
      failureOf(world.host({ nodes: null, boot: { ...world.boot, chainId: 901n, ...boot } }).preimage(localKey(17)));
    expect(await custom({})).toMatch(/^PREIMAGE_MISSING/);
    expect(await custom({ rollupConfig: Buffer.from("{") })).toMatch(/^JSON_BROKEN/);
    expect(await custom({ rollupConfig: Buffer.from("{}") })).toMatch(/^PREIMAGE_MISSING/);
  });
});

describe("nodes that serve other methods", () => {
  test.each([
    ["no debug namespace", ["debug_getRawHeader", "debug_getRawReceipts", "debug_getRawBlock", "debug_dbGet"]],
    ["receipts one by one", ["debug_getRawReceipts", "eth_getBlockReceipts"]],
    ["raw blocks only", ["eth_getBlockByHash"]],
  ])("%s", async (_, methods) => {
    for (const method of methods) for (const node of [l1, l2]) node.without.add(method);
    const journey = { ...world.everything, codes: [], stateNodes: [], blob: null, headers: 3 };
    const digest = await travel(world.host(), journey);
    for (const node of [l1, l2]) node.without.clear();
    expect(digest).toBe(await travel(world.host(), journey));
  });

  test("a method that is not there is asked for once", async () => {
    l1.without.add("debug_getRawHeader");
    await travel(world.host(), { headers: 4 });
    expect(l1.calls.filter((method) => method === "debug_getRawHeader")).toHaveLength(1);
  });

  test("no batches", async () => {
    l1.batches = false;
    for (const method of ["debug_getRawReceipts", "eth_getBlockReceipts"]) l1.without.add(method);
    await travel(world.host(), { receipts: world.everything.receipts });
  });

  test("codes by debug_codeByHash, and by eth_getCode of an account that a proof has shown", async () => {
    l2.without.add("debug_dbGet");
    const host = world.host();
    const hash = keccak_256(world.codes[0]!);
    expect(await ask(host, "l2-code", hash, hashKey(hash))).toEqual(world.codes[0]);

    l2.without.add("debug_codeByHash");
    const other = world.host();
    const state = world.everything.state!;
    await travel(other, { state });
    const leaf = await codeHashOf(other, state.accounts[0]![0]);
    expect(keccak_256(await ask(other, "l2-code", leaf, hashKey(leaf)))).toEqual(leaf);
    expect(l2.calls.at(-1)).toBe("eth_getCode");
  });

  /** Code hash of an account whose path is stored. */
  async function codeHashOf(host: Host, address: Uint8Array): Promise<Uint8Array> {
    const leaf: Uint8Array[] = [];
    const spy = new Client({
      hint: () => {},
      preimage: async (key) => {
        const value = await host.preimage(key);
        leaf.push(value);
        return value;
      },
    });
    spy.stateRoot = world.stateRoot;
    await spy.travel({ ...world.nowhere, state: { number: 0n, accounts: [[address, null]] } });
    const account = headerFields(headerFields(leaf.at(-1)!)[1]!);
    return account[3]!;
  }

  test("a state node by a block's witness, and by the proof of a neighbouring key", async () => {
    const [address] = world.everything.state!.accounts[0]!;
    const proof = concatBytes(u64(world.everything.state!.number), address);
    // A child of the root beside the account's path, which the witness has.
    const root = await ask(world.host(), "l2-state-node", world.stateRoot, hashKey(world.stateRoot));
    const own = keccak_256(address)[0]! >> 4;
    const sibling = headerFields(root).find((hash, i) => i !== own && hash.length === 32)!;
    for (const [without, method] of [
      [["debug_dbGet"], "debug_executionWitness"],
      [["debug_dbGet", "debug_executionWitness"], "eth_getProof"],
    ] as const) {
      for (const name of without) l2.without.add(name);
      const host = world.host();
      await ask(host, "l2-account-proof", proof, hashKey(world.stateRoot));
      const node = await failureOf(ask(host, "l2-state-node", sibling, hashKey(sibling)));
      expect(l2.calls.at(-1)).toBe(method);
      // The recorded witness need not have a whole path below the sibling; then the replayed node has no proof either.
      expect(node).toMatch(method === "eth_getProof" ? /^no failure|missing trie node/ : /^no failure/);
    }
  });

  test("a whole block's witness is fetched before single proofs, and only on a miss", async () => {
    const data = new MemoryStore();
    const [address] = world.everything.state!.accounts[0]!;
    const hints = async (host: Host) => {
      const attributes = Buffer.from(JSON.stringify({ timestamp: "0x1" }));
      await host.hint(formatHint("l2-payload-witness", concatBytes(bytes(world.l2Blocks[0]!.hash), attributes)));
      const proof = concatBytes(u64(world.everything.state!.number), address);
      return ask(host, "l2-account-proof", proof, hashKey(world.stateRoot));
    };
    await hints(world.host({ data, payloadWitness: true }));
    expect(l2.calls).toEqual(["debug_executePayload"]);
    await hints(world.host({ data, payloadWitness: true }));
    expect(l2.calls).toEqual(["debug_executePayload"]);
    l2.without.add("debug_executePayload");
    await hints(world.host({ payloadWitness: true }));
    // The block's own witness instead, and those of the next three unasked.
    await vi.waitFor(() =>
      expect(l2.calls.slice(1)).toEqual([
        "debug_executePayload",
        "debug_getRawHeader",
        ...new Array(4).fill("debug_executionWitness"),
      ]),
    );
    l2.calls.length = 0;
    l2.without.add("debug_executionWitness");
    await hints(world.host());
    expect(l2.calls.splice(0)).toEqual([
      "debug_getRawHeader",
      "debug_executionWitness",
      "debug_executePayload",
      "eth_getProof",
    ]);
  });

  test("blobs by the older endpoint", async () => {
    beacon.endpoint = "blob_sidecars";
    const request = concatBytes(world.blob.commitment, blobPoints()[4095]!);
    for (const hint of [
      concatBytes(world.blob.versionedHash, u64(0n), u64(world.blobTime)),
      concatBytes(world.blob.versionedHash, u64(world.blobTime)),
    ]) {
      const host = world.host();
      expect(await ask(host, "l1-blob", hint, blobKey(request))).toEqual(world.blob.blob.subarray(131_040));
      expect(await host.preimage(sha256Key(world.blob.commitment))).toEqual(world.blob.commitment);
    }
  });

  test("the starting output from Isthmus on needs no proof", async () => {
    const isthmus = await startWorld(true);
    const host = isthmus.host();
    const root = isthmus.boot.agreedOutputRoot;
    expect(await ask(host, "l2-output", root, hashKey(root))).toEqual(isthmus.output);
    expect(isthmus.nodes.l2.calls).toEqual(["debug_getRawHeader"]);
    await isthmus.stop();
  });
});

describe("a node that lies is named, with the hash, and nothing of it is stored", () => {
  const lies = async (node: typeof l1 | typeof l2 | typeof beacon, run: (host: Host) => Promise<unknown>) => {
    node.mood = () => "lie";
    const data = new MemoryStore();
    const failure = await failureOf(run(world.host({ data })));
    node.mood = () => null;
    return { failure, data };
  };

  test("headers", async () => {
    const { failure, data } = await lies(l1, (host) => ask(host, "l1-block-header", l1Head, hashKey(l1Head)));
    expect(failure).toMatch(new RegExp(`^NODE_LIED L1 node 127.0.0.1:\\d+: \\w+ for ${toHex(l1Head)}`));
    expect(data.size).toBe(0);
  });

  test.each([
    ["l1-transactions", 4],
    ["l1-receipts", 5],
  ])("%s", async (hint, field) => {
    const hash = world.everything.receipts[0]!;
    const root = headerFields(world.l1Blocks.find((block) => block.hash === toHex(hash))!.header)[field]!;
    const data = new MemoryStore();
    const host = world.host({ data });
    await ask(host, "l1-block-header", hash, hashKey(hash));
    l1.mood = () => "lie";
    expect(await failureOf(ask(host, hint, hash, hashKey(root)))).toMatch(
      new RegExp(`^NODE_LIED L1 node .*${toHex(root)}`),
    );
    expect(data.size).toBe(1);
  });

  test("blobs", async () => {
    const hint = concatBytes(world.blob.versionedHash, u64(0n), u64(world.blobTime));
    for (const endpoint of ["blobs", "blob_sidecars"] as const) {
      beacon.endpoint = endpoint;
      const data = new MemoryStore();
      const host = world.host({ data });
      beacon.mood = (path) => (path.includes("/blob") ? "lie" : null);
      const failure = await failureOf(ask(host, "l1-blob", hint, sha256Key(world.blob.commitment)));
      expect(failure).toMatch(new RegExp(`^NODE_LIED L1 beacon node .*${toHex(world.blob.versionedHash)}`));
      expect(data.size).toBe(0);
    }
  });

  test("state: nodes, codes, proofs, the output", async () => {
    const code = keccak_256(world.codes[0]!);
    const [address] = world.everything.state!.accounts[0]!;
    const proof = concatBytes(u64(world.everything.state!.number), address);
    const cases: [string, Uint8Array, Uint8Array][] = [
      ["l2-state-node", world.stateRoot, world.stateRoot],
      ["l2-code", code, code],
      ["starting-l2-output", world.boot.agreedOutputRoot, world.boot.agreedOutputRoot],
      ["l2-account-proof", proof, world.stateRoot],
    ];
    for (const [hint, payload, wanted] of cases) {
      const { failure, data } = await lies(l2, (host) => ask(host, hint, payload, hashKey(wanted)));
      expect(failure, hint).toMatch(/^NODE_LIED L2 node 127\.0\.0\.1:\d+: \w+ for 0x/);
      expect(data.get(hashKey(wanted)), hint).toBeNull();
    }
  });

  test("a proof by block hash is held against the header's state root", async () => {
    const other = bytes(world.l2Blocks[1]!.hash);
    const [address] = world.everything.state!.accounts[0]!;
    const ofAnother = await world.rpcs().l2.request("eth_getProof", [toHex(address), [], "0x68379ba"]);
    l2.fixed.set("eth_getProof", ofAnother);
    const payload = concatBytes(other, address, u64(10n));
    const failure = await failureOf(
      ask(world.host(), "l2-account-proof", payload, hashKey(new Uint8Array(32).fill(1))),
    );
    const root = headerFields(world.l2Blocks[1]!.header)[3]!;
    expect(failure).toMatch(new RegExp(`^NODE_LIED L2 node .*eth_getProof for ${toHex(root)}`));
  });

  test("the agreed output that is not the agreed block's", async () => {
    const root = keccak_256(Uint8Array.of(1));
    const boot = { ...world.boot, agreedOutputRoot: root };
    const failure = await failureOf(ask(world.host({ boot }), "starting-l2-output", root, hashKey(root)));
    expect(failure).toMatch(/^NODE_LIED L2 node .* has another output root/);
  });

  test("one way lies, another does not: the truth is taken", async () => {
    l1.mood = (method) => (method === "debug_getRawHeader" ? "lie" : null);
    await l1Header(world.host());
    expect(l1.calls).toContain("eth_getBlockByHash");
  });
});

describe("nodes that fail for a while", () => {
  const firstCalls = (count: number, fault: Fault) => {
    let left = count;
    return () => (left-- > 0 ? fault : null);
  };

  test.each(["die", "limit", "busy", "none"] as Fault[])("%s twice, then well again", async (fault) => {
    l1.mood = firstCalls(2, fault);
    await l1Header(world.host());
    expect(l1.calls.length).toBeGreaterThan(3);
  });

  test("a slow node is asked again", async () => {
    l1.mood = firstCalls(1, "hang");
    await l1Header(world.host({ limits: { ...TEST_LIMITS, timeoutMs: 1000 } }));
  });
});

describe("nodes that fail for good: a typed error in bounded time", () => {
  test.each([
    ["die", /^NODE_UNREACHABLE L1 node 127\.0\.0\.1/],
    ["limit", /^NODE_ERROR L1 node .*429/],
    ["busy", /^NODE_ERROR L1 node .*limit exceeded/],
    ["none", /^NODE_ERROR L1 node .*does not have/],
    ["missing", /^NODE_ERROR L1 node .*does not exist/],
    ["garbage", /^NODE_RESPONSE_BROKEN L1 node .*not JSON/],
    ["huge", /^NODE_RESPONSE_TOO_LARGE L1 node .*2097152 bytes/],
  ] as [Fault, RegExp][])("%s", async (fault, message) => {
    l1.mood = () => fault;
    const host = world.host({ limits: { ...TEST_LIMITS, maxResponseBytes: 2 << 20 } });
    expect(await failureOf(l1Header(host))).toMatch(message);
    // Bounded: tries of the transport, ways and hints multiplied, and no more.
    expect(l1.calls.length).toBeLessThanOrEqual(24);
    // And usable again once the node is.
    l1.mood = () => null;
    await l1Header(host);
  });

  test("hang", async () => {
    l1.mood = () => "hang";
    const host = world.host({ limits: { ...TEST_LIMITS, timeoutMs: 100, attempts: 3 } });
    expect(await failureOf(l1Header(host))).toMatch(/^NODE_UNREACHABLE L1 node .*within 100 ms/);
    expect(l1.calls).toHaveLength(3);
  });

  test("nobody listens", async () => {
    const gone = await startWorld();
    await gone.stop();
    expect(await failureOf(ask(gone.host(), "l1-block-header", l1Head, hashKey(l1Head)))).toMatch(
      /^NODE_UNREACHABLE L1 node .*ECONNREFUSED/,
    );
  });

  test("a beacon node without the blob", async () => {
    const hint = concatBytes(world.blob.versionedHash, u64(0n), u64(world.blobTime + 12n));
    const failure = await failureOf(ask(world.host(), "l1-blob", hint, sha256Key(world.blob.commitment)));
    expect(failure).toMatch(/^NODE_ERROR L1 beacon node/);
  });
});

describe("hints and keys that do not belong together", () => {
  const missing = hashKey(new Uint8Array(32).fill(9));

  test("a key without any hint, and after an unrelated one: no hang", async () => {
    const host = world.host();
    expect(await failureOf(host.preimage(missing))).toMatch(/^PREIMAGE_MISSING .*before any hint/);
    expect(await failureOf(ask(host, "l1-block-header", l1Head, missing))).toMatch(
      /^PREIMAGE_MISSING 0x0209.* after the hint l1BlockHeader 0x/,
    );
  });

  test("a key whose hint was followed by another", async () => {
    const host = world.host();
    await host.hint(formatHint("l1-block-header", l1Head));
    await host.hint(formatHint("l2-block-header", bytes(world.l2Blocks[0]!.hash)));
    expect(keccak_256(await host.preimage(hashKey(l1Head)))).toEqual(l1Head);
  });

  test("offline: a typed error at once; a precompile is computed all the same", async () => {
    const host = world.host({ nodes: null });
    expect(await failureOf(ask(host, "l1-block-header", l1Head, hashKey(l1Head)))).toMatch(
      /^PREIMAGE_MISSING .*not in the store/,
    );
    const request = world.everything.precompile!;
    expect(toHex(await ask(host, "l1-precompile", request, precompileKey(request)))).toBe("0x01");
  });

  test("broken hints are only logged", async () => {
    const lines: string[] = [];
    const host = world.host({ log: (line) => lines.push(line) });
    for (const hint of ["", "x", "l1-block-header 0x12", "l1-block-header", "l2-block-data 0x00", "nonsense 0x00"]) {
      await host.hint(hint);
    }
    expect(lines).toHaveLength(6);
    await l1Header(host);
  });

  test("keys of no type are refused", async () => {
    for (const key of [new Uint8Array(32), new Uint8Array(31).fill(2), new Uint8Array(32).fill(3)]) {
      expect(await failureOf(world.host().preimage(key))).toMatch(/^PREIMAGE_KEY_WRONG/);
    }
  });

  test("a store that was tampered with is found out", async () => {
    const data = new MemoryStore();
    data.putAll([[hashKey(l1Head), Uint8Array.of(1)]]);
    const host = world.host({ nodes: null, store: new VerifiedStore(data) });
    expect(await failureOf(host.preimage(hashKey(l1Head)))).toMatch(/^STORE_BROKEN/);
  });
});
