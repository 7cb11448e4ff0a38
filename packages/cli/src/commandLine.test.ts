import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { assay } from "../test/terminal.ts";

const blocks = fileURLToPath(new URL("../../../fixtures/blocks/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "assay-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = join(blocks, "mainnet-1149999.json.gz");
const withCalls = join(blocks, "mainnet-2675000.json.gz");
const source = JSON.parse(gunzipSync(readFileSync(small)).toString());
const wrongHash = `0x${"12".repeat(32)}`;

function write(name: string, contents: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof contents === "string" ? contents : JSON.stringify(contents));
  return path;
}

const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("verify block", () => {
  test("one valid block", async () => {
    const { code, out, err } = await assay("verify", "block", small);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(
      /^valid +mainnet +1149999 {2}frontier +1 tx +21,000 gas +[\d.]+ ms {2}\S+mainnet-1149999\.json\.gz\n\n1 file: 1 valid/,
    );
    expect(out).not.toContain("\u001b");
  });

  test("JSON lines: exactly the documented fields, in input order, and a summary", async () => {
    const missing = join(folder, "missing.json");
    const { code, out } = await assay("verify", "block", small, missing, withCalls, "--json", "--jobs", "1");
    expect(code).toBe(2);
    const [first, second, third, summary, ...rest] = lines(out);
    expect(rest).toEqual([]);
    const { ms, phases, ...fields } = first;
    expect(fields).toEqual({
      v: 1,
      type: "block",
      file: small,
      chain: "mainnet",
      number: 1149999,
      fork: "frontier",
      verdict: "valid",
      code: null,
      message: null,
      claim: "file",
      blockHash: source.expected.blockHash,
      stateRoot: source.expected.stateRoot,
      receiptsRoot: source.expected.receiptsRoot,
      gasUsed: 21000,
      txs: 1,
    });
    expect(ms).toBeGreaterThan(0);
    expect(phases.execute).toBeGreaterThan(0);
    expect(Object.keys(first).slice(0, 17)).toEqual(Object.keys({ ...fields, ms, phases }));
    expect(second).toMatchObject({
      file: missing,
      verdict: "incomplete",
      code: "FILE_NOT_FOUND",
      chain: null,
      number: null,
    });
    expect(third).toMatchObject({ file: withCalls, verdict: "valid", number: 2675000, txs: 15 });
    expect(summary).toEqual({ v: 1, type: "summary", valid: 2, invalid: 0, incomplete: 1, ms: expect.any(Number) });
  });

  test("invalid outweighs incomplete", async () => {
    const forged = write("forged.json", { ...source, expected: { blockHash: wrongHash } });
    const { code, out } = await assay("verify", "block", join(folder, "none.json"), forged, small);
    expect(code).toBe(1);
    expect(out).toMatch(
      /BLOCK_HASH_MISMATCH {2}The block has another hash than the claim\n {4}expected 0x(12){32}.*\n {4}found {4}0xaf674e/,
    );
    expect(out).toMatch(/→ /);
    expect(out).toMatch(/3 files: 1 valid, 1 invalid, 1 incomplete/);
  });

  test("--hash", async () => {
    expect((await assay("verify", "block", small, "--hash", wrongHash)).code).toBe(1);
    const { code, out } = await assay(
      "verify",
      "block",
      small,
      "--json",
      "--hash",
      source.expected.blockHash.toUpperCase().replace("0X", "0x"),
    );
    expect(code).toBe(0);
    expect(lines(out)[0].claim).toBe("option");
  });

  test("a block without a claim says so", async () => {
    const self = write("self.json", { ...source, expected: {} });
    expect((await assay("verify", "block", self)).out).toMatch(/states no expected block hash/);
    expect(lines((await assay("verify", "block", self, "--json")).out)[0]).toMatchObject({
      verdict: "valid",
      claim: "self",
    });
  });

  test("--chain: a name, a genesis file, another chain", async () => {
    expect((await assay("verify", "block", small, "--chain", "mainnet")).code).toBe(0);
    const genesis = write("genesis.json", { config: { chainId: 1, homesteadBlock: 1150000 } });
    expect((await assay("verify", "block", small, "--chain", genesis)).code).toBe(0);
    const sepolia = await assay("verify", "block", small, "--chain", "sepolia");
    expect([sepolia.code, sepolia.out]).toEqual([2, expect.stringContaining("CHAIN_CONFLICT")]);
    const other = write("other.json", { config: { chainId: 1, surpriseBlock: 1 } });
    const refused = await assay("verify", "block", small, "--chain", other);
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('unknown key "surpriseBlock"')]);
  });

  test("a block that may run for long is verified in a worker", async () => {
    const { encodeRlp, readRlpList, rlpInteger } = await import("@assay/chain/rlp");
    const parts = readRlpList(Buffer.from(source.block.slice(2), "hex"), 3);
    const header = readRlpList(parts[0]!.encoded, 20).map((item) => item.payload);
    header[9] = rlpInteger(2n ** 40n);
    const transactions = readRlpList(parts[1]!.encoded, 10).map((item) =>
      readRlpList(item.encoded, 9).map((field) => field.payload),
    );
    const block = `0x${Buffer.from(encodeRlp([header, transactions, []])).toString("hex")}`;
    const greedy = write("greedy.json", { ...source, block, expected: {} });
    const { code, out } = await assay("verify", "block", greedy);
    expect([code, out]).toEqual([1, expect.stringContaining("GAS_LIMIT_STEP")]);
  });

  test("several workers give the same lines in the same order", async () => {
    const files = ["mainnet-1", "mainnet-1149999", "mainnet-1150000", "mainnet-2463000", "mainnet-2675000"].map(
      (name) => join(blocks, `${name}.json.gz`),
    );
    const one = lines((await assay("verify", "block", ...files, "--json", "--jobs", "1")).out);
    const two = lines((await assay("verify", "block", ...files, "--json", "--jobs", "2")).out);
    const timeless = (all: Record<string, unknown>[]) => all.map(({ ms: _ms, phases: _phases, ...rest }) => rest);
    expect(timeless(two)).toEqual(timeless(one));
    expect(two.map((line) => line.file)).toEqual([...files, undefined]);
  });
});

