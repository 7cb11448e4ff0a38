// Verdicts for programs: one JSON object a line (docs/interfaces.md, "Verdicts, exit codes, JSON").
import { jsonInteger } from "@assay/core/hex";
import type { Verdict } from "@assay/witness/verdict";
import type { Totals } from "./report.ts";

/** Milliseconds, to the microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The line of a block. */
export function blockJson(file: string, verdict: Verdict): string {
  const phases = Object.fromEntries(Object.entries(verdict.phases).map(([name, ms]) => [name, rounded(ms)]));
  return JSON.stringify({
    v: 1,
    type: "block",
    file,
    chain: verdict.chain,
    number: verdict.number === null ? null : jsonInteger(verdict.number),
    fork: verdict.fork,
    verdict: verdict.verdict,
    code: verdict.code,
    message: verdict.message,
    claim: verdict.claim,
    blockHash: verdict.blockHash,
    stateRoot: verdict.stateRoot,
    receiptsRoot: verdict.receiptsRoot,
    gasUsed: verdict.gasUsed === null ? null : jsonInteger(verdict.gasUsed),
    txs: verdict.txs,
    ms: rounded(verdict.ms),
    phases,
    ...(verdict.blocks > 1 ? { blocks: verdict.blocks } : {}),
    ...(verdict.assumedBranches > 0 ? { assumedBranches: verdict.assumedBranches } : {}),
    ...(verdict.advice === null ? {} : { advice: verdict.advice }),
    ...(verdict.explanation.length > 0 ? { explanation: verdict.explanation } : {}),
  });
}

/** The last line. */
export function summaryJson(totals: Totals): string {
  return JSON.stringify({ v: 1, type: "summary", ...totals.counts, ms: rounded(totals.ms) });
}
