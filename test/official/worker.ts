// A worker thread: loads the core of one variant, then runs files as they come.
import { setFlagsFromString } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { SuiteFile } from "./archives.ts";
import { OfficialCore } from "./officialCore.ts";
import type { CaseResult } from "./result.ts";
import { runFile } from "./runFile.ts";
import type { OfficialVariant } from "./variants.ts";

export interface WorkerSetup {
  readonly variant: OfficialVariant;
  readonly pattern: string | null;
}

export interface FileReport {
  readonly file: SuiteFile;
  readonly results: readonly CaseResult[];
  readonly ms: number;
}

// One call can run for half a minute, and V8 does not replace code that is running: with its baseline compiler such a call
// takes 1.7 times as long.
setFlagsFromString("--no-liftoff");

const { variant, pattern } = workerData as WorkerSetup;
const core = await OfficialCore.load(variant);
const filter = pattern === null ? null : new RegExp(pattern);

parentPort!.on("message", (file: SuiteFile) => {
  const started = performance.now();
  let results: CaseResult[];
  try {
    results = runFile(core, file.suite, file.name, file.path, filter);
  } catch (error) {
    results = [{ id: "(whole file)", network: "", error: `${(error as Error).stack}` }];
  }
  parentPort!.postMessage({ file, results, ms: performance.now() - started } satisfies FileReport);
});
parentPort!.postMessage("ready");
