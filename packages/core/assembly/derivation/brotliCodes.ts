// How brotli sends prefix codes (RFC 7932 §3.4, §3.5), context maps (§7.3) and small counts (§9.2).
import { bitsOverrun, takeBits } from "./bits";
import { buildPrefixCode, prefixCodeSize, singleSymbolCode, takeSymbol } from "./prefixCode";

/** Order of the code length code's lengths. */
const CODE_LENGTH_ORDER: usize = memory.data<u8>([1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
/** The fixed code for those lengths, by the next four bits: bits taken and value. */
const LENGTH_BITS: usize = memory.data<u8>([2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4]);
const LENGTH_VALUE: usize = memory.data<u8>([0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5]);

/** Largest alphabet: insert-and-copy lengths. */
const MAX_SYMBOLS: i32 = 704;
const lengths: usize = memory.data(704, 8);
const codeLengthLengths: usize = memory.data(18, 8);
const codeLengthCode: usize = memory.data(2 * 512 + 32 + 2 * 18, 8);
/** Code of a context map: 256 trees and 16 run lengths. */
const mapCode: usize = memory.data(2 * 512 + 32 + 2 * 272, 8);
const moveToFront: usize = memory.data(256, 8);

/** A count of 1 to 256 in 1 to 11 bits. */
export function takeCount(): u32 {
  if (takeBits(1) == 0) return 1;
  const extra = takeBits(3);
  return (1 << extra) + 1 + takeBits(extra);
}

/** Reads a prefix code over `symbols` symbols into `code`. False when malformed. */
export function takePrefixCode(code: usize, symbols: u32): bool {
  assert(symbols <= <u32>MAX_SYMBOLS);
  const skip = takeBits(2);
  if (bitsOverrun()) return false;
  return skip == 1 ? takeSimpleCode(code, symbols) : takeComplexCode(code, symbols, skip);
}

function takeSimpleCode(code: usize, symbols: u32): bool {
  const count = takeBits(2) + 1;
  const width = 32 - <u32>clz<u32>(symbols - 1);
  memory.fill(lengths, 0, symbols);
  let first: u32 = 0;
  let second: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const symbol = takeBits(width);
    if (symbol >= symbols || load<u8>(lengths + symbol) != 0) return false;
    // Lengths for a tree of the shape 1; 1 1; 1 2 2; 2 2 2 2; the last may turn into 1 2 3 3.
    store<u8>(lengths + symbol, count == 1 || count == 2 || (count == 3 && i == 0) ? 1 : 2);
    if (i == 0) first = symbol;
    if (i == 1) second = symbol;
  }
  if (count == 4 && takeBits(1) == 1) {
    for (let symbol: u32 = 0; symbol < symbols; symbol++)
      if (load<u8>(lengths + symbol) != 0) store<u8>(lengths + symbol, 3);
    store<u8>(lengths + first, 1);
    store<u8>(lengths + second, 2);
  }
  if (bitsOverrun()) return false;
  if (count == 1) {
    singleSymbolCode(code, first);
    return true;
  }
  return buildPrefixCode(code, lengths, symbols, false);
}

function takeComplexCode(code: usize, symbols: u32, skip: u32): bool {
  if (!takeCodeLengthCode(skip)) return false;
  memory.fill(lengths, 0, symbols);
  let symbol: u32 = 0;
  let space: i32 = 1 << 15;
  let previous: u32 = 8;
  let repeated: u32 = 0;
  let repeatedLength: u32 = 0xff;
  while (symbol < symbols && space > 0) {
    const length = takeSymbol(codeLengthCode);
    if (length < 0) return false;
    if (length < 16) {
      store<u8>(lengths + symbol, <u8>length);
      symbol++;
      repeated = 0;
      if (length != 0) {
        previous = length;
        space -= (1 << 15) >> length;
      }
      continue;
    }
    const extra: u32 = length == 16 ? 2 : 3;
    const value: u32 = length == 16 ? previous : 0;
    if (repeatedLength != value) repeated = 0;
    repeatedLength = value;
    // A repeat after a repeat of the same length multiplies what was repeated before.
    const before = repeated;
    if (repeated > 0) repeated = (repeated - 2) << extra;
    repeated += takeBits(extra) + 3;
    const more = repeated - before;
    if (bitsOverrun() || more > symbols - symbol) return false;
    memory.fill(lengths + symbol, <u8>value, more);
    symbol += more;
    if (value != 0) space -= <i32>(more << (15 - value));
  }
  return space == 0 && buildPrefixCode(code, lengths, symbols, false);
}

function takeCodeLengthCode(skip: u32): bool {
  memory.fill(codeLengthLengths, 0, 18);
  let space: i32 = 32;
  let used: u32 = 0;
  let only: u32 = 0;
  for (let i = skip; i < 18 && space > 0; i++) {
    const length = takeCodeLengthLength();
    if (length < 0) return false;
    const symbol = <u32>load<u8>(CODE_LENGTH_ORDER + i);
    store<u8>(codeLengthLengths + symbol, <u8>length);
    if (length != 0) {
      space -= 32 >> length;
      used++;
      only = symbol;
    }
  }
  if (used == 1) {
    singleSymbolCode(codeLengthCode, only);
    return true;
  }
  return space == 0 && buildPrefixCode(codeLengthCode, codeLengthLengths, 18, false);
}

function takeCodeLengthLength(): i32 {
  // Two bits decide most lengths; 01 11 needs more, so they are taken one by one.
  let bits = takeBits(2);
  let taken: u32 = 2;
  while (taken < <u32>load<u8>(LENGTH_BITS + bits)) {
    bits |= takeBits(1) << taken;
    taken++;
  }
  return bitsOverrun() ? -1 : <i32>load<u8>(LENGTH_VALUE + bits);
}

/** Reads a context map of `size` bytes over `trees` trees to `map`. False when malformed. */
export function takeContextMap(map: usize, size: u32, trees: u32): bool {
  if (trees < 2) {
    memory.fill(map, 0, size);
    return true;
  }
  const longestRun: u32 = takeBits(1) == 0 ? 0 : takeBits(4) + 1;
  if (!takePrefixCode(mapCode, trees + longestRun)) return false;
  let at: u32 = 0;
  while (at < size) {
    const symbol = takeSymbol(mapCode);
    if (symbol < 0) return false;
    if (symbol == 0 || <u32>symbol > longestRun) {
      store<u8>(map + at, symbol == 0 ? 0 : <u8>(<u32>symbol - longestRun));
      at++;
      continue;
    }
    const run = ((<u32>1) << symbol) + takeBits(symbol);
    if (bitsOverrun() || run > size - at) return false;
    memory.fill(map + at, 0, run);
    at += run;
  }
  if (takeBits(1) == 1) undoMoveToFront(map, size);
  return !bitsOverrun();
}

function undoMoveToFront(map: usize, size: u32): void {
  for (let i = 0; i < 256; i++) store<u8>(moveToFront + i, <u8>i);
  for (let i: u32 = 0; i < size; i++) {
    const index = <usize>load<u8>(map + i);
    const value = load<u8>(moveToFront + index);
    store<u8>(map + i, value);
    memory.copy(moveToFront + 1, moveToFront, index);
    store<u8>(moveToFront, value);
  }
}

/** Bytes of one code over `symbols` symbols, 8-aligned. */
export function codeStride(symbols: u32): usize {
  return (prefixCodeSize(symbols) + 7) & ~7;
}
