// Keys as nibbles, one a byte, and their compact ("hex prefix") encoding (Yellow Paper, appendix C).

/** Longest key in nibbles. State keys have 64; the bound is what the path stacks are made for. */
export const MAX_NIBBLES: u32 = 512;

/** The key of the running operation as nibbles, and room for 8 bytes that are read past its end. */
export const KEY: usize = memory.data(528, 8);

/** Writes the nibbles of `count` bytes to `dst`. */
export function expandNibbles(dst: usize, src: usize, count: u32): void {
  if (TARGET_PROVING) {
    // Two bytes at a time are the least work without 64-bit registers.
    while (count >= 2) {
      const first = load<u8>(src);
      const second = load<u8>(src, 1);
      store<u8>(dst, first >> 4);
      store<u8>(dst, first & 15, 1);
      store<u8>(dst, second >> 4, 2);
      store<u8>(dst, second & 15, 3);
      dst += 4;
      src += 2;
      count -= 2;
    }
  }
  while (count >= 4) {
    store<u64>(dst, spread(load<u32>(src)));
    dst += 8;
    src += 4;
    count -= 4;
  }
  while (count != 0) {
    const byte = load<u8>(src);
    store<u8>(dst, byte >> 4);
    store<u8>(dst, byte & 15, 1);
    dst += 2;
    src++;
    count--;
  }
}

/** The eight nibbles of four bytes, one a byte, high nibble first. */
// @ts-ignore: decorator
@inline
function spread(bytes: u32): u64 {
  let v = <u64>bytes;
  v = (v | (v << 16)) & 0x0000_ffff_0000_ffff;
  v = (v | (v << 8)) & 0x00ff_00ff_00ff_00ff;
  return ((v >> 4) & 0x000f_000f_000f_000f) | ((v & 0x000f_000f_000f_000f) << 8);
}

/** Expands the key of the running operation into KEY. Returns its nibble count. */
export function setKey(key: usize, length: u32): u32 {
  if (length << 1 > MAX_NIBBLES) unreachable();
  expandNibbles(KEY, key, length);
  return length << 1;
}

/** Number of leading nibbles, at most `limit`, that `a` and `b` share. Reads up to 7 bytes past the shorter one. */
export function commonPrefix(a: usize, b: usize, limit: u32): u32 {
  let i: u32 = 0;
  while (i < limit) {
    const difference = load<u64>(a + <usize>i) ^ load<u64>(b + <usize>i);
    if (difference != 0) {
      i += <u32>(ctz<u64>(difference) >> 3);
      break;
    }
    i += 8;
  }
  return min(i, limit);
}

/** Writes the hex-prefix encoding of `length` nibbles. Returns its size, length / 2 + 1. */
export function writeHexPrefix(dst: usize, path: usize, length: u32, isLeaf: bool): u32 {
  const odd = length & 1;
  const flag: u32 = ((isLeaf ? 2 : 0) | odd) << 4;
  store<u8>(dst, <u8>(odd != 0 ? flag | (<u32>load<u8>(path)) : flag));
  const bytes = length >> 1;
  path += <usize>odd;
  for (let i: u32 = 0; i < bytes; i++) {
    store<u8>(dst + 1 + <usize>i, (load<u8>(path + ((<usize>i) << 1)) << 4) | load<u8>(path + ((<usize>i) << 1), 1));
  }
  return bytes + 1;
}
