// Makes fixtures/ethereum-tests: the part of the official suites that runs with every `npm test`. The choice is a function of
// the archives alone, so that running this again changes nothing.
//
//   ASSAY_SHARED=../shared npx tsx --conditions=source scripts/officialFixtures.ts
//
// Taken whole: TransactionTests, TrieTests, RLPTests, difficulty, EIP vectors, invalid and transition blockchain tests.
// Of state tests and valid blockchain tests, from every folder: small files in the order of their names' hashes, up to a
// budget. From every suite besides: the smallest file with each expected exception, and with each set of rules.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { archiveFolder, REPRESENTATIVE, readSuiteFile, suiteFiles, unpack } from "../test/official/archives.ts";
import { SUITES, type Suite } from "../test/official/suites.ts";

type Tests = Record<string, Record<string, unknown>>;

interface Budget {
  /** Bytes of compact JSON of one test, of one folder. */
  readonly test: number;
  readonly folder: number;
}

const WHOLE: Budget = { test: Infinity, folder: Infinity };
const BUDGETS: Record<string, Budget> = {
  GeneralStateTests: { test: 40_000, folder: 200_000 },
  "GeneralStateTests, Constantinople era": { test: 20_000, folder: 100_000 },
  "State tests, Osaka": { test: 30_000, folder: 200_000 },
  "BlockchainTests, valid": { test: 60_000, folder: 250_000 },
};

/** Small files that run for seconds: they are for the whole run. */
const SLOW =
  /Blake2f|Call50000|Calldepth|vmPerformance|stTimeConsuming\/(?!sstore_combinations_initial)|stQuadraticComplexityTest/;

interface Candidate {
  /** File inside the suite, and test inside the file. */
  readonly file: string;
  readonly name: string;
  readonly test: Record<string, unknown>;
  readonly size: number;
  readonly order: string;
  readonly slow: boolean;
}

function withoutInfo(test: unknown): Record<string, unknown> {
  const { _info, ...rest } = test as Record<string, unknown>;
  return rest;
}

function candidates(folder: string, suite: Suite): Candidate[] {
  return suiteFiles(folder, suite).flatMap((file) =>
    Object.entries(readSuiteFile(file.path) as Tests).map(([name, test]) => {
      const kept = withoutInfo(test);
      const order = createHash("sha256").update(`${file.name} ${name}`).digest("hex");
      const slow = SLOW.test(file.name);
      return { file: file.name, name, test: kept, size: JSON.stringify(kept).length, order, slow };
    }),
  );
}

/** What a test is the only witness of: its expected exceptions and its sets of rules. */
function features({ test }: Candidate): string[] {
  const text = JSON.stringify(test);
  const exceptions = [...text.matchAll(/"expectException\w*":"([^"]+)"/g)].map((match) => match[1]!);
  const networks = test["network"] ? [test["network"] as string] : Object.keys((test["post"] as object) ?? {});
  return [...exceptions, ...networks];
}

function choose(all: readonly Candidate[], budget: Budget): Candidate[] {
  const chosen = new Set<Candidate>();
  const spent = new Map<string, number>();
  for (const candidate of [...all].sort((a, b) => (a.order < b.order ? -1 : 1))) {
    const folder = dirname(candidate.file);
    const total = (spent.get(folder) ?? 0) + candidate.size;
    if (candidate.slow || candidate.size > budget.test || total > budget.folder) continue;
    spent.set(folder, total);
    chosen.add(candidate);
  }
  const seen = new Set([...chosen].flatMap(features));
  const bySize = [...all].sort((a, b) => a.size - b.size || (a.order < b.order ? -1 : 1));
  for (const candidate of bySize) {
    if (candidate.slow || features(candidate).every((feature) => seen.has(feature))) continue;
    for (const feature of features(candidate)) seen.add(feature);
    chosen.add(candidate);
  }
  return [...chosen];
}

function write(path: string, json: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(JSON.stringify(json), { level: 9 }));
}

/** One file per folder: hundreds of small ones compress badly. Names stay unique through the file they come from. */
function writeMerged(target: string, chosen: readonly Candidate[]): void {
  const folders = new Map<string, Tests>();
  for (const { file, name, test } of [...chosen].sort((a, b) =>
    `${a.file} ${a.name}` < `${b.file} ${b.name}` ? -1 : 1,
  )) {
    const folder = dirname(file);
    const tests = folders.get(folder) ?? {};
    folders.set(folder, tests);
    tests[name in tests ? `${file} ${name}` : name] = test;
  }
  for (const [folder, tests] of folders) write(join(target, `${folder}.json.gz`), tests);
}

const MERGED = new Set(["state", "blockchain", "transaction"]);
const source = unpack(SUITES);
try {
  for (const entry of readdirSync(REPRESENTATIVE)) {
    if (entry !== "README.md") rmSync(join(REPRESENTATIVE, entry), { recursive: true });
  }
  const archives = [...new Set(SUITES.map(({ archive }) => archive))];
  const hashes = Object.fromEntries(
    archives.map((name) => {
      const bytes = readFileSync(join(archiveFolder(), `${name}.tar.gz`));
      return [`${name}.tar.gz`, createHash("sha256").update(bytes).digest("hex")];
    }),
  );
  for (const suite of SUITES) {
    const target = join(REPRESENTATIVE, suite.archive, suite.folder);
    if (MERGED.has(suite.kind)) {
      writeMerged(target, choose(candidates(source.folder, suite), BUDGETS[suite.name] ?? WHOLE));
      continue;
    }
    for (const file of suiteFiles(source.folder, suite))
      write(join(target, `${file.name}.gz`), readSuiteFile(file.path));
  }
  for (const [archive, name] of [
    ["state-tests", "LICENSE"],
    ["legacy-state-tests", "LICENSE"],
    ["blockchain-tests", "LICENSE"],
    ["eip-vectors", "LICENSE.md"],
  ] as const) {
    const from = join(source.folder, archive, name);
    const path = readdirSync(dirname(from)).includes(name) ? from : null;
    if (path) writeFileSync(join(REPRESENTATIVE, archive, name), readFileSync(path));
  }
  writeFileSync(join(REPRESENTATIVE, "archives.json"), `${JSON.stringify(hashes, null, 2)}\n`);
} finally {
  source.remove();
}
