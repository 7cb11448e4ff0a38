// What runs in the worker of workerClient.ts: the client, once.
import { parentPort, workerData } from "node:worker_threads";
import { InputError } from "@assay/core/inputError";
import { runCore } from "./coreRun.ts";
import { SharedClient } from "./sharedChannel.ts";
import { carryError, SharedOracle } from "./sharedOracle.ts";
import type { WorkerMessage, WorkerTask } from "./workerClient.ts";

const port = parentPort;
if (!port) throw new Error("this file runs in a worker of runInWorker");
const say = (message: WorkerMessage) => port.postMessage(message);

const { module, job, shared } = workerData as WorkerTask;
try {
  const oracle = new SharedOracle(new SharedClient(shared, () => say({ type: "turn" })));
  const run = runCore(module, job, oracle);
  say({ type: "run", run: { ...run, missing: run.missing && carryError(run.missing) } });
} catch (error) {
  // Anything else is a bug: it ends the worker, and the main thread says so.
  if (!(error instanceof InputError)) throw error;
  say({ type: "error", error: carryError(error) });
}
