/** What is written to x0. */
export const SINK = 32;

/** An instruction as a machine's module has decoded it. */
export interface Instruction {
  readonly pc: number;
  /** operations.ts */
  readonly op: number;
  /** SINK for x0. */
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly immediate: number;
}

/** A program's code. */
export interface CodeSource {
  /** null where there is no code. */
  at(pc: number): Instruction | null;
  /** The 32 bits at an address, signed; null where that cannot be known. */
  word(address: number): number | null;
}
