// The client over each of its transports: the same run gives the same result, and a host that fails, dies or is slow ends it as
// itself, never as a verdict.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { concatBytes } from "@assay/core/bytes";
import { decodeDerivation } from "@assay/core/derivation";
import { InputError } from "@assay/core/inputError";
import { compileCore } from "@assay/core/wasmFile";
import { afterAll, describe, expect, test } from "vitest";
import { blobFixture } from "../../test/blobFixture.js";
import { derivationJob, derivationStore, L1_HEAD, NO_BOOT } from "../../test/derivationWorld.ts";
import { failureOf } from "../../test/hostWorld.ts";
import { Host } from "../host/host.ts";
import { blobPreimages, proofPoint } from "../preimage/blob.ts";
import { blobKey, keccakKey, localKey, typedKey } from "../preimage/key.ts";
import { blobPoints } from "../preimage/roots.ts";
import { MemoryStore } from "../store/store.ts";
import { VerifiedStore } from "../store/verifiedStore.ts";
import { type CoreRun, runCore } from "./coreRun.ts";
import { gatherBlob } from "./gatherBlob.ts";
import { StoreOracle } from "./storeOracle.ts";
import { runInWorker, type WorkerHost } from "./workerClient.ts";

const module = compileCore();
const job = derivationJob();
const store = derivationStore();
const direct = runCore(module, job, new StoreOracle(NO_BOOT, store));

function host(data = store): WorkerHost {
  return new Host({ boot: NO_BOOT, agreedBlockHash: new Uint8Array(32), store: data, nodes: null });
}

const blocksOf = (run: CoreRun) => decodeDerivation(run.result!).blocks.map(({ number, hash }) => `${number} ${hash}`);

