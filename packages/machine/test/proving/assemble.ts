// Small programs for the proving machine, by hand.
import { loadProvingProgram, type ProvingProgram } from "../../src/proving/program.ts";
import { type ElfPart, elfFile } from "../riscv/elfFile.ts";
import { encode, type Fields, RV32IM } from "../riscv/encode.ts";

export const CODE = 0x10000;
export const DATA = 0x20000;
const [RUN, WRITE] = [5, 6];

/** Registers by their names in the calling convention. */
export const R = {
  zero: 0,
  ra: 1,
  sp: 2,
  t0: 5,
  t1: 6,
  t2: 7,
  s0: 8,
  s1: 9,
  a0: 10,
  a1: 11,
  a2: 12,
  a3: 13,
  a4: 14,
  a7: 17,
};

/** One instruction; fields that are left out are 0. */
export function op(name: string, fields: Partial<Fields> = {}): number {
  return encode(name, { rd: 0, rs1: 0, rs2: 0, immediate: 0, ...fields }, RV32IM);
}

/** rd = value: two instructions, always. */
export function set(rd: number, value: number): number[] {
  const low = (value << 20) >> 20;
  return [op("lui", { rd, immediate: (value - low) >>> 12 }), op("addi", { rd, rs1: rd, immediate: low })];
}

/** An environment call with arguments: two instructions each, two for the number, one for the call. */
export function call(number: number, ...args: readonly number[]): number[] {
  return [...args.flatMap((value, i) => set(R.a0 + i, value)), ...set(R.a7, number), op("ecall")];
}

export const exit = (code: number) => call(93, code);

export interface ProgramParts {
  readonly data?: Uint8Array;
  readonly codeAddress?: number;
  readonly entry?: number;
  readonly names?: Readonly<Record<string, number>>;
}

/** An executable of these instructions, and data at DATA. */
export function assemble(words: readonly number[], parts: ProgramParts = {}): ProvingProgram {
  const address = parts.codeAddress ?? CODE;
  const bytes = new Uint8Array(Uint32Array.from(words).buffer);
  const symbols = Object.entries(parts.names ?? { _start: address }).map(([name, at]) => ({
    name,
    address: BigInt(at),
    type: 2,
  }));
  const segments: ElfPart[] = [{ address, bytes, flags: RUN }];
  if (parts.data) segments.push({ address: DATA, bytes: parts.data, flags: WRITE });
  return loadProvingProgram(elfFile(parts.entry ?? address, segments, symbols, 32));
}
