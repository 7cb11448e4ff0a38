// Batches for blocks that the safe head has not come to yet, before Holocene: a heap by timestamp, then by order of arrival.
//
// SOUNDNESS: nothing in the specification limits how many there are. Each costs its own bytes and a little more, whatever it
// claims to hold, and none is looked at again before its time (docs/architecture.md, "Memory of derivation").
import { bufferAlloc, bufferCapacity, bufferFree } from "../memory/buffers";
import { Batch } from "./batch";

/** u32 addresses: a binary heap. */
let heap: usize = 0;
let count: u32 = 0;

export function resetFutureBatches(): void {
  heap = 0;
  count = 0;
}

// @ts-ignore: decorator
@inline
function at(i: u32): Batch {
  return changetype<Batch>(<usize>load<u32>(heap + ((<usize>i) << 2)));
}

// @ts-ignore: decorator
@inline
function set(i: u32, b: Batch): void {
  store<u32>(heap + ((<usize>i) << 2), <u32>changetype<usize>(b));
}

function isBefore(a: Batch, b: Batch): bool {
  return a.timestamp != b.timestamp ? a.timestamp < b.timestamp : a.arrival < b.arrival;
}

export function addFutureBatch(b: Batch): void {
  if (heap == 0) heap = bufferAlloc(1024);
  if (count << 2 == bufferCapacity(heap)) {
    const larger = bufferAlloc(count << 3);
    memory.copy(larger, heap, (<usize>count) << 2);
    bufferFree(heap);
    heap = larger;
  }
  let i = count++;
  while (i != 0) {
    const parent = (i - 1) >> 1;
    if (!isBefore(b, at(parent))) break;
    set(i, at(parent));
    i = parent;
  }
  set(i, b);
}

/** Timestamp of the first one; the greatest number when there is none. */
export function firstFutureTime(): u64 {
  return count == 0 ? u64.MAX_VALUE : at(0).timestamp;
}

/** Takes out the first one. There must be one. */
export function takeFutureBatch(): Batch {
  const first = at(0);
  const moved = at(--count);
  let i: u32 = 0;
  while (true) {
    let child = (i << 1) + 1;
    if (child >= count) break;
    if (child + 1 < count && isBefore(at(child + 1), at(child))) child++;
    if (!isBefore(at(child), moved)) break;
    set(i, at(child));
    i = child;
  }
  if (count != 0) set(i, moved);
  return first;
}

/** Whether there are any. */
export function hasFutureBatches(): bool {
  return count != 0;
}
