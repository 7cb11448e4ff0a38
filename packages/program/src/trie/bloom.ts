// The logs bloom of a header. Yellow Paper, 4.3.1 "Transaction Receipt": three bits of 2048, from pairs of bytes of the hash.
import { keccak_256 } from "@noble/hashes/sha3.js";

const BLOOM_BYTES = 256;

/** False only when no log of the block has this address (20 bytes) or topic (32 bytes). */
export function bloomMayHold(bloom: Uint8Array, value: Uint8Array): boolean {
  const hash = keccak_256(value);
  return [0, 2, 4].every((at) => {
    const bit = ((hash[at]! << 8) | hash[at + 1]!) & 0x7ff;
    return ((bloom[BLOOM_BYTES - 1 - (bit >> 3)]! >> (bit & 7)) & 1) === 1;
  });
}
