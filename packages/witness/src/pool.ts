// Verifies many files on several cores. Each worker has its own instance of the one compiled module; a job that kills its
// worker, or runs past its time, is answered `incomplete`, and a new worker takes the next one.
import { Worker } from "node:worker_threads";
import { InputError } from "@assay/core/inputError";
import type { InputOptions } from "./jsonInput.ts";
import { incompleteVerdict, type Verdict } from "./verdict.ts";

export interface PoolOptions {
  /** Compiled core, shared by all workers. */
  readonly module: WebAssembly.Module;
  readonly workers: number;
  /** Jobs that may wait for a worker before `verify` itself waits. Default twice the workers. */
  readonly queueLimit?: number;
  /** A job that runs longer is given up: a hostile block can hold gas for years. Default 300. */
  readonly timeoutSeconds?: number;
  /** The built worker.js; the default is the one beside this file. */
  readonly workerFile?: URL;
}

/** What a job may carry to its worker. */
export interface JobOptions extends InputOptions {
  readonly maxBytes?: number | undefined;
  readonly explain?: boolean;
}

export interface WorkerData {
  readonly module: WebAssembly.Module;
}

export interface WorkerRequest {
  readonly id: number;
  readonly path: string;
  readonly options: JobOptions;
}

interface WorkerAnswer {
  readonly id: number;
  readonly verdict: Verdict;
}

interface Job extends WorkerRequest {
  readonly resolve: (verdict: Verdict) => void;
  started: number;
}

interface Slot {
  worker: Worker | null;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

const DEFAULT_TIMEOUT_SECONDS = 300;

/** Tests run the sources, but Node 20 runs no TypeScript in a worker: theirs is the built one. */
const WORKER_FILE = new URL(import.meta.url.endsWith(".ts") ? "../dist/worker.js" : "./worker.js", import.meta.url);

export class VerifierPool {
  readonly #options: PoolOptions;
  readonly #slots: Slot[];
  readonly #queue: Job[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #queueLimit: number;
  #nextId = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: Math.max(1, options.workers) }, () => ({
      worker: null,
      job: null,
      timer: null,
    }));
    this.#queueLimit = options.queueLimit ?? 2 * this.#slots.length;
  }

  /** Verifies a file in a worker. Waits first while the queue is full; never rejects for what a job does. */
  async verify(path: string, options: JobOptions = {}): Promise<Verdict> {
    while (this.#queue.length >= this.#queueLimit) await new Promise<void>((resume) => this.#waiting.push(resume));
    if (this.#closed) throw new Error("the pool is closed");
    return new Promise((resolve) => {
      this.#queue.push({ id: this.#nextId++, path, options, resolve, started: 0 });
      this.#assign();
    });
  }

  /** Ends the workers. Jobs that are still there are answered `incomplete`. */
  async close(): Promise<void> {
    this.#closed = true;
    const jobs = this.#queue.splice(0);
    for (const slot of this.#slots) if (slot.job) jobs.push(slot.job);
    await Promise.all(this.#slots.map((slot) => this.#retire(slot)));
    for (const job of jobs)
      this.#answer(job, new InputError("WORKER_CRASHED", "the pool was closed", { at: job.path }));
  }

  #assign(): void {
    for (const slot of this.#slots) {
      if (slot.job) continue;
      const job = this.#queue.shift();
      if (!job) return;
      this.#waiting.shift()?.();
      this.#start(slot, job);
    }
  }

  #start(slot: Slot, job: Job): void {
    slot.job = job;
    job.started = performance.now();
    slot.worker ??= this.#spawn(slot);
    const seconds = this.#options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
    slot.timer = setTimeout(() => {
      const error = new InputError("WORKER_TIMEOUT", `gave up after ${seconds} s`, { at: job.path });
      void this.#retire(slot).then(() => this.#finish(slot, job, error));
    }, seconds * 1000);
    slot.worker.postMessage({ id: job.id, path: job.path, options: job.options } satisfies WorkerRequest);
  }

  #spawn(slot: Slot): Worker {
    const file = this.#options.workerFile ?? WORKER_FILE;
    const worker = new Worker(file, {
      workerData: { module: this.#options.module } satisfies WorkerData,
      // The worker is built code, whatever loaders or conditions its parent was started with.
      execArgv: [],
    });
    // An idle pool does not keep the process alive.
    worker.unref();
    let reason = "it ended";
    worker.on("message", ({ id, verdict }: WorkerAnswer) => {
      const job = slot.job;
      if (job?.id !== id || slot.worker !== worker) return;
      this.#release(slot);
      job.resolve(verdict);
      this.#assign();
    });
    worker.on("error", (error) => {
      reason = error.message;
    });
    worker.on("exit", () => {
      if (slot.worker !== worker) return;
      slot.worker = null;
      const job = slot.job;
      if (job)
        this.#finish(slot, job, new InputError("WORKER_CRASHED", `the worker died: ${reason}`, { at: job.path }));
    });
    return worker;
  }

  #release(slot: Slot): void {
    if (slot.timer) clearTimeout(slot.timer);
    slot.timer = null;
    slot.job = null;
  }

  #finish(slot: Slot, job: Job, error: InputError): void {
    this.#release(slot);
    this.#answer(job, error);
    if (!this.#closed) this.#assign();
  }

  #answer(job: Job, error: InputError): void {
    job.resolve(incompleteVerdict(error, { ms: job.started === 0 ? 0 : performance.now() - job.started }));
  }

  /** Ends a slot's worker for good; its exit is then nobody's concern. */
  async #retire(slot: Slot): Promise<void> {
    const worker = slot.worker;
    slot.worker = null;
    if (slot.timer) clearTimeout(slot.timer);
    await worker?.terminate();
  }
}
