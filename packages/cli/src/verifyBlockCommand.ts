// assay verify block: files in, a verdict each, one exit code.
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import type { Verdict } from "@assay/witness/verdict";
import { verifyFile } from "@assay/witness/verifyFile";
import { type Colours, coloursFor } from "./colours.ts";
import { loadCore, loadCoreForLongRuns } from "./core.ts";
import { exitCode } from "./exitCodes.ts";
import { blockJson, summaryJson } from "./jsonLines.ts";
import type { Output } from "./output.ts";
import { expandPaths } from "./paths.ts";
import { Progress } from "./progress.ts";
import { blockLines, count, noTotals, summaryLines, type Totals } from "./report.ts";

export interface VerifyBlockOptions {
  readonly jobs: number | null;
  readonly hash: Hex | null;
  readonly chain: ChainSpec | null;
  readonly json: boolean;
  readonly timeoutSeconds: number;
  readonly fromAttributes: boolean;
  /** The caller knows the hash to be that of a block of the chain. */
  readonly trustRoot: boolean;
}

/** Below this much input, packed, starting workers takes longer than they save. */
const POOL_WORTH_BYTES = 1_000_000;

/** The most gas that is run on the main thread: two seconds of the slowest opcodes, after which a progress bar is due.
 *  Today's blocks allow 60 million. */
export const UNINTERRUPTED_GAS = 100_000_000n;

/** Verifies what the paths name and prints the verdicts in their order. @returns the exit code */
export async function verifyBlocks(
  paths: readonly string[],
  options: VerifyBlockOptions,
  output: Output,
): Promise<number> {
  const started = performance.now();
  const files = expandPaths(paths);
  const totals = noTotals();
  const progress = new Progress(output.stderr, files.length);
  const printer = new Printer(options.json, output, coloursFor(output.stdout, output.environment), progress, totals);
  try {
    const workers = workersFor(files, options.jobs);
    if (workers > 1) await verifyInPool([...files.entries()], loadCore(), workers, options, printer);
    else await verifyHere(files, options, printer);
  } finally {
    progress.end();
  }
  totals.ms = performance.now() - started;
  printer.summary();
  return exitCode(totals.counts);
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

function workersFor(files: readonly string[], jobs: number | null): number {
  if (files.length <= 1) return 1;
  if (jobs !== null) return Math.min(jobs, files.length);
  const most = Math.min(availableParallelism(), files.length);
  return files.reduce((bytes, file) => bytes + sizeOf(file), 0) > POOL_WORTH_BYTES ? most : 1;
}

function inputOptions(options: VerifyBlockOptions) {
  const { chain, hash, fromAttributes } = options;
  return { chain: chain ?? undefined, hash: hash ?? undefined, fromAttributes };
}

/** One file after the other on this thread, which nothing can interrupt; so a block that may run for long goes to a worker. */
async function verifyHere(files: readonly string[], options: VerifyBlockOptions, printer: Printer): Promise<void> {
  const core = new Core(loadCore());
  for (const [i, file] of files.entries()) {
    const limits = options.trustRoot ? { assumeBranches: true } : { maxGas: UNINTERRUPTED_GAS };
    const verdict = await verifyFile(file, { ...inputOptions(options), core, ...limits });
    if (verdict.code === "GAS_ABOVE_LIMIT") {
      await verifyInPool([[i, file]], await loadCoreForLongRuns(), 1, options, printer);
    } else printer.done(i, file, verdict);
  }
}

async function verifyInPool(
  files: readonly (readonly [index: number, file: string])[],
  module: WebAssembly.Module,
  workers: number,
  options: VerifyBlockOptions,
  printer: Printer,
): Promise<void> {
  const { VerifierPool } = await import("@assay/witness/pool");
  const pool = new VerifierPool({ module, workers, timeoutSeconds: options.timeoutSeconds });
  try {
    await Promise.all(
      files.map(async ([i, file]) => printer.done(i, file, await pool.verify(file, inputOptions(options)))),
    );
  } finally {
    await pool.close();
  }
}

/** Prints verdicts in the order of the files, whatever order they arrive in. */
class Printer {
  readonly #json: boolean;
  readonly #output: Output;
  readonly #colours: Colours;
  readonly #progress: Progress;
  readonly #totals: Totals;
  readonly #arrived = new Map<number, readonly [file: string, verdict: Verdict]>();
  #next = 0;

  constructor(json: boolean, output: Output, colours: Colours, progress: Progress, totals: Totals) {
    this.#json = json;
    this.#output = output;
    this.#colours = colours;
    this.#progress = progress;
    this.#totals = totals;
  }

  done(index: number, file: string, verdict: Verdict): void {
    this.#arrived.set(index, [file, verdict]);
    this.#progress.clear();
    for (let ready = this.#arrived.get(this.#next); ready; ready = this.#arrived.get(this.#next)) {
      this.#arrived.delete(this.#next++);
      count(this.#totals, ready[1]);
      const lines = this.#json ? [blockJson(...ready)] : blockLines(...ready, this.#colours);
      this.#output.stdout.write(`${lines.join("\n")}\n`);
    }
    this.#progress.advance();
  }

  summary(): void {
    const lines = this.#json ? [summaryJson(this.#totals)] : summaryLines(this.#totals, this.#colours);
    this.#output.stdout.write(`${lines.join("\n")}\n`);
  }
}
