// Flame graphs in a real Chromium: what they show, what a click does, and that a hostile program's names stay text.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBrowser } from "../../../page/test/browser.ts";
import { noCosts } from "../../src/proving/cells.ts";
import type { CallTree } from "../../src/proving/profile/callTree.ts";
import { flameGraphHtml, flameGraphSvg } from "../../src/proving/profile/flameGraph.ts";
import { flameLayout } from "../../src/proving/profile/flameLayout.ts";

const costs = (cycles: number) => ({ ...noCosts(), cycles });
const HOSTILE = `</title></svg></script><script>window.broken=1</script>]]>"' onload="window.broken=1" \u0000\u0007\u202e&amp;`;

/** start (10 %) → trie/get (60 %), trie/get → hash (30 %); start → 100 narrow ones, 0.01 % each. */
const tree: CallTree = {
  functions: [
    { name: "core:start", address: 0 },
    { name: "trie/get/get", address: 4 },
    { name: "hash/keccak/keccak", address: 8 },
    ...Array.from({ length: 100 }, (_, i) => ({ name: `evm/narrow/${i}`, address: 12 + 4 * i })),
    { name: HOSTILE, address: 1000 },
  ],
  nodes: [
    { parent: null, function: 0, calls: 1, self: costs(900_000) },
    { parent: 0, function: 1, calls: 12, self: costs(3_000_000) },
    { parent: 1, function: 2, calls: 1200, self: costs(3_000_000) },
    ...Array.from({ length: 100 }, (_, i) => ({ parent: 0, function: 3 + i, calls: 1, self: costs(1000) })),
    { parent: 0, function: 103, calls: 1, self: costs(3_000_000) },
  ],
};

describe("layout", () => {
  const { boxes, rows, total } = flameLayout(tree, "all");

  it("boxes lie below their callers, side by side, dearest first", () => {
    expect([rows, total]).toEqual([4, 10_000_000]);
    const of = (name: string) => boxes.find((box) => box.name === name)!;
    expect(of("core:start")).toMatchObject({ row: 1, x: 0, width: 1, self: 900_000, part: "core" });
    expect(of("trie/get/get")).toMatchObject({ row: 2, x: 0, width: 0.6, total: 6_000_000, calls: 12, part: "trie" });
    expect(of("hash/keccak/keccak")).toMatchObject({ row: 3, x: 0, width: 0.3 });
    expect(of(HOSTILE)).toMatchObject({ row: 2, x: 0.6, width: 0.3 });
  });

  it("narrow boxes are one", () => {
    const merged = boxes.filter(({ part, row }) => part === null && row > 0);
    expect(merged).toMatchObject([{ name: "100 narrow boxes", row: 2, total: 100_000, calls: 100 }]);
    expect(merged[0]!.x).toBeCloseTo(0.9, 10);
  });
});

describe("in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-flame-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    writeFileSync(join(folder, "flame.svg"), flameGraphSvg(tree, { title: HOSTILE }));
    writeFileSync(join(folder, "flame.html"), flameGraphHtml(tree, { title: HOSTILE }));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(file: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1000, height: 400 } });
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => !request.url().startsWith("file:") && complaints.push(request.url()));
    await page.goto(pathToFileURL(join(folder, file)).href);
    return { page, complaints };
  }
  const labels = (page: Page) =>
    page.$$eval("svg.box", (boxes) =>
      boxes
        .filter((box) => (box as SVGElement).style.display !== "none")
        .map((box) => box.querySelector("text")?.textContent),
    );

  it.each(["flame.svg", "flame.html"])("%s", async (file) => {
    const { page, complaints } = await open(file);
    const shown = await labels(page);
    expect(shown.slice(0, 3)).toEqual(["all", "core:start", "trie/get/get"]);
    expect(await page.getAttribute('svg.box[data-name="100 narrow boxes"]', "data-row")).toBe("2");
    const box = page.locator('svg.box[data-name="hash/keccak/keccak"]');
    await box.hover();
    expect(await page.textContent("#details")).toBe(
      "hash/keccak/keccak · 3,000,000 cycles, 30.0 % of the run · itself 3,000,000 (30.0 %), 1,200 calls",
    );
    await box.click();
    expect(await labels(page)).toEqual(["all", "core:start", "trie/get/get", "hash/keccak/keccak"]);
    expect((await box.boundingBox())!.width).toBeGreaterThan(950);
    await page.keyboard.press("Escape");
    expect(await labels(page)).toEqual(shown);
    expect(await page.evaluate(() => (globalThis as { broken?: number }).broken)).toBeUndefined();
    expect(await page.$$eval("script", (scripts) => scripts.length)).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
