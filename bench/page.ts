// npm run bench:page [-- --rounds N] [--write]
//
// Blocks in the page in a real Chromium against the same library in this Node, alternating: from the packed file to the
// verdict. --write puts the table into docs/page.md and takes the picture there.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { verifyFile } from "@assay/witness/verifyFile";
import { give, openPage, startBrowser } from "../packages/page/test/browser.ts";
import { median } from "./fixtures.ts";
import { markdown, plain } from "./tables.ts";

const BLOCKS = ["mainnet-9069000", "mainnet-19426587", "hoodi-1265656", "hoodi-1281069", "op-mainnet-132799000"];
const PICTURED = "hoodi-1265656";
const DOCS = new URL("../docs/", import.meta.url);

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "9" }, write: { type: "boolean", default: false } },
});
const rounds = Number(values.rounds);

const browser = await startBrowser();
const { page } = await openPage(browser);
const rows: string[][] = [];
for (const name of BLOCKS) {
  const path = `blocks/${name}.json.gz`;
  const here: number[] = [];
  const there: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const verdict = await verifyFile(new URL(`../fixtures/${path}`, import.meta.url).pathname);
    const shown = await give(page, path);
    if (verdict.verdict !== "valid" || shown.verdict !== "valid") throw new Error(`${name} is not valid`);
    here.push(verdict.ms);
    there.push(shown.ms);
  }
  // The first rounds compile; a person who drops one file waits for that, the table's last column says how long.
  const [node, chromium] = [median(here), median(there)];
  rows.push([name, node.toFixed(1), chromium.toFixed(1), (chromium / node).toFixed(2), (there[0] ?? 0).toFixed(0)]);
}
const table = { head: ["block", "Node ms", "Chromium ms", "ratio", "Chromium, first ms"], rows };
console.log(plain(table));

if (values.write) {
  const file = new URL("page.md", DOCS);
  const text = readFileSync(file, "utf8");
  const marks = /(<!-- times -->\n)[\s\S]*(<!-- \/times -->)/;
  if (!marks.test(text)) throw new Error("docs/page.md has no place for the table");
  writeFileSync(file, text.replace(marks, `$1\n${markdown(table)}\n\n$2`));
  await page.setViewportSize({ width: 1040, height: 1180 });
  await give(page, `blocks/${PICTURED}.json.gz`);
  await page.screenshot({ path: new URL("page.png", DOCS).pathname });
}
await browser.close();
