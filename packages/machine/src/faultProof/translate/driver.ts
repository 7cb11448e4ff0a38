// The driver: the loop of the module, and translated functions wherever it comes to one. Written in Wasm, so that going back and forth
// costs little.

import { REGION_TYPE } from "../../translate/target.ts";
import { encodeModule, I32, I64, W, WasmWriter } from "../../translate/wasmWriter.ts";
import type { FastExports } from "../fast/module.ts";
import { LOCAL, TYPES } from "./frame.ts";

/** How the loop ends where a function is to be called (Exit.ENTER of the module). */
const ENTER = 4;
/** Calls within calls. Frames are of a few hundred bytes, V8's stack of a megabyte. */
export const MAX_DEPTH = 100;

export interface Driver {
  /** Goes on to the limit, or to a sample; an exit of the module. */
  drive(limit: bigint, isSampling: number): number;
  /** What stands in the table where there is no function yet: goes on nowhere. */
  readonly nothing: () => void;
  /** Steps that translated functions have taken. */
  readonly translatedSteps: WebAssembly.Global;
}

function nothing(): Uint8Array {
  const out = new WasmWriter();
  out.get(LOCAL.pc);
  out.get(LOCAL.left);
  return out.bytes();
}

function drive(wasm: FastExports): Uint8Array {
  const [limit, isSampling, exit, left] = [0, 1, 2, 3];
  const [run, sample, stepOver] = [0, 1, 2];
  const out = new WasmWriter();
  const counted = (before: () => void, write: () => void) => {
    before();
    out.i32(0);
    out.access(W.i32Load, wasm.budget());
    out.get(left);
    out.op(W.i32Sub, W.i64ExtendI32S, W.i64Add);
    write();
  };
  out.loop();
  out.get(isSampling);
  out.if(I32);
  out.get(limit);
  out.call(sample);
  out.else();
  out.get(limit);
  out.call(run);
  out.end();
  out.tee(exit);
  out.i32(ENTER);
  out.op(W.i32Ne);
  out.if();
  out.get(exit);
  out.op(W.return);
  out.end();
  // Where the results go lies below them.
  out.i32(0);
  out.i32(0);
  out.access(W.i64Load, wasm.pc());
  out.i32(0);
  out.access(W.i32Load, wasm.budget());
  out.i32(MAX_DEPTH);
  out.i32(0);
  out.access(W.i32Load, wasm.entry());
  out.callIndirect(REGION_TYPE);
  out.set(left);
  out.access(W.i64Store, wasm.pc());
  out.i32(0);
  counted(
    () => {
      out.i32(0);
      out.access(W.i64Load, wasm.step());
    },
    () => out.access(W.i64Store, wasm.step()),
  );
  counted(
    () => out.op(W.globalGet, 0),
    () => out.op(W.globalSet, 0),
  );
  // Nothing done: what the first instruction needs, the loop alone can do.
  out.get(left);
  out.i32(0);
  out.access(W.i32Load, wasm.budget());
  out.op(W.i32Ne);
  out.br(1, W.brIf);
  out.call(stepOver);
  out.tee(exit);
  out.op(W.i32Eqz);
  out.br(1, W.brIf);
  out.get(exit);
  out.op(W.return);
  out.end();
  out.op(W.unreachable);
  return out.bytes();
}

export function makeDriver(wasm: FastExports, table: WebAssembly.Table): Driver {
  const own = TYPES.length;
  const bytes = encodeModule({
    types: [
      ...TYPES,
      { parameters: [I64, I32], results: [I32] },
      { parameters: [I64], results: [I32] },
      { parameters: [], results: [I32] },
    ],
    imports: [
      ["run", own + 1],
      ["sample", own + 1],
      ["stepOver", own + 2],
    ],
    functions: [
      { type: own, locals: [[2, I32]], body: drive(wasm), name: "drive" },
      { type: REGION_TYPE, locals: [], body: nothing(), name: "nothing" },
    ],
    globals: ["translatedSteps"],
  });
  const imports = { machine: { ...wasm, table } };
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as unknown as Driver;
}
