import { openBytes } from "../derivation/compressed";
import { inflate as inflateOpened, inflateComplete } from "../derivation/inflate";
import { alloc, resetArena } from "../memory/arena";

export { alloc, resetArena as reset };

export function inflate(dst: usize, capacity: usize, src: usize, length: usize): usize {
  openBytes(src, length);
  return inflateOpened(dst, capacity);
}

export function complete(): bool {
  return inflateComplete;
}
