// RISC-V executables of 32 and 64 bits: entry, program headers, symbols. System V ABI, edition 4.1, chapters 4 and 5 (ELF-32);
// ELF-64 object file format, version 1.5.
//
// SOUNDNESS: the file is hostile. Every offset is checked against its length before it is used, and what is read is bounded by that
// length; test: elf.test.ts.
import { InputError } from "@assay/core/inputError";

export interface Segment {
  readonly type: number;
  /** 1 executable, 2 writable, 4 readable. */
  readonly flags: number;
  readonly address: bigint;
  /** Its bytes in the file. */
  readonly bytes: Uint8Array;
  readonly memoryBytes: bigint;
}

export interface ElfSymbol {
  readonly name: string;
  readonly address: bigint;
  readonly size: bigint;
  /** 0 none, 1 object, 2 function, … */
  readonly type: number;
}

export interface ElfFile {
  readonly entry: bigint;
  readonly segments: readonly Segment[];
  /** null when the file has no symbol table. */
  readonly symbols: readonly ElfSymbol[] | null;
}

export type Bits = 32 | 64;

/** Where the fields are. `word` is the width of addresses, offsets and sizes. */
interface Layout {
  readonly ident: number;
  readonly word: 4 | 8;
  readonly header: {
    readonly bytes: number;
    readonly entry: number;
    readonly segments: number;
    readonly sections: number;
    /** Size and number of program headers, size and number of section headers: two bytes each, from here on. */
    readonly counts: number;
  };
  readonly segment: {
    readonly bytes: number;
    readonly flags: number;
    readonly offset: number;
    readonly address: number;
    readonly fileBytes: number;
    readonly memoryBytes: number;
  };
  readonly section: { readonly bytes: number; readonly offset: number; readonly size: number; readonly link: number };
  readonly symbol: { readonly bytes: number; readonly address: number; readonly size: number; readonly info: number };
}

const LAYOUTS: Record<Bits, Layout> = {
  32: {
    ident: 1,
    word: 4,
    header: { bytes: 52, entry: 24, segments: 28, sections: 32, counts: 42 },
    segment: { bytes: 32, flags: 24, offset: 4, address: 8, fileBytes: 16, memoryBytes: 20 },
    section: { bytes: 40, offset: 16, size: 20, link: 24 },
    symbol: { bytes: 16, address: 4, size: 8, info: 12 },
  },
  64: {
    ident: 2,
    word: 8,
    header: { bytes: 64, entry: 24, segments: 32, sections: 40, counts: 54 },
    segment: { bytes: 56, flags: 4, offset: 8, address: 16, fileBytes: 32, memoryBytes: 40 },
    section: { bytes: 64, offset: 24, size: 32, link: 40 },
    symbol: { bytes: 24, address: 8, size: 16, info: 4 },
  },
};

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
  readonly layout: Layout;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, layout: Layout) {
    this.layout = layout;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u8 = (at: number) => this.#bytes[at]!;
  u16 = (at: number) => this.#view.getUint16(at, true);
  u32 = (at: number) => this.#view.getUint32(at, true);
  /** An address, an offset or a size. */
  word = (at: number) => (this.layout.word === 4 ? BigInt(this.u32(at)) : this.#view.getBigUint64(at, true));

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
  const { header, segment } = elf.layout;
  const [size, count] = [elf.u16(header.counts), elf.u16(header.counts + 2)];
  if (count === 0) return [];
  if (size !== segment.bytes) throw brokenElf(`program headers of ${size} bytes`);
  if (count > MAX_SEGMENTS) throw brokenElf(`${count} program headers`);
  let copied = 0;
  return elf.table(elf.word(header.segments), count, size, "program headers").map((at, i) => {
    const bytes = elf.slice(elf.word(at + segment.offset), elf.word(at + segment.fileBytes), `segment ${i}`);
    copied += bytes.length;
    if (copied > MAX_COPIES * fileBytes)
      throw brokenElf("segments that have the same bytes of the file again and again");
    return {
      type: elf.u32(at),
      flags: elf.u32(at + segment.flags),
      address: elf.word(at + segment.address),
      bytes,
      memoryBytes: elf.word(at + segment.memoryBytes),
    };
  });
}

interface Section {
  readonly type: number;
  readonly link: number;
  readonly offset: bigint;
  readonly size: bigint;
}

function readSections(elf: ElfReader): Section[] {
  const { header, section } = elf.layout;
  const offset = elf.word(header.sections);
  if (offset === 0n) return [];
  const [size, count] = [elf.u16(header.counts + 4), elf.u16(header.counts + 6)];
  if (size !== section.bytes) throw brokenElf(`section headers of ${size} bytes`);
  return elf.table(offset, count, size, "section headers").map((at) => ({
    type: elf.u32(at + 4),
    link: elf.u32(at + section.link),
    offset: elf.word(at + section.offset),
    size: elf.word(at + section.size),
  }));
}

function readSymbols(elf: ElfReader): ElfSymbol[] | null {
  const { symbol } = elf.layout;
  const sections = readSections(elf);
  const table = sections.find(({ type }) => type === SECTION_SYMBOLS);
  if (!table) return null;
  const names = sections[table.link];
  if (!names || names.type === SECTION_WITHOUT_BYTES) throw brokenElf("a symbol table without names");
  const strings = elf.slice(names.offset, names.size, "names of symbols");
  if (table.size % BigInt(symbol.bytes)) throw brokenElf(`a symbol table of ${table.size} bytes`);
  elf.slice(table.offset, table.size, "symbols");
  let nameBytes = 0;
  const nameAt = (at: number) => {
    const end = strings.indexOf(0, at);
    if (at >= strings.length || end < 0) return "";
    nameBytes += end - at;
    if (nameBytes > MAX_NAME_BYTES) throw brokenElf(`more than ${MAX_NAME_BYTES} bytes of symbols' names`);
    return Buffer.from(strings.buffer, strings.byteOffset + at, end - at).toString("utf8");
  };
  const all = elf.table(table.offset, Number(table.size) / symbol.bytes, symbol.bytes, "symbols");
  // The first one is always empty.
  return all.slice(1).map((at) => ({
    name: nameAt(elf.u32(at)),
    address: elf.word(at + symbol.address),
    size: elf.word(at + symbol.size),
    type: elf.u8(at + symbol.info) & 15,
  }));
}

/** @throws InputError ELF_BROKEN */
export function readElf(bytes: Uint8Array, bits: Bits): ElfFile {
  const layout = LAYOUTS[bits];
  if (bytes.length < layout.header.bytes) throw brokenElf(`a file of ${bytes.length} bytes`);
  const elf = new ElfReader(bytes, layout);
  if (elf.u32(0) !== 0x464c457f) throw brokenElf("no ELF file");
  if (elf.u8(4) !== layout.ident || elf.u8(5) !== 1) throw brokenElf(`not ${bits}-bit, little-endian`);
  if (elf.u16(18) !== MACHINE_RISCV) throw brokenElf(`for machine ${elf.u16(18)}, not RISC-V (${MACHINE_RISCV})`);
  return {
    entry: elf.word(layout.header.entry),
    segments: readSegments(elf, bytes.length),
    symbols: readSymbols(elf),
  };
}
