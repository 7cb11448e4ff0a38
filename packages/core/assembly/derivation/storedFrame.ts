// The data of a frame in a channel, in a chain of cells: what a channel takes is what its frames hold, and comes back when the
// channel goes, however many frames and channels a batcher begins.
import { CELL_SIZE, cellAlloc, cellFree } from "../memory/cells";
import { Frame } from "./frame";

// The first cell: next cell, frame number, length of the data, data. The others: next cell, data.
const NUMBER: usize = 4;
const LENGTH: usize = 8;
const FIRST_DATA: usize = 12;
const DATA: usize = 4;

// @ts-ignore: decorator
@inline
export function storedNumber(first: usize): u32 {
  return load<u32>(first, NUMBER);
}

// @ts-ignore: decorator
@inline
export function storedLength(first: usize): u32 {
  return load<u32>(first, LENGTH);
}

/** Copies `f`; the address of the first cell. */
export function storeFrame(f: Frame): usize {
  const first = cellAlloc();
  store<u32>(first, f.number, NUMBER);
  store<u32>(first, f.length, LENGTH);
  let from = f.data;
  let left = <usize>f.length;
  let cell = first;
  let to = first + FIRST_DATA;
  while (true) {
    const count = min<usize>(left, cell + CELL_SIZE - to);
    memory.copy(to, from, count);
    from += count;
    left -= count;
    if (left == 0) break;
    const next = cellAlloc();
    store<u32>(cell, <u32>next);
    cell = next;
    to = next + DATA;
  }
  store<u32>(cell, 0);
  return first;
}

export function freeStored(first: usize): void {
  let cell = first;
  while (cell != 0) {
    const next = <usize>load<u32>(cell);
    cellFree(cell);
    cell = next;
  }
}

/** A piece of a frame's data: where it is, how long, and the cell after it. */
export let pieceAt: usize = 0;
export let pieceLength: usize = 0;
export let pieceNext: usize = 0;

/** The piece in the first cell. */
export function firstPiece(first: usize): void {
  pieceAt = first + FIRST_DATA;
  pieceLength = min<usize>(<usize>storedLength(first), CELL_SIZE - FIRST_DATA);
  pieceNext = <usize>load<u32>(first);
}

/** The piece in `cell`, which is not the first one; `left` bytes of the frame are in it and behind it. */
export function laterPiece(cell: usize, left: usize): void {
  pieceAt = cell + DATA;
  pieceLength = min<usize>(left, CELL_SIZE - DATA);
  pieceNext = <usize>load<u32>(cell);
}
