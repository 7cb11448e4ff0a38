// assay machine trace: a run in segments with everything that it reads and writes, checked and written to files.
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "@assay/core/inputError";
import { readUnpacked, writePieces } from "@assay/machine/faultProof/stateFile";
import type { MachineOracle } from "@assay/machine/oracle";
import { ProvingMachine } from "@assay/machine/proving/machine";
import type { ProvingProgram } from "@assay/machine/proving/program";
import { resume, snapshot } from "@assay/machine/proving/snapshot";
import { TraceChecker, type TraceProblem } from "@assay/machine/proving/trace/check/checker";
import type { TraceSegment } from "@assay/machine/proving/trace/segment";
import { readSegmentFile, writeSegmentFile } from "@assay/machine/proving/trace/segmentFile";
import {
  type TraceLimits,
  type TraceRun,
  traceMachine,
  traceRoom,
  traceStart,
} from "@assay/machine/proving/trace/trace";
import { coloursFor } from "./colours.ts";
import { CycleProgress } from "./cycleProgress.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import { withHost } from "./machineHost.ts";
import type { Output } from "./output.ts";
import { chosenInput, chosenProgram, type ProvingFlags } from "./provingProgram.ts";
import {
  addSegment,
  noTotals,
  segmentJson,
  segmentLine,
  summaryJson,
  summaryLines,
  type TraceTotals,
} from "./traceReport.ts";

export interface TraceFlags extends ProvingFlags {
  readonly out?: string;
  readonly gzip?: true;
  readonly check?: true;
  readonly segmentCycles: number;
  readonly segments?: number;
  readonly resume?: string;
  readonly snapshotOut?: string;
  readonly json?: true;
}

const SEGMENT_FILE = /^segment-\d+\.bin(\.gz)?$/;

/** Makes the folder. @throws UsageError when there are segments in it, InputError FILE_UNWRITABLE */
function prepareFolder(folder: string): void {
  let names: string[];
  try {
    mkdirSync(folder, { recursive: true });
    names = readdirSync(folder);
  } catch (error) {
    throw new InputError("FILE_UNWRITABLE", (error as Error).message, { at: folder, cause: error });
  }
  if (names.some((name) => SEGMENT_FILE.test(name))) {
    throw new UsageError(`--out ${folder}: there are segments in it already; give another folder.`);
  }
}

const fileOf = ({ out, gzip }: TraceFlags, index: number) =>
  out === undefined ? null : join(out, `segment-${String(index).padStart(6, "0")}.bin${gzip ? ".gz" : ""}`);

/** Thrown out of the trace when a segment does not pass. */
class Refused extends Error {
  readonly problem: TraceProblem;

  constructor(problem: TraceProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface Job {
  readonly program: ProvingProgram;
  readonly input: Uint8Array;
  readonly oracle: MachineOracle;
  readonly flags: TraceFlags;
  readonly limits: TraceLimits;
  readonly output: Output;
}

function machineOf({ program, input, oracle, flags, limits, output }: Job): ProvingMachine {
  const log = (bytes: Uint8Array) => output.stderr.write(bytes);
  const options = { input, oracle, log, roomBehind: traceRoom(limits) };
  return flags.resume === undefined
    ? new ProvingMachine(program, options)
    : resume(program, readUnpacked(flags.resume), options);
}

function checkerOf(job: Job): TraceChecker | null {
  const { program, input, flags } = job;
  if (!flags.check) return null;
  // A machine of the checker's own stays where the trace begins.
  return new TraceChecker(
    program,
    flags.resume === undefined ? { input } : { input, start: traceStart(machineOf(job)) },
  );
}

/** Traces, writes, checks and tells. @throws Refused, InputError */
async function traced(job: Job, totals: TraceTotals): Promise<TraceRun> {
  const { flags, limits, output } = job;
  const machine = machineOf(job);
  const checker = checkerOf(job);
  const progress = new CycleProgress(output.stderr);
  const colours = coloursFor(output.stdout, output.environment);
  const onSegment = async (segment: TraceSegment) => {
    const file = fileOf(flags, segment.index);
    if (file !== null) await writeSegmentFile(file, segment);
    // What is checked is what was written.
    const problem = checker?.check(file === null ? segment : readSegmentFile(file)) ?? null;
    addSegment(totals, segment);
    progress.end();
    const line = flags.json ? segmentJson(segment, file, checker !== null) : segmentLine(segment, file, colours);
    if (problem) throw new Refused(problem);
    output.stdout.write(`${line}\n`);
    progress.at(machine.cycle);
  };
  try {
    const run = await traceMachine(machine, limits, onSegment);
    if (flags.snapshotOut !== undefined) await writePieces([snapshot(machine)], flags.snapshotOut, output.stdout);
    return run;
  } finally {
    progress.end();
  }
}

/** @returns the exit code @throws UsageError, InputError when the program cannot even begin */
export async function traceCommand(flags: TraceFlags, host: readonly string[], output: Output): Promise<number> {
  const { name, program } = chosenProgram(flags);
  if (flags.gzip && flags.out === undefined) throw new UsageError("--gzip is about files: give --out.");
  const input = await chosenInput(flags);
  const { cycleLimit, segmentCycles, segments } = flags;
  const limits = { cycleLimit, segmentCycles, ...(segments === undefined ? {} : { segments }) };
  traceRoom(limits);
  if (flags.out !== undefined) prepareFolder(flags.out);
  const totals = noTotals();
  const started = performance.now();
  const outcome = await withHost(host, (oracle) =>
    traced({ program, input, oracle, flags, limits, output }, totals),
  ).catch((error: unknown) => {
    if (error instanceof Refused || error instanceof InputError) return error;
    throw error;
  });
  const report = {
    name,
    totals,
    run: outcome instanceof Error ? null : outcome,
    problem: outcome instanceof Refused ? outcome.problem : null,
    failure: outcome instanceof InputError ? outcome : null,
    checked: flags.check === true,
    ms: performance.now() - started,
  };
  const colours = coloursFor(output.stdout, output.environment);
  const lines = flags.json ? [summaryJson(report)] : summaryLines(report, colours);
  for (const line of lines) output.stdout.write(`${line}\n`);
  if (report.problem) return EXIT.invalid;
  return report.failure ? EXIT.incomplete : EXIT.valid;
}
