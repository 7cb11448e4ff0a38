// What a translated function consists of: its parameters and locals, what it may call, and where things are in memory.
import { type FunctionType, I32, type WasmWriter } from "../../translate/wasmWriter.ts";

/** Takes the program counter, cycles that it may take and calls that it may make; gives where the program goes on. */
export const REGION_TYPE = 0;
export const TYPES: readonly FunctionType[] = [
  { parameters: [I32, I32, I32], results: [I32] },
  { parameters: [I32], results: [I32] },
  { parameters: [], results: [I32] },
];

/** Of the module, by their place. */
export const IMPORTS: readonly (readonly [name: string, type: number])[] = [
  ["entryAt", 1],
  ["accelerateTranslated", 2],
];
export const CALL = { entryAt: 0, accelerate: 1 } as const;

/** Parameters, then x1 to x31, then what instructions need for themselves. */
export const LOCAL = { pc: 0, left: 1, depth: 2, register: 2, target: 34 } as const;
export const LOCALS: readonly (readonly [count: number, type: number])[] = [[32, I32]];

/** Addresses in linear memory. */
export interface Layout {
  readonly registers: number;
  readonly pageMap: number;
  readonly guest: number;
  readonly budget: number;
}

/** Puts a register's value on the stack. */
export function value(out: WasmWriter, register: number): void {
  if (register === 0) out.i32(0);
  else out.get(LOCAL.register + register);
}
