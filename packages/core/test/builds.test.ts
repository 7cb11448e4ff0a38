// What the shipped modules ask of their host: one import, and for guests nothing but WebAssembly 1.0.
import binaryen from "binaryen";
import { describe, expect, test } from "vitest";
import { type CoreVariant, readCoreWasm } from "../src/wasmFile.ts";

const IMPORTS: Record<CoreVariant, string[]> = {
  wasm: ["assay.preimage"],
  debug: ["assay.preimage"],
  guest: ["assay.preimage"],
  dispute: ["assay.preimage"],
  trace: ["assay.preimage", "assay.trace"],
};

/** The ABI of docs/interfaces.md. */
const EXPORTS = [
  "memory",
  "reset",
  "inputBuffer",
  "load",
  "hashWitness",
  "blockCount",
  "decodeBlock",
  "recoverSenders",
  "executeBlock",
  "sealBlock",
  "run",
  "result",
  "resultLength",
  "errorRecord",
  "buildState",
  "program",
  "deriveAndExecute",
  "resumeProgram",
  "hintRecord",
];

/** Whether the module is valid when no feature beyond `features` exists. */
function isValidWith(bytes: Uint8Array, features: number): boolean {
  const module = binaryen.readBinaryWithFeatures(bytes, binaryen.Features.All);
  module.setFeatures(features);
  const valid = module.validate() === 1;
  module.dispose();
  return valid;
}

describe.each(Object.keys(IMPORTS) as CoreVariant[])("%s build", (variant) => {
  const bytes = readCoreWasm(variant);

  test("has the oracle as its only import, and the whole ABI", () => {
    const module = new WebAssembly.Module(bytes);
    const imports = WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`);
    expect(imports.sort()).toEqual(IMPORTS[variant]);
    const exports = WebAssembly.Module.exports(module).map(({ name }) => name);
    expect(exports).toEqual(expect.arrayContaining(EXPORTS));
  });
});

test("builds for guests are WebAssembly 1.0, and the check can tell", () => {
  expect(isValidWith(readCoreWasm("guest"), binaryen.Features.MVP)).toBe(true);
  expect(isValidWith(readCoreWasm("dispute"), binaryen.Features.MVP)).toBe(true);
  // A tiny module for the second half: the validator prints what it has against one.
  const later = binaryen.parseText("(module (func (param i32) (result i32) (i32.extend8_s (local.get 0))))");
  expect(isValidWith(later.emitBinary(), binaryen.Features.MVP)).toBe(false);
});
