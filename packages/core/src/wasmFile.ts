// The core's Wasm module from its file, for Node. Browsers fetch the file and give `Core` a module themselves.
import { readFileSync } from "node:fs";
import { InputError } from "./inputError.ts";

/** wasm: SIMD, for production. debug: with assertions. guest: MVP Wasm. dispute: guest that believes its oracle about
 *  blobs, for the machine whose oracle is a contract on L1. trace: writes every EVM step. */
export type CoreVariant = "wasm" | "debug" | "guest" | "dispute" | "trace";

// Seen from core/src and core/dist, and from cli/dist, where the command line is one bundled file.
const FOLDERS = ["../build/", "../../core/build/"];

/** Bytes of a built module. @throws InputError CORE_MISSING when it has not been built */
export function readCoreWasm(variant: CoreVariant = "wasm"): Uint8Array<ArrayBuffer> {
  for (const folder of FOLDERS) {
    try {
      const bytes = readFileSync(new URL(`${folder}core.${variant}.wasm`, import.meta.url));
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  throw new InputError("CORE_MISSING", `core.${variant}.wasm is not in packages/core/build`);
}

/** Compiles a built module. Synchronous: V8 compiles functions when they are first called. */
export function compileCore(variant: CoreVariant = "wasm"): WebAssembly.Module {
  return new WebAssembly.Module(readCoreWasm(variant));
}
