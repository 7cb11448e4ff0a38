// What a translated function consists of: its parameters and locals, what it may call, and where things are in memory.
import { LOCAL as SHARED, type Target } from "../../translate/target.ts";
import { type FunctionType, I32, I64 } from "../../translate/wasmWriter.ts";

/** The first: takes the program counter, steps left and calls left; gives where the program goes on and steps left. */
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

/** With what this machine's instructions need for themselves. */
export const LOCAL = { ...SHARED, pointer: SHARED.own, group: SHARED.own + 1 } as const;
export const MAX_GROUPS = 8;
export const LOCALS: readonly (readonly [count: number, type: number])[] = [
  [33, I64],
  [1 + MAX_GROUPS, I32],
];

/** Of one machine. */
export interface Layout extends Pick<Target, "word" | "zero"> {
  /** Addresses in linear memory. */
  readonly registers: number;
  readonly readWays: number;
  readonly writeWays: number;
}
