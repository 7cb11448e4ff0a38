// Brotli streams (RFC 7932), as channels carry them from Fjord on. As with inflate, output is clipped at a capacity and what was
// produced before an error stays.
import { alloc, mark, release } from "../memory/arena";
import { alignBits, bitsOverrun, openBits, skipBytes, takeBits, takeBytes } from "./bits";
import { codeStride, takeContextMap, takeCount, takePrefixCode } from "./brotliCodes";
import { literalContext } from "./brotliContext";
import { LONGEST_WORD, writeWord } from "./brotliDictionary";
import { takeSymbol } from "./prefixCode";

/** Whether the last stream ended as the format demands. */
export let brotliComplete: bool = false;

// The output: everything produced so far, so a distance reaches back in it directly.
let start: usize = 0;
let out: usize = 0;
let end: usize = 0;
/** Largest distance that is no dictionary reference: window size less 16 (§9.1). */
let window: u32 = 0;
/** The last four distances, newest at `newest`. */
const distances: usize = memory.data(16, 4);
let newest: u32 = 0;

/** Insert and copy lengths, §5: base and extra bits of the 24 codes each. */
const INSERT_BASE: usize = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 18, 26, 34, 50, 66, 98, 130, 194, 322, 578, 1090, 2114, 6210, 22594,
]);
const INSERT_EXTRA: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24,
]);
const COPY_BASE: usize = memory.data<u32>([
  2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 18, 22, 30, 38, 54, 70, 102, 134, 198, 326, 582, 1094, 2118,
]);
const COPY_EXTRA: usize = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24]);
/** First insert and copy code of each 64 symbols of the insert-and-copy alphabet. */
const INSERT_CELL: usize = memory.data<u8>([0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16]);
const COPY_CELL: usize = memory.data<u8>([0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16]);

/** Block counts, §6: base and extra bits of the 26 codes. */
const COUNT_BASE: usize = memory.data<u32>([
  1, 5, 9, 13, 17, 25, 33, 41, 49, 65, 81, 97, 113, 145, 177, 209, 241, 305, 369, 497, 753, 1265, 2289, 4337, 8433,
  16625,
]);
const COUNT_EXTRA: usize = memory.data<u8>([
  2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 24,
]);

