import { brotliComplete, brotliDecompress } from "../derivation/brotli";
import { alloc, resetArena } from "../memory/arena";

export { alloc, brotliDecompress, resetArena as reset };

export function complete(): bool {
  return brotliComplete;
}
