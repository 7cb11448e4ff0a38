// The section table of the binary input (docs/interfaces.md, "Binary input").
//
// SOUNDNESS: offsets, lengths and counts are the host's. Every one is checked against the input's length in 64-bit
// arithmetic before it is used as an address; test: packages/core/test/input.test.ts.
import {
  INPUT_MAGIC,
  INPUT_PADDING,
  INPUT_TRUNCATED,
  INPUT_VERSION,
  SECTION_BOUNDS,
  SECTION_MISSING,
  SECTION_ORDER,
  SECTION_TABLE,
} from "../error/codes";
import { malformedInput } from "../error/fail";
import { alloc } from "../memory/arena";

export const SECTION_CONFIGURATION: u32 = 1;
export const SECTION_BLOCKS: u32 = 2;
export const SECTION_HEADERS: u32 = 3;
export const SECTION_NODES: u32 = 4;
export const SECTION_CODES: u32 = 5;
export const SECTION_ATTRIBUTES: u32 = 6;
export const SECTION_CLAIM: u32 = 7;
export const SECTION_PREIMAGES: u32 = 8;
export const SECTION_ALLOC: u32 = 9;
/** Only in packages/core/assembly/testing/statetest.ts. */
export const SECTION_ENVIRONMENT: u32 = 10;
/** Only for `derive`, as the next three. */
export const SECTION_ROLLUP: u32 = 11;
export const SECTION_DERIVATION: u32 = 12;
export const SECTION_L2_HEADERS: u32 = 13;
export const SECTION_BLOBS: u32 = 14;
/** Only for `call`. */
export const SECTION_CALL: u32 = 15;

const HEADER_SIZE: u64 = 16;
const ENTRY_SIZE: u64 = 24;
const MAX_SECTIONS: u32 = 16;
const VERSION: u32 = 1;
/** "ASSAYBIN" as a little-endian u64. */
const MAGIC: u64 = 0x4e49_4259_4153_5341;

let input: usize = 0;
let inputLength: u32 = 0;
let sectionCount: u32 = 0;

/** What the last `findSection` found. */
export let sectionStart: usize = 0;
export let sectionLength: u32 = 0;

export function resetInput(): void {
  input = 0;
  inputLength = 0;
  sectionCount = 0;
  sectionStart = 0;
  sectionLength = 0;
}

/** Takes `length` bytes for the input and returns where they go. */
export function openInput(length: u32): usize {
  input = alloc(length);
  inputLength = length;
  return input;
}

/** Offset in the input of an address inside it, for error records. */
// @ts-ignore: decorator
@inline
export function inputOffset(address: usize): u64 {
  return <u64>(address - input);
}

/** Checks that the bytes from `start` up to `end` are zero. */
export function checkPadding(start: usize, end: usize): void {
  for (let at = start; at < end; at++) {
    if (load<u8>(at) != 0) malformedInput(INPUT_PADDING, inputOffset(at), 0);
  }
}

/** Checks the whole table: magic, version, order, bounds, padding. Section ids go up to `greatestId`. */
export function checkSections(greatestId: u32): void {
  if (<u64>inputLength < HEADER_SIZE) malformedInput(INPUT_TRUNCATED, 0, inputLength);
  if (load<u64>(input) != MAGIC) malformedInput(INPUT_MAGIC, 0, load<u64>(input));
  if (load<u32>(input, 8) != VERSION) malformedInput(INPUT_VERSION, 8, load<u32>(input, 8));
  const count = load<u32>(input, 12);
  if (count > MAX_SECTIONS) malformedInput(SECTION_TABLE, 12, count);
  let end: u64 = HEADER_SIZE + <u64>count * ENTRY_SIZE;
  if (end > <u64>inputLength) malformedInput(INPUT_TRUNCATED, 12, count);
  let lastId: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = entryAt(i);
    const id = load<u32>(entry);
    if (id <= lastId || id > greatestId) malformedInput(SECTION_ORDER, inputOffset(entry), id);
    if (load<u32>(entry, 4) != 0) malformedInput(SECTION_TABLE, inputOffset(entry) + 4, id);
    lastId = id;
    const offset = load<u64>(entry, 8);
    const length = load<u64>(entry, 16);
    // Each section starts at the first multiple of 8 after the one before, so neither gaps nor overlaps are possible.
    if (offset != ((end + 7) & ~7)) malformedInput(SECTION_BOUNDS, inputOffset(entry) + 8, offset);
    if (offset > <u64>inputLength || length > <u64>inputLength - offset) {
      malformedInput(SECTION_BOUNDS, inputOffset(entry) + 16, length);
    }
    checkPadding(input + <usize>end, input + <usize>offset);
    end = offset + length;
  }
  if (((end + 7) & ~7) != <u64>inputLength) malformedInput(SECTION_BOUNDS, end, inputLength);
  checkPadding(input + <usize>end, input + <usize>inputLength);
  sectionCount = count;
}

function entryAt(i: u32): usize {
  return input + <usize>(HEADER_SIZE + <u64>i * ENTRY_SIZE);
}

/** Finds section `id`: sets sectionStart and sectionLength. Call after `checkSections`. */
export function findSection(id: u32): bool {
  for (let i: u32 = 0; i < sectionCount; i++) {
    const entry = entryAt(i);
    if (load<u32>(entry) == id) {
      sectionStart = input + <usize>load<u64>(entry, 8);
      sectionLength = <u32>load<u64>(entry, 16);
      return true;
    }
  }
  sectionStart = 0;
  sectionLength = 0;
  return false;
}

/** As `findSection`, for a section that has to be there. */
export function requireSection(id: u32): void {
  if (!findSection(id)) malformedInput(SECTION_MISSING, 0, id);
}
