// One instance of the core: the Wasm module's exports as typed calls. Node and browsers alike; no file, no network.
//
//   const core = new Core(await WebAssembly.compile(bytes));
//   const outcome = core.verify(input.length, (memory) => memory.set(input));
//
// A run ends in one of three ways (docs/interfaces.md, "Core ABI"): it returns, or it traps after an error record, or it
// traps without one, which is a bug or exhausted memory and becomes an InputError, never a verdict about the block.
import { decodeErrorRecord, type Failure, RECORD_BYTES } from "./errorRecord.ts";
import { InputError } from "./inputError.ts";
import { decodeProgram, HINT_RECORD_BYTES, HintReader, Resumption } from "./program.ts";
import { CoreResult } from "./result.ts";

/** Wanted outputs, a bit set. The summary is always there. */
export const OUTPUT = {
  receipts: 1,
  newNodes: 2,
  changes: 4,
  touchedKeys: 8,
  preimagesRead: 16,
  headers: 32,
} as const;

/** Beside the outputs: the sibling of a deletion that nobody has is taken for a branch. SOUNDNESS: only for a block whose hash is known to
 *  be a block's of the chain; any other may be called valid falsely (test/capture/trustedRoot.test.ts). */
export const ASSUME_BRANCHES = 64;

/** Milliseconds spent in each phase of the core, summed over the blocks of the input. Names as in docs/architecture.md. */
export interface CorePhases {
  load: number;
  hash: number;
  decode: number;
  senders: number;
  execute: number;
  seal: number;
}

/**
 * Answers what the witness does not hold: the bytes of a 32-byte key (type in byte 0), or null. Synchronous. `hints` are those
 * that are new since the last call, in the order in which a host has to get them: mostly one or none.
 */
export type Oracle = (key: Uint8Array, hints: readonly string[]) => Uint8Array | null;

export interface CoreOptions {
  readonly oracle?: Oracle;
  /** Receives each record of the trace build; a copy is the receiver's to make. */
  readonly onTrace?: (record: Uint8Array) => void;
  /** Milliseconds; for hosts with a better clock. */
  readonly now?: () => number;
}

/** How a run ended. `failure` is null exactly when it is valid. */
export interface Outcome {
  readonly verdict: "valid" | "invalid" | "incomplete";
  readonly failure: Failure | null;
  /** null only when the input was so broken that the core knows nothing to tell. */
  readonly result: CoreResult | null;
  readonly phases: CorePhases;
}

/** How a run ended that derives and executes. */
export interface ExecutedOutcome extends Outcome {
  /** Why payloads were rejected, in order; that is no verdict about the whole. */
  readonly rejected: readonly Failure[];
}

interface CoreExports {
  readonly memory: WebAssembly.Memory;
  inputBuffer(length: number): number;
  load(outputs: number): void;
  hashWitness(): void;
  blockCount(): number;
  decodeBlock(k: number): void;
  recoverSenders(k: number): void;
  executeBlock(k: number): void;
  sealBlock(k: number): void;
  result(): number;
  resultLength(): number;
  errorRecord(): number;
  buildState(): number;
  derive(): void;
  buildList(): number;
  hashList(): number;
  decodeBatches(kind: number): number;
  call(): number;
  program(): void;
  deriveAndExecute(): void;
  resumeProgram(): void;
  hintRecord(): number;
}

/** An instance whose memory has grown beyond this is thrown away after its run, so that one giant block does not hold
 *  its memory for the life of a service. */
const KEEP_MEMORY_BYTES = 256 * 1024 * 1024;

function noPhases(): CorePhases {
  return { load: 0, hash: 0, decode: 0, senders: 0, execute: 0, seal: 0 };
}

export class Core {
  readonly #module: WebAssembly.Module;
  readonly #options: CoreOptions;
  readonly #now: () => number;
  #exports: CoreExports | null = null;
  #hints = new HintReader();

