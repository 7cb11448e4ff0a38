// The core under test, with the entry that state tests need (packages/core/assembly/testing/statetest.ts). One instance
// serves many cases: every case starts with `inputBuffer`, which resets it.
import {
  bytesSection,
  containerSize,
  INPUT_MAGIC,
  INPUT_SECTION,
  type SectionSource,
  writeContainer,
} from "../../packages/core/src/container.ts";
import { decodeErrorRecord, type Failure, RECORD_BYTES } from "../../packages/core/src/errorRecord.ts";
import { hexOf } from "./hexFields.ts";

export const ENVIRONMENT_SECTION = 10;
const EXECUTED_BYTES = 96;

/** An instance that has grown beyond this is thrown away, so that one giant case does not cost all later ones. */
const KEEP_MEMORY_BYTES = 512 * 1024 * 1024;

export interface StateTestExports {
  readonly memory: WebAssembly.Memory;
  inputBuffer(length: number): number;
  errorRecord(): number;
  stateTest(): number;
  stateTestRejected(): number;
}

export interface StateTestOutcome {
  /** Why the transaction was refused; null when it was executed. */
  readonly refusal: Failure | null;
  readonly gasUsed: bigint;
  readonly stateRoot: string;
  readonly logsHash: string;
}

export interface StateTestSections {
  readonly configuration: Uint8Array;
  readonly nodes: Uint8Array;
  readonly codes: Uint8Array;
  readonly environment: Uint8Array;
}

/** The core stopped and did not say why, or said that it could not tell: no test may end like that. */
export class Crash extends Error {}

export class StateTestMachine {
  readonly #module: WebAssembly.Module;
  #exports: StateTestExports | null = null;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** Runs one transaction on a pre-state. @throws Crash */
  run(sections: StateTestSections): StateTestOutcome {
    const core = this.#instance();
    const sources: SectionSource[] = [
      bytesSection(INPUT_SECTION.configuration, sections.configuration),
      bytesSection(INPUT_SECTION.nodes, sections.nodes),
      bytesSection(INPUT_SECTION.codes, sections.codes),
      bytesSection(ENVIRONMENT_SECTION, sections.environment),
    ];
    const length = containerSize(sources);
    const address = core.inputBuffer(length) >>> 0;
    writeContainer(new Uint8Array(core.memory.buffer, address, length), INPUT_MAGIC, sources);
    let refusal: Failure | null = null;
    let record: number;
    try {
      record = core.stateTest();
    } catch (error) {
      refusal = this.#refusal(core, error);
      record = core.stateTestRejected();
    }
    const bytes = new Uint8Array(core.memory.buffer, record >>> 0, EXECUTED_BYTES);
    const outcome = {
      refusal,
      gasUsed: new DataView(core.memory.buffer, record >>> 0).getBigUint64(8, true),
      stateRoot: hexOf(bytes.subarray(32, 64)),
      logsHash: hexOf(bytes.subarray(64, 96)),
    };
    if (core.memory.buffer.byteLength > KEEP_MEMORY_BYTES) this.#exports = null;
    return outcome;
  }

  #refusal(core: StateTestExports, error: unknown): Failure {
    this.#exports = null;
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    const record = new Uint8Array(core.memory.buffer, core.errorRecord() >>> 0, RECORD_BYTES);
    const failure = decodeErrorRecord(record);
    if (!failure) throw new Crash(`trap without a reason: ${error.message}`);
    if (failure.verdict !== "invalid") throw new Crash(`${failure.name}: ${failure.message}`);
    // A refusal is an ordinary end: the instance stays.
    this.#exports = core;
    return failure;
  }

  #instance(): StateTestExports {
    this.#exports ??= new WebAssembly.Instance(this.#module, {
      assay: { preimage: () => -1 },
    }).exports as unknown as StateTestExports;
    return this.#exports;
  }
}
