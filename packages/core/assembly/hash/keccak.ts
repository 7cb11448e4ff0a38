// Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with rate 136 and the original padding byte 0x01.
import { copy32 } from "../memory/bytes";
import { keccakF } from "./keccakF";

const RATE: u32 = 136;

/** State of the sponge. Every hash starts by overwriting it. */
const STATE: usize = memory.data(200, 16);

/** Writes the Keccak-256 of the `length` bytes at `src` to the 32 bytes at `dst`, which may overlap `src`. */
export function keccak256(dst: usize, src: usize, length: u32): void {
  memory.fill(STATE, 0, 200);
  while (length >= RATE) {
    for (let i: u32 = 0; i < RATE; i += 8) store<u64>(STATE + i, load<u64>(STATE + i) ^ load<u64>(src + i));
    keccakF(STATE);
    src += RATE;
    length -= RATE;
  }
  for (let i: u32 = 0; i < length; i++) store<u8>(STATE + i, load<u8>(STATE + i) ^ load<u8>(src + i));
  store<u8>(STATE + length, load<u8>(STATE + length) ^ 0x01);
  store<u8>(STATE, load<u8>(STATE, 135) ^ 0x80, 135);
  keccakF(STATE);
  copy32(dst, STATE);
}

/** Two independent hashes at once. `dstA` must not overlap the second input. */
export function keccak256Pair(dstA: usize, srcA: usize, lengthA: u32, dstB: usize, srcB: usize, lengthB: u32): void {
  keccak256(dstA, srcA, lengthA);
  keccak256(dstB, srcB, lengthB);
}
