// Frames: the pieces of channels that batcher transactions carry (derivation reference, section 5.1).
import { smallBufferAlloc } from "../memory/buffers";
import { loadBE16, loadBE32 } from "../memory/bytes";

export const MAX_FRAME_DATA: u32 = 1_000_000;
/** What a frame counts for in the sizes of channels and bank, besides its data. */
export const FRAME_OVERHEAD: u64 = 200;
/** Channel id, frame number, length, and the byte at the end. */
const WIRE_OVERHEAD: u32 = 23;
const VERSION: u8 = 0;


@unmanaged
export class Frame {
  /** Channel id, 16 bytes. */
  id: usize;
  number: u32;
  isLast: bool;
  data: usize;
  length: u32;
  /** Next frame of the queue. */
  next: usize;
  /** Only while the queue is pruned. */
  previous: usize;
}

// @ts-ignore: decorator
@inline
export function frameSize(f: Frame): u64 {
  return FRAME_OVERHEAD + <u64>f.length;
}

// @ts-ignore: decorator
@inline
export function sameId(a: usize, b: usize): bool {
  return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8);
}

/** First frame of what was parsed. All of its frames lie there in one buffer, which is the caller's to free. */
export let firstFrame: usize = 0;

/** Parses a batcher transaction's data. False, with no frame, when any of it is malformed. The frames point into it. */
export function parseFrames(data: usize, length: u32): bool {
  firstFrame = 0;
  if (length < 1 || load<u8>(data) != VERSION || !isWellFormed(data + 1, length - 1)) return false;
  firstFrame = smallBufferAlloc(frameCount * <u32>offsetof<Frame>());
  let at = data + 1;
  let before: usize = 0;
  for (let i: u32 = 0; i < frameCount; i++) {
    const f = changetype<Frame>(firstFrame + <usize>i * offsetof<Frame>());
    f.id = at;
    f.number = loadBE16(at + 16);
    f.length = loadBE32(at + 18);
    f.data = at + 22;
    at = f.data + <usize>f.length;
    f.isLast = load<u8>(at) == 1;
    at++;
    f.next = 0;
    f.previous = 0;
    if (before != 0) changetype<Frame>(before).next = changetype<usize>(f);
    before = changetype<usize>(f);
  }
  return true;
}

let frameCount: u32 = 0;

/** SOUNDNESS: all of it is checked before a frame is made; lengths are compared with what is left, never added up first. */
function isWellFormed(at: usize, left: u32): bool {
  frameCount = 0;
  if (left == 0) return false;
  while (left != 0) {
    if (left < WIRE_OVERHEAD) return false;
    const length = loadBE32(at + 18);
    if (length > MAX_FRAME_DATA || length > left - WIRE_OVERHEAD) return false;
    at += <usize>(WIRE_OVERHEAD + length);
    left -= WIRE_OVERHEAD + length;
    if (load<u8>(at - 1) > 1) return false;
    frameCount++;
  }
  return true;
}
