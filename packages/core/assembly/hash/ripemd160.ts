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
const ADDEND_LEFT: usize = memory.data<u32>([0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e]);
const ADDEND_RIGHT: usize = memory.data<u32>([0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0]);

const STATE: usize = memory.data(20, 16);
const LAST: usize = memory.data(64, 16);

// @ts-ignore: decorator
@inline
function mix(kind: u32, x: u32, y: u32, z: u32): u32 {
  if (kind == 0) return x ^ y ^ z;
  if (kind == 1) return (x & y) | (~x & z);
  if (kind == 2) return (x | ~y) ^ z;
  if (kind == 3) return (x & z) | (y & ~z);
  return x ^ (y | ~z);
}

/** One line of 80 steps over `block`; leaves the five words in the globals below. */
let va: u32 = 0;
let vb: u32 = 0;
let vc: u32 = 0;
let vd: u32 = 0;
let ve: u32 = 0;

function line(block: usize, words: usize, turns: usize, addends: usize, right: u32): void {
  let a = load<u32>(STATE);
  let b = load<u32>(STATE, 4);
  let c = load<u32>(STATE, 8);
  let d = load<u32>(STATE, 12);
  let e = load<u32>(STATE, 16);
  for (let round: u32 = 0; round < 5; round++) {
    const kind = right ? 4 - round : round;
    const addend = load<u32>(addends + (round << 2));
    for (let j: u32 = round << 4, end = j + 16; j < end; j++) {
      const x = load<u32>(block + ((<usize>load<u8>(words + j)) << 2));
      const t = rotl<u32>(a + mix(kind, b, c, d) + x + addend, <u32>load<u8>(turns + j)) + e;
      a = e;
      e = d;
      d = rotl<u32>(c, 10);
      c = b;
      b = t;
    }
  }
  va = a;
  vb = b;
  vc = c;
  vd = d;
  ve = e;
}

function compress(block: usize): void {
  line(block, WORD_LEFT, TURN_LEFT, ADDEND_LEFT, 0);
  const a = va;
  const b = vb;
  const c = vc;
  const d = vd;
  const e = ve;
  line(block, WORD_RIGHT, TURN_RIGHT, ADDEND_RIGHT, 1);
  const first = load<u32>(STATE);
  store<u32>(STATE, load<u32>(STATE, 4) + c + vd);
  store<u32>(STATE, load<u32>(STATE, 8) + d + ve, 4);
  store<u32>(STATE, load<u32>(STATE, 12) + e + va, 8);
  store<u32>(STATE, load<u32>(STATE, 16) + a + vb, 12);
  store<u32>(STATE, first + b + vc, 16);
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
