// zlib streams (RFC 1950) of DEFLATE blocks (RFC 1951), as channels carry them. The stream may come from anybody: output is
// clipped at a capacity, and what was produced before an error stays, since batches decoded before it are valid
// (OP Stack, derivation, "Channel format").

import { alignBits, bitsOverrun, openBits, takeBits, takeBytes } from "./bits";
import { buildPrefixCode, takeSymbol } from "./prefixCode";

const literalCode: usize = memory.data(2 * 512 + 32 + 2 * 288, 8);
const distanceCode: usize = memory.data(2 * 512 + 32 + 2 * 288, 8);
/** Lengths of the codes being built: up to 286 + 30, and 288 for the fixed code. */
const lengths: usize = memory.data(320, 8);

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
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]);
const DISTANCE_EXTRA: usize = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);

/** Whether the last stream ended as the format demands, checksum included. */
export let inflateComplete: bool = false;

/** RFC 1951 §3.2.6. */
function fixedCodes(): void {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  buildPrefixCode(literalCode, lengths, 288, true);
  memory.fill(lengths, 5, 32);
  buildPrefixCode(distanceCode, lengths, 32, true);
}

/** RFC 1951 §3.2.7. */
function dynamicCodes(): bool {
  const literals = takeBits(5) + 257;
  const distances = takeBits(5) + 1;
  const codeLengths = takeBits(4) + 4;
  if (bitsOverrun() || literals > 286 || distances > 30) return false;
  memory.fill(lengths, 0, 19);
  for (let i: u32 = 0; i < codeLengths; i++)
    store<u8>(lengths + <usize>load<u8>(CODE_LENGTH_ORDER + i), <u8>takeBits(3));
  if (bitsOverrun() || !buildPrefixCode(literalCode, lengths, 19, true)) return false;
  const total = literals + distances;
  let i: u32 = 0;
  while (i < total) {
    const symbol = takeSymbol(literalCode);
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
      repeat = 3 + takeBits(2);
    } else if (symbol == 17) repeat = 3 + takeBits(3);
    else repeat = 11 + takeBits(7);
    if (bitsOverrun() || i + repeat > total) return false;
    memory.fill(lengths + i, value, repeat);
    i += repeat;
  }
  return (
    buildPrefixCode(literalCode, lengths, literals, true) &&
    buildPrefixCode(distanceCode, lengths + literals, distances, true)
  );
}

/** Decodes the symbols of one block. Returns where output stands; `blockEnded` tells whether it came to its end. */
let blockEnded: bool = false;
function inflateBlock(start: usize, position: usize, end: usize): usize {
  let out = position;
  blockEnded = false;
  while (true) {
    const symbol = takeSymbol(literalCode);
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
    const length = <u32>load<u16>(LENGTH_BASE + (lengthCode << 1)) + takeBits(load<u8>(LENGTH_EXTRA + lengthCode));
    const distanceSymbol = takeSymbol(distanceCode);
    if (distanceSymbol < 0 || distanceSymbol > 29) return out;
    const extra = <u32>load<u8>(DISTANCE_EXTRA + <usize>distanceSymbol);
    const distance = <usize>load<u16>(DISTANCE_BASE + ((<usize>distanceSymbol) << 1)) + takeBits(extra);
    if (bitsOverrun() || distance > out - start) return out;
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
  alignBits();
  const length = takeBits(16);
  const complement = takeBits(16);
  if (bitsOverrun() || (length ^ complement) != 0xffff) return position;
  const copied = takeBytes(position, min<usize>(length, end - position));
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
 * Inflates the zlib stream that was opened (compressed.ts) into at most `capacity` bytes at `dst`.
 * @returns the number of bytes produced before the end, the first error or the capacity; `inflateComplete` tells which.
 */
export function inflate(dst: usize, capacity: usize): usize {
  inflateComplete = false;
  openBits();
  const cmf = takeBits(8);
  const flags = takeBits(8);
  // RFC 1950 §2.2: method 8, window at most 32 KiB, check bits, no preset dictionary.
  if (bitsOverrun() || (cmf & 15) != 8 || cmf >> 4 > 7 || ((cmf << 8) | flags) % 31 != 0 || (flags & 0x20) != 0)
    return 0;
  let out = dst;
  const end = dst + capacity;
  let last = false;
  while (!last) {
    last = takeBits(1) == 1;
    const type = takeBits(2);
    if (bitsOverrun() || type == 3) return out - dst;
    if (type == 0) out = storedBlock(out, end);
    else {
      if (type == 1) fixedCodes();
      else if (!dynamicCodes()) return out - dst;
      out = inflateBlock(dst, out, end);
    }
    if (!blockEnded) return out - dst;
  }
  alignBits();
  let checksum: u32 = 0;
  for (let i = 0; i < 4; i++) checksum = (checksum << 8) | takeBits(8);
  inflateComplete = !bitsOverrun() && checksum == adler32(dst, out - dst);
  return out - dst;
}
