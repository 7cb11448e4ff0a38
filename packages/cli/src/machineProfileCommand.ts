// assay machine profile: where a program's cycles go on the proving machine.
import { InputError } from "@assay/core/inputError";
import { writeTextFile } from "@assay/machine/faultProof/stateFile";
import { ProvingMachine } from "@assay/machine/proving/machine";
import type { CallTree, Measure } from "@assay/machine/proving/profile/callTree";
import { cpuProfile } from "@assay/machine/proving/profile/cpuProfile";
import { flameGraphHtml, flameGraphSvg } from "@assay/machine/proving/profile/flameGraph";
import { foldedStacks } from "@assay/machine/proving/profile/folded";
import { Profiler } from "@assay/machine/proving/profile/profiler";
import { runToEnd } from "@assay/machine/proving/run";
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

/** @returns the exit code @throws UsageError, InputError when the program cannot even begin */
export async function profileCommand(flags: ProfileFlags, host: readonly string[], output: Output): Promise<number> {
  if (flags.flame !== undefined && !/\.(svg|html)$/.test(flags.flame)) {
    throw new UsageError(`--flame ${flags.flame}: the name has to end in .svg or .html.`);
  }
  const { name, program } = chosenProgram(flags);
  const input = await chosenInput(flags);
  const started = performance.now();
  const report = await withHost(host, async (oracle): Promise<ProfileReport> => {
    const log = (bytes: Uint8Array) => output.stderr.write(bytes);
    const machine = new ProvingMachine(program, { input, oracle, log });
    const profiler = new Profiler(machine);
    const progress = new CycleProgress(output.stderr);
    let failure: InputError | null = null;
    try {
      const onProgress = (cycles: number) => progress.at(cycles);
      runToEnd(machine, { cycleLimit: flags.cycleLimit, onProgress }, (limit) => profiler.run(limit));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure = error;
    } finally {
      progress.end();
    }
    return { name, input: flags.input ?? flags.inputBytes ?? null, machine, tree: profiler.tree(), failure };
  });
  const ms = performance.now() - started;
  const title = report.input === null ? name : `${name}, ${report.input.replace(/^.*[\\/]/, "")}`;
  await writeFiles(report.tree, title, flags, output);
  const lines = flags.json
    ? [profileJson(report, flags, ms)]
    : profileLines(report, flags, ms, coloursFor(output.stdout, output.environment));
  for (const line of lines) output.stdout.write(`${line}\n`);
  return report.failure ? EXIT.incomplete : EXIT.valid;
}
