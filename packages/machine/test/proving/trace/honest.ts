// Honest traces to tamper with, cut into many short segments, and a checker for one segment alone.
import { loadProvingProgram, type ProvingProgram } from "../../../src/proving/program.ts";
import { TraceChecker, type TraceProblem } from "../../../src/proving/trace/check/checker.ts";
import { copySegment, type SegmentState, type TraceSegment } from "../../../src/proving/trace/segment.ts";
import { traceProgram } from "../../../src/proving/trace/trace.ts";
import { Random } from "../../riscv/random.ts";
import { randomProgram } from "../../riscv/randomProgram.ts";
import { everyFamily, INPUT, ORACLE } from "./programs.ts";

export interface Honest {
  readonly name: string;
  readonly program: ProvingProgram;
  readonly segments: readonly TraceSegment[];
}

async function honest(name: string, program: ProvingProgram, segmentCycles: number, segments = 1000): Promise<Honest> {
  const all: TraceSegment[] = [];
  const options = { input: INPUT, oracle: ORACLE, cycleLimit: 1e7, segmentCycles, segments };
  await traceProgram(program, options, (segment) => {
    all.push(copySegment(segment));
  });
  return { name, program, segments: all };
}

/** A program with all families, and random ones. */
export async function honestTraces(): Promise<readonly Honest[]> {
  const program = (seed: number) => loadProvingProgram(randomProgram(new Random(seed), 120, 32).elf);
  return [
    await honest("all families", everyFamily(), 32),
    await honest("seed 1", program(1), 32, 12),
    await honest("seed 2", program(2), 32, 12),
  ];
}

/** One segment, told what the honest one before it has left. */
export function checkAlone({ program }: Honest, truth: TraceSegment, changed: TraceSegment): TraceProblem | null {
  const state: SegmentState = truth.start;
  const pages = new Map(truth.pages.map(({ index, before }) => [index, before]));
  const page = (index: number) => pages.get(index) ?? new Uint32Array(1024);
  return new TraceChecker(program, { input: INPUT, start: { state, page } }).check({ ...changed, index: 0 });
}

/** Calls it for every segment with a copy that may be changed, and what it was. */
export function eachSegment(
  traces: readonly Honest[],
  visit: (trace: Honest, truth: TraceSegment, copy: TraceSegment) => void,
): void {
  for (const trace of traces) for (const truth of trace.segments) visit(trace, truth, copySegment(truth));
}
