// What `assay machine trace` says, for people and for programs.
import { toHex } from "@assay/core/hex";
import type { InputError } from "@assay/core/inputError";
import { addCosts, type Costs, cellsOf, noCosts } from "@assay/machine/proving/cells";
import type { TraceProblem } from "@assay/machine/proving/trace/check/checker";
import { rowCounts, type TraceSegment } from "@assay/machine/proving/trace/segment";
import { cyclesOf, type TraceRun } from "@assay/machine/proving/trace/trace";
import type { Colours } from "./colours.ts";
import { visible } from "./profileReport.ts";
import { duration, grouped } from "./report.ts";

export interface TraceTotals {
  segments: number;
  pages: number;
  readonly rows: Record<string, number>;
  readonly costs: Costs;
}

export const noTotals = (): TraceTotals => ({ segments: 0, pages: 0, rows: {}, costs: noCosts() });

export interface TraceReport {
  readonly name: string;
  readonly totals: TraceTotals;
  /** null when it did not come to where it was asked to end. */
  readonly run: TraceRun | null;
  /** Why a segment was refused. */
  readonly problem: TraceProblem | null;
  readonly failure: InputError | null;
  readonly checked: boolean;
  readonly ms: number;
}

function costsOf(segment: TraceSegment): Costs {
  const { transferWord: wordsMoved, keccakF, multiplyAdd256, multiplyAdd384 } = rowCounts(segment);
  return { cycles: cyclesOf(segment), keccakF, multiplyAdd256, multiplyAdd384, wordsMoved };
}

export function addSegment(totals: TraceTotals, segment: TraceSegment): void {
  totals.segments++;
  totals.pages += segment.pages.length;
  for (const [family, rows] of Object.entries(rowCounts(segment))) {
    totals.rows[family] = (totals.rows[family] ?? 0) + rows;
  }
  addCosts(totals.costs, costsOf(segment));
}

const APART = [
  ["keccakF", "keccak-f"],
  ["multiplyAdd256", "multiply-add 256"],
  ["multiplyAdd384", "multiply-add 384"],
  ["wordsMoved", "words moved"],
] as const;

function numbers(costs: Readonly<Costs>): string {
  const apart = APART.flatMap(([key, name]) => (costs[key] > 0 ? [`${grouped(costs[key])} ${name}`] : []));
  return [`${grouped(costs.cycles)} cycles`, ...apart, `${(cellsOf(costs) / 1e6).toFixed(1)} M trace cells`].join("  ");
}

export function segmentLine(segment: TraceSegment, file: string | null, colours: Colours): string {
  const pages = `${grouped(segment.pages.length)} pages`;
  const told = `segment ${segment.index}  ${numbers(costsOf(segment))}  ${pages}`;
  return file === null ? told : `${told}  ${colours.dim(visible(file))}`;
}

const hexWord = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;

export function segmentJson(segment: TraceSegment, file: string | null, checked: boolean): string {
  const { index, start, end, pages } = segment;
  const place = ({ cycle, pc }: { cycle: number; pc: number }) => ({ cycle, pc: hexWord(pc) });
  const costs = costsOf(segment);
  return JSON.stringify({
    v: 1,
    type: "segment",
    segment: index,
    file,
    start: place(start),
    end: place(end),
    halted: end.halted,
    cells: cellsOf(costs),
    cycles: costs.cycles,
    rows: rowCounts(segment),
    pages: pages.length,
    publicOutput: toHex(segment.publicOutput),
    checked,
  });
}

const placeOf = ({ segment, clock, family, row }: TraceProblem) =>
  [`segment ${segment}`, clock === undefined ? "" : `clock ${clock}`, family ? `${family} ${row ?? ""}`.trim() : ""]
    .filter((part) => part !== "")
    .join(", ");

function ending({ run, problem, checked }: TraceReport, colours: Colours): string {
  if (problem) return colours.red("refused by the checker");
  if (!run) return colours.yellow("not at its end");
  const end = run.halted ? `exit ${run.exitCode}` : "stopped where asked";
  return checked ? `${end}  ${colours.green("every segment checked")}` : end;
}

export function summaryLines(report: TraceReport, colours: Colours): string[] {
  const { name, totals, problem, failure, ms } = report;
  const sums = `${grouped(totals.segments)} segments  ${numbers(totals.costs)}`;
  const lines = [`${colours.bold(visible(name))}  ${ending(report, colours)}  ${sums}  ${duration(ms)}`];
  if (problem) lines.push(`${colours.bold(problem.rule)}  ${placeOf(problem)}: ${problem.message}`);
  if (failure)
    lines.push(`${colours.bold(failure.code)}  ${visible(failure.message)}`, colours.dim(`→ ${failure.advice}`));
  return lines;
}

export function summaryJson({ name, totals, run, problem, failure, checked, ms }: TraceReport): string {
  return JSON.stringify({
    v: 1,
    type: "summary",
    program: name,
    segments: totals.segments,
    halted: run?.halted ?? false,
    exitCode: run?.halted ? run.exitCode : null,
    cycles: totals.costs.cycles,
    cells: cellsOf(totals.costs),
    rows: totals.rows,
    pages: totals.pages,
    checked,
    problem,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
    ms: Math.round(ms * 1000) / 1000,
  });
}
