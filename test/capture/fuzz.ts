// Random work on a real anvil, captured block for block: verified at once, and again from the file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureBlock } from "@assay/capture/capture";
import { capturePath, writeCapture } from "@assay/capture/files";
import { FORMATS } from "@assay/capture/formats";
import { InputError } from "@assay/core/inputError";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { verifyFile } from "@assay/witness/verifyFile";
import { Anvil, anvilChain } from "./anvil.ts";
import { RandomWork } from "./randomWork.ts";

export interface FuzzReport {
  blocks: number;
  transactions: number;
  /** Blocks whose keys alone were not enough: a deletion needed a sibling that nobody touched. */
  siblings: number;
  calls: number;
  /** What is wrong, one line each. */
  readonly findings: string[];
}

/** Captures `count` blocks of the seed, in turn by the trace and by rehearsals. */
export async function fuzzCapture(
  count: number,
  seed: number,
  progress: (done: number) => void = () => {},
): Promise<FuzzReport> {
  const report: FuzzReport = { blocks: 0, transactions: 0, siblings: 0, calls: 0, findings: [] };
  const folder = mkdtempSync(join(tmpdir(), "assay-capture-"));
  const core = new Core(compileCore());
  const again = new Core(compileCore());
  const anvil = await Anvil.start();
  try {
    const work = await RandomWork.start(anvil, seed);
    const node = anvil.node();
    for (let i = 0; i < count; i++) {
      // The block with the contracts is the first one.
      const number = i === 0 ? 2n : await work.block();
      const way = i % 2 === 0 ? "trace" : "run";
      const finding = (what: string) => report.findings.push(`seed ${seed}, block ${number}, ${way}: ${what}`);
      try {
        const captured = await captureBlock(node.forBlock(), number, { chain: anvilChain, core, way });
        const { verdict } = captured;
        report.transactions += verdict.txs ?? 0;
        report.siblings += captured.siblings > 0 ? 1 : 0;
        report.calls += [...captured.calls.values()].reduce((sum, calls) => sum + calls, 0);
        if (verdict.verdict !== "valid") finding(`${verdict.verdict} ${verdict.code}: ${verdict.message}`);
        const format = FORMATS[i % FORMATS.length]!;
        const path = capturePath(folder, anvilChain, number, format);
        writeCapture(path, captured.input, format);
        const stored = await verifyFile(path, { core: again });
        if (stored.verdict !== "valid" || stored.blockHash !== captured.hash) {
          finding(`from ${format}: ${stored.verdict} ${stored.code}: ${stored.message}`);
        }
      } catch (error) {
        finding(error instanceof InputError ? `${error.code}: ${error.message}` : String((error as Error).stack));
      }
      report.blocks++;
      progress(i + 1);
    }
  } finally {
    await anvil.stop();
    rmSync(folder, { recursive: true });
  }
  return report;
}
