// zlib streams (RFC 1950) of DEFLATE blocks (RFC 1951), as channels carry them. The stream may come from anybody: output is
// clipped at a capacity, and what was produced before an error stays, since batches decoded before it are valid
// (OP Stack, derivation, "Channel format").

/** Longest code length, RFC 1951 §3.2.2. */
const MAX_BITS: i32 = 15;
/** Bits that one look-up in a fast table resolves. */
const FAST_BITS: u32 = 10;
const FAST_SIZE: i32 = 1 << 10;

// A Huffman code: fast table (u16: symbol << 4 | length, 0 when longer than FAST_BITS), then per length the count of codes
// (u16 × 16), then symbols ordered by code (u16 × 288).
const COUNTS: usize = 2 * FAST_SIZE;
const SYMBOLS: usize = COUNTS + 32;
const CODE_SIZE: i32 = 2 * FAST_SIZE + 32 + 2 * 288;

const literalCode: usize = memory.data(CODE_SIZE, 8);
const distanceCode: usize = memory.data(CODE_SIZE, 8);
/** Lengths of the codes being built: up to 286 + 30, and 288 for the fixed code. */
const lengths: usize = memory.data(320, 8);
const offsets: usize = memory.data(32, 8);

/** Order in which the lengths of the code length code are sent, RFC 1951 §3.2.7. */
const CODE_LENGTH_ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
/** Base and extra bits of the length codes 257–285, RFC 1951 §3.2.5. */
const LENGTH_BASE: usize = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const LENGTH_EXTRA: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
/** Base and extra bits of the distance codes 0–29. */
const DISTANCE_BASE: usize = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
]);
const DISTANCE_EXTRA: usize = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);

/** Whether the last stream ended as the format demands, checksum included. */
export let inflateComplete: bool = false;

// The bit reader: `held` bits of the input wait in `bits`, lowest first.
let input: usize = 0;
let inputEnd: usize = 0;
let bits: u64 = 0;
let held: u32 = 0;
/** Set when more bits were taken than the input has. */
let overrun: bool = false;

// @ts-ignore: decorator
@inline
function refill(): void {
  while (held <= 56 && input < inputEnd) {
    bits |= (<u64>load<u8>(input)) << held;
    input += 1;
    held += 8;
  }
}

function take(count: u32): u32 {
  if (held < count) {
    refill();
    if (held < count) {
      overrun = true;
      return 0;
    }
  }
  const value = <u32>bits & ((1 << count) - 1);
  bits >>= count;
  held -= count;
  return value;
}

/** Builds the canonical code of `count` lengths. False when the lengths are no complete code; as an exception, one code of one
 *  bit, and no code at all, are taken (the reference decoders take them). */
function buildCode(code: usize, lengthsPtr: usize, count: u32): bool {
  memory.fill(code, 0, CODE_SIZE);
  for (let i: u32 = 0; i < count; i++) {
    const slot = code + COUNTS + ((<usize>load<u8>(lengthsPtr + i)) << 1);
    store<u16>(slot, load<u16>(slot) + 1);
  }
  const used = count - <u32>load<u16>(code + COUNTS);
  store<u16>(code + COUNTS, 0);
  if (used == 0) return true;
  let left: i32 = 1;
  let longest: i32 = 0;
  store<u16>(offsets, 0, 2);
  for (let length: i32 = 1; length <= MAX_BITS; length++) {
    const n = <i32>load<u16>(code + COUNTS + (length << 1));
    left = (left << 1) - n;
    if (left < 0) return false;
    if (n > 0) longest = length;
    if (length < MAX_BITS) store<u16>(offsets + ((length + 1) << 1), load<u16>(offsets + (length << 1)) + <u16>n);
  }
  if (left > 0 && !(used == 1 && longest == 1)) return false;
  for (let symbol: u32 = 0; symbol < count; symbol++) {
    const length = <usize>load<u8>(lengthsPtr + symbol);
    if (length == 0) continue;
    const at = <usize>load<u16>(offsets + (length << 1));
    store<u16>(offsets + (length << 1), <u16>(at + 1));
    store<u16>(code + SYMBOLS + (at << 1), <u16>symbol);
  }
  fillFastTable(code);
  return true;
}