  constructor(module: WebAssembly.Module, options: CoreOptions = {}) {
    this.#module = module;
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Judges one input: `write` fills `length` bytes of Wasm memory with the binary input. The instance is then free for
   *  the next run, whatever happened. @throws InputError CORE_TRAPPED, CORE_OUT_OF_MEMORY; and what `write` throws. */
  verify(length: number, write: (memory: Uint8Array) => void, outputs = 0): Outcome {
    const phases = noPhases();
    const outcome = this.#run(length, write, phases, (core) => {
      this.#time(phases, "load", () => core.load(outputs));
      this.#time(phases, "hash", () => core.hashWitness());
      const blocks = core.blockCount();
      for (let k = 0; k < blocks; k++) {
        this.#time(phases, "decode", () => core.decodeBlock(k));
        this.#time(phases, "senders", () => core.recoverSenders(k));
        this.#time(phases, "execute", () => core.executeBlock(k));
        this.#time(phases, "seal", () => core.sealBlock(k));
      }
    });
    // SOUNDNESS: "valid" needs more than the absence of a complaint: the core must have said so of every block.
    if (outcome.verdict === "valid") {
      const summaries = outcome.result?.summaries ?? [];
      if (summaries.length === 0 || summaries.some((summary) => summary.verdict !== "valid")) {
        throw new InputError("CORE_TRAPPED", "the core returned without a verdict on every block");
      }
    }
    return outcome;
  }

  /** Builds a state from an input that has an `alloc` section. The result has its root (`postStateRoot` of the first
   *  summary), new nodes and new codes. */
  buildState(length: number, write: (memory: Uint8Array) => void): Outcome {
    return this.#run(length, write, noPhases(), (core) => core.buildState());
  }

  /** Derives L2 blocks from an input with sections 11 to 14; the result is for `decodeDerivation`. */
  derive(length: number, write: (memory: Uint8Array) => void): Outcome {
    return this.#run(length, write, noPhases(), (core) => core.derive());
  }

  /** Builds the trie of the list in section 8; the result is for `decodeList`. */
  buildList(length: number, write: (memory: Uint8Array) => void): Outcome {
    return this.#run(length, write, noPhases(), (core) => core.buildList());
  }

  /** Hashes the items of section 8; `hashAll` in hashes.ts writes and reads both. */
  hashList(length: number, write: (memory: Uint8Array) => void): Outcome {
    return this.#run(length, write, noPhases(), (core) => core.hashList());
  }

  /** Decodes the channel or batch in section 8; the result is for `decodeBatchesResult`. */
  decodeBatches(length: number, write: (memory: Uint8Array) => void, kind: number): Outcome {
    return this.#run(length, write, noPhases(), (core) => core.decodeBatches(kind));
  }

  /** The fault-proof program: boot values come from the oracle (key type 1); the result is for `decodeProgram`. */
  program(length: number, write: (memory: Uint8Array) => void): ExecutedOutcome {
    const outcome = this.#runResuming(length, write, (core) => core.program());
    // SOUNDNESS: a verdict needs more than how the run ended: the core must have judged the claim.
    if (outcome.verdict !== "incomplete" && decodeProgram(outcome.result!.bytes).verdict !== outcome.verdict) {
      throw new InputError("CORE_TRAPPED", "the core returned without a verdict on the claim");
    }
    return outcome;
  }

  /** Derives and executes L2 blocks: sections 1, 11, 12; the result is for `decodeDerivation`. */
  deriveAndExecute(length: number, write: (memory: Uint8Array) => void): ExecutedOutcome {
    return this.#runResuming(length, write, (core) => core.deriveAndExecute());
  }

  /** As `#run`, and goes on after every payload that execution finds invalid. */
  #runResuming(
    length: number,
    write: (memory: Uint8Array) => void,
    call: (core: CoreExports) => void,
  ): ExecutedOutcome {
    const rejected = new Resumption();
    const outcome = this.#run(length, write, noPhases(), (core) => {
      let next = call;
      while (true) {
        try {
          next(core);
          return;
        } catch (error) {
          const failure = isTrap(error) ? this.#record(core) : null;
          if (failure?.verdict !== "invalid") throw error;
          rejected.add(failure);
          next = () => core.resumeProgram();
        }
      }
    });
    return { ...outcome, rejected: rejected.failures };
  }

  /** Runs the message of an input with section 15; `runMessage` in call.ts writes and reads both. */
  call(length: number, write: (memory: Uint8Array) => void): Outcome {
    return this.#run(length, write, noPhases(), (core) => core.call());
  }

  /** Bytes of linear memory the instance holds; 0 before the first run. */
  get memoryBytes(): number {
    return this.#exports?.memory.buffer.byteLength ?? 0;
  }

  #run(
    length: number,
    write: (memory: Uint8Array) => void,
    phases: CorePhases,
    call: (core: CoreExports) => void,
  ): Outcome {
    if (length > 0xffff_ffff) throw new InputError("CORE_OUT_OF_MEMORY", `an input of ${length} bytes does not fit`);
    this.#hints = new HintReader();
    try {
      const core = this.#instance();
      let address: number;
      try {
        address = core.inputBuffer(length) >>> 0;
      } catch (error) {
        throw this.#trapped(core, error);
      }
      write(new Uint8Array(core.memory.buffer, address, length));
      let failure: Failure | null = null;
      try {
        call(core);
      } catch (error) {
        // Only a trap is the core's way to end; an error of the oracle or of this file passes through unchanged.
        if (!isTrap(error)) throw error;
        failure = this.#record(core);
        if (failure === null) throw this.#trapped(core, error);
      }
      // `sealBlock` returns after it found the block invalid, so that the result holds what was computed.
      failure ??= this.#record(core);
      const outcome = { verdict: failure?.verdict ?? "valid", failure, result: readResult(core), phases } as const;
      if (core.memory.buffer.byteLength > KEEP_MEMORY_BYTES) this.#exports = null;
      return outcome;
    } catch (error) {
      // What state the instance is in is not known: the next run gets a fresh one.
      this.#exports = null;
      throw error;
    }
  }

  #instance(): CoreExports {
    if (this.#exports) return this.#exports;
    const bytes = (address: number, length: number) =>
      new Uint8Array(this.#exports!.memory.buffer, address >>> 0, length >>> 0);
    const newHints = () => this.#hints.read(bytes(this.#exports!.hintRecord(), HINT_RECORD_BYTES), bytes);
    const imports = {
      preimage: (keyPtr: number, dstPtr: number, capacity: number): number => {
        const value = this.#options.oracle?.(bytes(keyPtr, 32).slice(), newHints()) ?? null;
        if (value === null) return -1;
        bytes(dstPtr, Math.min(capacity >>> 0, value.length)).set(value.subarray(0, capacity >>> 0));
        return value.length;
      },
      trace: (ptr: number, length: number): void => this.#options.onTrace?.(bytes(ptr, length)),
    };
    this.#exports = new WebAssembly.Instance(this.#module, { assay: imports }).exports as unknown as CoreExports;
    return this.#exports;
  }

  #time(phases: CorePhases, phase: keyof CorePhases, call: () => void): void {
    const started = this.#now();
    try {
      call();
    } finally {
      phases[phase] += this.#now() - started;
    }
  }

  #record(core: CoreExports): Failure | null {
    return decodeErrorRecord(new Uint8Array(core.memory.buffer, core.errorRecord() >>> 0, RECORD_BYTES));
  }

  #trapped(core: CoreExports, error: unknown): Error {
    if (!isTrap(error)) return error as Error;
    const memoryBytes = core.memory.buffer.byteLength;
    // The arena traps without a record when it reaches its end, 3 GiB, or when the machine gives it no more.
    if (memoryBytes >= 2 ** 30 && error.message.includes("unreachable")) {
      return new InputError("CORE_OUT_OF_MEMORY", `the core ran out of memory at ${memoryBytes} bytes`, {
        cause: error,
      });
    }
    return new InputError("CORE_TRAPPED", `the core stopped without a reason (${error.message})`, { cause: error });
  }
}

/** V8 reports an exhausted stack as a RangeError, every other trap as a RuntimeError. */
function isTrap(error: unknown): error is Error {
  return error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /call stack/.test(error.message));
}

function readResult(core: CoreExports): CoreResult | null {
  let address: number;
  let length: number;
  try {
    address = core.result() >>> 0;
    length = core.resultLength() >>> 0;
  } catch (error) {
    if (isTrap(error)) return null;
    throw error;
  }
  if (address === 0 || length === 0) return null;
  // A copy: the next run overwrites the memory.
  return new CoreResult(new Uint8Array(core.memory.buffer, address, length).slice());
}
