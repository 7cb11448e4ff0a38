// assay machine profile: where a program's cycles go on the proving machine.
import { gzipSync } from "node:zlib";
import { writeWhole } from "@assay/capture/files";
import { InputError } from "@assay/core/inputError";
import { readUnpacked, writeTextFile } from "@assay/machine/faultProof/stateFile";
import { ProvingMachine } from "@assay/machine/proving/machine";
import type { CallTree, Measure } from "@assay/machine/proving/profile/callTree";
import { cpuProfile } from "@assay/machine/proving/profile/cpuProfile";
import { flameGraphHtml, flameGraphSvg } from "@assay/machine/proving/profile/flameGraph";
import { foldedStacks } from "@assay/machine/proving/profile/folded";
import { Profiler } from "@assay/machine/proving/profile/profiler";
import { runToEnd } from "@assay/machine/proving/run";
import { resume, snapshot } from "@assay/machine/proving/snapshot";
import { coloursFor } from "./colours.ts";
import { CycleProgress } from "./cycleProgress.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import { withHost } from "./machineHost.ts";
import type { Output } from "./output.ts";
import { type ProfileReport, profileJson, profileLines } from "./profileReport.ts";
import { chosenInput, chosenProgram, type ProvingFlags } from "./provingProgram.ts";

export interface ProfileFlags extends ProvingFlags {
  readonly top: number;
  readonly by: Measure;
  readonly flame?: string;
  readonly cpuprofile?: string;
  readonly folded?: string;
  readonly snapshotAt?: number;
  readonly snapshotOut?: string;
  readonly resume?: string;
  readonly json?: true;
}

async function writeFiles(tree: CallTree, title: string, flags: ProfileFlags, output: Output): Promise<void> {
  const { flame, cpuprofile, folded, by } = flags;
  if (flame !== undefined) {
    const draw = flame.endsWith(".svg") ? flameGraphSvg : flameGraphHtml;
    await writeTextFile(flame, draw(tree, { title, measure: by }), output.stdout);
  }
  if (cpuprofile !== undefined) await writeTextFile(cpuprofile, JSON.stringify(cpuProfile(tree, by)), output.stdout);
  if (folded !== undefined) await writeTextFile(folded, foldedStacks(tree, by), output.stdout);
}

/** Runs to the end, or to what ends it before: null is the program's own end. */
function runAll(profiler: Profiler, flags: ProfileFlags, output: Output): InputError | null {
  const progress = new CycleProgress(output.stderr);
  const { machine } = profiler;
  const { cycleLimit, snapshotAt } = flags;
  try {
    if (snapshotAt !== undefined && machine.cycle <= snapshotAt) {
      profiler.run(Math.min(snapshotAt, cycleLimit));
      if (machine.cycle === snapshotAt) writeSnapshot(machine, flags.snapshotOut!);
    }
    const onProgress = (cycles: number) => progress.at(cycles);
    runToEnd(machine, { cycleLimit, onProgress }, (limit) => profiler.run(limit));
    return null;
  } catch (error) {
    if (!(error instanceof InputError) || error.code === "FILE_UNWRITABLE") throw error;
    return error;
  } finally {
    progress.end();
  }
}

function writeSnapshot(machine: ProvingMachine, file: string): void {
  const bytes = snapshot(machine);
  writeWhole(file, file.endsWith(".gz") ? gzipSync(bytes) : bytes);
}

function checkFlags({ flame, snapshotAt, snapshotOut }: ProfileFlags): void {
  if (flame !== undefined && !/\.(svg|html)$/.test(flame)) {
    throw new UsageError(`--flame ${flame}: the name has to end in .svg or .html.`);
  }
  if ((snapshotAt === undefined) !== (snapshotOut === undefined)) {
    throw new UsageError("--snapshot-at and --snapshot-out need each other.");
  }
}

/** @returns the exit code @throws UsageError, InputError when the program cannot even begin */
export async function profileCommand(flags: ProfileFlags, host: readonly string[], output: Output): Promise<number> {
  checkFlags(flags);
  const { name, program } = chosenProgram(flags);
  const input = await chosenInput(flags);
  const started = performance.now();
  const report = await withHost(host, async (oracle): Promise<ProfileReport> => {
    const log = (bytes: Uint8Array) => output.stderr.write(bytes);
    const options = { input, oracle, log };
    const machine =
      flags.resume === undefined
        ? new ProvingMachine(program, options)
        : resume(program, readUnpacked(flags.resume), options);
    const from = machine.cycle;
    const profiler = new Profiler(machine);
    const failure = runAll(profiler, flags, output);
    return { name, input: flags.input ?? flags.inputBytes ?? null, machine, from, tree: profiler.tree(), failure };
  });
  const ms = performance.now() - started;
  const { machine, from, tree, failure } = report;
  if (flags.snapshotAt !== undefined && (flags.snapshotAt < from || flags.snapshotAt > machine.cycle)) {
    output.stderr.write(`no snapshot: the run went from cycle ${from} to ${machine.cycle}\n`);
  }
  const title = report.input === null ? name : `${name}, ${report.input.replace(/^.*[\\/]/, "")}`;
  await writeFiles(tree, title, flags, output);
  const lines = flags.json
    ? [profileJson(report, flags, ms)]
    : profileLines(report, flags, ms, coloursFor(output.stdout, output.environment));
  for (const line of lines) output.stdout.write(`${line}\n`);
  return failure ? EXIT.incomplete : EXIT.valid;
}
