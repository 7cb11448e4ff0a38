import { brotliComplete, brotliDecompress as decompressOpened } from "../derivation/brotli";
import { openBytes } from "../derivation/compressed";
import { alloc, resetArena } from "../memory/arena";

export { alloc, resetArena as reset };

export function brotliDecompress(dst: usize, capacity: usize, src: usize, length: usize): usize {
  openBytes(src, length);
  return decompressOpened(dst, capacity, 0);
}

export function complete(): bool {
  return brotliComplete;
}
