// Memory of a frame: what growing costs (Yellow Paper, appendix H; the quadratic part keeps it small), and growing.
import { bufferAlloc, bufferCapacity, bufferFree } from "../memory/buffers";
import { zero32 } from "../memory/bytes";
import { Frame } from "./frame";
import { GAS_MEMORY_WORD } from "./gas";

/** No frame's memory reaches this: it would cost 8.8e12 gas. Also what an end beyond 2^32 is taken for. */
const MEMORY_LIMIT: u64 = 1 << 31;

/** An end that no gas can pay. */
export const UNREACHABLE_END: u64 = u64.MAX_VALUE;

/** Whether the word at `pointer` is below 2^32. */
// @ts-ignore: decorator
@inline
export function isU32(pointer: usize): bool {
  return ((load<u64>(pointer) >> 32) | load<u64>(pointer, 8) | load<u64>(pointer, 16) | load<u64>(pointer, 24)) == 0;
}

/** End of `length` bytes from the offset in the word at `offset`. */
// @ts-ignore: decorator
@inline
export function endOf(offset: usize, length: u64): u64 {
  return isU32(offset) ? load<u64>(offset) + length : UNREACHABLE_END;
}

/** End of the range that two words give. A range of length 0 ends at 0, wherever it starts: it touches nothing. */
export function endOfRange(offset: usize, length: usize): u64 {
  if (!isU32(length)) return UNREACHABLE_END;
  if (load<u64>(length) == 0) return 0;
  return endOf(offset, load<u64>(length));
}

// @ts-ignore: decorator
@inline
function memoryCost(words: u64): i64 {
  return <i64>(words * <u64>GAS_MEMORY_WORD + ((words * words) >> 9));
}

/** Longest range for which a loop is faster than `memory.fill`, which leaves the module in V8. */
const SHORT: usize = 256;

/** Zeroes from `start` to `end`, a multiple of 32 bytes. */
// @ts-ignore: decorator
@inline
function zeroWords(start: usize, end: usize): void {
  if (end - start > SHORT) {
    memory.fill(start, 0, end - start);
  } else {
    for (; start < end; start += 32) zero32(start);
  }
}

/** Grows the frame's memory to hold `end` bytes. Returns the gas that is left, negative when it does not suffice; then
 *  nothing has grown. */
export function growMemory(frame: Frame, end: u64, gas: i64): i64 {
  if (end <= frame.memorySize) return gas;
  if (end > MEMORY_LIMIT) return -1;
  const words = (end + 31) >> 5;
  gas -= memoryCost(words) - memoryCost(frame.memorySize >> 5);
  if (gas < 0) return gas;
  const size = <u32>(words << 5);
  const old = <u32>frame.memorySize;
  const buffer = frame.memory;
  if (buffer == 0) {
    frame.memory = bufferAlloc(size);
  } else if (size > bufferCapacity(buffer)) {
    frame.memory = bufferAlloc(size);
    memory.copy(frame.memory, buffer, old);
    bufferFree(buffer);
  }
  zeroWords(frame.memory + old, frame.memory + size);
  frame.memorySize = size;
  return gas;
}

/** Copies `length` bytes from `offset` (a word) of the `sourceLength` bytes at `source`; what lies beyond is zero. */
export function copyPadded(target: usize, source: usize, sourceLength: u32, offset: usize, length: u32): void {
  let available: u32 = 0;
  if (isU32(offset) && load<u32>(offset) < sourceLength) {
    const from = load<u32>(offset);
    available = min(sourceLength - from, length);
    memory.copy(target, source + from, available);
  }
  if (available < length) memory.fill(target + available, 0, length - available);
}
