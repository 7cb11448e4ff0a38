// What the bundled blocks cost on the proving machine, in cycles and trace cells.
//
//   npm run cycles                                    every bundled block, and deriving L2 blocks
//   npm run cycles -- hoodi-1265656 mainnet-1         these
//   npm run cycles -- --write                         the tables of docs/guests.md
//   npm run cycles -- --check                         exit 1 when a bound is broken, or the page has other numbers
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { plain } from "../tables.ts";
import { ANCHOR, type BlockCycles, brokenBounds, measureBlock } from "./blockCycles.ts";
import { acceleratorTable, claimTable, cycleTable, functionTable, withCycles } from "./cycleTables.ts";
import { measureClaims } from "./rollupCycles.ts";

const PAGE = new URL("../../docs/guests.md", import.meta.url);
/** In the page: small and large, of every kind. */
const SHOWN = [
  ANCHOR,
  "hoodi-974567",
  "hoodi-1281069",
  "mainnet-1149999",
  "mainnet-2675000",
  "mainnet-9069000",
  "mainnet-15537394",
  "mainnet-19426587",
  "op-mainnet-109279675",
  "op-mainnet-121003241",
  "op-mainnet-132797000",
  "op-sepolia-22886311",
  "op-sepolia-26207960",
  "unichain-mainnet-10215000",
];

function bundled(): string[] {
  const folder = new URL("../../fixtures/blocks/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json.gz"))
    .map((name) => name.replace(".json.gz", ""))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function measured(names: readonly string[]): BlockCycles[] {
  return names.map((name, i) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${i + 1}/${names.length} ${name}`);
    const block = measureBlock(name);
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    return block;
  });
}

const args = process.argv.slice(2);
const known = bundled();
const names = args.filter((arg) => !arg.startsWith("--"));
const unknown = [
  ...names.filter((name) => !known.includes(name)),
  ...args.filter((arg) => arg.startsWith("--") && arg !== "--write" && arg !== "--check"),
];
const forPage = args.includes("--write") || args.includes("--check");
if (unknown.length > 0 || (forPage && names.length > 0)) {
  console.error(`npm run cycles -- [--write | --check | names of fixtures/blocks]: not ${args.join(" ")}`);
  process.exit(3);
}

const blocks = measured(forPage ? SHOWN : names.length > 0 ? names : known);
console.log(plain(cycleTable(blocks)));
console.log(`\n${plain(acceleratorTable(blocks))}`);
const anchor = blocks.find(({ name }) => name === ANCHOR);
if (anchor) console.log(`\n${ANCHOR}\n${plain(functionTable(anchor))}`);
const claims = names.length > 0 ? [] : await measureClaims();
if (claims.length > 0) console.log(`\n${plain(claimTable(claims))}`);
const complaints = anchor ? brokenBounds(anchor) : [];
if (forPage) {
  const page = readFileSync(PAGE, "utf8");
  const fresh = withCycles(page, blocks, claims);
  if (args.includes("--write")) writeFileSync(PAGE, fresh);
  else if (fresh !== page) complaints.push("docs/guests.md has other numbers: npm run cycles -- --write");
}
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length === 0 ? 0 : 1;
