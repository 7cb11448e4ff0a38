// A channel: frames with one id, until they are complete.
import { bufferAlloc, bufferFree } from "../memory/buffers";
import { alloc } from "../memory/arena";
import { Frame, frameSize } from "./frame";


@unmanaged
export class Channel {
  /** 16 bytes. */
  id: usize;
  /** Number of the L1 block that its first frame came in. */
  openBlock: u64;
  /** Data and overhead of its frames, as the limits count it. */
  size: u64;
  closed: bool;
  /** Number of the frame that closed it. */
  endNumber: u32;
  highestNumber: u32;
  /** Frames by number: open addressing in a table of powers of two, u32 addresses. */
  table: usize;
  tableSize: u32;
  frameCount: u32;
  /** Next channel of the bank, in the order of opening. */
  next: usize;
  /** Next channel in the same slot of the bank's table. */
  nextInSlot: usize;
}

const FIRST_TABLE: u32 = 8;

export function newChannel(id: usize, openBlock: u64): Channel {
  const c = changetype<Channel>(alloc(offsetof<Channel>()));
  memory.fill(changetype<usize>(c), 0, offsetof<Channel>());
  c.id = id;
  c.openBlock = openBlock;
  return c;
}

/** Gives back the channel's table. */
export function dropChannel(c: Channel): void {
  if (c.table != 0) bufferFree(c.table);
  c.table = 0;
  c.tableSize = 0;
  c.frameCount = 0;
}

/** Slot of frame `number`, or the empty slot where it would be. */
function slotOf(c: Channel, number: u32): usize {
  let i = number & (c.tableSize - 1);
  while (true) {
    const slot = c.table + ((<usize>i) << 2);
    const at = <usize>load<u32>(slot);
    if (at == 0 || changetype<Frame>(at).number == number) return slot;
    i = (i + 1) & (c.tableSize - 1);
  }
}

/** Frame `number`, or 0. */
export function frameAt(c: Channel, number: u32): usize {
  return c.tableSize == 0 ? 0 : <usize>load<u32>(slotOf(c, number));
}

function insert(c: Channel, f: Frame): void {
  if (c.frameCount << 1 >= c.tableSize) resize(c, max<u32>(FIRST_TABLE, c.tableSize << 1), u32.MAX_VALUE);
  store<u32>(slotOf(c, f.number), <u32>changetype<usize>(f));
  c.frameCount++;
}

/** Moves the frames below number `end` into a table of `size` slots. */
function resize(c: Channel, size: u32, end: u32): void {
  const old = c.table;
  const oldSize = c.tableSize;
  c.table = bufferAlloc(size << 2);
  c.tableSize = size;
  c.frameCount = 0;
  memory.fill(c.table, 0, (<usize>size) << 2);
  for (let i: u32 = 0; i < oldSize; i++) {
    const at = load<u32>(old + ((<usize>i) << 2));
    if (at == 0 || changetype<Frame>(<usize>at).number >= end) continue;
    store<u32>(slotOf(c, changetype<Frame>(<usize>at).number), at);
    c.frameCount++;
  }
  if (old != 0) bufferFree(old);
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
      for (let i: u32 = 0; i < c.tableSize; i++) {
        const at = <usize>load<u32>(c.table + ((<usize>i) << 2));
        if (at != 0) c.size -= frameSize(changetype<Frame>(at));
      }
      resize(c, c.tableSize, f.number);
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

/** The data of all frames, joined: a buffer of `joinedLength` bytes that is the caller's to free. */
export let joinedLength: u32 = 0;
export function joinFrames(c: Channel): usize {
  let length: u64 = 0;
  for (let i: u32 = 0; i <= c.endNumber; i++) length += <u64>changetype<Frame>(frameAt(c, i)).length;
  // SOUNDNESS: the limits on channel and bank are far below 4 GiB, but for a bank whose sizes have wrapped.
  if (length > 0x7fff_ffff) unreachable();
  const joined = bufferAlloc(<u32>length);
  let at = joined;
  for (let i: u32 = 0; i <= c.endNumber; i++) {
    const f = changetype<Frame>(frameAt(c, i));
    memory.copy(at, f.data, <usize>f.length);
    at += <usize>f.length;
  }
  joinedLength = <u32>length;
  return joined;
}
