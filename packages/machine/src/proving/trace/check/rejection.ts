// Why a trace is refused: which rule, and where.
import type { Family } from "../families.ts";

/** Rules, each the name of a group of checks. */
export type TraceRule =
  /** Rows and pages as they have to be written: whole, in order, none too many or missing. */
  | "form"
  /** Clock, program counter or instruction of a row. */
  | "instruction"
  /** A register's value or clock before an access. */
  | "register"
  /** A word's value or clock before an access. */
  | "memory"
  /** What an instruction makes of what it reads. */
  | "result"
  /** What a call does. */
  | "call"
  /** What an accelerator computes. */
  | "accelerator"
  /** The state at the end of the segment. */
  | "end"
  /** How segments follow each other, and where the first begins. */
  | "chain";

export interface TracePlace {
  readonly family?: Family;
  /** Row of its family. */
  readonly row?: number;
  /** Clock of the cycle, in the segment. */
  readonly clock?: number;
}

/** Thrown and caught within the checker. */
export class Rejection extends Error {
  readonly rule: TraceRule;

  constructor(rule: TraceRule, message: string) {
    super(message);
    this.rule = rule;
  }
}

export function reject(rule: TraceRule, message: string): never {
  throw new Rejection(rule, message);
}

export const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/** Both are unsigned. What it is about is two words, put together only for a message: most demands are met. */
export function demand(rule: TraceRule, what: string, which: string | number, actual: number, expected: number): void {
  if (actual !== expected) {
    const name = typeof which === "number" ? hex(which) : which;
    reject(rule, `${what} ${name} is ${hex(actual)}, not ${hex(expected)}`);
  }
}
