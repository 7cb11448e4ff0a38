// 64-bit RISC-V executables: entry, program headers, symbols. ELF-64 object file format, version 1.5.
//
// SOUNDNESS: the file is hostile. Every offset is checked against its length before it is used, and what is read is bounded by that
// length; test: elf.test.ts.
import { InputError } from "@assay/core/inputError";

export interface Segment {
  readonly type: number;
  readonly address: bigint;
  /** Its bytes in the file. */
  readonly bytes: Uint8Array;
  readonly memoryBytes: bigint;
}

export interface ElfSymbol {
  readonly name: string;
  readonly address: bigint;
  readonly size: bigint;
}

export interface ElfFile {
  readonly entry: bigint;
  readonly segments: readonly Segment[];
  /** null when the file has no symbol table. */
  readonly symbols: readonly ElfSymbol[] | null;
}

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const SECTION_HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;
const MACHINE_RISCV = 243;
const SECTION_SYMBOLS = 2;
const SECTION_WITHOUT_BYTES = 8;
/** Real programs have about ten. */
const MAX_SEGMENTS = 1024;
/** Segments may share bytes of the file, but not without end. */
const MAX_COPIES = 4;

const MAX_NAME_BYTES = 64 * 1024 * 1024;

export function brokenElf(message: string): InputError {
  return new InputError("ELF_BROKEN", message);
}

class ElfReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8 = (at: number) => this.#bytes[at]!;
  u16 = (at: number) => this.#view.getUint16(at, true);
  u32 = (at: number) => this.#view.getUint32(at, true);
  u64 = (at: number) => this.#view.getBigUint64(at, true);

  slice(offset: bigint, length: bigint, what: string): Uint8Array {
    if (offset + length > BigInt(this.#bytes.length)) {
      throw brokenElf(`${what}: ${length} bytes from ${offset} on, in a file of ${this.#bytes.length}`);
    }
    return this.#bytes.subarray(Number(offset), Number(offset + length));
  }

  /** Where entries of a table begin. */
  table(offset: bigint, count: number, size: number, what: string): number[] {
    this.slice(offset, BigInt(count * size), what);
    return Array.from({ length: count }, (_, i) => Number(offset) + i * size);
  }
}

function readSegments(elf: ElfReader, fileBytes: number): Segment[] {
  const count = elf.u16(56);
  if (count === 0) return [];
  if (elf.u16(54) !== PROGRAM_HEADER_BYTES) throw brokenElf(`program headers of ${elf.u16(54)} bytes`);
  if (count > MAX_SEGMENTS) throw brokenElf(`${count} program headers`);
  let copied = 0;
  return elf.table(elf.u64(32), count, PROGRAM_HEADER_BYTES, "program headers").map((at, i) => {
    const bytes = elf.slice(elf.u64(at + 8), elf.u64(at + 32), `segment ${i}`);
    copied += bytes.length;
    if (copied > MAX_COPIES * fileBytes)
      throw brokenElf("segments that have the same bytes of the file again and again");
    return { type: elf.u32(at), address: elf.u64(at + 16), bytes, memoryBytes: elf.u64(at + 40) };
  });
}

interface Section {
  readonly type: number;
  readonly link: number;
  readonly offset: bigint;
  readonly size: bigint;
}

function readSections(elf: ElfReader): Section[] {
  const offset = elf.u64(40);
  if (offset === 0n) return [];
  if (elf.u16(58) !== SECTION_HEADER_BYTES) throw brokenElf(`section headers of ${elf.u16(58)} bytes`);
  return elf.table(offset, elf.u16(60), SECTION_HEADER_BYTES, "section headers").map((at) => ({
    type: elf.u32(at + 4),
    link: elf.u32(at + 40),
    offset: elf.u64(at + 24),
    size: elf.u64(at + 32),
  }));
}

function readSymbols(elf: ElfReader): ElfSymbol[] | null {
  const sections = readSections(elf);
  const table = sections.find(({ type }) => type === SECTION_SYMBOLS);
  if (!table) return null;
  const names = sections[table.link];
  if (!names || names.type === SECTION_WITHOUT_BYTES) throw brokenElf("a symbol table without names");
  const strings = elf.slice(names.offset, names.size, "names of symbols");
  if (table.size % BigInt(SYMBOL_BYTES)) throw brokenElf(`a symbol table of ${table.size} bytes`);
  elf.slice(table.offset, table.size, "symbols");
  let nameBytes = 0;
  const nameAt = (at: number) => {
    const end = strings.indexOf(0, at);
    if (at >= strings.length || end < 0) return "";
    nameBytes += end - at;
    if (nameBytes > MAX_NAME_BYTES) throw brokenElf(`more than ${MAX_NAME_BYTES} bytes of symbols' names`);
    return Buffer.from(strings.buffer, strings.byteOffset + at, end - at).toString("utf8");
  };
  const all = elf.table(table.offset, Number(table.size) / SYMBOL_BYTES, SYMBOL_BYTES, "symbols");
  // The first one is always empty.
  return all.slice(1).map((at) => ({ name: nameAt(elf.u32(at)), address: elf.u64(at + 8), size: elf.u64(at + 16) }));
}

/** @throws InputError ELF_BROKEN */
export function readElf(bytes: Uint8Array): ElfFile {
  if (bytes.length < HEADER_BYTES) throw brokenElf(`a file of ${bytes.length} bytes`);
  const elf = new ElfReader(bytes);
  if (elf.u32(0) !== 0x464c457f) throw brokenElf("no ELF file");
  if (elf.u8(4) !== 2 || elf.u8(5) !== 1) throw brokenElf("not 64-bit, little-endian");
  if (elf.u16(18) !== MACHINE_RISCV) throw brokenElf(`for machine ${elf.u16(18)}, not RISC-V (${MACHINE_RISCV})`);
  return { entry: elf.u64(24), segments: readSegments(elf, bytes.length), symbols: readSymbols(elf) };
}
