// Between words (little-endian limbs) and the plain byte strings that the EVM shows as words.
import { loadBE32, loadBE64, storeBE32, storeBE64 } from "../memory/bytes";

/** Writes the 20 bytes of an address as a word. */
// @ts-ignore: decorator
@inline
export function wordFromAddress(word: usize, address: usize): void {
  const top = <u64>loadBE32(address);
  if (TARGET_GUEST) {
    store<u64>(word, loadBE64(address + 12));
    store<u64>(word, loadBE64(address + 4), 8);
  } else {
    const low = v128.load(address, 4);
    v128.store(word, v128.shuffle<u8>(low, low, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
  store<u64>(word, top, 16);
  store<u64>(word, 0, 24);
}

/** Writes the address that a word holds in its low 20 bytes. */
// @ts-ignore: decorator
@inline
export function addressFromWord(address: usize, word: usize): void {
  storeBE64(address + 12, load<u64>(word));
  storeBE64(address + 4, load<u64>(word, 8));
  storeBE32(address, load<u32>(word, 16));
}

/** PUSHn: the `length` bytes (1 to 32) at `bytes` as a word. Reads up to 7 bytes beyond them. */
export function wordFromImmediate(word: usize, bytes: usize, length: u32): void {
  // The highest limb takes 1 to 8 bytes, those below it 8 each.
  let limb = (length - 1) >> 3;
  const head = length - (limb << 3);
  store<u64>(word, 0);
  store<u64>(word, 0, 8);
  store<u64>(word, 0, 16);
  store<u64>(word, 0, 24);
  store<u64>(word + (limb << 3), loadBE64(bytes) >> (64 - ((<u64>head) << 3)));
  bytes += head;
  while (limb-- > 0) {
    store<u64>(word + (limb << 3), loadBE64(bytes));
    bytes += 8;
  }
}
