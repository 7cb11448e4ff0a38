// assay verify block --trace: an EIP-3155 trace of one transaction, from the build of the core that writes every step.
import { closeSync, openSync, writeSync } from "node:fs";
import type { ChainSpec } from "@assay/chain/spec";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { decodeTraceRecord } from "@assay/core/traceRecord";
import { prepareInput } from "@assay/witness/blockInput";
import { readBlockInput } from "@assay/witness/readFile";
import { transactionCount, transactionIndex } from "@assay/witness/transactions";
import { incompleteVerdict, type Verdict } from "@assay/witness/verdict";
import { verifyBlock } from "@assay/witness/verifyBlock";
import { coloursFor } from "./colours.ts";
import { loadCore } from "./core.ts";
import { exitCode, UsageError } from "./exitCodes.ts";
import { blockJson, summaryJson } from "./jsonLines.ts";
import type { Output } from "./output.ts";
import { expandPaths } from "./paths.ts";
import { blockLines, count, noTotals } from "./report.ts";

export interface TraceOptions {
  readonly hash: Hex | null;
  readonly chain: ChainSpec | null;
  readonly json: boolean;
  /** Hash, or index in the block from 0. */
  readonly transaction: Hex | number;
  /** null: standard output. */
  readonly file: string | null;
}

/** Bytes of trace gathered before they are written: one write a line takes ten times as long. */
const WRITE_AT_BYTES = 1 << 16;

/** A trace is asked for by name, so it may take its time; but a hostile header may not fill the disk for years. */
const TRACED_GAS = 2_000_000_000n;

/** Lines to a file, or to standard output. */
class TraceWriter {
  readonly #fd: number;
  #pending = "";
  lines = 0;

  constructor(file: string | null) {
    this.#fd = file === null ? 1 : openSync(file, "w");
  }

  write(line: string): void {
    this.lines++;
    this.#pending += `${line}\n`;
    if (this.#pending.length >= WRITE_AT_BYTES) this.#flush();
  }

  close(): void {
    this.#flush();
    if (this.#fd !== 1) closeSync(this.#fd);
  }

  #flush(): void {
    let bytes = Buffer.from(this.#pending);
    this.#pending = "";
    while (bytes.length > 0) {
      try {
        bytes = bytes.subarray(writeSync(this.#fd, bytes));
      } catch (error) {
        // A pipe whose reader is slower: Node's standard output may be non-blocking.
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      }
    }
  }
}

/** Verifies one file in the trace build and writes one transaction's steps. @returns the exit code */
export async function traceBlock(paths: readonly string[], options: TraceOptions, output: Output): Promise<number> {
  const files = expandPaths(paths);
  const [file] = files;
  if (file === undefined || files.length > 1) throw new UsageError("--trace is about one block: give one file.");
  const verdict = await traceFile(file, options);
  const totals = noTotals();
  count(totals, verdict);
  totals.ms = verdict.ms;
  // The trace has standard output to itself.
  const report = options.file === null ? output.stderr : output.stdout;
  const lines = options.json
    ? [blockJson(file, verdict), summaryJson(totals)]
    : blockLines(file, verdict, coloursFor(report, output.environment));
  report.write(`${lines.join("\n")}\n`);
  return exitCode(totals.counts);
}

async function traceFile(file: string, options: TraceOptions): Promise<Verdict> {
  const started = performance.now();
  try {
    const input = readBlockInput(file, { chain: options.chain ?? undefined, hash: options.hash ?? undefined });
    const [block, ...more] = input.blocks;
    if (block === undefined || more.length > 0)
      throw new UsageError("--trace is about one block, and the file holds several.");
    const wanted = await indexOf(block, options.transaction);
    const writer = new TraceWriter(options.file);
    try {
      let inside = false;
      const onTrace = (bytes: Uint8Array) => {
        if (!inside && bytes.length > 56) return;
        const record = decodeTraceRecord(bytes);
        if (record.kind === "begin") inside = record.transaction === wanted;
        else if (inside) {
          writer.write(record.line);
          if (record.kind === "end") inside = false;
        }
      };
      const core = new Core(loadCore("trace"), { onTrace });
      return await verifyBlock(prepareInput(input), { core, explain: false, maxGas: TRACED_GAS });
    } finally {
      writer.close();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return incompleteVerdict(error, { ms: performance.now() - started });
  }
}

async function indexOf(block: Uint8Array | string, transaction: Hex | number): Promise<number> {
  const total = transactionCount(block);
  const index = typeof transaction === "number" ? transaction : await transactionIndex(block, transaction);
  if (index < 0) throw new UsageError(`--trace: the block has no transaction ${transaction}.`);
  if (index >= total)
    throw new UsageError(`--trace: the block has ${total} transactions; the last has index ${total - 1}.`);
  return index;
}
