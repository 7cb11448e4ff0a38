// The proving machine's Wasm module: its file, and what it exports (packages/machine/assembly/proving/index.ts).
import { readFileSync } from "node:fs";
import { InputError } from "@assay/core/inputError";

export interface ProvingExports {
  readonly memory: WebAssembly.Memory;
  initialize(maxPages: number, hasAccelerators: number, roomBehind: number): number;
  setCode(start: number, bytes: number): void;
  admitWrite(address: number, length: number): number;
  run(limit: bigint): number;
  guest(): number;
  pageMap(): number;
  buffers(): number;
  registers(): number;
  pc(): number;
  cycle(): number;
  faultCode(): number;
  faultAddress(): number;
  pagesWritten(): number;
  counts(): number;
  memoryRoot(): number;
  /** Trace: trace.ts of the module. */
  beginTrace(): void;
  beginSegment(): void;
  trace(limit: bigint): number;
  beginTracedCall(address: number, length: number): number;
  endTracedCall(moved: number): void;
  traceTables(which: number): number;
  /** Translated code: translated.ts of the module. */
  readonly table: WebAssembly.Table;
  code(): number;
  budget(): number;
  nowhere(pc: number, left: number, depth: number): number;
  entryAt(pc: number): number;
  setEntry(pc: number, place: number): void;
  startTranslating(instructions: number): void;
  translatedCycles(): bigint;
  accelerateTranslated(): number;
  setSample(cycles: number): void;
  runToSample(limit: bigint): number;
  /** Profile: profile.ts of the module. */
  runProfiled(limit: bigint): number;
  profileStart(instruction: number): void;
  profileFlush(): void;
  profileCount(which: number, count: number): void;
  profileFunctions(): number;
  profileNodes(): number;
  profileNodeCount(): number;
  profileMaxNodes(): number;
}

/** How `run` ends: layout.ts of the module. */
export const EXIT = { limit: 0, call: 1, fault: 2, memory: 3, sample: 5 } as const;

// Seen from src and dist, and from cli/build, where the command line is one bundled file.
const FILES = ["../../build/proving.wasm", "../../machine/build/proving.wasm"];

let compiled: WebAssembly.Module | null = null;

/** @throws InputError CORE_MISSING when it has not been built */
export function provingModule(): WebAssembly.Module {
  for (const file of compiled ? [] : FILES) {
    try {
      compiled = new WebAssembly.Module(readFileSync(new URL(file, import.meta.url)));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  if (!compiled) throw new InputError("CORE_MISSING", "proving.wasm is not in packages/machine/build");
  return compiled;
}
