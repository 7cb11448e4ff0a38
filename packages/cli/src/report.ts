// Verdicts for people: one line a block in columns that do not move, what is wrong below it, and a summary.
import type { VerdictName } from "@assay/core/result";
import type { Verdict } from "@assay/witness/verdict";
import type { Colours } from "./colours.ts";

const WIDTH = { verdict: 10, chain: 16, number: 9, fork: 16, txs: 9, gas: 16, time: 10 } as const;

export function grouped(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Milliseconds with three digits that matter: 0.41 ms, 12.3 ms, 1.20 s. */
export function duration(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

export function plural(count: number | bigint, word: string): string {
  return `${grouped(count)} ${word}${count === 1 || count === 1n ? "" : "s"}`;
}

function paint(verdict: VerdictName, colours: Colours): (text: string) => string {
  return { valid: colours.green, invalid: colours.red, incomplete: colours.yellow }[verdict];
}

/** Two hashes side by side are hard to compare: they go below each other. */
function reasonLines(verdict: Verdict, colours: Colours): string[] {
  const code = `  ${colours.bold(verdict.code ?? "")}`;
  const hashes = /^(.*): expected (0x[0-9a-f]{64}), found (0x[0-9a-f]{64})$/.exec(verdict.message ?? "");
  if (!hashes) return [`${code}  ${verdict.message ?? ""}`];
  return [`${code}  ${hashes[1]}`, `    expected ${hashes[2]}`, `    found    ${hashes[3]}`];
}

/** The line of a block, and, when it is not valid, why and what to do. */
export function blockLines(file: string, verdict: Verdict, colours: Colours): string[] {
  const columns = [
    paint(verdict.verdict, colours)(verdict.verdict.padEnd(WIDTH.verdict)),
    (verdict.chain ?? "–").padEnd(WIDTH.chain),
    (verdict.number?.toString() ?? "–").padStart(WIDTH.number),
    ` ${(verdict.fork ?? "–").padEnd(WIDTH.fork)}`,
    (verdict.txs === null ? "–" : plural(verdict.txs, "tx")).padStart(WIDTH.txs),
    (verdict.gasUsed === null ? "–" : `${grouped(verdict.gasUsed)} gas`).padStart(WIDTH.gas),
    duration(verdict.ms).padStart(WIDTH.time),
    ` ${colours.dim(file)}`,
  ];
  const lines = [columns.join(" ")];
  if (verdict.blocks > 1) lines.push(`  ${verdict.blocks} blocks, the last of which is in the line above`);
  if (verdict.assumedBranches > 0) {
    const siblings = `${plural(verdict.assumedBranches, "sibling")} of deletions taken for branches`;
    lines.push(colours.yellow(`  ! ${siblings}: this holds if the hash is that of a block of the chain`));
  }
  if (verdict.verdict === "valid") return lines;
  lines.push(...reasonLines(verdict, colours));
  lines.push(...verdict.explanation.map((line) => `  ${line}`));
  if (verdict.advice) lines.push(colours.dim(`  → ${verdict.advice}`));
  return lines;
}

export interface Totals {
  readonly counts: Record<VerdictName, number>;
  gasUsed: bigint;
  /** Blocks whose expected hash nothing states. */
  selfClaims: number;
  /** Wall time. */
  ms: number;
}

export function noTotals(): Totals {
  return { counts: { valid: 0, invalid: 0, incomplete: 0 }, gasUsed: 0n, selfClaims: 0, ms: 0 };
}

/** Adds a verdict to the totals. */
export function count(totals: Totals, verdict: Verdict): void {
  totals.counts[verdict.verdict]++;
  totals.gasUsed += verdict.gasUsed ?? 0n;
  if (verdict.claim === "self") totals.selfClaims++;
}

function throughput(totals: Totals): string {
  const megagas = Number(totals.gasUsed) / 1e6;
  return megagas === 0 || totals.ms === 0 ? "" : `, ${((megagas / totals.ms) * 1000).toFixed(1)} Mgas/s`;
}

/** The summary below the table. */
export function summaryLines(totals: Totals, colours: Colours): string[] {
  const all = totals.counts.valid + totals.counts.invalid + totals.counts.incomplete;
  const parts = (["valid", "invalid", "incomplete"] as const)
    .filter((name) => totals.counts[name] > 0)
    .map((name) => paint(name, colours)(`${totals.counts[name]} ${name}`));
  const lines = [
    "",
    `${plural(all, "file")}: ${parts.join(", ")}  ${colours.dim(`(${grouped(totals.gasUsed)} gas in ${duration(totals.ms)}${throughput(totals)})`)}`,
  ];
  if (totals.selfClaims > 0) {
    const which = totals.selfClaims === 1 ? "One file states" : `${totals.selfClaims} files state`;
    lines.push(colours.dim(`${which} no expected block hash: checked against itself only. Give one with --hash.`));
  }
  return lines;
}
