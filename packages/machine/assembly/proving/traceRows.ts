// Rows of a trace, as src/proving/trace/families.ts names their columns (docs/trace.md); and what was accessed when.
import { BUFFERS, GUEST, PAGE_BITS, REGISTERS } from "./layout";

/** In the order of FAMILIES. */
export const enum Family {
  ALU_REGISTER,
  ALU_IMMEDIATE,
  COMPARE_REGISTER,
  COMPARE_IMMEDIATE,
  SHIFT_REGISTER,
  SHIFT_IMMEDIATE,
  UPPER,
  BRANCH,
  JUMP,
  JUMP_REGISTER,
  LOAD,
  STORE,
  MULTIPLY,
  MULTIPLY_HIGH,
  DIVIDE,
  FENCE,
  CALL,
  TRANSFER_WORD,
  KECCAK_F,
  MULTIPLY_ADD_256,
  MULTIPLY_ADD_384,
  COUNT,
}

/** Bytes of a row. Several families have the form of one: a, b and result (REGISTER), or a and result (IMMEDIATE). */
export const enum RowBytes {
  REGISTER = 40,
  IMMEDIATE = 32,
  UPPER = 24,
  BRANCH = 32,
  JUMP = 28,
  JUMP_REGISTER = 36,
  LOAD = 44,
  STORE = 44,
  FENCE = 12,
  CALL = 64,
  TRANSFER_WORD = 20,
  KECCAK_F = 608,
  MULTIPLY_ADD_256 = 376,
  MULTIPLY_ADD_384 = 552,
}

/** Where columns are. Each is followed by its clock, and a result by what it was, what it becomes, and its clock. */
export const enum At {
  CLOCK = 0,
  PC = 4,
  WORD = 8,
  RS1 = 12,
  RS2 = 20,
  RESULT_OF_REGISTER = 28,
  RESULT_OF_IMMEDIATE = 20,
  RESULT_OF_NONE = 12,
  BRANCH_NEXT = 28,
  JUMP_NEXT = 24,
  JUMP_REGISTER_NEXT = 32,
  LOAD_ADDRESS = 32,
  LOAD_MEMORY = 36,
  STORE_ADDRESS = 28,
  STORE_MEMORY = 32,
}

export const CLOCKS_PER_CYCLE: u32 = 8;

/** Added to a cycle's clock for each access. */
export const enum Slot {
  RS1 = 0,
  RS2 = 1,
  MEMORY = 2,
  RD = 3,
  D = 4,
}

/** Of each family: where the next row goes, and where there is no more room (u32 each). */
export const ROWS: usize = memory.data(21 * 4, 16);
export const ROW_ENDS: usize = memory.data(21 * 4, 16);
/** Last clocks of x0 to x31 and the sink. */
export const REGISTER_CLOCKS: usize = memory.data(33 * 4, 16);
/** The segment's first cycle (u64). */
export const SEGMENT_START: usize = memory.data(8, 8);
/** Pages touched in the segment, and how many there may be (u32 each). */
export const TOUCHED: usize = memory.data(4, 4);
export const MOST_TOUCHED: usize = memory.data(4, 4);

/** Numbers of the pages touched, in that order (u32 each); of every page of the guest where its clocks are, or 0 (u32 each). Then the
 *  clocks and the first contents of the pages touched, 4 KiB each. */
export const TOUCHED_PAGES: usize = BUFFERS;
export const PAGE_CLOCKS: usize = BUFFERS + 0x0010_0000;
export const CLOCKS: usize = BUFFERS + 0x0040_0000;
export const BEFORE: usize = BUFFERS + 0x0240_0000;

const PAGE_BYTES: usize = 4096;

/** Clears what the segment before this one has left. */
export function resetAccesses(): void {
  const touched = load<u32>(TOUCHED);
  for (let i: u32 = 0; i < touched; i++) {
    store<u32>((<usize>load<u32>(((<usize>i) << 2) + TOUCHED_PAGES)) << 2, 0, PAGE_CLOCKS);
  }
  store<u32>(TOUCHED, 0);
  memory.fill(REGISTER_CLOCKS, 0, 33 * 4);
}

export function freePages(): u32 {
  return load<u32>(MOST_TOUCHED) - load<u32>(TOUCHED);
}

/** Takes a page into the segment. 0 when it may have no more. */
function touch(page: u32): usize {
  const touched = load<u32>(TOUCHED);
  if (touched == load<u32>(MOST_TOUCHED)) return 0;
  store<u32>(TOUCHED, touched + 1);
  const clocks = CLOCKS + <usize>touched * PAGE_BYTES;
  store<u32>(((<usize>touched) << 2) + TOUCHED_PAGES, page);
  store<u32>((<usize>page) << 2, <u32>clocks, PAGE_CLOCKS);
  memory.fill(clocks, 0, PAGE_BYTES);
  memory.copy(BEFORE + <usize>touched * PAGE_BYTES, GUEST + ((<usize>page) << PAGE_BITS), PAGE_BYTES);
  return clocks;
}

/** Where the last clock of the word at a guest address is; 0 when the segment may touch no more pages. */
// @ts-ignore: decorator
@inline
export function clockOf(address: u32): usize {
  const page = address >> PAGE_BITS;
  let clocks = <usize>load<u32>((<usize>page) << 2, PAGE_CLOCKS);
  if (clocks == 0) {
    clocks = touch(page);
    if (clocks == 0) return 0;
  }
  return clocks + <usize>(address & 0xffc);
}

/** A new row of an instruction. */
// @ts-ignore: decorator
@inline
export function begin(family: Family, bytes: RowBytes, pc: u32, clock: u32): usize {
  const next = ROWS + ((<usize>family) << 2);
  const row = <usize>load<u32>(next);
  store<u32>(next, <u32>row + bytes);
  store<u32>(row, clock, At.CLOCK);
  store<u32>(row, pc, At.PC);
  store<u32>(row, load<u32>(<usize>pc, GUEST), At.WORD);
  return row;
}

/** Reads a register, of which `register` is the offset in REGISTERS: its value and clock at `row` + `at`. */
// @ts-ignore: decorator
@inline
export function readRegister(row: usize, at: usize, register: usize, clock: u32): u32 {
  const value = load<u32>(register, REGISTERS);
  store<u32>(row + at, value);
  store<u32>(row + at, load<u32>(register, REGISTER_CLOCKS), 4);
  store<u32>(register, clock, REGISTER_CLOCKS);
  return value;
}

/** Writes one: what it was, what it becomes, its clock. */
// @ts-ignore: decorator
@inline
export function writeRegister(row: usize, at: usize, register: usize, clock: u32, value: u32): void {
  store<u32>(row + at, load<u32>(register, REGISTERS));
  store<u32>(row + at, value, 4);
  store<u32>(row + at, load<u32>(register, REGISTER_CLOCKS), 8);
  store<u32>(register, clock, REGISTER_CLOCKS);
  store<u32>(register, value, REGISTERS);
}
