// The page in a real Chromium: it judges as the library does, and says what is wrong with a file.
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { give, type OpenPage, openPage, PAGE, startBrowser } from "./browser.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const fixture = (path: string) => readFileSync(`${root}fixtures/${path}`);
const json = (path: string) => JSON.parse(gunzipSync(fixture(path)).toString("utf8"));

let browser: Browser;
let open: OpenPage;

beforeAll(async () => {
  execFileSync(process.execPath, [`${root}node_modules/vite/bin/vite.js`, "build", `${root}packages/page`], {
    stdio: "pipe",
  });
  browser = await startBrowser();
  open = await openPage(browser);
});

afterAll(async () => {
  expect(open.complaints).toEqual([]);
  expect(open.requests).toEqual([]);
  await browser.close();
});

test("is one file of at most 2 MB", () => {
  expect(statSync(PAGE).size).toBeLessThan(2_000_000);
});

describe("blocks", () => {
  test("a real block is valid, with its facts, transactions, accounts and the touched state", async () => {
    const shown = await give(open.page, "blocks/hoodi-1265656.json.gz");
    expect(shown.verdict).toBe("valid");
    expect(shown.text).toContain("hoodi block 1,265,656");
    expect(shown.text).toContain(json("blocks/hoodi-1265656.json.gz").expected.blockHash);
    expect(shown.text).toContain("Gas used 4,402,947");
    const cards = await open.page.locator("#answer h2").allInnerTexts();
    expect(cards.some((title) => title.startsWith("Phases"))).toBe(true);
    expect(cards).toContain("Transactions: 11");
    expect(await open.page.locator("#answer svg path").count()).toBeGreaterThan(100);
    expect(await open.page.locator("#answer tbody").first().locator("tr").count()).toBe(11);
  });

  test("an account's storage opens from the picture", async () => {
    await give(open.page, "blocks/hoodi-1265656.json.gz");
    const before = await open.page.locator("#answer svg path").count();
    await open.page.locator("#answer svg path.opens").first().dispatchEvent("click");
    expect(await open.page.locator("#answer svg path").count()).not.toBe(before);
    expect(await open.page.locator(".trie select").inputValue()).not.toBe("0");
  });

  test.each([
    "blocks/mainnet-9069000.json.gz",
    "blocks/op-mainnet-132799000.json.gz",
    "blocks/unichain-mainnet-10215000.json.gz",
  ])("%s is valid", async (path) => {
    expect((await give(open.page, path)).verdict).toBe("valid");
  });

  test("a changed block is invalid and says why", async () => {
    const file = json("blocks/hoodi-974567.json.gz");
    file.expected.blockHash = `0x${"11".repeat(32)}`;
    const shown = await give(open.page, { name: "changed.json", buffer: Buffer.from(JSON.stringify(file)) });
    expect(shown.verdict).toBe("invalid");
    expect(shown.text).toContain("BLOCK_HASH_MISMATCH");
  });

  test("a missing node is incomplete and named", async () => {
    const file = json("blocks/hoodi-974567.json.gz");
    file.witness.state.splice(0, 1);
    const shown = await give(open.page, { name: "missing.json.gz", buffer: gzipSync(JSON.stringify(file)) });
    expect(shown.verdict).toBe("incomplete");
    expect(shown.text).toMatch(/WITNESS_NODE_MISSING.*0x[0-9a-f]{64}/);
  });
});

describe("proofs", () => {
  test.each([
    ["proofs/risc0-groth16-v3.0-73c457ba.json", "risc0-groth16 3.0"],
    ["proofs/sp1-plonk-v3.0.0-kroma.json", "sp1-plonk"],
    ["proofs/sp1-sdk-v3.0.0-fibonacci-groth16.bin", "sp1-groth16"],
  ])("%s is valid", async (path, system) => {
    const shown = await give(open.page, path);
    expect(shown.verdict).toBe("valid");
    expect(shown.text).toContain(`System ${system}`);
  });

  test("one changed byte makes it invalid", async () => {
    const file = JSON.parse(fixture("proofs/risc0-groth16-v3.0-73c457ba.json").toString("utf8"));
    const seal: string = file.seal ?? file.proof;
    const changed = `${seal.slice(0, -1)}${seal.endsWith("0") ? "1" : "0"}`;
    const text = JSON.stringify(file).replace(seal, changed);
    const shown = await give(open.page, { name: "changed.json", buffer: Buffer.from(text) });
    expect(shown.verdict).toBe("invalid");
  });
});

describe("files that are nothing", () => {
  const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, "["));
  test.each<[string, string, Buffer]>([
    ["text.json", "JSON_BROKEN", Buffer.from("{")],
    ["empty.json", "FORMAT_UNKNOWN", Buffer.alloc(0)],
    ["noise.bin", "PAIR_MISSING", Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 37) % 256))],
    ["broken.json.gz", "GZIP_BROKEN", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3])],
    ["bomb.json.gz", "FILE_TOO_LARGE", bomb],
    ["other.json", "FORMAT_UNKNOWN", Buffer.from('{"hello": "<img src=x onerror=alert(1)>"}')],
  ])("%s: %s", async (name, code, buffer) => {
    const shown = await give(open.page, { name, buffer });
    expect(shown.verdict).toBe("incomplete");
    expect(shown.text).toContain(code);
  });

  test("a file's name is text, not markup", async () => {
    const shown = await give(open.page, { name: "<b id=evil>x</b>.json", buffer: Buffer.from("{}") });
    expect(shown.text).toContain("<b id=evil>");
    expect(await open.page.locator("#evil").count()).toBe(0);
  });
});

test("a block and its witness in two files, with the chain chosen", async () => {
  const file = json("blocks/hoodi-974567.json.gz");
  const block = { name: "974567.rlp", buffer: Buffer.from(file.block.slice(2), "hex") };
  const witness = { name: "974567.witness.json", buffer: Buffer.from(JSON.stringify(file.witness)) };
  expect((await give(open.page, witness)).text).toContain("PAIR_MISSING");
  await open.page.selectOption("#chain", "hoodi");
  const shown = await give(open.page, block, witness);
  await open.page.selectOption("#chain", "");
  expect(shown.verdict).toBe("valid");
  expect(shown.text).toContain("none: the block was only held against itself");
});
