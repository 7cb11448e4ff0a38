// What a translated function consists of: its locals, what it may call, and where things are in memory.
import type { Target } from "../../translate/target.ts";
import { type FunctionType, I32 } from "../../translate/wasmWriter.ts";

/** The first: takes the program counter, cycles that it may take and calls that it may make; gives where the program goes on. */
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

export const LOCALS: readonly (readonly [count: number, type: number])[] = [[33, I32]];

/** Addresses in linear memory. */
export interface Layout extends Pick<Target, "word" | "zero"> {
  readonly registers: number;
  readonly pageMap: number;
  readonly guest: number;
  readonly budget: number;
}
