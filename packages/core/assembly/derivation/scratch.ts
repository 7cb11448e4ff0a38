// Work whose memory goes when it is done: what it allocates, and what the oracle gives it. A run over thousands of L1 blocks
// needs no more memory than the largest of them, since nothing else of a block stays but what a caller keeps.
//
//   const start = beginScratch();  …  endScratch(start);
//   const start = beginScratch();  …  const buffer = keepScratch(start, bytes, length);
//
// Nothing that lasts may be allocated in between: no buffers, no cells, no records. Sections do not nest.
import { mark, release } from "../memory/arena";
import { keepInBuffer } from "../memory/buffers";
import { beginTemporary, endTemporary } from "../witness/index";

export function beginScratch(): usize {
  beginTemporary();
  return mark();
}

export function endScratch(start: usize): void {
  endTemporary();
  release(start);
}

/** Ends the section and keeps `length` of its bytes in a buffer, which is the caller's to free. */
export function keepScratch(start: usize, bytes: usize, length: u32): usize {
  endTemporary();
  return keepInBuffer(start, bytes, length);
}
