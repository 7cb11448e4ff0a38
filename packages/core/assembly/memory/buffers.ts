// Byte buffers that come and go during a run: EVM memory, return data, init code, batches. Sizes are powers of two, each
// size has its own free list over the arena, and a freed buffer is given out again before the arena grows. Contents are
// undefined: whoever needs zeros writes them. The arena and the state's region have lists of their own: a buffer is given
// back while the region is in use that it came from.
import { alloc, region, release, STATE_REGION } from "./arena";
import { resetCells } from "./cells";

/** Smallest buffer: 1 KiB, so that the usual memory of a Solidity contract never has to move. */
const MIN_SHIFT: u32 = 10;
/** Smallest of those that never grow. */
const MIN_SMALL_SHIFT: u32 = 7;
const MAX_SHIFT: u32 = 31;
/** Before each buffer; 16 keeps the buffer aligned. Holds the shift, and the next free buffer while it is in a list. */
const HEADER: usize = 16;

/** Heads of the free lists, by shift; those of the arena, then those of the state's region. */
const LISTS: usize = 32 * 4;
const FREE: usize = memory.data(2 * 32 * 4, 4);

// @ts-ignore: decorator
@inline
function lists(): usize {
  return region == STATE_REGION ? FREE + LISTS : FREE;
}

/** Returns a buffer of at least `size` bytes, 16-byte aligned. Traps when memory is exhausted. */
export function bufferAlloc(size: u32): usize {
  return allocShift(size, MIN_SHIFT);
}

/** As `bufferAlloc`, for what may be small and keeps its size. */
export function smallBufferAlloc(size: u32): usize {
  return allocShift(size, MIN_SMALL_SHIFT);
}

function allocShift(size: u32, smallest: u32): usize {
  if (size > (<u32>1) << MAX_SHIFT) unreachable();
  const shift: u32 = size <= (<u32>1) << smallest ? smallest : 32 - clz<u32>(size - 1);
  const head = lists() + ((<usize>shift) << 2);
  const free = <usize>load<u32>(head);
  if (free != 0) {
    store<u32>(head, load<u32>(free - HEADER, 4));
    return free;
  }
  const buffer = alloc(((<usize>1) << shift) + HEADER) + HEADER;
  store<u32>(buffer - HEADER, shift);
  return buffer;
}

/** Number of bytes that the buffer holds. */
// @ts-ignore: decorator
@inline
export function bufferCapacity(buffer: usize): u32 {
  return (<u32>1) << load<u32>(buffer - HEADER);
}

/** Gives the buffer back. It must have come from `bufferAlloc` and not have been freed since. */
export function bufferFree(buffer: usize): void {
  const head = lists() + ((<usize>load<u32>(buffer - HEADER)) << 2);
  store<u32>(buffer - HEADER, load<u32>(head), 4);
  store<u32>(head, <u32>buffer);
}

/** Gives the arena back down to `start`, but for the `length` bytes at `bytes`, which move to a buffer of their own. At
 *  least one allocation lies between `start` and them. */
export function keepInBuffer(start: usize, bytes: usize, length: u32): usize {
  assert(bytes >= ((start + 15) & ~15) + HEADER);
  release(start);
  const buffer = smallBufferAlloc(length);
  memory.copy(buffer, bytes, <usize>length);
  return buffer;
}

/** Forgets all buffers and cells; together with `resetArena`. */
export function resetBuffers(): void {
  resetCells();
  memory.fill(FREE, 0, 2 * LISTS);
}

/** Forgets the buffers of the state's region; together with `emptyRegion`. */
export function resetStateBuffers(): void {
  memory.fill(FREE + LISTS, 0, LISTS);
}
