// Runs files on worker threads. A worker that dies fails the file it was at, and another one takes its place.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SuiteFile } from "./archives.ts";
import type { OfficialVariant } from "./variants.ts";
import type { FileReport, WorkerSetup } from "./worker.ts";

export interface PoolOptions {
  readonly variant: OfficialVariant;
  readonly pattern: string | null;
  readonly jobs?: number;
  readonly onReport: (report: FileReport) => void;
  /** Files that workers are at; kept up to date. */
  readonly running?: Set<string>;
}

/** Files that run long come first, so that no core waits for another at the end. */
function byWeight(files: readonly SuiteFile[]): SuiteFile[] {
  const weight = (file: SuiteFile) => (/MaxRounds|stTimeConsuming/.test(file.name) ? 1e12 : 0) + file.bytes;
  return [...files].sort((a, b) => weight(b) - weight(a));
}

export async function runFiles(files: readonly SuiteFile[], options: PoolOptions): Promise<void> {
  const queue = byWeight(files);
  const jobs = Math.min(options.jobs ?? availableParallelism(), Math.max(queue.length, 1));
  await Promise.all(Array.from({ length: jobs }, () => serve(queue, options)));
}

/** One place in the pool: a worker after the other until the queue is empty. */
async function serve(queue: SuiteFile[], options: PoolOptions): Promise<void> {
  while (queue.length > 0) await runWorker(queue, options);
}

function runWorker(queue: SuiteFile[], { variant, pattern, onReport, running }: PoolOptions): Promise<void> {
  const worker = new Worker(new URL("./workerEntry.mjs", import.meta.url), {
    workerData: { variant, pattern } satisfies WorkerSetup,
  });
  let current: SuiteFile | undefined;
  let ready = false;
  return new Promise((resolve, reject) => {
    const next = () => {
      if (current) running?.delete(current.name);
      current = queue.shift();
      if (current) running?.add(current.name);
      if (current) worker.postMessage(current);
      else void worker.terminate().then(() => resolve());
    };
    worker.on("message", (message: FileReport | "ready") => {
      if (message === "ready") ready = true;
      else onReport(message);
      next();
    });
    worker.on("error", (error) => {
      // A worker that never got ready would fail again and again: that is the harness's own fault.
      if (!ready) return reject(error);
      if (current) {
        const results = [{ id: "(worker died)", network: "", error: String(error) }];
        onReport({ file: current, results, ms: 0 });
        current = undefined;
      }
      resolve();
    });
  });
}
