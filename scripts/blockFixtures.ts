// Writes the table of fixtures/blocks/README.md from the files themselves: what each is, where it comes from, its
// licence and its hash. `--check` only compares.
//
//   npx tsx scripts/blockFixtures.ts [--check]
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/blocks");
const begin = "<!-- table: made by scripts/blockFixtures.ts -->";
const end = "<!-- end of table -->";

interface BlockFile {
  fork: string;
  chain: string;
  number: number;
  expected: { gasUsed: number | string; receipts?: string[] };
  source: { repository: string; path: string; commit?: string; blob?: string; licence: string };
}

function row(name: string): string {
  const bytes = readFileSync(join(folder, name));
  const file = JSON.parse(gunzipSync(bytes).toString()) as BlockFile;
  const { repository, path, commit, blob, licence } = file.source;
  const origin = commit ? `${repository}@${commit.slice(0, 10)}` : `${repository}, blob ${blob?.slice(0, 10)}`;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const receipts = file.expected.receipts?.length ?? "?";
  return `| ${name} | ${file.fork} | ${receipts} | ${Number(file.expected.gasUsed)} | ${origin}: \`${path}\` | ${licence} | \`${sha256.slice(0, 16)}\` |`;
}

export function table(): string {
  const order = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json.gz"))
    .sort(order);
  const head = [
    "| File | Fork | Transactions | Gas used | Source | Licence | SHA-256 starts with |",
    "|---|---|---|---|---|---|---|",
  ];
  return [...head, ...names.map(row)].join("\n");
}

/** The README with a fresh table, and the README as it is. */
export function readme(): { fresh: string; actual: string } {
  const actual = readFileSync(join(folder, "README.md"), "utf8");
  const start = actual.indexOf(begin);
  const stop = actual.indexOf(end);
  if (start < 0 || stop < start) throw new Error("fixtures/blocks/README.md has lost the markers of its table");
  return { fresh: `${actual.slice(0, start + begin.length)}\n${table()}\n${actual.slice(stop)}`, actual };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { fresh, actual } = readme();
  if (process.argv.includes("--check")) {
    if (fresh !== actual) {
      console.error("fixtures/blocks/README.md does not match the files; run: npx tsx scripts/blockFixtures.ts");
      process.exit(1);
    }
  } else writeFileSync(join(folder, "README.md"), fresh);
}
