// The same real blocks through Assay and, stateless, through @ethereumjs/vm, in one run.
//
// Both start from the parsed JSON, since JSON.parse is the same for both, and end with a judged block: decode hex and RLP, hash, recover,
// execute, root. Rounds of the two
// alternate, so that a machine whose speed drifts slows both; medians are compared. ethereumjs gets the easier task: header rules are
// off for it.
import { toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { readJsonInput } from "@assay/witness/jsonInput";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { runStateless } from "./ethereumjs/statelessBlock.ts";
import { runStatelessOptimism } from "./ethereumjs/statelessOptimism.ts";
import { type BenchBlock, benchBlocks, median, optimismBlocks } from "./fixtures.ts";

/** Below this much gas a block is mostly its own overhead; such blocks are shown but not counted. */
export const COUNTED_GAS = 21_000;
/** How long Assay repeats a block in each round, milliseconds: one run of a small block is below the clock's grain. */
const ROUND_MS = 60;

export interface Row {
  name: string;
  gas: number;
  txs: number;
  witnessBytes: number;
  assayMs: number;
  ethereumjsMs: number;
  ratio: number;
  phases: Record<string, number>;
  counted: boolean;
}

const core = new Core(compileCore());

async function assayOnce(block: BenchBlock) {
  const parsing = performance.now();
  const parsed: unknown = JSON.parse(block.json);
  const started = performance.now();
  const parse = started - parsing;
  const read = readJsonInput(parsed, {});
  if (read.kind !== "input") throw new Error(`${block.name} is no whole input`);
  const verdict = await verifyBlock(read.input, { core });
  const ms = performance.now() - started;
  if (verdict.verdict !== "valid")
    throw new Error(`${block.name}: ${verdict.verdict} ${verdict.code} ${verdict.message}`);
  return { ms, verdict, phases: { parse, ...verdict.phases } as Record<string, number> };
}

async function ethereumjsOnce(block: BenchBlock): Promise<number> {
  const fixture = JSON.parse(block.json);
  const started = performance.now();
  const isL1 = fixture.kind !== "op";
  const root = isL1 ? (await runStateless(fixture)).stateRoot : toHex((await runStatelessOptimism(fixture)).stateRoot);
  if (root !== fixture.expected.stateRoot) throw new Error(`${block.name}: ethereumjs has another state root`);
  return performance.now() - started;
}

async function measure(block: BenchBlock, rounds: number): Promise<Row> {
  for (let i = 0; i < 60; i++) await assayOnce(block);
  for (let i = 0; i < 2; i++) await ethereumjsOnce(block);
  const assay: number[] = [];
  const ethereumjs: number[] = [];
  const phases: Record<string, number[]> = {};
  let verdict = (await assayOnce(block)).verdict;
  for (let round = 0; round < rounds; round++) {
    const until = performance.now() + ROUND_MS;
    do {
      const run = await assayOnce(block);
      verdict = run.verdict;
      assay.push(run.ms);
      for (const [name, ms] of Object.entries(run.phases)) {
        phases[name] ??= [];
        phases[name].push(ms);
      }
    } while (performance.now() < until);
    ethereumjs.push(await ethereumjsOnce(block));
  }
  const fixture = JSON.parse(block.json);
  const bytes = (list: string[]) => list.reduce((sum, item) => sum + (item.length - 2) / 2, 0);
  const { state, codes, headers } = fixture.witness;
  const gas = Number(verdict.gasUsed);
  return {
    name: block.name,
    gas,
    txs: verdict.txs ?? 0,
    witnessBytes: bytes(state) + bytes(codes) + bytes(headers),
    assayMs: median(assay),
    ethereumjsMs: median(ethereumjs),
    ratio: median(ethereumjs) / median(assay),
    phases: Object.fromEntries(Object.entries(phases).map(([name, values]) => [name, median(values)])),
    counted: gas >= COUNTED_GAS,
  };
}

async function measureAll(blocks: readonly BenchBlock[], rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [i, block] of blocks.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${i + 1}/${blocks.length} ${block.name}`);
    rows.push(await measure(block, rounds));
  }
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  return rows;
}

/** Measures the bundled L1 blocks whose name contains `filter`. */
export async function measureBlocks(rounds: number, filter = ""): Promise<Row[]> {
  return measureAll(benchBlocks(filter), rounds);
}

/** Measures the bundled OP Stack blocks whose name contains `filter`. */
export async function measureOptimismBlocks(rounds: number, filter = ""): Promise<Row[]> {
  return measureAll(optimismBlocks(filter), rounds);
}
