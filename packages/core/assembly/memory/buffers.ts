// Byte buffers that come and go during a run: EVM memory, return data, init code. Sizes are powers of two, each size
// has its own free list over the arena, and a freed buffer is given out again before the arena grows. Contents are
// undefined: whoever needs zeros writes them.
import { alloc } from "./arena";

/** Smallest buffer: 1 KiB, so that the usual memory of a Solidity contract never has to move. */
const MIN_SHIFT: u32 = 10;
const MAX_SHIFT: u32 = 31;
/** Before each buffer; 16 keeps the buffer aligned. Holds the shift, and the next free buffer while it is in a list. */
const HEADER: usize = 16;

/** Heads of the free lists, by shift. */
const FREE: usize = memory.data(32 * 4, 4);

/** Returns a buffer of at least `size` bytes, 16-byte aligned. Traps when memory is exhausted. */
export function bufferAlloc(size: u32): usize {
  if (size > (<u32>1) << MAX_SHIFT) unreachable();
  const shift: u32 = size <= (<u32>1) << MIN_SHIFT ? MIN_SHIFT : 32 - clz<u32>(size - 1);
  const head = FREE + (shift << 2);
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
  const head = FREE + (load<u32>(buffer - HEADER) << 2);
  store<u32>(buffer - HEADER, load<u32>(head), 4);
  store<u32>(head, <u32>buffer);
}

/** Forgets all buffers; together with `resetArena`. */
export function resetBuffers(): void {
  memory.fill(FREE, 0, 32 * 4);
}
