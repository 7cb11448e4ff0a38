// What a translated function consists of: its parameters and locals, what it may call, and where things are in memory.
import { type FunctionType, I32, I64, type WasmWriter } from "../../translate/wasmWriter.ts";

/** Takes the program counter, steps left and calls left; gives where the program goes on and steps left. */
export const REGION_TYPE = 0;
export const TYPES: readonly FunctionType[] = [
  { parameters: [I64, I32, I32], results: [I64, I32] },
  { parameters: [I64, I32], results: [I32] },
  { parameters: [I64, I32, I64], results: [I32] },
  { parameters: [I64], results: [I32] },
  { parameters: [I64, I64], results: [I64] },
];

/** Of the module, by their place. */
export const IMPORTS: readonly (readonly [name: string, type: number])[] = [
  ["pointerForReading", 1],
  ["pointerForWriting", 2],
  ["entryAt", 3],
  ["multiplyHighSigned", 4],
  ["multiplyHighMixed", 4],
  ["multiplyHighUnsigned", 4],
];
export const CALL = {
  pointerForReading: 0,
  pointerForWriting: 1,
  entryAt: 2,
  multiplyHighSigned: 3,
  multiplyHighMixed: 4,
  multiplyHighUnsigned: 5,
} as const;

/** Parameters, then registers, then what instructions need for themselves. */
export const LOCAL = {
  pc: 0,
  left: 1,
  depth: 2,
  register: 2,
  address: 34,
  target: 35,
  pointer: 36,
  group: 37,
} as const;
export const MAX_GROUPS = 8;
export const LOCALS: readonly (readonly [count: number, type: number])[] = [
  [33, I64],
  [1 + MAX_GROUPS, I32],
];

/** Of one machine. */
export interface Layout {
  /** What x0 reads as. */
  readonly zero: bigint;
  /** Addresses in linear memory. */
  readonly registers: number;
  readonly readWays: number;
  readonly writeWays: number;
}

/** Puts a register's value on the stack. */
export function value(out: WasmWriter, register: number, { zero }: Layout): void {
  if (register === 0) out.i64(zero);
  else out.get(LOCAL.register + register);
}
