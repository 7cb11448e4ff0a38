// SHA-256 (FIPS 180-4).
import { storeBE32, storeBE64 } from "../memory/bytes";
import { sha256Compress } from "./sha256Compress";

const STATE: usize = memory.data(32, 16);
const LAST: usize = memory.data(64, 16);

/** Writes the SHA-256 of the `length` bytes at `src` to the 32 bytes at `dst`, which may overlap `src`. */
export function sha256(dst: usize, src: usize, length: u32): void {
  store<u32>(STATE, 0x6a09e667);
  store<u32>(STATE, 0xbb67ae85, 4);
  store<u32>(STATE, 0x3c6ef372, 8);
  store<u32>(STATE, 0xa54ff53a, 12);
  store<u32>(STATE, 0x510e527f, 16);
  store<u32>(STATE, 0x9b05688c, 20);
  store<u32>(STATE, 0x1f83d9ab, 24);
  store<u32>(STATE, 0x5be0cd19, 28);
  const bits = (<u64>length) << 3;
  while (length >= 64) {
    sha256Compress(STATE, src);
    src += 64;
    length -= 64;
  }
  memory.fill(LAST, 0, 64);
  memory.copy(LAST, src, length);
  store<u8>(LAST + length, 0x80);
  if (length >= 56) {
    sha256Compress(STATE, LAST);
    memory.fill(LAST, 0, 64);
  }
  storeBE64(LAST + 56, bits);
  sha256Compress(STATE, LAST);
  for (let i: usize = 0; i < 32; i += 4) storeBE32(dst + i, load<u32>(STATE + i));
}
