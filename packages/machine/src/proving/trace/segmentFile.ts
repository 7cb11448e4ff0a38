// Segments as files: little-endian 32-bit words, docs/trace.md, "Files". A name that ends in .gz is packed.
//
// SOUNDNESS: a file is hostile. Its size, packed and unpacked, is bounded; counts are checked against their bounds and against the file's length
// before anything is read. What it says is judged by the checker. Test: trace/segmentFile.test.ts.
import { InputError } from "@assay/core/inputError";
import { readUnpacked, writePieces } from "../../faultProof/stateFile.ts";
import { rowBytes } from "./buffers.ts";
import {
  capacityOf,
  FAMILY_NAMES,
  type Family,
  MAX_SEGMENT_CYCLES,
  MAX_SEGMENT_PAGES,
  REGISTER_CELLS,
  widthOf,
} from "./families.ts";
import type { SegmentState, TouchedPage, TraceSegment } from "./segment.ts";

/** "assaytrc" */
const MAGIC = [0x61737361, 0x63727479] as const;
const VERSION = 1;
const PAGE_WORDS = 1024;
const DIGEST_WORDS = 8;
const HIGH = 2 ** 32;
/** What a program may write in all, too. */
const MAX_PUBLIC_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 4096;
export const MAX_SEGMENT_FILE_BYTES =
  MAX_HEADER_BYTES + MAX_PUBLIC_BYTES + rowBytes(MAX_SEGMENT_CYCLES) + MAX_SEGMENT_PAGES * 4 * (1 + 3 * PAGE_WORDS);

const number64 = (value: number) => [value % HIGH, Math.floor(value / HIGH)];

function wordsOf(bytes: Uint8Array): Uint32Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

function stateWords(state: SegmentState): number[] {
  return [
    ...number64(state.cycle),
    state.pc,
    Number(state.halted),
    state.exitCode,
    ...number64(state.inputRead),
    state.publicWritten,
    Number(state.digest !== null),
    ...wordsOf(state.digest ?? new Uint8Array(4 * DIGEST_WORDS)),
    ...state.registers,
  ];
}

const bytesOf = (words: Uint32Array) => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

/** The file in pieces, some of them views of the segment. */
export function* segmentPieces(segment: TraceSegment): Generator<Uint8Array> {
  const { start, end, registerClocks, publicOutput, rows, pages } = segment;
  const counts = FAMILY_NAMES.map((family) => rows[family].length / widthOf(family));
  yield bytesOf(
    Uint32Array.from([
      ...[...MAGIC, VERSION, segment.index],
      ...[...stateWords(start), ...stateWords(end), ...registerClocks],
      ...[...counts, pages.length, publicOutput.length],
    ]),
  );
  yield bytesOf(wordsOf(publicOutput));
  for (const family of FAMILY_NAMES) yield bytesOf(rows[family]);
  for (const { index, before, after, clocks } of pages) {
    yield bytesOf(Uint32Array.of(index));
    for (const words of [before, after, clocks]) yield bytesOf(words);
  }
}

class WordReader {
  readonly #words: Uint32Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    if (bytes.length % 4 !== 0) throw this.broken(`${bytes.length} bytes are no whole words`);
    // A view where the bytes lie as words do, else a copy (`slice` of a Buffer is none).
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    this.#words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
  }

  broken(message: string): InputError {
    return new InputError("TRACE_BROKEN", `byte ${4 * this.#at}: ${message}`);
  }

  get left(): number {
    return this.#words.length - this.#at;
  }

  words(count: number): Uint32Array {
    if (count > this.left) throw this.broken(`the file ends before ${count} words`);
    this.#at += count;
    return this.#words.subarray(this.#at - count, this.#at);
  }

  u32(): number {
    return this.words(1)[0]!;
  }

  atMost(limit: number, what: string): number {
    const value = this.u32();
    if (value > limit) throw this.broken(`${value} ${what}; ${limit} is the most`);
    return value;
  }

  number64(): number {
    const low = this.u32();
    const value = low + this.u32() * HIGH;
    if (!Number.isSafeInteger(value)) throw this.broken("a number of 2^53 or more");
    return value;
  }

  boolean(): boolean {
    return this.atMost(1, "is neither true nor false") === 1;
  }

  /** Bytes, filled up with zeros to whole words. */
  bytes(length: number): Uint8Array {
    const padded = bytesOf(this.words(Math.ceil(length / 4)));
    if (padded.subarray(length).some((byte) => byte !== 0)) throw this.broken("what fills up a word is not zero");
    return padded.subarray(0, length);
  }
}

function readState(reader: WordReader): SegmentState {
  const [cycle, pc, halted, exitCode] = [reader.number64(), reader.u32(), reader.boolean(), reader.u32()];
  const [inputRead, publicWritten] = [reader.number64(), reader.atMost(MAX_PUBLIC_BYTES, "bytes of public output")];
  const committed = reader.boolean();
  const digest = reader.bytes(4 * DIGEST_WORDS);
  if (!committed && digest.some((byte) => byte !== 0)) throw reader.broken("a digest that was not committed");
  const registers = reader.words(32);
  return { cycle, pc, registers, inputRead, publicWritten, digest: committed ? digest : null, halted, exitCode };
}

function readPage(reader: WordReader): TouchedPage {
  const index = reader.u32();
  const [before, after, clocks] = [reader.words(PAGE_WORDS), reader.words(PAGE_WORDS), reader.words(PAGE_WORDS)];
  return { index, before, after, clocks };
}

/** The segment's arrays are views of the bytes where possible. @throws InputError TRACE_BROKEN */
export function readSegment(bytes: Uint8Array): TraceSegment {
  const reader = new WordReader(bytes);
  if (reader.u32() !== MAGIC[0] || reader.u32() !== MAGIC[1]) throw reader.broken("this is no segment of a trace");
  const version = reader.u32();
  if (version !== VERSION) throw reader.broken(`version ${version}, and only ${VERSION} is known`);
  const index = reader.u32();
  const [start, end, registerClocks] = [readState(reader), readState(reader), reader.words(REGISTER_CELLS)];
  const counts = FAMILY_NAMES.map((family) =>
    reader.atMost(capacityOf(family, MAX_SEGMENT_CYCLES), `rows of ${family}`),
  );
  const pageCount = reader.atMost(MAX_SEGMENT_PAGES, "pages");
  const publicOutput = reader.bytes(reader.atMost(MAX_PUBLIC_BYTES, "bytes of public output"));
  const rows = Object.fromEntries(
    FAMILY_NAMES.map((family, i) => [family, reader.words(counts[i]! * widthOf(family))]),
  ) as Record<Family, Uint32Array>;
  const pages = Array.from({ length: pageCount }, () => readPage(reader));
  if (reader.left !== 0) throw reader.broken(`${reader.left} words too many`);
  return { index, start, end, registerClocks, rows, pages, publicOutput };
}

/** The segment must not change before this is done. @throws InputError FILE_UNWRITABLE */
export const writeSegmentFile = (path: string, segment: TraceSegment): Promise<void> =>
  writePieces(segmentPieces(segment), path, process.stdout);

/** @throws InputError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, GZIP_BROKEN, TRACE_BROKEN */
export const readSegmentFile = (path: string): TraceSegment => readSegment(readUnpacked(path, MAX_SEGMENT_FILE_BYTES));
