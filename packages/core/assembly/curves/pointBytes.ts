// Numbers of precompile inputs and outputs: big-endian bytes to little-endian words and back.
import { loadBE64, storeBE64 } from "../memory/bytes";
import { LANE_BYTES, primeWords } from "./primeFields";

/** words = the big-endian number of LANE_BYTES bytes at `bytes`; whether it is below p. */
export function readFieldNumber<F>(words: usize, bytes: usize): bool {
  for (let i: usize = 0; i < LANE_BYTES<F>(); i += 8) {
    store<u64>(words + i, loadBE64(bytes + LANE_BYTES<F>() - 8 - i));
  }
  for (let i = LANE_BYTES<F>(); i > 0;) {
    i -= 8;
    const x = load<u64>(words + i);
    const p = load<u64>(primeWords<F>() + i);
    if (x != p) return x < p;
  }
  return false;
}

/** Writes the words as a big-endian number of LANE_BYTES bytes. */
export function writeFieldNumber<F>(bytes: usize, words: usize): void {
  for (let i: usize = 0; i < LANE_BYTES<F>(); i += 8) {
    storeBE64(bytes + LANE_BYTES<F>() - 8 - i, load<u64>(words + i));
  }
}
