// Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with rate 136 and the original padding byte 0x01.
import { keccakF } from "./keccakF";
import { keccakFPair } from "./keccakFPair";
import { absorb as absorbWords, STATE as WORDS_STATE } from "./keccakWords";

const RATE: u32 = 136;

/** State of one sponge, and of two whose lanes lie in turn. Every hash starts by overwriting them. */
const STATE: usize = memory.data(200, 16);
const PAIR: usize = memory.data(400, 16);

/** Zeroes `bytes` bytes, a multiple of 40. Written out: `memory.fill` is a call out of the module. */
// @ts-ignore: decorator
@inline
function clear(state: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 40) {
    store<u64>(state + i, 0);
    store<u64>(state + i, 0, 8);
    store<u64>(state + i, 0, 16);
    store<u64>(state + i, 0, 24);
    store<u64>(state + i, 0, 32);
  }
}

/** Mixes the u64 `value` into lane `lane / 8` of a state whose lanes are `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function mix(state: usize, stride: usize, lane: usize, value: u64): void {
  const at = state + (lane >> 3) * stride;
  store<u64>(at, load<u64>(at) ^ value);
}

/** Mixes a whole block into the state. */
// @ts-ignore: decorator
@inline
function absorbBlock(state: usize, stride: usize, src: usize): void {
  for (let i: usize = 0; i < <usize>RATE; i += 8) mix(state, stride, i, load<u64>(src + i));
}

/** Mixes the last `length` < 136 bytes and the padding into the state. Reads nothing behind them, which may be the end
 *  of memory. */
// @ts-ignore: decorator
@inline
function absorbLast(state: usize, stride: usize, src: usize, length: usize): void {
  const whole = length & ~7;
  for (let i: usize = 0; i < whole; i += 8) mix(state, stride, i, load<u64>(src + i));
  let last: u64 = 0x01;
  for (let i = length; i > whole;) last = (last << 8) | (<u64>load<u8>(src + --i));
  mix(state, stride, whole, last);
  mix(state, stride, <usize>RATE - 8, 0x8000_0000_0000_0000);
}

/** Writes the first 32 bytes of a state. */
// @ts-ignore: decorator
@inline
function squeeze(dst: usize, state: usize, stride: usize): void {
  store<u64>(dst, load<u64>(state));
  store<u64>(dst, load<u64>(state + stride), 8);
  store<u64>(dst, load<u64>(state + 2 * stride), 16);
  store<u64>(dst, load<u64>(state + 3 * stride), 24);
}

/** Takes the rest of a message into STATE. */
// @ts-ignore: decorator
@inline
function absorbRest(src: usize, length: u32): void {
  while (length >= RATE) {
    absorbBlock(STATE, 8, src);
    keccakF(STATE);
    src += RATE;
    length -= RATE;
  }
  absorbLast(STATE, 8, src, length);
  keccakF(STATE);
}

/** Writes the Keccak-256 of the `length` bytes at `src` to the 32 bytes at `dst`, which may overlap `src`. */
export function keccak256(dst: usize, src: usize, length: u32): void {
  if (TARGET_PROVING) {
    absorbWords(src, length);
    squeeze(dst, WORDS_STATE, 8);
    return;
  }
  clear(STATE, 200);
  absorbRest(src, length);
  squeeze(dst, STATE, 8);
}

/** Two independent hashes at once; a third faster than one after the other where both have as many blocks of 136 bytes.
 *  Both inputs are read in full before anything is written, except in the guest build: there `dstA` must not overlap the
 *  second input. */
export function keccak256Pair(dstA: usize, srcA: usize, lengthA: u32, dstB: usize, srcB: usize, lengthB: u32): void {
  if (TARGET_GUEST) {
    keccak256(dstA, srcA, lengthA);
    keccak256(dstB, srcB, lengthB);
  } else {
    clear(PAIR, 400);
    while (lengthA >= RATE && lengthB >= RATE) {
      absorbBlock(PAIR, 16, srcA);
      absorbBlock(PAIR + 8, 16, srcB);
      keccakFPair(PAIR);
      srcA += RATE;
      srcB += RATE;
      lengthA -= RATE;
      lengthB -= RATE;
    }
    // One of them, at least, is in its last block now.
    const endA = lengthA < RATE;
    const endB = lengthB < RATE;
    if (endA) absorbLast(PAIR, 16, srcA, lengthA);
    else absorbBlock(PAIR, 16, srcA);
    if (endB) absorbLast(PAIR + 8, 16, srcB, lengthB);
    else absorbBlock(PAIR + 8, 16, srcB);
    keccakFPair(PAIR);
    if (endA && endB) {
      squeeze(dstA, PAIR, 16);
      squeeze(dstB, PAIR + 8, 16);
      return;
    }
    // The longer one goes on alone.
    const from = endA ? PAIR + 8 : PAIR;
    for (let i: usize = 0; i < 25; i++) store<u64>(STATE + 8 * i, load<u64>(from + 16 * i));
    if (endA) {
      absorbRest(srcB + RATE, lengthB - RATE);
      squeeze(dstA, PAIR, 16);
      squeeze(dstB, STATE, 8);
    } else {
      absorbRest(srcA + RATE, lengthA - RATE);
      squeeze(dstB, PAIR + 8, 16);
      squeeze(dstA, STATE, 8);
    }
  }
}
