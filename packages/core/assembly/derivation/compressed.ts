// Compressed bytes where they lie: in one piece, or in the frames of a channel, which are read one after the other and never
// joined.
import { Channel, frameAt } from "./channel";
import { firstPiece, laterPiece, pieceAt, pieceLength, pieceNext, storedLength } from "./storedFrame";

/** The piece at hand. */
export let compressedAt: usize = 0;
export let compressedEnd: usize = 0;

/** What was opened: bytes, or a channel. */
let bytes: usize = 0;
let bytesLength: usize = 0;
let channel: usize = 0;

/** Next frame of the channel; next cell of the frame before it, and how much of that frame's data is left. */
let number: u32 = 0;
let cell: usize = 0;
let left: usize = 0;

export function openBytes(ptr: usize, length: usize): void {
  bytes = ptr;
  bytesLength = length;
  channel = 0;
  rewindCompressed();
}

/** A channel that is complete. */
export function openFrames(c: Channel): void {
  channel = changetype<usize>(c);
  rewindCompressed();
}

/** Back to the first byte. */
export function rewindCompressed(): void {
  compressedAt = channel == 0 ? bytes : 0;
  compressedEnd = channel == 0 ? bytes + bytesLength : 0;
  number = 0;
  cell = 0;
  left = 0;
}

/** Number of all bytes. */
export function compressedLength(): u64 {
  return channel == 0 ? <u64>bytesLength : changetype<Channel>(channel).dataLength;
}

/** Goes to the next piece that has bytes. False after the last one. */
export function nextCompressed(): bool {
  if (channel == 0) return false;
  const c = changetype<Channel>(channel);
  while (true) {
    if (cell != 0) laterPiece(cell, left);
    else {
      if (number > c.endNumber) return false;
      const first = frameAt(c, number++);
      left = <usize>storedLength(first);
      firstPiece(first);
    }
    cell = pieceNext;
    left -= pieceLength;
    compressedAt = pieceAt;
    compressedEnd = pieceAt + pieceLength;
    if (pieceLength != 0) return true;
  }
}
