// The fast machine's Wasm module: its file, and what it exports (packages/machine/assembly/faultProof/index.ts).
import { readFileSync } from "node:fs";
import { InputError } from "@assay/core/inputError";

export interface FastExports {
  readonly memory: WebAssembly.Memory;
  initialize(maxPages: number): number;
  run(limit: bigint): number;
  registers(): number;
  pc(): number;
  step(): number;
  reservation(): number;
  faultCode(): number;
  exchange(): number;
  pageCount(): number;
  pageForReading(index: bigint): number;
  pageForWriting(index: bigint, offset: number, bytes: number): number;
  pageOrder(): number;
  indexOf(page: number): bigint;
  dataOf(page: number): number;
  pagesAreInOrder(): void;
  memoryRoot(): void;
  memoryProof(address: bigint): void;
  /** For translated code (translated.ts of the module). */
  readWays(): number;
  writeWays(): number;
  entry(): number;
  budget(): number;
  setRegionLimit(steps: number): void;
  setSample(steps: bigint, isFine: number): void;
  setStale(value: number): void;
  codeForTranslation(index: bigint, unseen: number): number;
  decodeForTranslation(pc: bigint): void;
}

/** How `run` ends: layout.ts of the module. */
export const EXIT = { limit: 0, systemCall: 1, fault: 2, memory: 3, stale: 5 } as const;

// Seen from src and dist, and from cli/build, where the command line is one bundled file.
const FILES = ["../../../build/faultProof.wasm", "../../machine/build/faultProof.wasm"];

let compiled: WebAssembly.Module | null = null;

/** @throws InputError CORE_MISSING when it has not been built */
export function fastModule(): WebAssembly.Module {
  for (const file of compiled ? [] : FILES) {
    try {
      compiled = new WebAssembly.Module(readFileSync(new URL(file, import.meta.url)));
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  if (!compiled) throw new InputError("CORE_MISSING", "faultProof.wasm is not in packages/machine/build");
  return compiled;
}
