// The core for the command line, compiled the way that gives the sooner verdict.
//
// V8 compiles a Wasm function twice: at once and badly when it is first called (Liftoff), well in the background when it
// has been called often. Measured (Node 20, 2 cores): compiling well at once costs 55 to 65 ms before the first verdict
// (118 against 182 ms for a small block, process start included, 217 against 266 ms for 30 Mgas) and gains nothing over
// 30 blocks (1.63 s of processor time both ways), because what is hot is compiled well by then. It pays for one thing: a
// frame that runs on and on, since a running function is never exchanged, and Liftoff's code is 2.7 times as slow.
import { type CoreVariant, compileCore } from "@assay/core/wasmFile";

/** Compiles the core for ordinary blocks. */
export function loadCore(variant: CoreVariant = "wasm"): WebAssembly.Module {
  return compileCore(variant);
}

/** Compiles the core for a block with more gas than the main thread takes on. */
export async function loadCoreForLongRuns(): Promise<WebAssembly.Module> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--no-liftoff");
  return compileCore();
}
