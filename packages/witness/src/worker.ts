// What a worker of the pool runs: one job after the other, each answered, whatever happens to it.
import { parentPort, workerData } from "node:worker_threads";
import { Core } from "@assay/core/instance";
import type { WorkerData, WorkerRequest } from "./pool.ts";
import { verifyFile } from "./verifyFile.ts";

const port = parentPort;
if (!port) throw new Error("this file runs in a worker of VerifierPool");

const core = new Core((workerData as WorkerData).module);

port.on("message", async ({ id, path, options }: WorkerRequest) => {
  // An error that is no InputError is a bug: it ends the worker, and the pool reports the job as WORKER_CRASHED.
  port.postMessage({ id, verdict: await verifyFile(path, { ...options, core }) });
});
