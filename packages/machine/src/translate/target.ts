// What a translated function is on one machine or the other.
import type { Instruction } from "./instruction.ts";
import type { RegisterSet } from "./registers.ts";
import type { WasmWriter } from "./wasmWriter.ts";
import type { Word } from "./word.ts";

/** Parameters (program counter, how much may be done, calls that may be made), then x1 to x31, then two for work; a machine's own follow. */
export const LOCAL = { pc: 0, left: 1, depth: 2, register: 2, address: 34, target: 35, own: 36 } as const;

/** The type of translated functions in the modules that hold them. */
export const REGION_TYPE = 0;

export interface Target {
  readonly word: Word;
  /** What x0 reads as. */
  readonly zero: number | bigint;
  /** Where the registers are in linear memory. */
  readonly registers: number;
  /** Where what is left of the budget is given back; null for a second result. */
  readonly budget: number | null;
  /** The import that gives the place in the table for an address. */
  readonly entryAt: number;
  /** Operations that may leave the region instead of being carried out. */
  mayRefuse(op: number): boolean;
  /** Writes the instructions of a block. @param changed registers in front of them; what may have changed behind them is given back */
  writeInstructions(region: Region, instructions: readonly Instruction[], changed: RegisterSet): RegisterSet;
}

/** What a machine may do in a region that is being written. */
export interface Region {
  readonly out: WasmWriter;
  writeBack(set: RegisterSet): void;
  readRegisters(set: RegisterSet): void;
  /** Leaves in front of an instruction. @param before how many of its block come before it */
  refuse(instruction: Instruction, before: number, changed: RegisterSet): void;
}

/** How a region gets to others. */
export interface Links {
  /** Function of the same module that begins at an address, by its index; or null. */
  functionAt(pc: number): number | null;
  /** Place in the table for what begins at an address; null where nothing is going to. */
  placeOf(pc: number): number | null;
}

/** Puts a register's value on the stack. */
export function value(out: WasmWriter, register: number, { word, zero }: Pick<Target, "word" | "zero">): void {
  if (register === 0) word.constant(out, zero);
  else out.get(LOCAL.register + register);
}
