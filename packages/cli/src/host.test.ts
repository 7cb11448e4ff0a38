// `assay host single` as a VM starts it: a process of its own, descriptors 3 to 6, nodes on loopback; then without nodes.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { toHex } from "@assay/core/hex";
import { afterAll, describe, expect, test } from "vitest";
import { Client } from "../../program/test/client.js";
import { startWorld } from "../../program/test/hostWorld.js";
import { pipeOracle } from "../../program/test/pipeOracle.js";
import { assay } from "../test/terminal.ts";
import { readHostFlags } from "./hostFlags.ts";

const bin = fileURLToPath(new URL("../bin/assay.js", import.meta.url));
const world = await startWorld();
const folder = mkdtempSync(join(tmpdir(), "assay-host-cli-"));
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true });
});

const claim = [
  ["--l1-head", toHex(world.boot.l1Head)],
  ["--agreed-l2-head-hash", toHex(world.agreedBlockHash)],
  ["--agreed-l2-output-root", toHex(world.boot.agreedOutputRoot)],
  ["--claimed-l2-output-root", toHex(world.boot.claimedOutputRoot)],
  ["--claimed-l2-block-number", String(world.boot.claimedBlockNumber)],
  ["--l2-chain-id", "10"],
].flat();
const nodes = [
  ["--l1-node-address", world.addresses.l1],
  ["--l1-beacon-address", world.addresses.beacon],
  ["--l2-node-address", world.addresses.l2],
].flat();

function start(args: string[]) {
  const child = spawn(process.execPath, [bin, "host", ...args], {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe", "pipe"],
  });
  let error = "";
  child.stderr!.on("data", (piece) => {
    error += piece;
  });
  const ended = new Promise<{ code: number | null; error: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, error })),
  );
  // The host reads on 3 and 5, and writes on 4 and 6.
  const [, , , hintWrite, hintRead, preimageWrite, preimageRead] = child.stdio as unknown as (Readable & Writable)[];
  const pipes = {
    hintWrite: hintWrite!,
    hintRead: hintRead!,
    preimageWrite: preimageWrite!,
    preimageRead: preimageRead!,
  };
  for (const pipe of Object.values(pipes)) pipe.on("error", () => {});
  return { oracle: pipeOracle(pipes), ended };
}

async function travel(args: string[]) {
  const { oracle, ended } = start(args);
  const client = new Client(oracle);
  client.stateRoot = world.stateRoot;
  const digest = await client.travel({ ...world.everything, headers: 4 });
  oracle.close();
  return { digest, ...(await ended) };
}

