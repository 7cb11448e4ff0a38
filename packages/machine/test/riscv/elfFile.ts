// Writes executables that qemu and the machines can load: segments, entry, symbols. System V ABI, edition 4.1, chapters 4 and 5 (ELF-32);
// ELF-64 object file format, version 1.5.

export interface ElfPart {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** At least as many as there are bytes. */
  readonly memoryBytes?: number;
  /** 1 executable, 2 writable, 4 readable; all three unless told. */
  readonly flags?: number;
}

export interface ElfPartSymbol {
  readonly name: string;
  readonly address: bigint;
  readonly size?: bigint;
  /** 2 for a function. */
  readonly type?: number;
}

const PAGE = 4096;
const SIZES = {
  32: { class: 1, header: 52, segment: 32, section: 40, symbol: 16 },
  64: { class: 2, header: 64, segment: 56, section: 64, symbol: 24 },
};
type Bits = keyof typeof SIZES;

/** Appends little-endian fields; `word` is as wide as an address. */
class Fields {
  readonly bytes: number[] = [];
  readonly #wordBytes: number;

  constructor(bits: Bits) {
    this.#wordBytes = bits / 8;
  }

  put(bytes: number, value: number | bigint): this {
    for (let i = 0; i < bytes; i++) this.bytes.push(Number((BigInt(value) >> BigInt(8 * i)) & 255n));
    return this;
  }

  u16 = (...values: number[]) => values.reduce<this>((self, value) => self.put(2, value), this);
  u32 = (...values: number[]) => values.reduce<this>((self, value) => self.put(4, value), this);
  word = (...values: (number | bigint)[]) =>
    values.reduce<this>((self, value) => self.put(this.#wordBytes, value), this);
}

/** Where each part's bytes go: place in the file and address have to be the same within a page. */
function offsetsOf(parts: readonly ElfPart[], start: number): { offsets: number[]; end: number } {
  let end = start;
  const offsets = parts.map(({ address, bytes }) => {
    const offset = end + ((((address - end) % PAGE) + PAGE) % PAGE);
    end = offset + bytes.length;
    return offset;
  });
  return { offsets, end };
}

function segmentHeader(bits: Bits, offset: number, { address, bytes, memoryBytes, flags = 7 }: ElfPart): number[] {
  const fields = new Fields(bits).u32(1);
  if (bits === 64) fields.u32(flags);
  fields.word(offset, address, address, bytes.length, memoryBytes ?? bytes.length);
  if (bits === 32) fields.u32(flags);
  return fields.word(PAGE).bytes;
}

function symbolEntry(bits: Bits, name: number, { address, size = 0n, type = 0 }: ElfPartSymbol): number[] {
  const fields = new Fields(bits).u32(name);
  if (bits === 64) return fields.put(1, type).put(1, 0).u16(0).word(address, size).bytes;
  return fields.word(address, size).put(1, type).put(1, 0).u16(0).bytes;
}

function sectionHeader(bits: Bits, type: number, offset: number, size: number, link: number, entry: number): number[] {
  return new Fields(bits).u32(0, type).word(0, 0, offset, size).u32(link, 0).word(0, entry).bytes;
}

/** Sections are: none, symbols, their names; their headers are the end of the file. */
export function elfFile(
  entry: number,
  parts: readonly ElfPart[],
  symbols: readonly ElfPartSymbol[] = [],
  bits: Bits = 64,
): Uint8Array {
  const size = SIZES[bits];
  const { offsets, end: namesAt } = offsetsOf(parts, size.header + size.segment * parts.length);
  const names = Buffer.from(`\0${symbols.map(({ name }) => `${name}\0`).join("")}`);
  let name = 1;
  const entries = symbols.flatMap((symbol) => {
    const bytes = symbolEntry(bits, name, symbol);
    name += Buffer.byteLength(symbol.name) + 1;
    return bytes;
  });
  const table = [...new Array<number>(size.symbol).fill(0), ...entries];
  const symbolsAt = namesAt + names.length;
  const sections = [
    ...sectionHeader(bits, 0, 0, 0, 0, 0),
    ...sectionHeader(bits, 2, symbolsAt, table.length, 2, size.symbol),
    ...sectionHeader(bits, 3, namesAt, names.length, 0, 0),
  ];
  const sectionsAt = symbolsAt + table.length;
  const header = new Fields(bits).u32(0x464c457f).put(1, size.class).put(1, 1).put(1, 1).put(9, 0).u16(2, 243).u32(1);
  header.word(entry, size.header, sectionsAt).u32(0);
  header.u16(size.header, size.segment, parts.length, size.section, 3, 0);
  const file = new Uint8Array(sectionsAt + sections.length);
  file.set(header.bytes);
  parts.forEach((part, i) => {
    file.set(segmentHeader(bits, offsets[i]!, part), size.header + size.segment * i);
    file.set(part.bytes, offsets[i]!);
  });
  file.set(names, namesAt);
  file.set(table, symbolsAt);
  file.set(sections, sectionsAt);
  return file;
}
