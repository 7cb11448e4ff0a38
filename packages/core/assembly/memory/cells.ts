// Cells of one small size, for what comes in any number of pieces and goes again: a chain of cells holds bytes of any length
// without rounding them up to a power of two, and no order of coming and going leaves holes that nobody can use.
import { alloc } from "./arena";

export const CELL_SIZE: usize = 128;

/** Free cells, linked by their first four bytes. */
let free: usize = 0;

/** CELL_SIZE bytes, 16-byte aligned, contents undefined. */
export function cellAlloc(): usize {
  if (free == 0) return alloc(CELL_SIZE);
  const cell = free;
  free = <usize>load<u32>(cell);
  return cell;
}

export function cellFree(cell: usize): void {
  store<u32>(cell, <u32>free);
  free = cell;
}

export function resetCells(): void {
  free = 0;
}
