// References into the static dictionary of brotli (RFC 7932 §8): a word, changed by one of 121 transformations.
import { BROTLI_DICTIONARY } from "../generated/brotliDictionary";
import { TRANSFORM_COUNT, TRANSFORMS } from "./brotliTransforms";

/** Per word length 0–24: bits of the word index, and where the words of that length start. */
const INDEX_BITS: usize = memory.data<u8>([
  0, 0, 0, 0, 10, 10, 11, 11, 10, 10, 10, 10, 10, 9, 9, 8, 7, 7, 8, 7, 7, 6, 6, 5, 5,
]);
const START: usize = memory.data<u32>([
  0, 0, 0, 0, 0, 4096, 9216, 21504, 35840, 44032, 53248, 63488, 74752, 87040, 93696, 100864, 104704, 106752, 108928,
  113536, 115968, 118528, 119872, 121280, 122016,
]);

const UPPERCASE_FIRST: u32 = 10;
const UPPERCASE_ALL: u32 = 11;

/** Addresses of the transformations, found once. */
const transformAt: usize = memory.data(4 * 121, 4);
let transformsFound: bool = false;

function findTransforms(): void {
  let at = TRANSFORMS;
  for (let i: u32 = 0; i < TRANSFORM_COUNT; i++) {
    store<u32>(transformAt + (i << 2), <u32>at);
    at += 1 + <usize>load<u8>(at);
    at += 2 + <usize>load<u8>(at, 1);
  }
  transformsFound = true;
}

/** Longest output of `writeWord`: a word of 24 bytes, a prefix and a suffix. */
export const LONGEST_WORD: u32 = 24 + 2 * 8;

/** Writes word `id` of `length` bytes to `dst` (room for LONGEST_WORD). Returns its length, or -1 when there is no such word. */
export function writeWord(dst: usize, length: u32, id: u32): i32 {
  if (length < 4 || length > 24) return -1;
  if (!transformsFound) findTransforms();
  const indexBits = <u32>load<u8>(INDEX_BITS + length);
  const transformId = id >> indexBits;
  if (transformId >= TRANSFORM_COUNT) return -1;
  const index = id & ((1 << indexBits) - 1);
  let word = BROTLI_DICTIONARY + <usize>load<u32>(START + (length << 2)) + <usize>(index * length);
  let transform = <usize>load<u32>(transformAt + (transformId << 2));
  let out = dst;

  const prefixLength = <usize>load<u8>(transform);
  memory.copy(out, transform + 1, prefixLength);
  out += prefixLength;
  transform += 1 + prefixLength;

  const kind = <u32>load<u8>(transform);
  let kept = length;
  if (kind >= 1 && kind <= 9) kept = length > kind ? length - kind : 0;
  else if (kind >= 12) {
    const omitted = min<u32>(kind - 11, length);
    word += omitted;
    kept = length - omitted;
  }
  memory.copy(out, word, kept);
  if (kind == UPPERCASE_FIRST && kept > 0) uppercase(out, kept);
  else if (kind == UPPERCASE_ALL) {
    let done: u32 = 0;
    while (done < kept) done += uppercase(out + done, kept - done);
  }
  out += kept;

  const suffixLength = <usize>load<u8>(transform, 1);
  memory.copy(out, transform + 2, suffixLength);
  return <i32>(out + suffixLength - dst);
}

/** Turns the UTF-8 character at `ptr` to what the format calls upper case; returns the bytes it takes for one. */
function uppercase(ptr: usize, left: u32): u32 {
  const first = load<u8>(ptr);
  if (first < 0xc0) {
    if (first >= 0x61 && first <= 0x7a) store<u8>(ptr, first ^ 32);
    return 1;
  }
  if (first < 0xe0) {
    if (left > 1) store<u8>(ptr, load<u8>(ptr, 1) ^ 32, 1);
    return 2;
  }
  if (left > 2) store<u8>(ptr, load<u8>(ptr, 2) ^ 5, 2);
  return 3;
}
