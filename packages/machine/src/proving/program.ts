// An executable as the proving machine runs it: where code is, what memory holds before the first cycle, and names for addresses.
//
// SOUNDNESS: the file is hostile. elf.ts checks it against its own length; here every segment has to lie within memory and apart from the
// others, and the code where nothing can be written, so that code decoded once is right for ever. Tests: program.test.ts, hostile.test.ts.
import { brokenElf, type ElfSymbol, readElf, type Segment } from "../elf.ts";
import { type NamedRange, SymbolTable } from "../symbols.ts";

/** Memory is what lies below; docs/proving-machine.md, "State". */
export const MEMORY_END = 0x8000_0000;
export const PAGE_BYTES = 4096;

export interface LoadedBytes {
  /** Below MEMORY_END, and so is the last byte's. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface ProvingProgram {
  /** A multiple of 4, the address of an instruction. */
  readonly entry: number;
  /** What can be executed: whole words from a multiple of 4 on. The bytes are in `segments` too. */
  readonly code: LoadedBytes;
  /** All that memory holds at the start, by address, nowhere overlapping; every other byte is zero. */
  readonly segments: readonly LoadedBytes[];
  /** Functions; an empty one if the file has none. */
  readonly symbols: SymbolTable;
}

const TYPE_LOAD = 1;
const [EXECUTABLE, WRITABLE] = [1, 2];
const MAX_CODE_BYTES = 64 * 1024 * 1024;
const MAX_FILE_BYTES = 512 * 1024 * 1024;
const [SYMBOL_NO_TYPE, SYMBOL_FUNCTION] = [0, 2];

/** A segment that has a place in memory. */
interface Placed {
  readonly index: number;
  readonly flags: number;
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

const hex = (address: number | bigint) => `0x${address.toString(16)}`;

function place({ flags, address, bytes, memoryBytes }: Segment, index: number): Placed {
  if (BigInt(bytes.length) > memoryBytes) {
    throw brokenElf(`segment ${index} has ${bytes.length} bytes in the file and ${memoryBytes} in memory`);
  }
  if (address + memoryBytes > BigInt(MEMORY_END)) {
    throw brokenElf(`segment ${index} ends at ${hex(address + memoryBytes)}: memory ends at ${hex(MEMORY_END)}`);
  }
  return { index, flags, start: Number(address), end: Number(address + memoryBytes), bytes };
}

function checkOverlaps(placed: readonly Placed[]): void {
  placed.forEach((segment, i) => {
    const before = placed[i - 1];
    if (before && before.end > segment.start) {
      throw brokenElf(`segments ${before.index} and ${segment.index} overlap at ${hex(segment.start)}`);
    }
  });
}

const firstPage = ({ start }: Placed) => Math.floor(start / PAGE_BYTES);
const lastPage = ({ end }: Placed) => Math.floor((end - 1) / PAGE_BYTES);

function findCode(placed: readonly Placed[]): Placed {
  const executable = placed.filter(({ flags }) => flags & EXECUTABLE);
  const code = executable[0];
  if (!code || executable.length > 1) throw brokenElf(`${executable.length} executable segments, not one`);
  const what = `the executable segment, ${code.index},`;
  if (code.start % 4) throw brokenElf(`${what} begins at ${hex(code.start)}, which is not a multiple of 4`);
  if (code.end - code.start > MAX_CODE_BYTES) {
    throw brokenElf(`${what} has ${code.end - code.start} bytes; ${MAX_CODE_BYTES} is the most`);
  }
  for (const other of placed) {
    const isApart = lastPage(other) < firstPage(code) || lastPage(code) < firstPage(other);
    if (other.flags & WRITABLE && !isApart) {
      throw brokenElf(`segment ${other.index} can be written and lies in a page of ${hex(PAGE_BYTES)} bytes with code`);
    }
  }
  return code;
}

function codeBytes({ start, end, bytes }: Placed): LoadedBytes {
  const length = (end - start) & ~3;
  if (bytes.length >= length) return { address: start, bytes: bytes.subarray(0, length) };
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return { address: start, bytes: padded };
}

/** Functions, and labels of hand-written assembly, which have no size: they reach to the next. */
function functionsOf(symbols: readonly ElfSymbol[], code: LoadedBytes): NamedRange[] {
  const end = BigInt(code.address + code.bytes.length);
  const functions = symbols
    .filter(({ name, type, address }) => {
      if (type !== SYMBOL_FUNCTION && (type !== SYMBOL_NO_TYPE || !/^[A-Za-z_]/.test(name))) return false;
      return address >= BigInt(code.address) && address < end;
    })
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  return functions.map(({ name, address, size }, i) => ({
    name,
    address,
    size: size > 0n ? size : (functions[i + 1]?.address ?? end) - address,
  }));
}

/** @throws InputError ELF_BROKEN */
export function loadProvingProgram(elf: Uint8Array): ProvingProgram {
  const file = readElf(elf, 32);
  const placed = file.segments
    .map((segment, i) => ({ segment, i }))
    .filter(({ segment }) => segment.type === TYPE_LOAD && segment.memoryBytes > 0n)
    .map(({ segment, i }) => place(segment, i))
    .sort((a, b) => a.start - b.start);
  checkOverlaps(placed);
  const total = placed.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > MAX_FILE_BYTES) throw brokenElf(`segments of ${total} bytes; ${MAX_FILE_BYTES} is the most`);
  const code = codeBytes(findCode(placed));
  const entry = Number(file.entry);
  if (entry % 4) throw brokenElf(`the entry point, ${hex(entry)}, is not a multiple of 4`);
  if (entry < code.address || entry >= code.address + code.bytes.length) {
    throw brokenElf(`the entry point, ${hex(entry)}, is not in the executable segment`);
  }
  return {
    entry,
    code,
    segments: placed.filter(({ bytes }) => bytes.length > 0).map(({ start, bytes }) => ({ address: start, bytes })),
    symbols: new SymbolTable(functionsOf(file.symbols ?? [], code)),
  };
}