describe("host single --server", () => {
  test("online with a data directory, then offline without a call", async () => {
    const data = join(folder, "data");
    const online = await travel(["single", "--server", "--data-dir", data, ...claim, ...nodes]);
    expect([online.code, online.error]).toEqual([0, ""]);
    const calls = world.calls();
    // op-challenger's names, and without the subcommand.
    const names: Record<string, string> = {
      "--agreed-l2-head-hash": "--l2-head",
      "--agreed-l2-output-root": "--l2-output-root",
      "--claimed-l2-output-root": "--l2-claim",
      "--claimed-l2-block-number": "--l2-block-number",
    };
    const offline = await travel(["--server", "--db", data, ...claim.map((one) => names[one] ?? one)]);
    expect([offline.code, offline.error, offline.digest]).toEqual([0, "", online.digest]);
    expect(world.calls()).toBe(calls);
  });

  test("the challenger's layout: one file a preimage", async () => {
    const data = join(folder, "files");
    const { oracle, ended } = start(["--server", "--data-dir", data, "--data-format", "file", ...claim, ...nodes]);
    await new Client(oracle).travel({ ...world.nowhere, headers: 1 });
    oracle.close();
    expect((await ended).code).toBe(0);
    const file = `0x02${toHex(world.boot.l1Head).slice(4)}.txt`;
    expect(readdirSync(data)).toContain(file);
    expect(readFileSync(join(data, file), "utf8")).toBe(toHex(world.l1Blocks.at(-1)!.header).slice(2));
    expect(readFileSync(join(data, "kvformat"), "utf8")).toBe("file");
  });

  test("what cannot be had ends with 2 and says so", async () => {
    const { oracle, ended } = start(["--server", "--data-dir", join(folder, "empty"), ...claim]);
    await expect(new Client(oracle).travel({ ...world.nowhere, headers: 1 })).rejects.toThrow(/closed/);
    const { code, error } = await ended;
    expect([code, error]).toEqual([2, expect.stringMatching(/^PREIMAGE_MISSING .*not in the store/)]);
  });

  test("descriptors that are not there", async () => {
    const child = spawn(process.execPath, [bin, "host", "--server", "--data-dir", join(folder, "none"), ...claim], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let error = "";
    child.stderr!.on("data", (piece) => {
      error += piece;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect([code, error]).toEqual([2, expect.stringMatching(/^CHANNEL_/)]);
  });
});

test.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [7, 2],
])("host single --exec: a client that ends with %i", async (client, expected) => {
  const path = join(folder, `client-${client}.mjs`);
  const channel = new URL("../../program/dist/wire/clientChannel.js", import.meta.url).href;
  writeFileSync(
    path,
    `#!${process.execPath}
    import { ClientChannel } from ${JSON.stringify(channel)};
    const key = new Uint8Array(32); key[0] = 1; key[31] = 1;
    const head = Buffer.from(new ClientChannel().preimage(key)).toString("hex");
    process.exit(head === ${JSON.stringify(toHex(world.boot.l1Head).slice(2))} ? ${client} : 9);`,
  );
  chmodSync(path, 0o755);
  expect((await assay("host", "single", "--exec", path, ...claim, ...nodes)).code).toBe(expected);
  // A program with its arguments.
  expect((await assay("host", "--exec", `${process.execPath}  ${path}`, ...claim, ...nodes)).code).toBe(expected);
});

describe("wrong use is 3", () => {
  const without = (name: string) => claim.filter((_, i) => claim[i] !== name && claim[i - 1] !== name);
  test.each([
    [["--server", ...claim], /--data-dir is needed/],
    [["--data-dir", "x", ...claim], /exactly one of --server, --native and --exec/],
    [["--server", "--exec", "x", "--data-dir", "x", ...claim], /exactly one of/],
    [["--native", "--server", "--data-dir", "x", ...claim], /exactly one of/],
    [["--server", "--l1-node-address", "http://x", ...claim], /all of/],
    [["--server", "--data-dir", "x", ...without("--l1-head")], /--l1-head is missing/],
    [["--server", "--data-dir", "x", ...without("--l2-chain-id")], /exactly one of --l2-chain-id/],
    [["--server", "--data-dir", "x", ...claim, "--l2-claim", "0x00"], /the same option/],
    [["--server", "--data-dir", "x", ...without("--l1-head"), "--l1-head", "0x12"], /64 hex digits/],
    [["--server", "--data-dir", "x", "--data-format", "pebble", ...claim], /lmdb, directory or file/],
    [
      ["--server", "--data-dir", "x", ...without("--l2-chain-id"), "--rollup-cfg", "nowhere"],
      /rollup-config-path nowhere/,
    ],
  ] as [string[], RegExp][])("$1", async (args, message) => {
    const { code, err } = await assay("host", "single", ...args);
    expect([code, err]).toEqual([3, expect.stringMatching(message)]);
  });
});

test("host super is not there, and says so", async () => {
  const { code, err } = await assay("host", "super", "--l1-head", "0x00");
  expect([code, err]).toEqual([3, expect.stringMatching(/interop.* not in this version/)]);
});

test("every option can be an environment variable", () => {
  const environment = {
    SERVER: "true",
    L1_HEAD: `0x${"AB".repeat(32)}`,
    AGREED_L2_HEAD_HASH: `0x${"01".repeat(32)}`,
    AGREED_L2_OUTPUT_ROOT: `0x${"02".repeat(32)}`,
    CLAIMED_L2_OUTPUT_ROOT: `0x${"03".repeat(32)}`,
    CLAIMED_L2_BLOCK_NUMBER: "18446744073709551615",
    L2_CHAIN_ID: "10",
    DATA_DIR: "data",
    ENABLE_EXPERIMENTAL_WITNESS_ENDPOINT: "1",
  };
  const flags = readHostFlags({}, environment);
  expect(flags).toMatchObject({
    l1Head: `0x${"ab".repeat(32)}`,
    claimedL2BlockNumber: 2n ** 64n - 1n,
    payloadWitness: true,
  });
  expect(() => readHostFlags({}, { ...environment, CLAIMED_L2_BLOCK_NUMBER: "18446744073709551616" })).toThrow(/2\^64/);
});

describe("output-root", () => {
  const root = toHex(world.boot.agreedOutputRoot);

  test("from its parts", async () => {
    const parts = [
      ["--state-root", toHex(world.output.subarray(32, 64))],
      ["--message-passer-root", toHex(world.output.subarray(64, 96))],
      ["--block-hash", toHex(world.output.subarray(96))],
    ].flat();
    expect(await assay("output-root", ...parts)).toEqual({ code: 0, out: `${root}\n`, err: "" });
    expect((await assay("output-root", ...parts.slice(2))).code).toBe(3);
  });

  test("from a node, and from one that lies", async () => {
    const args = ["--l2-node-address", world.addresses.l2, "--block", toHex(world.agreedBlockHash), "--json"];
    expect(JSON.parse((await assay("output-root", ...args)).out)).toMatchObject({
      v: 1,
      type: "outputRoot",
      outputRoot: root,
    });
    world.nodes.l2.mood = () => "lie";
    const { code, err } = await assay("output-root", ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(/^NODE_LIED/)]);
    world.nodes.l2.mood = () => null;
  });
});
