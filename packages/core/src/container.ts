// The container that the binary input and the binary result share: magic, version, section table, sections at
// multiples of 8; and the list, the shape of most sections. Layout: docs/interfaces.md, "Binary input".
//
// SOUNDNESS: a file is untrusted. Every offset, length and count is checked against the bytes that are there before it
// is used, and anything not exactly canonical is refused; tests: container.test.ts.
import { InputError } from "./inputError.ts";

export const INPUT_MAGIC = "ASSAYBIN";
export const RESULT_MAGIC = "ASSAYRES";
export const CONTAINER_VERSION = 1;
export const MAX_SECTIONS = 16;
/** Greatest id of a section, of inputs and results. */
const MAX_SECTION_ID = 18;
const HEADER_BYTES = 16;
const ENTRY_BYTES = 24;

export const INPUT_SECTION = {
  configuration: 1,
  blocks: 2,
  headers: 3,
  nodes: 4,
  codes: 5,
  payloadAttributes: 6,
  claim: 7,
  preimages: 8,
  alloc: 9,
} as const;

/** `length` rounded up to a multiple of 8. Exact for lengths beyond 32 bits. */
export function align8(length: number): number {
  return length + ((8 - (length % 8)) % 8);
}

function broken(offset: number, message: string): InputError {
  return new InputError("CONTAINER_BROKEN", message, { at: `byte ${offset}` });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readU64(view: DataView, offset: number): number {
  // A value beyond 2^53 loses precision here, but is then far beyond every length it is compared with.
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
}

function checkZero(bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) throw broken(at, "padding is not zero");
}

/** The sections of a container by id, as views of `bytes`. @throws InputError CONTAINER_BROKEN */
export function readContainer(
  bytes: Uint8Array,
  magic: string,
  maxSectionId = MAX_SECTION_ID,
): Map<number, Uint8Array> {
  if (bytes.length < HEADER_BYTES) throw broken(0, `${bytes.length} bytes are too few for a container`);
  for (let i = 0; i < 8; i++) {
    if (bytes[i] !== magic.charCodeAt(i)) throw broken(0, `the file does not start with ${magic}`);
  }
  const view = viewOf(bytes);
  const version = view.getUint32(8, true);
  if (version !== CONTAINER_VERSION) throw broken(8, `version ${version} is not ${CONTAINER_VERSION}`);
  const count = view.getUint32(12, true);
  if (count > MAX_SECTIONS) throw broken(12, `${count} sections are more than ${MAX_SECTIONS}`);
  let end = HEADER_BYTES + count * ENTRY_BYTES;
  if (end > bytes.length) throw broken(12, `the section table of ${count} entries does not fit`);
  const sections = new Map<number, Uint8Array>();
  let lastId = 0;
  for (let i = 0; i < count; i++) {
    const entry = HEADER_BYTES + i * ENTRY_BYTES;
    const id = view.getUint32(entry, true);
    if (id <= lastId || id > maxSectionId) throw broken(entry, `section id ${id} after ${lastId} is not allowed`);
    if (view.getUint32(entry + 4, true) !== 0) throw broken(entry + 4, "the field after a section id is not zero");
    const offset = readU64(view, entry + 8);
    const length = readU64(view, entry + 16);
    const expected = align8(end);
    if (offset !== expected) throw broken(entry + 8, `section ${id} starts at ${offset}, not at ${expected}`);
    if (offset > bytes.length || length > bytes.length - offset) {
      throw broken(entry + 16, `section ${id} of ${length} bytes runs past the end`);
    }
    checkZero(bytes, end, offset);
    sections.set(id, bytes.subarray(offset, offset + length));
    end = offset + length;
    lastId = id;
  }
  if (align8(end) !== bytes.length) throw broken(end, `${bytes.length - end} bytes follow the last section`);
  checkZero(bytes, end, bytes.length);
  return sections;
}

/** The items of a list section, as views. @throws InputError CONTAINER_BROKEN with the offset in the section */
export function readList(section: Uint8Array): Uint8Array[] {
  if (section.length < 8) throw broken(0, `a list of ${section.length} bytes is too short`);
  const view = viewOf(section);
  const count = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0) throw broken(4, "the field after a list's count is not zero");
  let at = 8 + count * 4;
  if (at > section.length) throw broken(0, `a list of ${count} items does not fit ${section.length} bytes`);
  const items: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const start = align8(at);
    const length = view.getUint32(8 + 4 * i, true);
    if (start > section.length || length > section.length - start) {
      throw broken(8 + 4 * i, `item ${i} of ${length} bytes runs past the list's end`);
    }
    checkZero(section, at, start);
    items.push(section.subarray(start, start + length));
    at = start + length;
  }
  if (align8(at) !== section.length) throw broken(at, `${section.length - at} bytes follow the list's last item`);
  checkZero(section, at, section.length);
  return items;
}

/** What fills a section: its length, and a function that writes it into zeroed bytes of exactly that length. */
export interface SectionSource {
  readonly id: number;
  readonly length: number;
  write(target: Uint8Array): void;
}

/** Total length of a container with these sections. */
export function containerSize(sections: readonly SectionSource[]): number {
  return sections.reduce(
    (size, section) => size + align8(section.length),
    HEADER_BYTES + sections.length * ENTRY_BYTES,
  );
}

/** Writes a container into `target` (exactly `containerSize` bytes; it need not be zero). Sections ascend by id. */
export function writeContainer(target: Uint8Array, magic: string, sections: readonly SectionSource[]): void {
  target.fill(0);
  for (let i = 0; i < 8; i++) target[i] = magic.charCodeAt(i);
  const view = viewOf(target);
  view.setUint32(8, CONTAINER_VERSION, true);
  view.setUint32(12, sections.length, true);
  let offset = HEADER_BYTES + sections.length * ENTRY_BYTES;
  for (const [i, section] of sections.entries()) {
    const entry = HEADER_BYTES + i * ENTRY_BYTES;
    view.setUint32(entry, section.id, true);
    view.setUint32(entry + 8, offset % 2 ** 32, true);
    view.setUint32(entry + 12, Math.floor(offset / 2 ** 32), true);
    view.setUint32(entry + 16, section.length % 2 ** 32, true);
    view.setUint32(entry + 20, Math.floor(section.length / 2 ** 32), true);
    section.write(target.subarray(offset, offset + section.length));
    offset += align8(section.length);
  }
}

/** A section that is a byte string. */
export function bytesSection(id: number, bytes: Uint8Array): SectionSource {
  return { id, length: bytes.length, write: (target) => target.set(bytes) };
}

/** A list section; `writeItem` puts item i at `at` of the section's bytes. No view per item: 6,000 of them cost 1 ms. */
export function listSection(
  id: number,
  lengths: ArrayLike<number>,
  writeItem: (section: Uint8Array, at: number, i: number) => void,
): SectionSource {
  let items = 0;
  for (let i = 0; i < lengths.length; i++) items += align8(lengths[i]!);
  const length = align8(8 + 4 * lengths.length) + items;
  return {
    id,
    length,
    write(target) {
      const view = viewOf(target);
      view.setUint32(0, lengths.length, true);
      let at = align8(8 + 4 * lengths.length);
      for (let i = 0; i < lengths.length; i++) {
        const size = lengths[i]!;
        view.setUint32(8 + 4 * i, size, true);
        writeItem(target, at, i);
        at += align8(size);
      }
    },
  };
}