describe("--trace", () => {
  const trace = join(folder, "trace.jsonl");

  test("an EIP-3155 trace that adds up", async () => {
    const { code, out } = await assay("verify", "block", withCalls, "--trace", "5", "--trace-output", trace);
    expect(code).toBe(0);
    expect(out).toMatch(/^valid/);
    const steps = lines(readFileSync(trace, "utf8"));
    const end = steps.pop();
    expect(end).toEqual({ output: expect.stringMatching(/^0x/), gasUsed: expect.stringMatching(/^0x/), pass: true });
    expect(steps[0]).toMatchObject({ pc: 0, depth: 1, memSize: 0, stack: [], refund: 0, opName: "PUSH1", op: 0x60 });
    for (const [i, step] of steps.entries()) {
      const next = steps[i + 1];
      if (next?.depth !== step.depth) continue;
      if (!/CALL|CREATE/.test(step.opName)) expect(Number(step.gas) - Number(step.gasCost)).toBe(Number(next.gas));
      if (step.opName.startsWith("PUSH")) expect(next.stack.length).toBe(step.stack.length + 1);
    }
  });

  test("by hash and by index are the same transaction", async () => {
    const { keccak_256 } = await import("@noble/hashes/sha3.js");
    const { readRlpList } = await import("@assay/chain/rlp");
    const block = Buffer.from(JSON.parse(gunzipSync(readFileSync(withCalls)).toString()).block.slice(2), "hex");
    const encoded = readRlpList(readRlpList(block, 4)[1]!.encoded, 100)[5]!.encoded;
    const hash = `0x${Buffer.from(keccak_256(encoded)).toString("hex")}`;
    const byIndex = readFileSync(trace, "utf8");
    expect((await assay("verify", "block", withCalls, "--trace", hash, "--trace-output", trace)).code).toBe(0);
    expect(readFileSync(trace, "utf8")).toBe(byIndex);
  });

  test.each([
    ["15", /the block has 15 transactions; the last has index 14/],
    [wrongHash, /the block has no transaction/],
  ])("refuses %s", async (transaction, message) => {
    const { code, err } = await assay("verify", "block", withCalls, "--trace", transaction, "--trace-output", trace);
    expect([code, err]).toEqual([3, expect.stringMatching(message)]);
  });

  test("a file that cannot be read is incomplete", async () => {
    const { code, out } = await assay(
      "verify",
      "block",
      join(folder, "no.json"),
      "--trace",
      "0",
      "--trace-output",
      trace,
    );
    expect([code, out]).toEqual([2, expect.stringContaining("FILE_NOT_FOUND")]);
  });
});

