// Writes executables that qemu and the machines can load: segments, entry, symbols.

export interface ElfPart {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** At least as many as there are bytes. */
  readonly memoryBytes?: number;
}

const HEADER = 64;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;
const PAGE = 4096;

/** Segments can be read, written and executed. */
export function elfFile(
  entry: number,
  parts: readonly ElfPart[],
  symbols: readonly { readonly name: string; readonly address: bigint }[] = [],
): Uint8Array {
  const offsets: number[] = [];
  let end = HEADER + PROGRAM_HEADER * parts.length;
  for (const { address, bytes } of parts) {
    // Place in the file and address have to be the same within a page.
    end += (((address - end) % PAGE) + PAGE) % PAGE;
    offsets.push(end);
    end += bytes.length;
  }
  const names = Buffer.from(`\0${symbols.map(({ name }) => `${name}\0`).join("")}`);
  const symbolBytes = 24 * (1 + symbols.length);
  const [namesAt, symbolsAt] = [end, end + names.length];
  const sectionsAt = symbolsAt + symbolBytes;
  const file = new Uint8Array(sectionsAt + 3 * SECTION_HEADER);
  const view = new DataView(file.buffer);
  const u16 = (at: number, value: number) => view.setUint16(at, value, true);
  const u32 = (at: number, value: number) => view.setUint32(at, value, true);
  const u64 = (at: number, value: number | bigint) => view.setBigUint64(at, BigInt(value), true);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  u16(16, 2);
  u16(18, 243);
  u32(20, 1);
  u64(24, entry);
  u64(32, HEADER);
  u64(40, sectionsAt);
  u16(52, HEADER);
  u16(54, PROGRAM_HEADER);
  u16(56, parts.length);
  u16(58, SECTION_HEADER);
  u16(60, 3);
  parts.forEach(({ address, bytes, memoryBytes }, i) => {
    const at = HEADER + PROGRAM_HEADER * i;
    u32(at, 1);
    u32(at + 4, 7);
    u64(at + 8, offsets[i]!);
    u64(at + 16, address);
    u64(at + 24, address);
    u64(at + 32, bytes.length);
    u64(at + 40, memoryBytes ?? bytes.length);
    u64(at + 48, PAGE);
    file.set(bytes, offsets[i]!);
  });
  file.set(names, namesAt);
  let name = 1;
  symbols.forEach((symbol, i) => {
    u32(symbolsAt + 24 * (1 + i), name);
    u64(symbolsAt + 24 * (1 + i) + 8, symbol.address);
    name += symbol.name.length + 1;
  });
  const section = (i: number, type: number, offset: number, size: number, link: number, entryBytes: number) => {
    const at = sectionsAt + SECTION_HEADER * i;
    u32(at + 4, type);
    u64(at + 24, offset);
    u64(at + 32, size);
    u32(at + 40, link);
    u64(at + 56, entryBytes);
  };
  section(1, 2, symbolsAt, symbolBytes, 2, 24);
  section(2, 3, namesAt, names.length, 0, 0);
  return file;
}
