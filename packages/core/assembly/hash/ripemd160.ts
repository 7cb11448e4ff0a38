// RIPEMD-160 (Dobbertin, Bosselaers, Preneel: "RIPEMD-160: a strengthened version of RIPEMD", 1996). Precompile 0x03.

/** Message word and rotation of each of the 80 steps, left line then right line. */
const WORD_LEFT: usize = memory.data<u8>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8, 3, 10, 14,
  4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2, 4, 0, 5, 9, 7, 12, 2,
  10, 14, 1, 3, 8, 11, 6, 15, 13,
]);
const WORD_RIGHT: usize = memory.data<u8>([
  5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2, 15, 5, 1,
  3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14, 12, 15, 10, 4, 1, 5,
  8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
]);
const TURN_LEFT: usize = memory.data<u8>([
  11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12, 11,
  13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12, 9, 15, 5,
  11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
]);
const TURN_RIGHT: usize = memory.data<u8>([
  8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11, 9, 7,
  15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8, 8, 5, 12, 9,
  12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
]);
const STATE: usize = memory.data(20, 16);
const LAST: usize = memory.data(64, 16);

/** The five words of the left and of the right line. */
const LEFT: usize = memory.data(20, 16);
const RIGHT: usize = memory.data(20, 16);

// @ts-ignore: decorator
@inline
function mix(kind: u32, x: u32, y: u32, z: u32): u32 {
  if (kind == 0) return x ^ y ^ z;
  if (kind == 1) return z ^ (x & (y ^ z));
  if (kind == 2) return (x | ~y) ^ z;
  if (kind == 3) return y ^ (z & (x ^ y));
  return x ^ (y | ~z);
}

/** One round of 16 steps of a line. Inlined ten times, with `kind` a constant each time. */
// @ts-ignore: decorator
@inline
function steps(line: usize, block: usize, words: usize, turns: usize, kind: u32, addend: u32): void {
  let a = load<u32>(line);
  let b = load<u32>(line, 4);
  let c = load<u32>(line, 8);
  let d = load<u32>(line, 12);
  let e = load<u32>(line, 16);
  for (let j: usize = 0; j < 16; j++) {
    const x = load<u32>(block + ((<usize>load<u8>(words + j)) << 2));
    const t = rotl<u32>(a + mix(kind, b, c, d) + x + addend, <u32>load<u8>(turns + j)) + e;
    a = e;
    e = d;
    d = rotl<u32>(c, 10);
    c = b;
    b = t;
  }
  store<u32>(line, a);
  store<u32>(line, b, 4);
  store<u32>(line, c, 8);
  store<u32>(line, d, 12);
  store<u32>(line, e, 16);
}

function compress(block: usize): void {
  for (let i: usize = 0; i < 20; i += 4) {
    const word = load<u32>(STATE + i);
    store<u32>(LEFT + i, word);
    store<u32>(RIGHT + i, word);
  }
  steps(LEFT, block, WORD_LEFT, TURN_LEFT, 0, 0);
  steps(LEFT, block, WORD_LEFT + 16, TURN_LEFT + 16, 1, 0x5a827999);
  steps(LEFT, block, WORD_LEFT + 32, TURN_LEFT + 32, 2, 0x6ed9eba1);
  steps(LEFT, block, WORD_LEFT + 48, TURN_LEFT + 48, 3, 0x8f1bbcdc);
  steps(LEFT, block, WORD_LEFT + 64, TURN_LEFT + 64, 4, 0xa953fd4e);
  steps(RIGHT, block, WORD_RIGHT, TURN_RIGHT, 4, 0x50a28be6);
  steps(RIGHT, block, WORD_RIGHT + 16, TURN_RIGHT + 16, 3, 0x5c4dd124);
  steps(RIGHT, block, WORD_RIGHT + 32, TURN_RIGHT + 32, 2, 0x6d703ef3);
  steps(RIGHT, block, WORD_RIGHT + 48, TURN_RIGHT + 48, 1, 0x7a6d76e9);
  steps(RIGHT, block, WORD_RIGHT + 64, TURN_RIGHT + 64, 0, 0);
  const first = load<u32>(STATE);
  store<u32>(STATE, load<u32>(STATE, 4) + load<u32>(LEFT, 8) + load<u32>(RIGHT, 12));
  store<u32>(STATE, load<u32>(STATE, 8) + load<u32>(LEFT, 12) + load<u32>(RIGHT, 16), 4);
  store<u32>(STATE, load<u32>(STATE, 12) + load<u32>(LEFT, 16) + load<u32>(RIGHT), 8);
  store<u32>(STATE, load<u32>(STATE, 16) + load<u32>(LEFT) + load<u32>(RIGHT, 4), 12);
  store<u32>(STATE, first + load<u32>(LEFT, 4) + load<u32>(RIGHT, 8), 16);
}

/** Writes the RIPEMD-160 of the `length` bytes at `src` to the 20 bytes at `dst`, which may overlap `src`. */
export function ripemd160(dst: usize, src: usize, length: u32): void {
  store<u32>(STATE, 0x67452301);
  store<u32>(STATE, 0xefcdab89, 4);
  store<u32>(STATE, 0x98badcfe, 8);
  store<u32>(STATE, 0x10325476, 12);
  store<u32>(STATE, 0xc3d2e1f0, 16);
  const bits = (<u64>length) << 3;
  while (length >= 64) {
    compress(src);
    src += 64;
    length -= 64;
  }
  memory.fill(LAST, 0, 64);
  memory.copy(LAST, src, length);
  store<u8>(LAST + length, 0x80);
  if (length >= 56) {
    compress(LAST);
    memory.fill(LAST, 0, 64);
  }
  store<u64>(LAST, bits, 56);
  compress(LAST);
  memory.copy(dst, STATE, 20);
}
