// A machine's words in Wasm: 32 bits or 64.
import { I32, I64, W, type WasmWriter } from "./wasmWriter.ts";

export interface Word {
  readonly type: number;
  readonly bytes: 4 | 8;
  constant(out: WasmWriter, value: number | bigint): void;
  readonly load: number;
  readonly store: number;
  readonly add: number;
  readonly sub: number;
  readonly and: number;
  readonly rotr: number;
  readonly eq: number;
  readonly ne: number;
  readonly ltS: number;
  readonly ltU: number;
  readonly geS: number;
  readonly geU: number;
  /** What makes an i32 of it. */
  readonly wrap: readonly number[];
}

export const WORD32: Word = {
  type: I32,
  bytes: 4,
  constant: (out, value) => out.i32(Number(value)),
  load: W.i32Load,
  store: W.i32Store,
  add: W.i32Add,
  sub: W.i32Sub,
  and: W.i32And,
  rotr: W.i32Rotr,
  eq: W.i32Eq,
  ne: W.i32Ne,
  ltS: W.i32LtS,
  ltU: W.i32LtU,
  geS: W.i32GeS,
  geU: W.i32GeU,
  wrap: [],
};

export const WORD64: Word = {
  type: I64,
  bytes: 8,
  constant: (out, value) => out.i64(value),
  load: W.i64Load,
  store: W.i64Store,
  add: W.i64Add,
  sub: W.i64Sub,
  and: W.i64And,
  rotr: W.i64Rotr,
  eq: W.i64Eq,
  ne: W.i64Ne,
  ltS: W.i64LtS,
  ltU: W.i64LtU,
  geS: W.i64GeS,
  geU: W.i64GeU,
  wrap: [W.i32WrapI64],
};
