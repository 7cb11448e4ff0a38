// The sponge of keccak.ts for the build `proving`, where the permutation is one step of the machine and what remains to be saved is moving
// words: a machine whose words are aligned takes them in straight line, at offsets that the compiler knows.
import { keccakF } from "./keccakF";

const RATE: u32 = 136;

export const STATE: usize = memory.data(200, 16);

/** A block whose words are not aligned where it lies. */
const ALIGNED: usize = memory.data(136, 8);

// @ts-ignore: decorator
@inline
function set(src: usize, lane: usize): void {
  store<u64>(STATE + 8 * lane, load<u64>(src + 8 * lane));
}

// @ts-ignore: decorator
@inline
function mix(src: usize, lane: usize): void {
  store<u64>(STATE + 8 * lane, load<u64>(STATE + 8 * lane) ^ load<u64>(src + 8 * lane));
}

// @ts-ignore: decorator
@inline
function clear(lane: usize): void {
  store<u64>(STATE + 8 * lane, 0);
}

function setBlock(src: usize): void {
  set(src, 0);
  set(src, 1);
  set(src, 2);
  set(src, 3);
  set(src, 4);
  set(src, 5);
  set(src, 6);
  set(src, 7);
  set(src, 8);
  set(src, 9);
  set(src, 10);
  set(src, 11);
  set(src, 12);
  set(src, 13);
  set(src, 14);
  set(src, 15);
  set(src, 16);
  clear(17);
  clear(18);
  clear(19);
  clear(20);
  clear(21);
  clear(22);
  clear(23);
  clear(24);
}

function mixBlock(src: usize): void {
  mix(src, 0);
  mix(src, 1);
  mix(src, 2);
  mix(src, 3);
  mix(src, 4);
  mix(src, 5);
  mix(src, 6);
  mix(src, 7);
  mix(src, 8);
  mix(src, 9);
  mix(src, 10);
  mix(src, 11);
  mix(src, 12);
  mix(src, 13);
  mix(src, 14);
  mix(src, 15);
  mix(src, 16);
}

/** All lanes 0. */
function clearState(): void {
  clear(0);
  clear(1);
  clear(2);
  clear(3);
  clear(4);
  clear(5);
  clear(6);
  clear(7);
  clear(8);
  clear(9);
  clear(10);
  clear(11);
  clear(12);
  clear(13);
  clear(14);
  clear(15);
  clear(16);
  clear(17);
  clear(18);
  clear(19);
  clear(20);
  clear(21);
  clear(22);
  clear(23);
  clear(24);
}

/** Mixes in the whole lanes of the last `length` < 136 bytes at `src`, and returns how many bytes they are. */
function mixLanes(src: usize, length: u32): u32 {
  if (length < 8) return 0;
  mix(src, 0);
  if (length < 16) return 8;
  mix(src, 1);
  if (length < 24) return 16;
  mix(src, 2);
  if (length < 32) return 24;
  mix(src, 3);
  if (length < 40) return 32;
  mix(src, 4);
  if (length < 48) return 40;
  mix(src, 5);
  if (length < 56) return 48;
  mix(src, 6);
  if (length < 64) return 56;
  mix(src, 7);
  if (length < 72) return 64;
  mix(src, 8);
  if (length < 80) return 72;
  mix(src, 9);
  if (length < 88) return 80;
  mix(src, 10);
  if (length < 96) return 88;
  mix(src, 11);
  if (length < 104) return 96;
  mix(src, 12);
  if (length < 112) return 104;
  mix(src, 13);
  if (length < 120) return 112;
  mix(src, 14);
  if (length < 128) return 120;
  mix(src, 15);
  return 128;
}

/** Mixes in a word that lies in the state at `at`. */
// @ts-ignore: decorator
@inline
function mixWord(at: usize, word: u32): void {
  store<u32>(STATE + at, load<u32>(STATE + at) ^ word);
}

/** Takes a message into STATE, and permutes it. Reads no word that has no byte of the message in it. */
export function absorb(src: usize, length: u32): void {
  let isFresh = true;
  while (length >= RATE) {
    const from = place(src, RATE);
    if (isFresh) setBlock(from);
    else mixBlock(from);
    isFresh = false;
    keccakF(STATE);
    src += RATE;
    length -= RATE;
  }
  if (isFresh) clearState();
  const from = place(src, length);
  let done: usize = mixLanes(from, length);
  let left = length - <u32>done;
  if (left >= 4) {
    mixWord(done, load<u32>(from + done));
    done += 4;
    left -= 4;
  }
  // The bytes of the word that the message ends in, and the padding behind them.
  const bits = left << 3;
  const rest = left != 0 ? load<u32>(from + done) & ((1 << bits) - 1) : 0;
  mixWord(done, rest | (1 << bits));
  mixWord(<usize>RATE - 4, 0x8000_0000);
  keccakF(STATE);
}

/** Where the bytes lie in aligned words. */
// @ts-ignore: decorator
@inline
function place(src: usize, length: u32): usize {
  if ((src & 3) == 0) return src;
  memory.copy(ALIGNED, src, length);
  return ALIGNED;
}
