// npm run bench [-- --rounds N] [--filter NAME] [--only PART,PART] [--write] [--json FILE]
//
// Parts: build, blocks, optimism, claim, memory, start, workers.
// Measures blocks against @ethereumjs/vm, memory, the start and two workers against one, and says which targets are met.
// --write puts the figures into docs/performance.md and the charts beside it.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { COUNTED_GAS, measureBlocks, measureOptimismBlocks, type Row } from "./blocks.ts";
import { measureBuild } from "./build.ts";
import { scatter } from "./chart.ts";
import { LATENCY_MS, measureClaim } from "./claim.ts";
import { median } from "./fixtures.ts";
import { measureMemory } from "./memory.ts";
import { measureStart } from "./start.ts";
import { markdown, plain, type Table } from "./tables.ts";
import { measureWorkers } from "./workers.ts";

const PHASES = ["parse", "copy", "hash", "decode", "senders", "execute", "seal"];

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    filter: { type: "string", default: "" },
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

function blockTable(rows: Row[]): Table {
  return {
    head: ["block", "gas", "txs", "witness kB", ...PHASES, "Assay ms", "ethereumjs ms", "ratio"],
    rows: rows.map((row) => [
      row.name,
      row.gas.toLocaleString("en"),
      String(row.txs),
      (row.witnessBytes / 1000).toFixed(0),
      ...PHASES.map((phase) => (row.phases[phase] ?? 0).toFixed(2)),
      row.assayMs.toFixed(2),
      row.ethereumjsMs.toFixed(0),
      `${row.ratio.toFixed(0)}×${row.counted ? "" : " *"}`,
    ]),
  };
}

const only = new Set(values.only.split(",").filter((part) => part !== ""));
const wants = (part: string) => only.size === 0 || only.has(part);
const sections: Record<string, string> = {};
let missed = 0;

function section(name: string, table: Table | null, ...lines: string[]): void {
  if (table) console.log(`${plain(table)}\n`);
  console.log(`${lines.join("\n")}\n`);
  sections[name] = [...(table ? [markdown(table), ""] : []), ...lines].join("\n");
}

/** "… (target at least 60: met)"; a missed target makes the command fail. */
function target(words: string, met: boolean, limit: string): string {
  if (!met) missed++;
  return `${words} (target ${limit}: ${met ? "met" : "MISSED"})`;
}

const machine = `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores`;
console.log(`${machine}\n`);

const measured: Record<string, unknown> = {};
let rows: Row[] = [];

if (wants("build")) {
  const builds = await measureBuild();
  section(
    "build",
    {
      head: ["build", "seconds", "kB", "kB gzipped"],
      rows: builds.map((row) => [
        row.variant,
        row.seconds.toFixed(1),
        (row.bytes / 1000).toFixed(0),
        (row.gzipBytes / 1000).toFixed(0),
      ]),
    },
    target(
      "A second build gives the same bytes",
      builds.every((row) => row.stable),
      "stable",
    ),
  );
  measured["builds"] = builds;
}

if (wants("blocks")) {
  rows = await measureBlocks(Number(values.rounds), values.filter);
  const ratios = rows.filter((row) => row.counted).map((row) => row.ratio);
  section(
    "blocks",
    blockTable(rows),
    `\\* below ${COUNTED_GAS} gas, not counted. Milliseconds, medians of ${values.rounds} rounds.`,
    "",
    target(`Median ratio ${median(ratios).toFixed(1)}`, median(ratios) >= 60, "at least 60"),
    "",
    target(`Worst ratio ${Math.min(...ratios).toFixed(1)}`, Math.min(...ratios) >= 20, "at least 20"),
  );
  measured["rows"] = rows;
}

if (wants("optimism")) {
  const optimism = await measureOptimismBlocks(Number(values.rounds), values.filter);
  const optimismRatios = optimism.filter((row) => row.counted).map((row) => row.ratio);
  section(
    "optimism",
    blockTable(optimism),
    target(`Median ratio ${median(optimismRatios).toFixed(1)}`, median(optimismRatios) >= 40, "at least 40"),
    "",
    `Worst ratio ${Math.min(...optimismRatios).toFixed(1)}`,
  );
  measured["optimism"] = optimism;
}

