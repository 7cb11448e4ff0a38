// OP Stack blocks on the command line: from the full block, from payload attributes alone, under another chain.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { assay } from "../test/terminal.ts";

const path = fileURLToPath(new URL("../../../fixtures/blocks/unichain-mainnet-10211000.json.gz", import.meta.url));
const source = JSON.parse(gunzipSync(readFileSync(path)).toString());
const folder = mkdtempSync(join(tmpdir(), "assay-cli-op-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, contents: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(contents));
  return file;
}

const firstLine = (text: string) => JSON.parse(text.split("\n")[0]!);

test("the full block, and the block from its attributes", async () => {
  for (const flags of [[], ["--from-attributes"]]) {
    const { code, out } = await assay("verify", "block", path, "--json", ...flags);
    expect(code).toBe(0);
    expect(firstLine(out)).toMatchObject({
      chain: "unichain-mainnet",
      number: 10211000,
      fork: "holocene",
      verdict: "valid",
      claim: "file",
      blockHash: source.expected.blockHash,
      stateRoot: source.expected.stateRoot,
      txs: 2,
    });
  }
});

test("from attributes a block in the file is not looked at; without attributes there is nothing to run", async () => {
  const noBlock = write("noblock.json", { ...source, block: "0x" });
  expect((await assay("verify", "block", noBlock, "--from-attributes")).code).toBe(0);
  const noAttributes = write("noattributes.json", { ...source, payloadAttributes: undefined });
  const { code, out } = await assay("verify", "block", noAttributes, "--from-attributes", "--json");
  expect([code, firstLine(out).code]).toEqual([2, "FIELD_MISSING"]);
});

test("another hash is invalid", async () => {
  const { code, out } = await assay(
    "verify",
    "block",
    path,
    "--from-attributes",
    "--json",
    "--hash",
    `0x${"12".repeat(32)}`,
  );
  expect([code, firstLine(out).code]).toEqual([1, "BLOCK_HASH_MISMATCH"]);
  // What came out is told all the same.
  expect(firstLine(out).blockHash).toBe(source.expected.blockHash);
});

test("the chain by name and by rollup.json; under other rules the block is another one", async () => {
  const named = { ...source, rollupConfig: undefined };
  const file = write("plain.json", named);
  expect((await assay("verify", "block", file, "--chain", "unichain-mainnet")).code).toBe(0);
  const rollup = write("rollup.json", source.rollupConfig);
  expect((await assay("verify", "block", file, "--chain", rollup)).code).toBe(0);
  const older = write("older.json", { ...source.rollupConfig, holocene_time: 2 ** 40 });
  const { code, out } = await assay("verify", "block", file, "--chain", older, "--json");
  expect([code, firstLine(out).code]).toEqual([1, "OPTIMISM_EXTRA_DATA"]);
  const unknown = write("unknown.json", { ...source.rollupConfig, kabuki_time: 1 });
  const refused = await assay("verify", "block", file, "--chain", unknown);
  expect([refused.code, refused.err.includes("kabuki_time")]).toEqual([3, true]);
});

test("to binary and back, and a trace", async () => {
  const binary = join(folder, "block.assay");
  expect((await assay("convert", path, binary)).code).toBe(0);
  expect((await assay("verify", "block", binary)).code).toBe(0);
  const json = join(folder, "block.json");
  expect((await assay("convert", binary, json)).code).toBe(0);
  expect((await assay("verify", "block", json)).code).toBe(0);
  // JSON names the chain; it cannot carry rules that are others at this block.
  const other = write("other.json", { ...source, rollupConfig: { ...source.rollupConfig, holocene_time: 2 ** 40 } });
  const refused = await assay("convert", other, join(folder, "refused.json"));
  expect([refused.code, refused.err.includes("CHAIN_NOT_SUPPORTED")]).toEqual([2, true]);
  const trace = await assay("verify", "block", path, "--trace", "0", "--trace-output", join(folder, "trace.jsonl"));
  expect(trace.code).toBe(0);
  expect((await assay("verify", "block", path, "--trace", "0", "--from-attributes")).code).toBe(3);
});
