// The commands over a chain of our own: `assay program` online, interrupted, again without a call, and offline; client and host as two
// processes, both ways round and by other hosts' rules; `assay derive` from nodes and from a file with blobs.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { toHex } from "@assay/core/hex";
import { rollupJson } from "@assay/node/rollupJson";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FaultProxy } from "../../packages/program/test/faultProxy.ts";
import { makeChain } from "./chain.ts";
import { ClaimWorld } from "./claims.ts";
import { derivationFile } from "./derivationFile.ts";

const bin = fileURLToPath(new URL("../../packages/cli/bin/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "assay-commands-"));
const FORKS = {
  regolith: 0n,
  canyon: 0n,
  delta: 0n,
  ecotone: 24n,
  fjord: 28n,
  granite: 32n,
  holocene: 36n,
  isthmus: 48n,
};
/** Up to here batches are calldata; after it blobs, which cost every process a second or two for the trusted setup. */
const EARLY = 10n;

let world: ClaimWorld;
let head: bigint;
let l1: FaultProxy;
let l2: FaultProxy;
let nodes: string[];
let chain: string[];

beforeAll(async () => {
  const policy = { batches: "singular", carrier: "blobs", blocksPerChannel: 5, frameBytes: 6000 } as const;
  const { devnet } = await makeChain({ seed: "commands", forks: FORKS, policy, steps: 5 });
  world = await ClaimWorld.open(devnet);
  head = devnet.engine.head.number;
  l1 = new FaultProxy(devnet.relay.address);
  l2 = new FaultProxy(world.l2.address);
  const l1Address = await l1.start();
  nodes = ["--l1-node-address", l1Address, "--l1-beacon-address", l1Address, "--l2-node-address", await l2.start()];
  const rollup = join(folder, "rollup.json");
  const l1Config = join(folder, "l1.json");
  writeFileSync(rollup, JSON.stringify(rollupJson(devnet.rollup)));
  writeFileSync(l1Config, JSON.stringify(devnet.l1ChainConfig));
  chain = ["--rollup-config-path", rollup, "--l1-config-path", l1Config];
});

afterAll(async () => {
  await l1?.stop();
  await l2?.stop();
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  l1.delayMs = 0;
  l2.delayMs = 0;
  l1.requests = 0;
  l2.requests = 0;
});

/** The claim about the chain's head as options; `lie`: another output root. */
function claim(lie = false, claimed = head, agreed = 0n): string[] {
  const boot = world.boot({ agreed, claimed });
  return [
    ...["--l1-head", toHex(boot.l1Head)],
    ...["--agreed-l2-head-hash", world.devnet.engine.blockAt(agreed)!.hash],
    ...["--agreed-l2-output-root", toHex(boot.agreedOutputRoot)],
    ...["--claimed-l2-output-root", lie ? `0x${"bb".repeat(32)}` : toHex(boot.claimedOutputRoot)],
    ...["--claimed-l2-block-number", claimed.toString()],
    ...chain,
  ];
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function endOf(child: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (piece) => {
    out += piece;
  });
  child.stderr?.on("data", (piece) => {
    err += piece;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(bin, "assay.js"), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  return { child, ended: endOf(child) };
}

const assay = (...args: string[]) => start(args).ended;

const sum = ({ l1, beacon, l2 }: { l1: number; beacon: number; l2: number }) => l1 + beacon + l2;

describe("assay program", () => {
  test("online into a data directory, again without a call, then offline; true and false claims", async () => {
    const data = ["--data-dir", join(folder, "data")];
    const first = await assay("program", ...claim(), ...nodes, ...data, "--json");
    const line = JSON.parse(first.out);
    const { engine } = world.devnet;
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(line).toMatchObject({
      v: 1,
      type: "program",
      chain: "custom",
      chainId: 901,
      verdict: "valid",
      code: null,
      stop: "claimedBlock",
      agreedBlock: 0,
      claimedBlock: Number(head),
      reachedBlock: Number(head),
      blocks: Number(head),
      blockHash: engine.head.hash,
      computedOutputRoot: toHex(world.outputRoot(head)),
    });
    expect(line.roundTrips.l1).toBeGreaterThan(0);
    expect(line.served[`L2 node ${new URL(nodes[5]!).host} debug_executionWitness`]).toBeGreaterThan(0);
    l1.requests = l2.requests = 0;

    const again = await assay("program", ...claim(), ...nodes, ...data, "--json");
    expect([again.code, JSON.parse(again.out).roundTrips]).toEqual([0, { l1: 0, beacon: 0, l2: 0 }]);
    expect(l1.requests + l2.requests).toBe(0);

    const offline = await assay("program", ...claim(), ...data);
    expect([offline.code, offline.err]).toEqual([0, ""]);
    expect(offline.out).toMatch(
      new RegExp(
        `^valid  chain 901  ${head} blocks, 1 to ${head}, \\d+ txs, [\\d,]+ gas, L1 \\d+  up to the claimed block`,
      ),
    );
    expect(offline.out).toContain(`computed output root  ${toHex(world.outputRoot(head))}`);
    expect(offline.out).toContain(engine.head.hash);

    const lie = await assay("program", ...claim(true), ...data);
    expect([lie.code, lie.out]).toEqual([1, expect.stringMatching(/^invalid /)]);
    expect(lie.out).toContain(`claimed output root   0x${"bb".repeat(32)}`);
    // The claim's own block below the agreed one.
    const below = await assay("program", ...claim(false, 3n, 5n), ...nodes, "--json");
    expect([below.code, JSON.parse(below.out).code]).toEqual([1, "CLAIM_BELOW_AGREED"]);
  });

  test("offline without the data: incomplete, with what is missing and what to do", async () => {
    const { code, out } = await assay("program", ...claim(), "--data-dir", join(folder, "empty"));
    expect(code).toBe(2);
    expect(out).toMatch(/^incomplete {2}chain 901/);
    expect(out).toMatch(/not in the store/);
    expect(out).toMatch(/→ Run the host with nodes/);
  });

  test("SIGINT leaves a good store, which the next run goes on with", async () => {
    const data = ["--data-dir", join(folder, "interrupted")];
    l1.delayMs = l2.delayMs = 60;
    const { child, ended } = start(["program", ...claim(false, EARLY), ...nodes, ...data, "--json"]);
    while (l2.requests < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGINT");
    const interrupted = await ended;
    expect([interrupted.code, JSON.parse(interrupted.out).code]).toEqual([2, "INTERRUPTED"]);
    l1.delayMs = l2.delayMs = 0;
    const rest = await assay("program", ...claim(false, EARLY), ...nodes, ...data, "--json");
    const fresh = await assay("program", ...claim(false, EARLY), ...nodes, "--json");
    const [of, whole] = [rest, fresh].map(({ out }) => JSON.parse(out));
    expect([rest.code, of.verdict]).toEqual([0, "valid"]);
    expect(sum(of.roundTrips)).toBeLessThan(sum(whole.roundTrips));
  });

  test("a configuration that contradicts a built-in chain is wrong use", async () => {
    const path = join(folder, "op.json");
    writeFileSync(path, JSON.stringify({ ...rollupJson(world.devnet.rollup), l2_chain_id: 10 }));
    const args = claim().map((one, i, all) => (all[i - 1] === "--rollup-config-path" ? path : one));
    const { code, err } = await assay("program", ...args, "--data-dir", join(folder, "x"));
    expect([code, err]).toEqual([3, expect.stringMatching(/built in with another configuration/)]);
  });
});

describe("host single", () => {
  const client = join(bin, "assay-client.js");

  test.each([
    ["--native, kona's exit codes", ["host", "single", "--native"]],
    ["--native by the older name", ["host", "--native"]],
  ])("%s", async (_, command) => {
    const data = ["--data-dir", join(folder, "data")];
    if (command[1] !== "--native") {
      const valid = await assay(...command, ...claim(), ...data);
      expect([valid.code, valid.out + valid.err]).toEqual([0, expect.stringMatching(/^valid /)]);
    }
    const invalid = await assay(...command, ...claim(true), ...data);
    expect([invalid.code, invalid.out + invalid.err]).toEqual([1, expect.stringMatching(/^invalid /)]);
    const incomplete = await assay(...command, ...claim(), "--data-dir", join(folder, "empty"));
    expect(incomplete.code).toBe(2);
  });

  test("--exec online: the client's blobs come in field elements", async () => {
    const { code, err } = await assay("host", "single", "--exec", client, ...claim(true), ...nodes);
    expect([code, err]).toEqual([1, expect.stringMatching(/^invalid {2}claim/)]);
  });

  /** Two processes and nothing between them but the four pipes, of which every byte is kept. */
  async function connect(args: readonly string[]) {
    const stdio = ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe", "pipe"] as const;
    const host = spawn(process.execPath, [join(bin, "assay.js"), "host", "single", "--server", ...args], {
      stdio: [...stdio],
    });
    const program = spawn(process.execPath, [client], { stdio: [...stdio] });
    const ends = [endOf(host), endOf(program)] as const;
    const written: Record<string, Buffer[]> = { hints: [], acks: [], keys: [], values: [] };
    const join4 = (from: ChildProcess, out: number, to: ChildProcess, into: number, name: string) => {
      const source = from.stdio[out] as Readable;
      const target = to.stdio[into] as Writable;
      for (const stream of [source, target]) stream.on("error", () => {});
      source.on("data", (piece: Buffer) => written[name]!.push(piece));
      source.pipe(target);
      to.on("exit", () => target.destroy());
      from.on("exit", () => target.end());
    };
    // What a client writes on 4 and 6 a host reads on 3 and 5, and the other way.
    join4(program, 4, host, 3, "hints");
    join4(host, 4, program, 3, "acks");
    join4(program, 6, host, 5, "keys");
    join4(host, 6, program, 5, "values");
    const [served, judged] = await Promise.all(ends);
    const bytes = Object.fromEntries(Object.entries(written).map(([name, list]) => [name, Buffer.concat(list)]));
    return { served, judged, bytes: bytes as Record<"hints" | "acks" | "keys" | "values", Buffer> };
  }

  test("--server and the client as a VM joins them: the bytes are those of the specification", async () => {
    const { served, judged, bytes } = await connect([...claim(), "--data-dir", join(folder, "data")]);
    expect([judged.code, served.code, served.err]).toEqual([0, 0, ""]);
    // Hints: u32 big-endian length, text of a name, a space and 0x hex; one byte back for each.
    let hints = 0;
    for (let at = 0; at < bytes.hints.length; hints++) {
      const end = at + 4 + bytes.hints.readUInt32BE(at);
      expect(bytes.hints.subarray(at + 4, end).toString()).toMatch(/^[a-z][a-z0-9-]* 0x(?:[0-9a-f]{2})+$/);
      at = end;
    }
    expect(hints).toBeGreaterThan(10);
    expect(bytes.acks).toHaveLength(hints);
    // Keys of 32 bytes; u64 big-endian length and the value for each.
    expect(bytes.keys.length % 32).toBe(0);
    const keys = bytes.keys.length / 32;
    const types = new Map<number, number>();
    let at = 0;
    for (let i = 0; i < keys; i++) {
      const type = bytes.keys[32 * i]!;
      types.set(type, (types.get(type) ?? 0) + 1);
      const length = Number(bytes.values.readBigUInt64BE(at));
      if (type === 5) expect(length).toBe(32);
      if (type === 4) expect(length).toBe(48);
      at += 8 + length;
    }
    expect(at).toBe(bytes.values.length);
    // The boot values come first, in order, and each blob in 4096 elements after its commitment.
    expect([...new Array(5).keys()].map((i) => bytes.keys[32 * i + 31])).toEqual([1, 2, 3, 4, 5]);
    expect(types.get(5)).toBe(4096 * types.get(4)!);
  });

  test("--exec offline: what the client finds is the exit code", async () => {
    const command = ["host", "single", "--exec", client];
    const valid = await assay(...command, ...claim(false, EARLY), "--data-dir", join(folder, "data"));
    expect([valid.code, valid.err]).toEqual([0, expect.stringMatching(/^valid {2}claim/)]);
    expect((await assay(...command, ...claim(), "--data-dir", join(folder, "empty"))).code).toBe(2);
  });

  test("the host dies: the client could not tell", async () => {
    const { served, judged } = await connect([...claim(), "--data-dir", join(folder, "empty")]);
    expect(served).toMatchObject({ code: 2, err: expect.stringMatching(/^PREIMAGE_MISSING/) });
    expect(judged).toMatchObject({ code: 2, err: expect.stringMatching(/CHANNEL_(CLOSED|BROKEN)/) });
  });

  test("a client without a host could not tell", async () => {
    const alone = spawn(process.execPath, [client], { stdio: ["ignore", "pipe", "pipe"] });
    const { code, err } = await endOf(alone);
    expect([code, err]).toEqual([2, expect.stringMatching(/CHANNEL_CLOSED/)]);
  });
});

describe("assay derive", () => {
  /** Its batch is in a blob. */
  const LAST = 26n;
  const lines = (out: string) =>
    out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));

  test.each([[[]], [["--execute"]]])("from nodes %j", async (more) => {
    const range = ["--from", "3", "--to", EARLY.toString(), ...chain, ...nodes, "--json"];
    const { code, out, err } = await assay("derive", ...range, ...more);
    expect([code, err]).toEqual([0, ""]);
    const all = lines(out);
    const { engine } = world.devnet;
    for (let number = 3n; number <= EARLY; number++) {
      expect(all[Number(number) - 3]).toMatchObject({
        type: "derived",
        number: Number(number),
        verdict: "valid",
        blockHash: engine.blockAt(number)!.hash,
        executed: more.length === 0 ? null : { gasUsed: expect.any(Number), stateRoot: expect.any(String) },
      });
    }
    expect(all.at(-1)).toMatchObject({ type: "summary", verdict: "valid", blocks: 8, executed: more.length * 8 });
    expect(all.at(-1).roundTrips.l1).toBeGreaterThan(0);
  });

  test("from nodes with an L1 head that is too early: incomplete, and what to do", async () => {
    const args = ["--from", "1", "--to", head.toString(), "--l1-head", "2", ...chain, ...nodes];
    const { code, out } = await assay("derive", ...args);
    expect([code, out]).toEqual([2, expect.stringMatching(/incomplete .*L1 up to its head[\s\S]*→ .*--l1-head/)]);
  });

  test("a file with blobs, executed from witness files; a block that differs; a witness that is not there", async () => {
    const blocks = join(folder, "blocks");
    mkdirSync(blocks);
    mkdirSync(join(folder, "ranges"));
    const path = join(folder, "ranges", "range.json");
    const { file, witnesses } = await derivationFile(world.devnet, LAST);
    expect(file.blobs.length).toBeGreaterThan(0);
    writeFileSync(path, JSON.stringify(file));
    for (const [number, witness] of witnesses)
      writeFileSync(join(blocks, `own-${number}.json`), JSON.stringify(witness));
    expect(readdirSync(blocks)).toHaveLength(Number(LAST));

    const derived = await assay("derive", path, "--json");
    expect([derived.code, lines(derived.out).at(-1).blocks]).toEqual([0, Number(LAST)]);
    const executed = await assay("derive", path, "--execute", "--json");
    expect(executed.err).toBe("");
    expect(lines(executed.out).map(({ verdict }) => verdict)).toEqual(new Array(Number(LAST) + 1).fill("valid"));

    const changed = structuredClone(file);
    changed.expected.blocks[2] = changed.expected.blocks[1]!;
    writeFileSync(path, JSON.stringify(changed));
    const differs = await assay("derive", path, "--execute");
    expect([differs.code, differs.out]).toEqual([1, expect.stringMatching(/invalid.*BLOCK_HASH_MISMATCH {2}Block 3/)]);

    writeFileSync(path, JSON.stringify({ ...file, blobs: [] }));
    const blind = await assay("derive", path, "--json");
    expect([blind.code, lines(blind.out).at(-1).code]).toEqual([2, "BLOB_MISSING"]);
    const [first, ...others] = file.blobs;
    const other = `${first!.blob.slice(0, -1)}${first!.blob.endsWith("0") ? "1" : "0"}`;
    writeFileSync(path, JSON.stringify({ ...file, blobs: [{ ...first, blob: other }, ...others] }));
    const wrong = await assay("derive", path, "--json");
    expect([wrong.code, lines(wrong.out).at(-1).code]).toEqual([2, "BLOB_MISMATCH"]);

    writeFileSync(path, JSON.stringify(file));
    for (let number = 1n; number < LAST; number++) rmSync(join(blocks, `own-${number}.json`));
    const lacking = await assay("derive", path, "--execute");
    expect([lacking.code, lacking.out]).toEqual([
      2,
      expect.stringMatching(/no block file of 1 in [\s\S]*→ .*--witness/),
    ]);
    expect((await assay("derive", path, "--execute", "--witness", join(folder, "nowhere"))).code).toBe(2);
    expect((await assay("derive", path, "--witness", blocks)).code).toBe(3);
    expect((await assay("derive", path, "--from", "1")).code).toBe(3);
    expect((await assay("derive")).code).toBe(3);
  });
});