describe("convert", () => {
  test("to binary and back, verified each time", async () => {
    const binary = join(folder, "block.assay");
    const again = join(folder, "again.json.gz");
    expect((await assay("convert", small, binary)).code).toBe(0);
    expect((await assay("verify", "block", binary)).code).toBe(0);
    expect((await assay("convert", binary, again)).code).toBe(0);
    expect((await assay("verify", "block", again)).code).toBe(0);
    const { witness } = JSON.parse(gunzipSync(readFileSync(again)).toString());
    expect(witness.state.length).toBeGreaterThan(1);
    expect(witness.state).toEqual([...witness.state].sort());
    expect((await assay("convert", small, join(folder, "block.assay.gz"), "--hash", wrongHash)).code).toBe(0);
    expect((await assay("verify", "block", join(folder, "block.assay.gz"))).code).toBe(1);
  });

  test("refusals", async () => {
    expect(await assay("convert", small, join(folder, "block.txt"))).toMatchObject({
      code: 3,
      err: expect.stringContaining(".assay"),
    });
    expect(await assay("convert", small, "/dev/null/x.assay")).toMatchObject({
      code: 2,
      err: expect.stringContaining("FILE_UNWRITABLE"),
    });
    expect(await assay("convert", join(folder, "no.json"), join(folder, "x.assay"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("FILE_NOT_FOUND"),
    });
  });
});

describe("wrong use ends with 3 and says what to do", () => {
  test.each([
    [[], /Usage: assay/],
    [["verify"], /Usage: assay verify/],
    [["verify", "blok", small], /unknown command 'blok'[\s\S]*block/],
    [["verify", "block"], /missing required argument/],
    [["frobnicate"], /unknown command/],
    [["verify", "block", small, "--colour"], /unknown option/],
    [["verify", "block", small, "--jobs", "0"], /1 or more/],
    [["verify", "block", small, "--jobs", "many"], /whole number/],
    [["verify", "block", small, "--hash", "0x12"], /64 hex digits/],
    [["verify", "block", small, withCalls, "--hash", wrongHash], /one file/],
    [["verify", "block", small, "--chain", "goerli"], /neither one of mainnet/],
    [["verify", "block", small, "--chain", "/dev/zero"], /not a file/],
    [["verify", "block", small, "--chain", folder], /not a file/],
    [["verify", "block", `${folder}/none-*.json`], /No block file matches/],
    [["verify", "block", small, withCalls, "--trace", "0"], /one file/],
    [["verify", "block", small, "--trace", "first"], /index in the block/],
    [["verify", "block", small, "--trace-output", "x"], /needs --trace/],
    [["prove", small, "-o", join(folder, "p.json"), "--backend", "stark"], /no backend "stark"; there is exec/],
  ])("%j", async (args, message) => {
    const { code, out, err } = await assay(...args);
    expect([code, out]).toEqual([3, ""]);
    expect(err).toMatch(message);
  });
});

test.each([
  [["--help"]],
  [["verify", "--help"]],
  [["verify", "block", "--help"]],
  [["verify", "proof", "--help"]],
  [["convert", "--help"]],
  [["capture", "--help"]],
  [["prove", "--help"]],
  [["machine", "--help"]],
  [["machine", "profile", "--help"]],
  [["witness-capture", "--help"]],
  [["offline-prover", "--help"]],
  [["legacy-prover", "--help"]],
  [["verifier", "--help"]],
])("%j ends with 0 and has examples", async (args) => {
  const { code, out } = await assay(...args);
  expect(code).toBe(0);
  expect(out).toMatch(/Examples?:/);
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

test("--version", async () => {
  expect(await assay("--version")).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: "" });
});
