// A channel: frames with one id, until they are complete. It lies in a cell, its frames' data in cells of their own.
import { bufferFree, smallBufferAlloc } from "../memory/buffers";
import { CELL_SIZE, cellAlloc, cellFree } from "../memory/cells";
import { Frame, frameSize, FRAME_OVERHEAD } from "./frame";
import { freeStored, storedLength, storedNumber, storeFrame } from "./storedFrame";


@unmanaged
export class Channel {
  /** 16 bytes of id. */
  id0: u64;
  id1: u64;
  /** Number of the L1 block that its first frame came in. */
  openBlock: u64;
  /** Data and overhead of its frames, as the limits count it. */
  size: u64;
  /** Bytes of data of all its frames. */
  dataLength: u64;
  closed: bool;
  /** Number of the frame that closed it. */
  endNumber: u32;
  highestNumber: u32;
  /** Frames by number: open addressing in a table of powers of two, u32 addresses. The first one is in the channel's cell. */
  table: usize;
  tableSize: u32;
  frameCount: u32;
  /** Neighbours in the bank, in the order of opening. */
  next: usize;
  previous: usize;
  /** Next channel in the same slot of the bank's table. */
  nextInSlot: usize;
}

const FIRST_TABLE: u32 = 8;
const TABLE: usize = (offsetof<Channel>() + 7) & ~7;
const OLD: usize = memory.data(32, 8);

// @ts-ignore: decorator
@inline
export function idOf(c: Channel): usize {
  return changetype<usize>(c);
}

export function newChannel(id: usize, openBlock: u64): Channel {
  assert(TABLE + ((<usize>FIRST_TABLE) << 2) <= CELL_SIZE);
  const c = changetype<Channel>(cellAlloc());
  memory.fill(changetype<usize>(c), 0, CELL_SIZE);
  memory.copy(idOf(c), id, 16);
  c.openBlock = openBlock;
  c.table = changetype<usize>(c) + TABLE;
  c.tableSize = FIRST_TABLE;
  return c;
}

function isInline(c: Channel): bool {
  return c.table == changetype<usize>(c) + TABLE;
}

/** Gives back the channel and all its frames. */
export function dropChannel(c: Channel): void {
  for (let i: u32 = 0; i < c.tableSize; i++) {
    const at = <usize>load<u32>(c.table + ((<usize>i) << 2));
    if (at != 0) freeStored(at);
  }
  if (!isInline(c)) bufferFree(c.table);
  cellFree(changetype<usize>(c));
}

/** Slot of frame `number`, or the empty slot where it would be. */
function slotOf(c: Channel, number: u32): usize {
  let i = number & (c.tableSize - 1);
  while (true) {
    const slot = c.table + ((<usize>i) << 2);
    const at = <usize>load<u32>(slot);
    if (at == 0 || storedNumber(at) == number) return slot;
    i = (i + 1) & (c.tableSize - 1);
  }
}

/** Frame `number`, or 0. */
export function frameAt(c: Channel, number: u32): usize {
  return <usize>load<u32>(slotOf(c, number));
}

function insert(c: Channel, f: Frame): void {
  if (c.frameCount << 1 >= c.tableSize) {
    const old = c.table;
    const size = c.tableSize;
    const wasInline = isInline(c);
    c.tableSize = size << 1;
    c.table = smallBufferAlloc(c.tableSize << 2);
    refill(c, old, size, u32.MAX_VALUE);
    if (!wasInline) bufferFree(old);
  }
  store<u32>(slotOf(c, f.number), <u32>storeFrame(f));
  c.frameCount++;
  c.dataLength += <u64>f.length;
}

/** Empties the table, and puts the frames of the table at `old` into it that are below number `end`; the others go. */
function refill(c: Channel, old: usize, size: u32, end: u32): void {
  memory.fill(c.table, 0, (<usize>c.tableSize) << 2);
  for (let i: u32 = 0; i < size; i++) {
    const at = <usize>load<u32>(old + ((<usize>i) << 2));
    if (at == 0) continue;
    if (storedNumber(at) < end) {
      store<u32>(slotOf(c, storedNumber(at)), <u32>at);
      continue;
    }
    c.frameCount--;
    c.dataLength -= <u64>storedLength(at);
    freeStored(at);
  }
}

/** Drops the frames from number `end` on. */
function cutOff(c: Channel, end: u32): void {
  const size = c.tableSize;
  const bytes = (<usize>size) << 2;
  const old = isInline(c) ? OLD : smallBufferAlloc(<u32>bytes);
  memory.copy(old, c.table, bytes);
  refill(c, old, size, end);
  if (!isInline(c)) bufferFree(old);
}

/** Adds a frame in any order (derivation reference, section 5.2). False when it is dropped. */
export function addFrame(c: Channel, f: Frame): bool {
  if (f.isLast && c.closed) return false;
  if (frameAt(c, f.number) != 0) return false;
  if (c.closed && f.number >= c.endNumber) return false;
  if (f.isLast) {
    c.endNumber = f.number;
    c.closed = true;
    if (f.number < c.highestNumber) {
      // The sizes of all frames are taken off, also of those that stay: every implementation does so, thus it is the rule.
      c.size -= c.dataLength + FRAME_OVERHEAD * <u64>c.frameCount;
      cutOff(c, f.number);
      c.highestNumber = f.number;
    }
  }
  c.highestNumber = max<u32>(c.highestNumber, f.number);
  insert(c, f);
  c.size += frameSize(f);
  return true;
}

/** Adds a frame that must be the next one (Holocene). False when it is dropped. */
export function addFrameInOrder(c: Channel, f: Frame): bool {
  return !c.closed && f.number == c.frameCount && addFrame(c, f);
}

/** Whether every frame up to the closing one is there. No frame above it is. */
export function isReady(c: Channel): bool {
  return c.closed && c.frameCount == c.endNumber + 1;
}
