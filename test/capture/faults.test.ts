// Nodes that time out, lie, drop connections, answer 429 or reorganise in the middle: no wrong verdict, and no file that is not whole.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureBlock } from "@assay/capture/capture";
import { capturePath, readCaptured } from "@assay/capture/files";
import { captureRange, type RangeEvent } from "@assay/capture/range";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { type ByteString, toBytes } from "@assay/witness/byteString";
import { verifyFile } from "@assay/witness/verifyFile";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Random } from "../../packages/core/test/bytecode.ts";
import { Hardfork, World } from "../blocks/world.ts";
import { type Fault, HASTY, type Method, type Methods, Peer } from "./peer.ts";
import { WorldNode, worldChain } from "./worldNode.ts";
import { WorldWork } from "./worldWork.ts";

const BLOCKS = 6;
const core = new Core(compileCore());
let peer: Peer;
let folder: string;
let methods: Methods;
/** The same blocks up to number 4, then others. */
let fork: Methods;

async function chainOf(seed: number, shared: number): Promise<Methods> {
  const world = await World.open(Hardfork.Prague);
  const node = new WorldNode(world);
  const first = await WorldWork.start(world, node, new Random(1));
  for (let n = 1; n < shared; n++) await first.block();
  const rest = seed === 1 ? first : first.continued(new Random(seed));
  while (world.parent.header.number < BLOCKS) await rest.block();
  return { ...node.standard, ...node.dbGet };
}

