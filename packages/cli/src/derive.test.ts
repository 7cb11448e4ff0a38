import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { assay } from "../test/terminal.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const range = join(fixtures, "derivation/op-mainnet-109279675-109279683.json.gz");
const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("derive: every block the file has a header for", async () => {
  const { code, out } = await assay("derive", range);
  expect(code).toBe(0);
  expect(out).toMatch(/^derived {2}109279675 {2}L1 18090206\+0/);
  expect(out).toMatch(/valid {2}9 blocks; the last block asked for was derived/);
});

test("derive --to, as JSON lines; L1 that ends too early is incomplete", async () => {
  const { code, out } = await assay("derive", range, "--to", "109279676", "--json");
  expect(code).toBe(0);
  const [first, second, summary] = lines(out);
  expect([first.type, first.number, second.number]).toEqual(["derived", 109279675, 109279676]);
  expect(first.transactions.length).toBe(first.txs);
  expect(summary).toMatchObject({ type: "summary", verdict: "valid", blocks: 2, stop: "target" });
  const beyond = await assay("derive", range, "--to", "109279690", "--json");
  expect([beyond.code, lines(beyond.out).at(-1).stop]).toEqual([2, "unknownBlock"]);
  expect((await assay("derive", join(fixtures, "batches/synthetic-raw-span-batch.expected.json"))).code).toBe(2);
  expect((await assay("derive", range, "--to", "soon")).code).toBe(3);
});

test("derive --execute: every block up to its hash, from the block files beside it", async () => {
  const { code, out, err } = await assay("derive", range, "--execute", "--to", "109279677", "--json");
  expect([code, err]).toEqual([0, ""]);
  const all = lines(out);
  expect(all.map(({ verdict }) => verdict)).toEqual(["valid", "valid", "valid", "valid"]);
  expect(all[0]).toMatchObject({
    blockHash: "0x8979867cc6da796f14983bc14ea19eaa8156533fbc243bb17eeb3e5e22f50adc",
    executed: { fork: "regolith", gasUsed: 1876571 },
  });
  expect(all.at(-1)).toMatchObject({ type: "summary", blocks: 3, executed: 3, stop: "target" });
});

test("batch decode", async () => {
  const channel = await assay("batch", "decode", join(fixtures, "batches/op-mainnet-span-channel.bin.gz"));
  expect([channel.code, channel.out]).toEqual([
    0,
    expect.stringMatching(/^span {2}143 blocks, 1766 txs, 1409459 bytes/),
  ]);
  const raw = join(fixtures, "batches/synthetic-raw-span-batch.bin");
  const { code, out } = await assay("batch", "decode", raw, "--json");
  expect(code).toBe(0);
  expect(lines(out)[0]).toMatchObject({ kind: "span", blockCount: 4, txCount: 39 });
  expect((await assay("batch", "decode", raw, "--kind", "channel")).code).toBe(2);
  expect((await assay("batch", "decode", raw, "--chain", "nowhere")).code).toBe(3);
});
