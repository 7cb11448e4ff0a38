// Runs the client in a worker, which may wait, and answers it from here, where nothing may: the host stays asynchronous, the core's
// import stays synchronous, and nobody polls.
import { Worker } from "node:worker_threads";
import { InputError } from "@assay/core/inputError";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import type { CoreJob, CoreRun } from "./coreRun.ts";
import { type BundleEntry, bundleBytes, writeBundle } from "./preimageBundle.ts";
import { newSharedBuffer, REQUEST, type SharedMessage, SharedServer } from "./sharedChannel.ts";
import { type CarriedError, carriedError, carryError } from "./sharedOracle.ts";

/** Who answers: the host library, or a test. */
export interface WorkerHost {
  hint(text: string): Promise<void>;
  /** @throws InputError, which ends the client's run; PREIMAGE_MISSING makes it `incomplete` */
  preimage(key: Uint8Array): Promise<Uint8Array>;
  /** Commitment, proof and blob. @throws as `preimage` */
  blob(versionedHash: Uint8Array): Promise<Uint8Array>;
}

export interface WorkerOptions {
  readonly module: WebAssembly.Module;
  /** What is stored while the client runs goes along with the next answer. */
  readonly store?: VerifiedStore;
  /** Ends the run. */
  readonly signal?: AbortSignal | undefined;
  /** The built clientWorker.js; the default is the one beside this file. */
  readonly workerFile?: URL;
}

export interface WorkerTask {
  readonly module: WebAssembly.Module;
  readonly job: CoreJob;
  readonly shared: SharedArrayBuffer;
}

type CarriedRun = Omit<CoreRun, "missing"> & { readonly missing: CarriedError | null };

export type WorkerMessage =
  | { readonly type: "turn" }
  | { readonly type: "run"; readonly run: CarriedRun }
  | { readonly type: "error"; readonly error: CarriedError };

/** Tests run the sources, but Node 20 runs no TypeScript in a worker: theirs is the built one. */
const WORKER_FILE = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/client/clientWorker.js" : "./clientWorker.js",
  import.meta.url,
);

const KEY_BYTES = 32;
/** Bytes waiting to go along with an answer; what comes beyond them is asked for when it is needed. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** Longer ones are asked for: they would fill an answer alone. */
const MAX_ENTRY_BYTES = 1024 * 1024;

/** Preimages that were stored and not yet sent. */
class Waiting {
  #entries: BundleEntry[] = [];
  #bytes = 0;

  add(key: Uint8Array, value: Uint8Array): void {
    if (this.#bytes > MAX_WAITING_BYTES || value.length > MAX_ENTRY_BYTES) return;
    this.#entries.push([key, value]);
    this.#bytes += bundleBytes(value);
  }

  /** As many as fit, in the order in which they came. */
  take(room: number): BundleEntry[] {
    let used = 0;
    let count = 0;
    for (const [, value] of this.#entries) {
      if (used + bundleBytes(value) > room) break;
      used += bundleBytes(value);
      count++;
    }
    this.#bytes -= used;
    return this.#entries.splice(0, count);
  }
}

class Answering {
  readonly #server: SharedServer;
  readonly #host: WorkerHost;
  readonly #waiting = new Waiting();

  constructor(shared: SharedArrayBuffer, host: WorkerHost, store: VerifiedStore | undefined) {
    this.#server = new SharedServer(shared);
    this.#host = host;
    if (store) store.onHashed = (key, value) => this.#waiting.add(key, value);
  }

  /** @throws what is no InputError: a bug */
  async turn(): Promise<void> {
    const request = this.#server.take();
    if (!request) return;
    try {
      this.#server.answer(await this.#answer(request), false);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#server.answer(Buffer.from(JSON.stringify(carryError(error)), "utf8"), true);
    }
  }

  async #answer({ kind, bytes }: SharedMessage): Promise<Uint8Array> {
    const hints = Buffer.from(bytes.subarray(KEY_BYTES)).toString("utf8");
    if (hints !== "") for (const hint of hints.split("\n")) await this.#host.hint(hint);
    const key = bytes.slice(0, KEY_BYTES);
    if (kind === REQUEST.blob) return this.#host.blob(key);
    const value = await this.#host.preimage(key);
    return writeBundle([[key, value], ...this.#waiting.take(this.#server.pieceBytes - bundleBytes(value))]);
  }
}

/** Runs a job in a worker. @throws InputError what ended the run, WORKER_CRASHED, INTERRUPTED */
export async function runInWorker(job: CoreJob, host: WorkerHost, options: WorkerOptions): Promise<CoreRun> {
  const { module, store, signal } = options;
  if (signal?.aborted) throw interrupted();
  const shared = newSharedBuffer();
  const answering = new Answering(shared, host, store);
  const worker = new Worker(options.workerFile ?? WORKER_FILE, {
    workerData: { module, job, shared } satisfies WorkerTask,
    // The worker is built code, whatever loaders or conditions its parent was started with.
    execArgv: [],
  });
  let abort = () => {};
  try {
    return await new Promise<CoreRun>((resolve, reject) => {
      abort = () => reject(interrupted());
      signal?.addEventListener("abort", abort);
      worker.on("message", (message: WorkerMessage) => {
        if (message.type === "turn") answering.turn().catch(reject);
        else if (message.type === "error") reject(carriedError(message.error));
        else resolve({ ...message.run, missing: message.run.missing && carriedError(message.run.missing) });
      });
      worker.on("error", (error) => reject(new InputError("WORKER_CRASHED", `the client died: ${error.message}`)));
      worker.on("exit", (code) => reject(new InputError("WORKER_CRASHED", `the client ended with ${code}`)));
    });
  } finally {
    signal?.removeEventListener("abort", abort);
    if (store) store.onHashed = null;
    await worker.terminate();
  }
}

function interrupted(): InputError {
  return new InputError("INTERRUPTED", "the run was ended from outside");
}
