// What a trace consists of: families of rows, each row a fixed number of 32-bit words. The one table of columns: docs/trace.md shows it,
// assembly/proving/traceRows.ts writes it, and the checker reads it.

/** Clocks of one cycle. Cycle n of a segment (from 0) has those from 8 (n + 1) on; clock 0 is the segment's start. */
export const CLOCKS_PER_CYCLE = 8;

/** When in its cycle a cell is accessed: reads of registers, memory, the result. A cell is never accessed twice at one clock. */
export const SLOT = {
  rs1: 0,
  rs2: 1,
  /** The one word of a load or store; words of a transfer and of keccak-f. */
  memory: 2,
  rd: 3,
  /** a7 and a1 to a4 of a call. a0 is accessed at `rd`. */
  argument: 0,
  /** Numbers of multiply-add, which may overlap each other. */
  a: 0,
  b: 1,
  c: 2,
  m: 3,
  d: 4,
} as const;

/** x0 to x31, and the sink. */
export const REGISTER_CELLS = 33;
/** What an instruction whose rd is x0 writes instead. Nothing reads it; it holds 0 when a segment begins. */
export const SINK = 32;

const words = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i}`);
const read = (name: string) => [name, `${name}Clock`];
const written = (name: string) => [`${name}Before`, `${name}After`, `${name}Clock`];
const number = (name: string, count: number) => [...words(name, count), ...words(`${name}Clock`, count)];
const changed = (name: string, count: number) => [
  ...words(`${name}Before`, count),
  ...words(`${name}After`, count),
  ...words(`${name}Clock`, count),
];

const INSTRUCTION = ["clock", "pc", "word"];
const REGISTER_FORM = [...INSTRUCTION, ...read("rs1"), ...read("rs2"), ...written("rd")];
const IMMEDIATE_FORM = [...INSTRUCTION, ...read("rs1"), ...written("rd")];
const multiplyAdd = (count: number) => [
  "clock",
  ...["dAddress", "aAddress", "bAddress", "cAddress", "mAddress"],
  ...["a", "b", "c", "m"].flatMap((name) => number(name, count)),
  ...changed("d", count),
];

/** Columns by family, in the order of a row. `…Clock` is the clock of the access before this one to the same cell, 0 if there was none in the
 *  segment. */
export const FAMILIES = {
  /** ADD SUB XOR OR AND */
  aluRegister: REGISTER_FORM,
  /** ADDI XORI ORI ANDI */
  aluImmediate: IMMEDIATE_FORM,
  /** SLT SLTU */
  compareRegister: REGISTER_FORM,
  /** SLTI SLTIU */
  compareImmediate: IMMEDIATE_FORM,
  /** SLL SRL SRA */
  shiftRegister: REGISTER_FORM,
  /** SLLI SRLI SRAI */
  shiftImmediate: IMMEDIATE_FORM,
  /** LUI AUIPC */
  upper: [...INSTRUCTION, ...written("rd")],
  /** BEQ BNE BLT BGE BLTU BGEU */
  branch: [...INSTRUCTION, ...read("rs1"), ...read("rs2"), "nextPc"],
  /** JAL */
  jump: [...INSTRUCTION, ...written("rd"), "nextPc"],
  /** JALR */
  jumpRegister: [...INSTRUCTION, ...read("rs1"), ...written("rd"), "nextPc"],
  /** LB LH LW LBU LHU */
  load: [...INSTRUCTION, ...read("rs1"), ...written("rd"), "address", ...read("memory")],
  /** SB SH SW */
  store: [...INSTRUCTION, ...read("rs1"), ...read("rs2"), "address", ...written("memory")],
  /** MUL */
  multiply: REGISTER_FORM,
  /** MULH MULHSU MULHU */
  multiplyHigh: REGISTER_FORM,
  /** DIV DIVU REM REMU */
  divide: REGISTER_FORM,
  /** FENCE */
  fence: INSTRUCTION,
  /** ECALL */
  call: [...INSTRUCTION, ...read("a7"), ...written("a0"), ...["a1", "a2", "a3", "a4"].flatMap(read)],
  /** A word that the calls read, write and commit access. */
  transferWord: ["clock", "address", ...written("memory")],
  /** A keccak-f, with the 50 words of its state. */
  keccakF: ["clock", "address", ...changed("state", 50)],
  /** A multiply-add of 256 bits. */
  multiplyAdd256: multiplyAdd(8),
  /** A multiply-add of 384 bits. */
  multiplyAdd384: multiplyAdd(12),
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Family = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly Family[];

/** Words of a row. */
export const widthOf = (family: Family): number => FAMILIES[family].length;

/** Where in a row each column is. */
export function columnsOf(family: Family): Readonly<Record<string, number>> {
  return Object.fromEntries(FAMILIES[family].map((name, i) => [name, i]));
}

/** A cycle has one row in one of these, and none or more in the others. */
export const INSTRUCTION_FAMILIES: readonly Family[] = FAMILY_NAMES.filter((family) => FAMILIES[family].includes("pc"));

export const MAX_SEGMENT_CYCLES = 2 ** 20;

/** Rows that a segment may have of the families that are not bounded by its cycles. Each is some 2^20 cycles' worth of proving: a segment
 *  ends before the call that would go beyond. */
export const SIDE_ROWS = {
  transferWord: 2 ** 19,
  keccakF: 2 ** 11,
  multiplyAdd256: 2 ** 15,
  multiplyAdd384: 2 ** 14,
} as const satisfies Partial<Record<Family, number>>;

/** Pages of 4 KiB that a segment may touch. */
export const MAX_SEGMENT_PAGES = 2 ** 13;
/** What one cycle can touch at most: a transfer of 1 MiB from within a page. */
export const MOST_PAGES_OF_A_CYCLE = 258;

/** Rows of a family in a segment of so many cycles, at most. */
export function capacityOf(family: Family, segmentCycles: number): number {
  return family in SIDE_ROWS ? SIDE_ROWS[family as keyof typeof SIDE_ROWS] : segmentCycles;
}
