import { inflate, inflateComplete } from "../derivation/inflate";
import { alloc, resetArena } from "../memory/arena";

export { alloc, inflate, resetArena as reset };

export function complete(): bool {
  return inflateComplete;
}