/** Enters every code of at most FAST_BITS under all bit patterns that begin with it (codes are sent highest bit first). */
function fillFastTable(code: usize): void {
  let next: u32 = 0;
  let index: usize = 0;
  for (let length: u32 = 1; length <= FAST_BITS; length++) {
    next <<= 1;
    const n = <u32>load<u16>(code + COUNTS + (length << 1));
    for (let i: u32 = 0; i < n; i++) {
      const symbol = <u32>load<u16>(code + SYMBOLS + (index << 1));
      index++;
      const entry = <u16>((symbol << 4) | length);
      for (let slot = reverseBits(next, length); slot < <u32>FAST_SIZE; slot += 1 << length) store<u16>(code + (slot << 1), entry);
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

/** Next symbol of `code`, or -1 when the bits are no code or the input ends. */
function symbolOf(code: usize): i32 {
  if (held < 15) refill();
  const entry = <u32>load<u16>(code + ((<usize>bits & (FAST_SIZE - 1)) << 1));
  if (entry != 0) {
    const length = entry & 15;
    if (length > held) return -1;
    bits >>= length;
    held -= length;
    return <i32>(entry >> 4);
  }
  // Longer codes: walk the canonical code length by length.
  let value: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  const available = min<u32>(held, <u32>MAX_BITS);
  for (let length: u32 = 1; length <= available; length++) {
    value |= <i32>((bits >> (length - 1)) & 1);
    const n = <i32>load<u16>(code + COUNTS + (length << 1));
    if (value - n < first) {
      bits >>= length;
      held -= length;
      return <i32>load<u16>(code + SYMBOLS + ((index + value - first) << 1));
    }
    index += n;
    first = (first + n) << 1;
    value <<= 1;
  }
  return -1;
}

/** RFC 1951 §3.2.6. */
function fixedCodes(): void {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  buildCode(literalCode, lengths, 288);
  memory.fill(lengths, 5, 32);
  buildCode(distanceCode, lengths, 32);
}

/** RFC 1951 §3.2.7. */
function dynamicCodes(): bool {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const codeLengths = take(4) + 4;
  if (overrun || literals > 286 || distances > 30) return false;
  memory.fill(lengths, 0, 19);
  for (let i: u32 = 0; i < codeLengths; i++) store<u8>(lengths + <usize>load<u8>(CODE_LENGTH_ORDER + i), <u8>take(3));
  if (overrun || !buildCode(literalCode, lengths, 19)) return false;
  const total = literals + distances;
  let i: u32 = 0;
  while (i < total) {
    const symbol = symbolOf(literalCode);
    if (symbol < 0) return false;
    if (symbol < 16) {
      store<u8>(lengths + i, <u8>symbol);
      i++;
      continue;
    }
    let value: u8 = 0;
    let repeat: u32;
    if (symbol == 16) {
      if (i == 0) return false;
      value = load<u8>(lengths + i - 1);
      repeat = 3 + take(2);
    } else if (symbol == 17) repeat = 3 + take(3);
    else repeat = 11 + take(7);
    if (overrun || i + repeat > total) return false;
    memory.fill(lengths + i, value, repeat);
    i += repeat;
  }
  return buildCode(literalCode, lengths, literals) && buildCode(distanceCode, lengths + literals, distances);
}

/** Decodes the symbols of one block. Returns where output stands; `blockEnded` tells whether it came to its end. */
let blockEnded: bool = false;
function inflateBlock(start: usize, position: usize, end: usize): usize {
  let out = position;
  blockEnded = false;
  while (true) {
    const symbol = symbolOf(literalCode);
    if (symbol < 0) return out;
    if (symbol < 256) {
      if (out == end) return out;
      store<u8>(out, <u8>symbol);
      out++;
      continue;
    }
    if (symbol == 256) {
      blockEnded = true;
      return out;
    }
    if (symbol > 285) return out;
    const lengthCode = <usize>(symbol - 257);
    const length = <u32>load<u16>(LENGTH_BASE + (lengthCode << 1)) + take(load<u8>(LENGTH_EXTRA + lengthCode));
    const distanceSymbol = symbolOf(distanceCode);
    if (distanceSymbol < 0 || distanceSymbol > 29) return out;
    const extra = <u32>load<u8>(DISTANCE_EXTRA + <usize>distanceSymbol);
    const distance = <usize>load<u16>(DISTANCE_BASE + ((<usize>distanceSymbol) << 1)) + take(extra);
    if (overrun || distance > out - start) return out;
    const copied = min<usize>(length, end - out);
    if (distance >= copied) memory.copy(out, out - distance, copied);
    else for (let i: usize = 0; i < copied; i++) store<u8>(out + i, load<u8>(out - distance + i));
    out += copied;
    if (copied < <usize>length) return out;
  }
}

/** RFC 1951 §3.2.4: the rest of the byte is skipped, then a length, its complement, and the bytes. */
function storedBlock(position: usize, end: usize): usize {
  blockEnded = false;
  take(held & 7);
  const length = take(16);
  const complement = take(16);
  if (overrun || (length ^ complement) != 0xffff) return position;
  // Whole bytes wait in the bit reader: give them back.
  input -= held >> 3;
  bits = 0;
  held = 0;
  const copied = min<usize>(min<usize>(length, inputEnd - input), end - position);
  memory.copy(position, input, copied);
  input += copied;
  blockEnded = copied == <usize>length;
  return position + copied;
}

function adler32(ptr: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  let at = ptr;
  const end = ptr + length;
  while (at < end) {
    // 5552 bytes are the most for which b stays below 2^32.
    const stop = at + min<usize>(5552, end - at);
    while (at < stop) {
      a += <u32>load<u8>(at);
      b += a;
      at++;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

/**
 * Inflates the zlib stream of `length` bytes at `src` into at most `capacity` bytes at `dst`.
 * @returns the number of bytes produced before the end, the first error or the capacity; `inflateComplete` tells which.
 */
export function inflate(dst: usize, capacity: usize, src: usize, length: usize): usize {
  inflateComplete = false;
  if (length < 2) return 0;
  const cmf = <u32>load<u8>(src);
  const flags = <u32>load<u8>(src, 1);
  // RFC 1950 §2.2: method 8, window at most 32 KiB, check bits, no preset dictionary.
  if ((cmf & 15) != 8 || cmf >> 4 > 7 || ((cmf << 8) | flags) % 31 != 0 || (flags & 0x20) != 0) return 0;
  input = src + 2;
  inputEnd = src + length;
  bits = 0;
  held = 0;
  overrun = false;
  let out = dst;
  const end = dst + capacity;
  let last = false;
  while (!last) {
    last = take(1) == 1;
    const type = take(2);
    if (overrun || type == 3) return out - dst;
    if (type == 0) out = storedBlock(out, end);
    else {
      if (type == 1) fixedCodes();
      else if (!dynamicCodes()) return out - dst;
      out = inflateBlock(dst, out, end);
    }
    if (!blockEnded) return out - dst;
  }
  take(held & 7);
  let checksum: u32 = 0;
  for (let i = 0; i < 4; i++) checksum = (checksum << 8) | take(8);
  inflateComplete = !overrun && checksum == adler32(dst, out - dst);
  return out - dst;
}