describe("the worker", () => {
  test("gives what the direct run gives", async () => {
    expect(blocksOf(direct)).toHaveLength(9);
    const run = await runInWorker(job, host(), { module });
    expect([run.verdict, blocksOf(run)]).toEqual(["valid", blocksOf(direct)]);
    expect(run.preimages).toBe(direct.preimages);
  });

  test("a slow host: the main thread stays free, and the run comes out the same", async () => {
    const slow = host();
    const preimage = slow.preimage.bind(slow);
    let asked = 0;
    slow.preimage = async (key) => {
      if (asked++ % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      return preimage(key);
    };
    let turns = 0;
    const free = setInterval(() => turns++, 1);
    const run = await runInWorker(job, slow, { module });
    clearInterval(free);
    expect(blocksOf(run)).toEqual(blocksOf(direct));
    expect(turns).toBeGreaterThan(20);
  });

  test("what is stored meanwhile comes along: fewer questions, the same run", async () => {
    const data = new VerifiedStore(new MemoryStore());
    const whole = host();
    let asked = 0;
    const bulk: WorkerHost = {
      hint: async () => {},
      preimage: async (key) => {
        asked++;
        // As a host does that fetches a whole block for one key.
        const value = await whole.preimage(key);
        data.putHashed([value]);
        for (const [name, other] of followers(key)) data.put(name, other);
        return value;
      },
      blob: async () => new Uint8Array(0),
    };
    const run = await runInWorker(job, bulk, { module, store: data });
    expect(blocksOf(run)).toEqual(blocksOf(direct));
    expect(asked).toBeLessThan(direct.preimages / 4);
    expect(data.onHashed).toBeNull();
  });

  /** The preimages that the direct run asked for after this one. */
  const order: [Uint8Array, Uint8Array][] = [];
  const recording = new StoreOracle(NO_BOOT, store);
  runCore(module, job, {
    hint: () => {},
    preimage: (key) => {
      const value = recording.preimage(key);
      order.push([key, value]);
      return value;
    },
    blob: () => new Uint8Array(0),
  });
  function followers(key: Uint8Array): [Uint8Array, Uint8Array][] {
    const at = order.findIndex(([other]) => Buffer.compare(other, key) === 0);
    return order.slice(at + 1, at + 20);
  }

  test("answers larger than the shared buffer, both ways, and blobs", async () => {
    const big = new Uint8Array(9_000_000).map((_, i) => i * 31);
    const file = join(folder, "big.mjs");
    const source = new URL("../../dist/client/", import.meta.url).href;
    writeFileSync(
      file,
      `import { parentPort, workerData } from "node:worker_threads";
       import { SharedClient } from ${JSON.stringify(`${source}sharedChannel.js`)};
       import { SharedOracle } from ${JSON.stringify(`${source}sharedOracle.js`)};
       const oracle = new SharedOracle(new SharedClient(workerData.shared, () => parentPort.postMessage({ type: "turn" })));
       oracle.hint("l1-block-header 0x" + "ab".repeat(5_000_000));
       const value = oracle.preimage(new Uint8Array(32).fill(2));
       const blob = oracle.blob(new Uint8Array(32).fill(1));
       parentPort.postMessage({ type: "run", run: { result: value, preimages: blob.length, missing: null } });`,
    );
    let hint = "";
    const run = await runInWorker(
      job,
      {
        hint: async (text) => {
          hint = text;
        },
        preimage: async () => big,
        blob: async (hash) => concatBytes(hash, big.subarray(0, 131_136)),
      },
      { module, workerFile: pathToFileURL(file) },
    );
    expect(Buffer.compare(run.result!, big)).toBe(0);
    expect(run.preimages).toBe(131_168);
    expect(hint).toHaveLength(10_000_018);
  });

  const folder = mkdtempSync(join(tmpdir(), "assay-transports-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a host that fails ends the run with its own error", async () => {
    for (const after of [0, 100]) {
      const failing = host();
      const preimage = failing.preimage.bind(failing);
      let asked = 0;
      failing.preimage = async (key) => {
        if (asked++ === after) throw new InputError("NODE_UNREACHABLE", "no answer within 30 ms", { at: "L1 node x" });
        return preimage(key);
      };
      expect(await failureOf(runInWorker(job, failing, { module }))).toBe(
        "NODE_UNREACHABLE L1 node x: no answer within 30 ms",
      );
    }
  });

  test("a preimage that nobody has is incomplete, with what it was for and where it was looked for", async () => {
    const run = await runInWorker(job, host(new VerifiedStore(new MemoryStore())), { module });
    expect(run).toMatchObject({ verdict: "incomplete", failure: { name: "L2_HEADER_MISSING" } });
    expect(run.missing).toMatchObject({ code: "PREIMAGE_MISSING", message: expect.stringMatching(/not in the store/) });
    const alone = runCore(module, job, new StoreOracle(NO_BOOT, new VerifiedStore(new MemoryStore())));
    expect(alone).toMatchObject({ verdict: "incomplete", failure: run.failure, missing: { code: "PREIMAGE_MISSING" } });
  });

  test("wrong bytes are incomplete, whatever the host says of them", async () => {
    for (const at of [0, 50, 500]) {
      const lying = host();
      const preimage = lying.preimage.bind(lying);
      let asked = 0;
      lying.preimage = async (key) => {
        const value = Uint8Array.from(await preimage(key));
        if (asked++ === at) value[value.length >> 1]! ^= 1;
        return value;
      };
      const run = await runInWorker(job, lying, { module });
      expect(run).toMatchObject({ verdict: "incomplete", failure: { name: "WITNESS_PREIMAGE_MISMATCH" } });
    }
  });

  test("a bug of the host is no verdict", async () => {
    const broken = host();
    broken.preimage = async () => {
      throw new TypeError("undefined is not a function");
    };
    await expect(runInWorker(job, broken, { module })).rejects.toThrow(TypeError);
  });

  test("a worker that dies, or cannot start", async () => {
    const file = join(folder, "dying.mjs");
    for (const [code, message] of [
      ["process.exit(7)", /^WORKER_CRASHED the client ended with 7/],
      ["throw new Error('broken')", /^WORKER_CRASHED the client died: broken/],
      ["import './nowhere.mjs'", /^WORKER_CRASHED the client died: Cannot find/],
    ] as const) {
      writeFileSync(file, code);
      const run = runInWorker(job, host(), { module, workerFile: pathToFileURL(file) });
      expect(await failureOf(run)).toMatch(message);
    }
  });

  test("ended from outside while it waits", async () => {
    const hanging = host();
    hanging.preimage = () => new Promise(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await failureOf(runInWorker(job, hanging, { module, signal: stop.signal }))).toMatch(/^INTERRUPTED/);
    expect(await failureOf(runInWorker(job, hanging, { module, signal: stop.signal }))).toMatch(/^INTERRUPTED/);
  });
});

describe("a blob from a foreign host", () => {
  const { blob, commitment, versionedHash } = blobFixture("1-1.blob");
  const data = new VerifiedStore(new MemoryStore());
  data.putBlob(blob, versionedHash);
  /** The keys that kona and op-program serve: no proof, no whole blob. */
  const foreign = (change?: (key: Uint8Array, value: Uint8Array) => Uint8Array) => (keys: readonly Uint8Array[]) =>
    keys.map((key) => {
      const value = data.get(key);
      if (!value) throw new InputError("CHANNEL_CLOSED", "the host closed the preimage channel");
      return change ? change(key, value) : value;
    });

  test("its elements become the record that a store gives at once", () => {
    const record = gatherBlob(foreign(), versionedHash);
    expect(record).toHaveLength(131_168);
    expect(Buffer.compare(record, data.blobRecord(versionedHash)!)).toBe(0);
    // Byte 0 does not count: the core asks with the key's type in its place.
    expect(Buffer.compare(gatherBlob(foreign(), typedKey("blob", versionedHash)), record)).toBe(0);
    expect(Buffer.compare(record.subarray(0, 48), commitment)).toBe(0);
  });

  test.each([
    ["another commitment", typedKey("sha256", versionedHash), (value: Uint8Array) => value.map((b) => b ^ 1)],
    ["a short commitment", typedKey("sha256", versionedHash), (value: Uint8Array) => value.subarray(1)],
    [
      "another element",
      blobKey(concatBytes(commitment, blobPoints()[7]!)),
      (value: Uint8Array) => value.map((b, i) => (i === 31 ? b ^ 1 : b)),
    ],
    [
      "an element beyond the field",
      blobKey(concatBytes(commitment, blobPoints()[7]!)),
      (value: Uint8Array) => value.fill(255),
    ],
    ["a short element", blobKey(concatBytes(commitment, blobPoints()[7]!)), (value: Uint8Array) => value.subarray(1)],
  ])("%s is refused", (_, wrongKey, change) => {
    const host = foreign((key, value) => (Buffer.compare(key, wrongKey) === 0 ? change(value.slice()) : value));
    expect(() => gatherBlob(host, versionedHash)).toThrow(expect.objectContaining({ code: "PREIMAGE_WRONG" }));
  });

  test("a store without the proof has it computed, one without an element gives nothing", () => {
    const memory = new MemoryStore();
    for (const [key, value] of blobPreimages(blob, commitment)) {
      if (Buffer.compare(key, blobKey(concatBytes(commitment, proofPoint()))) !== 0) memory.putAll([[key, value]]);
    }
    const record = new VerifiedStore(memory).blobRecord(versionedHash)!;
    expect(Buffer.compare(record, data.blobRecord(versionedHash)!)).toBe(0);
    memory.putAll([[blobKey(concatBytes(commitment, blobPoints()[7]!)), new Uint8Array(31)]]);
    expect(() => new VerifiedStore(memory).blobRecord(versionedHash)).toThrow(
      expect.objectContaining({ code: "STORE_BROKEN" }),
    );
    expect(new VerifiedStore(new MemoryStore()).blobRecord(versionedHash)).toBeNull();
  });
});

test("a store that was changed: the core finds it out, whoever does not hash before", async () => {
  const memory = new MemoryStore();
  const copy = new VerifiedStore(memory);
  runCore(module, job, {
    hint: () => {},
    preimage: (key) => {
      const value = store.get(key)!;
      copy.put(key, value);
      return value;
    },
    blob: () => new Uint8Array(0),
  });
  expect(runCore(module, job, new StoreOracle(NO_BOOT, copy)).verdict).toBe("valid");
  const key = typedKey("keccak256", L1_HEAD);
  memory.putAll([[key, Uint8Array.from(memory.get(key)!).map((byte, i) => (i === 99 ? byte ^ 1 : byte))]]);
  const host = new Host({
    boot: NO_BOOT,
    agreedBlockHash: new Uint8Array(32),
    store: copy,
    nodes: null,
    clientHashes: true,
  });
  for (const run of [runCore(module, job, new StoreOracle(NO_BOOT, copy)), await runInWorker(job, host, { module })]) {
    expect(run).toMatchObject({ verdict: "incomplete", failure: { name: "WITNESS_PREIMAGE_MISMATCH" } });
  }
  expect(() => copy.get(key)).toThrow(expect.objectContaining({ code: "STORE_BROKEN" }));
});

test("boot values and keys of no preimage over the store", () => {
  const oracle = new StoreOracle({ ...NO_BOOT, chainId: 8453n }, store);
  expect(Buffer.from(oracle.preimage(localKey(5))).readBigUInt64BE()).toBe(8453n);
  for (const key of [localKey(6), keccakKey(Uint8Array.of(1))]) {
    expect(() => oracle.preimage(key)).toThrow(expect.objectContaining({ code: "PREIMAGE_MISSING" }));
  }
});
