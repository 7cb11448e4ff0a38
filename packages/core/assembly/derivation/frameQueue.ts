// The third stage: frames, in the order of L1. From Holocene on, what does not follow on is dropped at once (derivation
// reference, section 5.3).
import { bufferFree } from "../memory/buffers";
import { firstFrame, Frame, parseFrames, sameId } from "./frame";
import { data, dataLength, nextData } from "./l1Retrieval";
import { origin } from "./l1Traversal";
import { HOLOCENE, isActive } from "./rollupConfig";
import { NOT_ENOUGH, READY } from "./step";

/** First frame waiting, and the buffer that it and the others lie in. */
let queue: usize = 0;
let buffer: usize = 0;
/** Of the last READY. */
export let frame: Frame = changetype<Frame>(<usize>0);

export function resetFrameQueue(): void {
  queue = 0;
  buffer = 0;
  frame = changetype<Frame>(<usize>0);
}

/** Forgets the frames that are waiting. */
export function emptyFrameQueue(): void {
  if (buffer != 0) bufferFree(buffer);
  resetFrameQueue();
}

/** The frame stays until the next call. */
export function nextFrame(): u32 {
  if (queue == 0) {
    emptyFrameQueue();
    const step = nextData();
    if (step != READY) return step;
    if (parseFrames(data, dataLength)) {
      queue = firstFrame;
      buffer = firstFrame;
    }
    if (isActive(HOLOCENE, origin.timestamp)) queue = pruneFrames(queue);
  }
  if (queue == 0) return NOT_ENOUGH;
  frame = changetype<Frame>(queue);
  queue = frame.next;
  return READY;
}

/** Drops the frames of the list that starts with `first` that are out of order; returns the new first. */
export function pruneFrames(first: usize): usize {
  let current = first;
  if (current != 0) changetype<Frame>(current).previous = 0;
  while (current != 0) {
    const a = changetype<Frame>(current);
    if (a.next == 0) break;
    const b = changetype<Frame>(a.next);
    if (sameId(a.id, b.id) ? a.isLast || b.number != a.number + 1 : b.number != 0) {
      a.next = b.next;
      continue;
    }
    if (!sameId(a.id, b.id) && !a.isLast) {
      // A new channel begins before the old one was closed: the old one's frames fall, one by one from the last.
      b.previous = a.previous;
      if (a.previous == 0) {
        first = a.next;
        current = a.next;
      } else {
        changetype<Frame>(a.previous).next = a.next;
        current = a.previous;
      }
      continue;
    }
    b.previous = current;
    current = a.next;
  }
  return first;
}
