// Canonical prefix codes of at most 15 bits, as DEFLATE (RFC 1951 §3.2.2) and brotli (RFC 7932 §3.2) have them.
import { dropBits, heldBits, peekBits } from "./bits";

/** Longest code length. */
const MAX_BITS: i32 = 15;
/** Bits that one look-up in the fast table resolves. */
const FAST_BITS: u32 = 9;
const FAST_SIZE: i32 = 1 << FAST_BITS;
/** Marks an entry of the fast table as filled; below it symbol << 4 | length. */
const FILLED: u32 = 0x8000;

// A code in memory: fast table (u16 × 512), count of codes per length (u16 × 16), symbols in the order of their codes (u16 each).
const COUNTS: usize = 2 * FAST_SIZE;
const SYMBOLS: usize = COUNTS + 32;

const offsets: usize = memory.data(32, 8);

/** Bytes a code over an alphabet of `symbols` takes. */
export function prefixCodeSize(symbols: u32): usize {
  return SYMBOLS + ((<usize>symbols) << 1);
}

/** The code whose only symbol takes no bits (RFC 7932 §3.4). */
export function singleSymbolCode(code: usize, symbol: u32): void {
  memory.fill(code + COUNTS, 0, 32);
  const entry = <u16>(FILLED | (symbol << 4));
  for (let slot = 0; slot < FAST_SIZE; slot++) store<u16>(code + (slot << 1), entry);
}

/**
 * Builds the code in which symbol i has length `lengths[i]`, 0 for unused. False when the lengths are over-subscribed, or leave
 * codes unused (`allowDegenerate` takes no code at all and one code of one bit, as every DEFLATE decoder does).
 */
export function buildPrefixCode(code: usize, lengths: usize, count: u32, allowDegenerate: bool): bool {
  memory.fill(code, 0, SYMBOLS);
  for (let i: u32 = 0; i < count; i++) {
    const slot = code + COUNTS + ((<usize>load<u8>(lengths + i)) << 1);
    store<u16>(slot, load<u16>(slot) + 1);
  }
  const used = count - <u32>load<u16>(code + COUNTS);
  store<u16>(code + COUNTS, 0);
  if (used == 0) return allowDegenerate;
  let left: i32 = 1;
  store<u16>(offsets, 0, 2);
  for (let length: i32 = 1; length <= MAX_BITS; length++) {
    const n = <i32>load<u16>(code + COUNTS + (length << 1));
    left = (left << 1) - n;
    if (left < 0) return false;
    if (length < MAX_BITS) store<u16>(offsets + ((length + 1) << 1), load<u16>(offsets + (length << 1)) + <u16>n);
  }
  const oneBit = used == 1 && load<u16>(code + COUNTS, 2) == 1;
  if (left > 0 && !(allowDegenerate && oneBit)) return false;
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const at = <usize>load<u16>(offsets + (length << 1));
    store<u16>(offsets + (length << 1), <u16>(at + 1));
    store<u16>(code + SYMBOLS + (at << 1), <u16>symbol);
  }
  fillFastTable(code);
  return true;
}

/** Enters every short code under all bit patterns that begin with it (codes are sent highest bit first). */
function fillFastTable(code: usize): void {
  let next: u32 = 0;
  let index: usize = 0;
  for (let length: u32 = 1; length <= FAST_BITS; length++) {
    next <<= 1;
    const n = <u32>load<u16>(code + COUNTS + (length << 1));
    for (let i: u32 = 0; i < n; i++) {
      const symbol = <u32>load<u16>(code + SYMBOLS + (index << 1));
      index++;
      const entry = <u16>(FILLED | (symbol << 4) | length);
      for (let slot = reverseBits(next, length); slot < <u32>FAST_SIZE; slot += 1 << length)
        store<u16>(code + (slot << 1), entry);
      next++;
    }
  }
}

function reverseBits(value: u32, count: u32): u32 {
  let reversed: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    reversed = (reversed << 1) | (value & 1);
    value >>= 1;
  }
  return reversed;
}

/** Takes the next symbol of `code`; -1 when the bits are no code or the input ends. */
export function takeSymbol(code: usize): i32 {
  const next = peekBits();
  const entry = <u32>load<u16>(code + (((<usize>next) & (FAST_SIZE - 1)) << 1));
  if (entry != 0) {
    const length = entry & 15;
    if (length > heldBits()) return -1;
    dropBits(length);
    return <i32>((entry & 0x7fff) >> 4);
  }
  return takeLongSymbol(code, next);
}

/** Walks the canonical code length by length, for codes that the fast table does not resolve. */
function takeLongSymbol(code: usize, next: u32): i32 {
  let value: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  const available = min<u32>(heldBits(), <u32>MAX_BITS);
  for (let length: u32 = 1; length <= available; length++) {
    value |= <i32>((next >> (length - 1)) & 1);
    const n = <i32>load<u16>(code + COUNTS + (length << 1));
    if (value - n < first) {
      dropBits(length);
      return <i32>load<u16>(code + SYMBOLS + ((index + value - first) << 1));
    }
    index += n;
    first = (first + n) << 1;
    value <<= 1;
  }
  return -1;
}