beforeAll(async () => {
  methods = await chainOf(1, BLOCKS);
  fork = await chainOf(2, 4);
  peer = await Peer.with(methods);
});
afterAll(() => peer.stop());
beforeEach(() => {
  peer.reset();
  peer.methods = methods;
  folder = mkdtempSync(join(tmpdir(), "assay-faults-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = () => ({ chain: worldChain, core, folder, format: "json.gz", atOnce: 2 }) as const;

async function range(from = 1n, to = BigInt(BLOCKS)): Promise<RangeEvent[]> {
  const events: RangeEvent[] = [];
  const node = peer.node(HASTY);
  await captureRange(
    () => node.forBlock(),
    from,
    to,
    options(),
    (event) => events.push(event),
  );
  return events;
}

/** Every file in the folder is whole, valid, and of a block that the node had. */
async function onlyWholeFiles(): Promise<number> {
  const files = readdirSync(folder);
  for (const file of files) {
    expect(file).toMatch(/^mainnet-\d+\.json\.gz$/);
    expect((await verifyFile(join(folder, file), { core })).verdict, file).toBe("valid");
  }
  return files.length;
}

test("a good node: every block, each in a file", async () => {
  const events = await range();
  expect(events.map(({ kind }) => kind)).toEqual(Array(BLOCKS).fill("written"));
  expect(await onlyWholeFiles()).toBe(BLOCKS);
});

const PERSISTENT: readonly Fault[] = ["drop", "cut", "hang", "limit", "busy", "none", "garbage", "lie"];

test.each(PERSISTENT)("a node that always does this to proofs: %s", async (fault) => {
  peer.mood = (method) => (method === "eth_getProof" ? fault : null);
  await expect(captureBlock(peer.node(HASTY), 5n, options())).rejects.toBeInstanceOf(InputError);
  const events = await range(5n, 6n);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["failed"]));
  expect(readdirSync(folder)).toEqual([]);
});

test.each(PERSISTENT)("a node that does this now and then: %s", async (fault) => {
  // Tries and other ways make up for most of it; a lie stands.
  peer.mood = (_, call) => (call % 13 === 7 ? fault : null);
  const events = await range();
  for (const event of events) {
    if (event.kind === "failed") expect(event.error.code).toMatch(/^(NODE_|FIELD_|HEX_|CAPTURE_)/);
    else expect(event.kind).toBe("written");
  }
  await onlyWholeFiles();
  // It goes on where it stopped, and gets there.
  peer.reset();
  const again = await range();
  expect(again.filter(({ kind }) => kind === "kept").length).toBe(
    events.filter(({ kind }) => kind === "written").length,
  );
  expect(await onlyWholeFiles()).toBe(BLOCKS);
});

test("a lie about any single call never gives a wrong verdict", async () => {
  peer.methods = methods;
  const { calls } = await captureBlock(peer.node(HASTY), 5n, options());
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  let lies = 0;
  for (let at = 1; at <= total; at++) {
    peer.reset();
    peer.mood = (_, call) => (call === at ? "lie" : null);
    try {
      const { verdict } = await captureBlock(peer.node({ ...HASTY, maxBatch: 1, concurrency: 1 }), 5n, options());
      // What was lied about was not needed, or asked for again in another way.
      expect(verdict.verdict, `call ${at}`).toBe("valid");
    } catch (error) {
      expect(error, `call ${at}`).toBeInstanceOf(InputError);
      lies++;
    }
  }
  expect(lies).toBeGreaterThan(total / 3);
});

test("a transaction, a withdrawal or a header field that is another one is the node's lie, not an invalid block", async () => {
  type Block = Record<string, unknown> & {
    transactions: Record<string, unknown>[];
    withdrawals: Record<string, unknown>[];
  };
  const change = (edit: (block: Block) => void): Methods => ({
    ...methods,
    eth_getBlockByNumber: async (params) => {
      const block = structuredClone(await methods["eth_getBlockByNumber"]!(params)) as Block;
      if (params[1] === true) edit(block);
      return block;
    },
  });
  const put = (fields: Record<string, unknown>) => (block: Block) => void Object.assign(block, fields);
  const edits: ((block: Block) => void)[] = [
    (block) => void Object.assign(block.transactions[0]!, { value: "0x123" }),
    (block) => void block.transactions.pop(),
    (block) => void block.transactions.push(block.transactions[0]!),
    put({ withdrawals: [{ index: "0x0", validatorIndex: "0x7", address: `0x${"11".repeat(20)}`, amount: "0x9" }] }),
    // The core's decoder would refuse these before it looks at the root.
    (block) => void Object.assign(block.transactions[0]!, { nonce: `0x${"ff".repeat(32)}` }),
    (block) => void Object.assign(block.transactions[0]!, { chainId: "0x9999" }),
    (block) => void Object.assign(block.transactions[0]!, { r: "0x0", s: "0x0" }),
    put({ withdrawals: null }),
    put({ transactions: [] }),
    put({ stateRoot: `0x${"11".repeat(32)}` }),
    put({ gasUsed: "0x1" }),
    put({ hash: `0x${"11".repeat(32)}` }),
  ];
  for (const edit of edits) {
    peer.methods = change(edit);
    await expect(captureBlock(peer.node(HASTY), 5n, options()), String(edit)).rejects.toMatchObject({
      code: expect.stringMatching(/^NODE_(LIED|RESPONSE_BROKEN)$/),
    });
  }
});

test("a witness of the node's own that lacks nodes and codes, or is another block's, is made whole by proofs", async () => {
  const of = async (number: bigint) => {
    const { input } = await captureBlock(peer.node(), number, options());
    const hex = (items: readonly ByteString[]) => items.map((item) => toHex(toBytes(item, "item")));
    return { state: hex(input.nodes), codes: hex(input.codes), headers: hex(input.headers) };
  };
  const [own, other] = await Promise.all([of(6n), of(5n)]);
  const partial = (keep: (i: number) => boolean) => ({ ...own, state: own.state.filter((_, i) => keep(i)), codes: [] });
  for (const witness of [own, other, partial((i) => i % 2 === 0), partial((i) => i % 7 === 0), partial(() => false)]) {
    peer.methods = { ...methods, debug_executionWitness: () => witness };
    const { way, verdict } = await captureBlock(peer.node(HASTY), 6n, options());
    expect([way, verdict.verdict]).toEqual(["witness", "valid"]);
  }
});

test("a trace that names more keys than a block can touch, or nonsense, is not followed", async () => {
  const storage = Object.fromEntries(
    Array.from({ length: 201_000 }, (_, i) => [`0x${i.toString(16).padStart(64, "0")}`, "0x0"]),
  );
  const trace = (result: unknown): Methods => ({ ...methods, debug_traceBlockByHash: () => result });
  peer.methods = trace([{ result: { [`0x${"11".repeat(20)}`]: { storage } } }]);
  await expect(captureBlock(peer.node(), 5n, options())).rejects.toMatchObject({ code: "NODE_RESPONSE_BROKEN" });
  expect(peer.calls).toBeLessThan(10);
  // What is no address, no slot, no code is passed over; the block is captured as without.
  const nonsense = [
    null,
    5,
    { result: { x: {}, "0x11": 7, [`0x${"22".repeat(20)}`]: { storage: { y: 1 }, code: "zz" } } },
  ];
  for (const answer of [nonsense, [], [{}]]) {
    peer.methods = trace(answer);
    expect((await captureBlock(peer.node(HASTY), 5n, options())).verdict.verdict).toBe("valid");
  }
  peer.methods = trace("none");
  await expect(captureBlock(peer.node(HASTY), 5n, options())).rejects.toMatchObject({ code: "FIELD_WRONG" });
});

test("a node that does not have the block, and one of the genesis", async () => {
  await expect(captureBlock(peer.node(HASTY), 99n, options())).rejects.toMatchObject({ code: "NODE_ERROR" });
  await expect(captureBlock(peer.node(HASTY), `0x${"ab".repeat(32)}`, options())).rejects.toMatchObject({
    code: "NODE_ERROR",
  });
  await expect(captureBlock(peer.node(HASTY), 0n, options())).rejects.toMatchObject({ code: "CAPTURE_IMPOSSIBLE" });
});

test("a node that takes no hash for a state is asked by number", async () => {
  const hashes = new Map<unknown, string>();
  for (let n = 0; n <= BLOCKS; n++) {
    const { hash } = (await methods["eth_getBlockByNumber"]!([`0x${n.toString(16)}`, false])) as { hash: string };
    hashes.set(`0x${n.toString(16)}`, hash);
  }
  const byNumber =
    (method: string): Method =>
    (params) => {
      const last = params.at(-1);
      if (typeof last !== "string") throw new Error("invalid argument 2: json: cannot unmarshal object into Go value");
      return methods[method]!([...params.slice(0, -1), { blockHash: hashes.get(last) }]);
    };
  peer.methods = { ...methods, eth_getProof: byNumber("eth_getProof"), eth_getCode: byNumber("eth_getCode") };
  expect((await captureBlock(peer.node(HASTY), 5n, options())).verdict.verdict).toBe("valid");
});

test("a node without proofs and without a witness: the method is named", async () => {
  const { eth_getProof: _, ...rest } = methods;
  peer.methods = rest;
  await expect(captureBlock(peer.node(HASTY), 5n, options())).rejects.toMatchObject({
    code: "NODE_ERROR",
    message: expect.stringContaining("eth_getProof"),
  });
  await expect(captureBlock(peer.node(HASTY), 5n, { ...options(), way: "witness" })).rejects.toMatchObject({
    message: expect.stringContaining("debug_executionWitness"),
  });
  await expect(captureBlock(peer.node(HASTY), 5n, { ...options(), way: "trace" })).rejects.toMatchObject({
    message: expect.stringContaining("debug_traceBlockByHash"),
  });
});

test("a reorganisation in the middle of one capture: the block that was named, or none", async () => {
  const before = (await captureBlock(peer.node(HASTY), 6n, options())).hash;
  peer.methods = fork;
  const after = (await captureBlock(peer.node(HASTY), 6n, options())).hash;
  expect(after).not.toBe(before);
  for (let at = 2; at < 16; at++) {
    peer.methods = methods;
    peer.calls = 0;
    peer.mood = (_, call) => {
      if (call === at) peer.methods = fork;
      return null;
    };
    try {
      const { hash, verdict } = await captureBlock(peer.node({ ...HASTY, maxBatch: 1, concurrency: 1 }), 6n, options());
      expect([[before, after], verdict.verdict]).toEqual([expect.arrayContaining([hash]), "valid"]);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
    }
  }
});

test("a reorganisation in the middle of a range: the files are of one chain in the end", async () => {
  const hashes = async () =>
    (await Promise.all([5n, 6n].map((n) => captureBlock(peer.node(HASTY), n, options())))).map(({ hash }) => hash);
  peer.methods = fork;
  const canonical = await hashes();
  peer.methods = methods;
  const [stale] = await hashes();
  // Block 5 is written before the chain changes.
  const node = peer.node(HASTY);
  const events: RangeEvent[] = [];
  await captureRange(
    () => node.forBlock(),
    4n,
    6n,
    { ...options(), atOnce: 1 },
    (event) => {
      events.push(event);
      if (event.number === 5n) peer.methods = fork;
    },
  );
  const files = [4n, 5n, 6n].map((n) => readCaptured(capturePath(folder, worldChain, n, "json.gz"), worldChain, n)!);
  expect(files.slice(1).map(({ hash }) => hash)).toEqual(canonical);
  expect(stale).not.toBe(canonical[0]);
  expect(files[2]!.parentHash).toBe(files[1]!.hash);
  expect(files[1]!.parentHash).toBe(files[0]!.hash);
  expect(events.map(({ number }) => number)).toEqual([4n, 5n, 6n, 5n]);
});

test("files of a run that was stopped, or damaged: captured again; what is no capture is left alone", async () => {
  await range();
  const path = (n: bigint) => capturePath(folder, worldChain, n, "json.gz");
  writeFileSync(path(2n), readFileSync(path(2n)).subarray(0, 200));
  writeFileSync(path(3n), "");
  writeFileSync(path(4n), readFileSync(path(5n)));
  rmSync(path(6n));
  writeFileSync(join(folder, ".mainnet-6.json.gz.123.tmp"), "half");
  const events = await range();
  const kinds = new Map(events.map(({ number, kind }) => [number, kind]));
  expect([1n, 2n, 3n, 4n, 5n, 6n].map((n) => kinds.get(n))).toEqual([
    "kept",
    "written",
    "written",
    "written",
    "kept",
    "written",
  ]);
});

test("a folder that cannot be written to ends the range with its reason", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const events: RangeEvent[] = [];
  const node = peer.node(HASTY);
  await captureRange(
    () => node.forBlock(),
    1n,
    3n,
    { ...options(), folder: file, atOnce: 1 },
    (event) => events.push(event),
  );
  expect(events.map((event) => (event.kind === "failed" ? event.error.code : event.kind))).toEqual(
    Array(3).fill("FILE_UNWRITABLE"),
  );
});
