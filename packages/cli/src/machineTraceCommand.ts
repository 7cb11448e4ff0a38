// assay machine trace: a run in segments with everything that it reads and writes, checked and written to files; or files of one, checked.
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
import { prepareFolder, segmentFile, segmentFiles } from "./segmentFolder.ts";
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
  readonly checkFiles?: string;
  readonly segmentCycles: number;
  readonly segments?: number;
  readonly resume?: string;
  readonly snapshotOut?: string;
  readonly json?: true;
}

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

function checkerOf(job: Job): TraceChecker {
  const { program, input, flags } = job;
  // A machine of the checker's own stays where the trace begins.
  return new TraceChecker(
    program,
    flags.resume === undefined ? { input } : { input, start: traceStart(machineOf(job)) },
  );
}

/** Checks a segment, and tells of it. @throws Refused */
function tell(
  job: Job,
  segment: TraceSegment,
  file: string | null,
  checker: TraceChecker | null,
  totals: TraceTotals,
): void {
  const { flags, output } = job;
  const problem = checker?.check(segment) ?? null;
  if (problem) throw new Refused(problem);
  addSegment(totals, segment);
  const colours = coloursFor(output.stdout, output.environment);
  const line = flags.json ? segmentJson(segment, file, checker !== null) : segmentLine(segment, file, colours);
  output.stdout.write(`${line}\n`);
}

/** Traces, writes, checks and tells. @throws Refused, InputError */
async function traced(job: Job, totals: TraceTotals): Promise<TraceRun> {
  const { flags, limits, output } = job;
  const { out, snapshotOut } = flags;
  const machine = machineOf(job);
  const checker = flags.check ? checkerOf(job) : null;
  const progress = new CycleProgress(output.stderr);
  const onSegment = async (segment: TraceSegment) => {
    const file = out === undefined ? null : segmentFile(out, segment.index, flags.gzip === true);
    if (file !== null) await writeSegmentFile(file, segment);
    progress.end();
    // What is checked is what was written.
    tell(job, checker && file !== null ? readSegmentFile(file) : segment, file, checker, totals);
    progress.at(machine.cycle);
  };
  try {
    const run = await traceMachine(machine, limits, onSegment);
    if (snapshotOut !== undefined) await writePieces([snapshot(machine)], snapshotOut, output.stdout);
    return run;
  } finally {
    progress.end();
  }
}

/** The segments that are in a folder. @throws Refused, InputError, UsageError */
function checkedFiles(job: Job, folder: string, totals: TraceTotals): TraceRun {
  const checker = checkerOf(job);
  const progress = new CycleProgress(job.output.stderr);
  try {
    for (const file of segmentFiles(folder)) {
      const segment = readSegmentFile(file);
      progress.end();
      tell(job, segment, file, checker, totals);
      progress.at(checker.state.cycle);
    }
  } finally {
    progress.end();
  }
  const { halted, exitCode, cycle } = checker.state;
  return { halted, exitCode, cycles: cycle, segments: totals.segments };
}

function checkFlags({ checkFiles, out, gzip, segments, snapshotOut }: TraceFlags): void {
  if (gzip && out === undefined) throw new UsageError("--gzip is about files: give --out.");
  if (checkFiles === undefined) return;
  if (out !== undefined || segments !== undefined || snapshotOut !== undefined) {
    throw new UsageError("--check-files runs nothing: no --out, --segments or --snapshot-out with it.");
  }
}

/** @returns the exit code @throws UsageError, InputError when the program cannot even begin */
export async function traceCommand(flags: TraceFlags, host: readonly string[], output: Output): Promise<number> {
  checkFlags(flags);
  const { name, program } = chosenProgram(flags);
  const input = await chosenInput(flags);
  const { cycleLimit, segmentCycles, segments, checkFiles } = flags;
  const limits = { cycleLimit, segmentCycles, ...(segments === undefined ? {} : { segments }) };
  if (flags.out !== undefined) prepareFolder(flags.out);
  const totals = noTotals();
  const started = performance.now();
  const outcome = await withHost(host, async (oracle) => {
    const job = { program, input, oracle, flags, limits, output };
    return checkFiles === undefined ? traced(job, totals) : checkedFiles(job, checkFiles, totals);
  }).catch((error: unknown) => {
    if (error instanceof Refused || error instanceof InputError) return error;
    throw error;
  });
  const report = {
    name,
    totals,
    run: outcome instanceof Error ? null : outcome,
    problem: outcome instanceof Refused ? outcome.problem : null,
    failure: outcome instanceof InputError ? outcome : null,
    checked: flags.check === true || checkFiles !== undefined,
    ms: performance.now() - started,
  };
  const colours = coloursFor(output.stdout, output.environment);
  const lines = flags.json ? [summaryJson(report)] : summaryLines(report, colours);
  for (const line of lines) output.stdout.write(`${line}\n`);
  if (report.problem) return EXIT.invalid;
  return report.failure ? EXIT.incomplete : EXIT.valid;
}