/** Distances that the codes 0–15 derive from the last four, §4: which one, and what is added. */
const RING_INDEX: usize = memory.data<u8>([0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
const RING_DELTA: usize = memory.data<i8>([0, 0, 0, 0, -1, 1, -2, 2, -3, 3, -1, 1, -2, 2, -3, 3]);

/** One of the three categories of blocks in a meta-block: literals, insert-and-copy lengths, distances. */
@unmanaged
class BlockCategory {
  types: u32;
  type: u32;
  previousType: u32;
  left: u32;
  typeCode: usize;
  countCode: usize;
}

const literals = changetype<BlockCategory>(memory.data(offsetof<BlockCategory>(), 8));
const commands = changetype<BlockCategory>(memory.data(offsetof<BlockCategory>(), 8));
const copies = changetype<BlockCategory>(memory.data(offsetof<BlockCategory>(), 8));

/**
 * Decompresses the stream that was opened (compressed.ts), after its first `skipped` bytes, into at most `capacity` bytes at `dst`.
 * @returns the number of bytes produced before the end, the first error or the capacity; `brotliComplete` tells which.
 */
export function brotliDecompress(dst: usize, capacity: usize, skipped: usize): usize {
  openBits();
  skipBytes(skipped);
  start = dst;
  out = dst;
  end = dst + capacity;
  store<u32>(distances, 16, 0);
  store<u32>(distances, 15, 4);
  store<u32>(distances, 11, 8);
  store<u32>(distances, 4, 12);
  newest = 3;
  const scratch = mark();
  brotliComplete = takeWindow() && takeMetaBlocks();
  release(scratch);
  return out - dst;
}

/** §9.1. */
function takeWindow(): bool {
  let bits: u32 = 16;
  if (takeBits(1) == 1) {
    const high = takeBits(3);
    if (high != 0) bits = 17 + high;
    else {
      const low = takeBits(3);
      if (low == 1) return false;
      bits = low == 0 ? 17 : 8 + low;
    }
  }
  window = (1 << bits) - 16;
  return !bitsOverrun();
}

/** §9.2. */
function takeMetaBlocks(): bool {
  while (true) {
    const last = takeBits(1) == 1;
    if (last && takeBits(1) == 1) return !bitsOverrun() && alignBits() == 0;
    const sizeNibbles = takeBits(2);
    if (bitsOverrun()) return false;
    if (sizeNibbles == 3) {
      if (!skipMetadata()) return false;
    } else {
      const nibbles = sizeNibbles + 4;
      const size = takeBits(nibbles * 4);
      if (nibbles > 4 && size >> ((nibbles - 1) * 4) == 0) return false;
      const uncompressed = !last && takeBits(1) == 1;
      if (bitsOverrun()) return false;
      if (uncompressed) {
        if (!copyUncompressed(<usize>size + 1)) return false;
      } else {
        const scratch = mark();
        const whole = takeMetaBlock(size + 1);
        release(scratch);
        if (!whole) return false;
      }
    }
    if (last) return alignBits() == 0;
  }
}

function skipMetadata(): bool {
  if (takeBits(1) != 0) return false;
  const bytes = takeBits(2);
  const length = takeBits(bytes * 8);
  if (bitsOverrun() || (bytes > 1 && length >> ((bytes - 1) * 8) == 0)) return false;
  return alignBits() == 0 && skipBytes(bytes == 0 ? 0 : <usize>length + 1);
}

function copyUncompressed(size: usize): bool {
  if (alignBits() != 0) return false;
  const copied = takeBytes(out, min<usize>(size, end - out));
  out += copied;
  return copied == size;
}

function takeCategory(category: BlockCategory): bool {
  category.types = takeCount();
  category.type = 0;
  category.previousType = 1;
  category.left = 1 << 28;
  if (category.types < 2) return !bitsOverrun();
  category.typeCode = alloc(codeStride(category.types + 2));
  category.countCode = alloc(codeStride(26));
  if (!takePrefixCode(category.typeCode, category.types + 2) || !takePrefixCode(category.countCode, 26)) return false;
  return takeBlockCount(category);
}

function takeBlockCount(category: BlockCategory): bool {
  const symbol = takeSymbol(category.countCode);
  if (symbol < 0) return false;
  category.left = load<u32>(COUNT_BASE + ((<usize>symbol) << 2)) + takeBits(load<u8>(COUNT_EXTRA + <usize>symbol));
  return !bitsOverrun();
}

/** Begins the next block of the category, §6. */
function switchBlock(category: BlockCategory): bool {
  if (category.types < 2) {
    category.left = 1 << 28;
    return true;
  }
  const symbol = takeSymbol(category.typeCode);
  if (symbol < 0) return false;
  let type: u32;
  if (symbol == 0) type = category.previousType;
  else if (symbol == 1) type = category.type + 1;
  else type = <u32>symbol - 2;
  if (type >= category.types) type -= category.types;
  category.previousType = category.type;
  category.type = type;
  return takeBlockCount(category);
}

/** Reads `count` codes over `symbols` symbols one after the other. Returns their address, 0 when one is malformed. */
function takeCodes(count: u32, symbols: u32): usize {
  const stride = codeStride(symbols);
  const codes = alloc(stride * <usize>count);
  for (let i: u32 = 0; i < count; i++) if (!takePrefixCode(codes + <usize>i * stride, symbols)) return 0;
  return codes;
}

/** A compressed meta-block of `size` bytes, §9.2 from the block types on, and §10. */
function takeMetaBlock(size: u32): bool {
  if (!takeCategory(literals) || !takeCategory(commands) || !takeCategory(copies)) return false;
  const postfixBits = takeBits(2);
  const direct = takeBits(4) << postfixBits;
  const modes = alloc(literals.types);
  for (let i: u32 = 0; i < literals.types; i++) store<u8>(modes + i, <u8>takeBits(2));
  if (bitsOverrun()) return false;
  const literalTrees = takeCount();
  const literalMap = alloc((<usize>literals.types) << 6);
  if (!takeContextMap(literalMap, literals.types << 6, literalTrees)) return false;
  const distanceTrees = takeCount();
  const distanceMap = alloc((<usize>copies.types) << 2);
  if (!takeContextMap(distanceMap, copies.types << 2, distanceTrees)) return false;
  const distanceSymbols = 16 + direct + (48 << postfixBits);
  const literalCodes = takeCodes(literalTrees, 256);
  if (literalCodes == 0) return false;
  const commandCodes = takeCodes(commands.types, 704);
  if (commandCodes == 0) return false;
  const distanceCodes = takeCodes(distanceTrees, distanceSymbols);
  if (distanceCodes == 0) return false;

  const literalStride = codeStride(256);
  const commandStride = codeStride(704);
  const distanceStride = codeStride(distanceSymbols);
  let left = size;
  while (left > 0) {
    if (commands.left == 0 && !switchBlock(commands)) return false;
    commands.left--;
    const command = takeSymbol(commandCodes + <usize>commands.type * commandStride);
    if (command < 0) return false;
    const cell = (<usize>command) >> 6;
    const insertCode = <usize>load<u8>(INSERT_CELL + cell) + (((<usize>command) >> 3) & 7);
    const copyCode = <usize>load<u8>(COPY_CELL + cell) + ((<usize>command) & 7);
    const insert = load<u32>(INSERT_BASE + (insertCode << 2)) + takeBits(load<u8>(INSERT_EXTRA + insertCode));
    const copy = load<u32>(COPY_BASE + (copyCode << 2)) + takeBits(load<u8>(COPY_EXTRA + copyCode));
    if (bitsOverrun() || insert > left) return false;
    for (let i: u32 = 0; i < insert; i++) {
      if (literals.left == 0 && !switchBlock(literals)) return false;
      literals.left--;
      const last: u32 = out > start ? load<u8>(out - 1) : 0;
      const beforeLast: u32 = out > start + 1 ? load<u8>(out - 2) : 0;
      const context = literalContext(load<u8>(modes + literals.type), last, beforeLast);
      const tree = <usize>load<u8>(literalMap + ((<usize>literals.type) << 6) + context);
      const literal = takeSymbol(literalCodes + tree * literalStride);
      if (literal < 0 || out == end) return false;
      store<u8>(out, <u8>literal);
      out++;
    }
    left -= insert;
    if (left == 0) break;

    let distanceSymbol = 0;
    if (command >= 128) {
      if (copies.left == 0 && !switchBlock(copies)) return false;
      copies.left--;
      const context = copy > 4 ? 3 : copy - 2;
      const tree = <usize>load<u8>(distanceMap + ((<usize>copies.type) << 2) + context);
      distanceSymbol = takeSymbol(distanceCodes + tree * distanceStride);
      if (distanceSymbol < 0) return false;
    }
    const distance = distanceOf(<u32>distanceSymbol, direct, postfixBits);
    if (distance <= 0) return false;
    const produced = <u64>(out - start);
    const reach = min<u64>(produced, window);
    const copied =
      <u64>distance > reach
        ? copyWord(copy, <u32>(<u64>distance - reach - 1), left)
        : copyBack(copy, <u32>distance, left);
    if (copied < 0) return false;
    if (<u64>distance <= reach && distanceSymbol != 0) {
      newest = (newest + 1) & 3;
      store<u32>(distances + (newest << 2), <u32>distance);
    }
    left -= copied;
  }
  return true;
}

/** §4. Not positive when the stream is malformed. */
function distanceOf(symbol: u32, direct: u32, postfixBits: u32): i64 {
  if (symbol < 16) {
    const index = (newest - <u32>load<u8>(RING_INDEX + symbol)) & 3;
    return <i64>load<u32>(distances + (index << 2)) + <i64>load<i8>(RING_DELTA + symbol);
  }
  if (symbol < 16 + direct) return <i64>(symbol - 15);
  const code = symbol - direct - 16;
  const extra = 1 + (code >> (postfixBits + 1));
  const high = code >> postfixBits;
  const low = code & ((1 << postfixBits) - 1);
  const offset = ((<u64>(2 + (high & 1))) << extra) - 4;
  const distance = ((offset + <u64>takeBits(extra)) << postfixBits) + low + direct + 1;
  return bitsOverrun() ? 0 : <i64>distance;
}

/** Copies from what was produced. Returns the bytes copied, -1 when that ends the stream. */
function copyBack(length: u32, distance: u32, left: u32): i32 {
  if (length > left) return -1;
  const copied = min<usize>(length, end - out);
  if (<usize>distance >= copied) memory.copy(out, out - distance, copied);
  else for (let i: usize = 0; i < copied; i++) store<u8>(out + i, load<u8>(out - distance + i));
  out += copied;
  return copied < <usize>length ? -1 : <i32>length;
}

const word: usize = memory.data(48, 8);

/** Appends word `id` of the dictionary, §8. Returns the bytes appended, -1 when that ends the stream. */
function copyWord(length: u32, id: u32, left: u32): i32 {
  assert(LONGEST_WORD <= 48);
  const size = writeWord(word, length, id);
  if (size < 0 || <u32>size > left) return -1;
  const copied = min<usize>(size, end - out);
  memory.copy(out, word, copied);
  out += copied;
  return copied < <usize>size ? -1 : size;
}
