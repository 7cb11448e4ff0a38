// The core for the command line, compiled the way that gives the sooner verdict.
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";

/** Compiles the core for about `inputBytes` bytes of packed input. */
export function loadCore(_inputBytes: number, variant: CoreVariant = "wasm"): WebAssembly.Module {
  return compileCore(variant);
}