if (wants("claim")) {
  const claim = await measureClaim(Number(values.rounds));
  section(
    "claim",
    {
      head: ["setting", "ms", "round trips to L1", "to L2", "blocks of L2 a second"],
      rows: claim.rows.map((row) => [
        row.setting,
        row.ms.toFixed(0),
        String(row.roundTrips.l1),
        String(row.roundTrips.l2),
        ((1000 * claim.l2Blocks) / row.ms).toFixed(1),
      ]),
    },
    `${claim.l1Blocks} blocks of L1, ${claim.l2Blocks} of L2 with ${claim.gas.toLocaleString("en")} gas; each round trip ${LATENCY_MS} ms and the node's own time.`,
  );
  measured["claim"] = claim;
}

if (wants("memory")) {
  const memory = measureMemory(values.filter);
  section(
    "memory",
    {
      head: ["block", "binary MiB", "peak from JSON", "limit", "peak from binary", "limit"],
      rows: memory.map((row) => [
        row.name,
        row.binaryMiB.toFixed(2),
        ...[row.jsonMiB, row.jsonLimitMiB, row.assayMiB, row.assayLimitMiB].map((mib) => mib.toFixed(0)),
      ]),
    },
    target(
      "Peak resident set of a whole process",
      memory.every((row) => row.jsonMiB <= row.jsonLimitMiB && row.assayMiB <= row.assayLimitMiB),
      "128 MiB + 8 × the binary witness from JSON, + 3 × from binary",
    ),
  );
  measured["memory"] = memory;
}

if (wants("start")) {
  const start = measureStart();
  section(
    "start",
    null,
    target(
      `From starting \`node\` to the verdict on mainnet block 1149999: ${start.medianMs.toFixed(0)} ms; \`node -e 0\` alone takes ${start.nodeMs.toFixed(0)} ms`,
      start.medianMs <= start.limitMs,
      `at most ${start.limitMs} ms`,
    ),
  );
  measured["start"] = start;
}

if (wants("workers")) {
  const workers = await measureWorkers();
  section(
    "workers",
    null,
    target(
      `Two workers do ${workers.twoWorkersPerSecond.toFixed(1)} blocks a second, one ${workers.oneWorkerPerSecond.toFixed(1)}: ${workers.ratio.toFixed(2)} times as many`,
      workers.ratio >= 1.8,
      "at least 1.8",
    ),
  );
  measured["workers"] = workers;
}

if (values.write) {
  const page = new URL("../docs/performance.md", import.meta.url);
  let text = readFileSync(page, "utf8");
  for (const [name, body] of Object.entries({ machine, ...sections })) {
    const marker = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!marker.test(text)) throw new Error(`docs/performance.md has no place for ${name}`);
    text = text.replace(marker, (_, open, close) => `${open}${body}\n${close}`);
  }
  writeFileSync(page, text);
  if (wants("blocks")) writeCharts(page);
}

function writeCharts(page: URL): void {
  const work = (row: Row) => (row.phases.senders ?? 0) + (row.phases.execute ?? 0) + (row.phases.seal ?? 0);
  const points = (x: (row: Row) => number, y: (row: Row) => number) =>
    rows.map((row) => ({ x: x(row), y: y(row), label: row.name.replace("mainnet-", "").replace("hoodi-", "h") }));
  writeFileSync(
    new URL("time-gas.svg", page),
    scatter(
      "Senders, execution and root against gas",
      "gas used",
      "milliseconds",
      points((row) => row.gas, work),
    ),
  );
  const witnessWork = (row: Row) => (row.phases.copy ?? 0) + (row.phases.hash ?? 0);
  writeFileSync(
    new URL("time-witness.svg", page),
    scatter(
      "Decoding and hashing against witness bytes",
      "witness bytes",
      "milliseconds",
      points((row) => row.witnessBytes, witnessWork),
    ),
  );
}
if (values.json)
  writeFileSync(
    values.json,
    `${JSON.stringify({ machine, ...measured }, (_, value) => (typeof value === "bigint" ? String(value) : value), 1)}\n`,
  );
process.exitCode = missed > 0 ? 1 : 0;
