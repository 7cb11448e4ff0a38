// Before Holocene: channels whose frames may come in any order, several at a time, first in first out (derivation
// reference, section 5.2).
import { l1Head, L1Block, l1HashOf } from "./l1Chain";
import { addFrame, Channel, dropChannel, idOf, isReady, newChannel } from "./channel";
import { frame, nextFrame } from "./frameQueue";
import { Frame, sameId } from "./frame";
import { origin } from "./l1Traversal";
import { bufferFree, smallBufferAlloc } from "../memory/buffers";
import { CANYON, channelTimeout, isActive, maxBankBytes } from "./rollupConfig";
import { NOT_ENOUGH, READY } from "./step";

const FIRST_SLOTS: u32 = 256;

/** Channels in the order of opening. */
let first: usize = 0;
let last: usize = 0;
let totalSize: u64 = 0;
/** Channels that are complete: the queue is only searched when there are several. */
let readyCount: u32 = 0;
let lastReady: usize = 0;
/** Channels by id. */
let table: usize = 0;
let slots: u32 = 0;
let count: u32 = 0;

/** Of the last READY: the channel, which is the caller's to drop. */
export let bankChannel: usize = 0;

export function resetBank(): void {
  first = 0;
  last = 0;
  totalSize = 0;
  readyCount = 0;
  lastReady = 0;
  table = 0;
  slots = 0;
  count = 0;
  bankChannel = 0;
}

/** Drops all channels. */
export function emptyBank(): void {
  while (first != 0) dropChannel(remove(first));
  if (table != 0) bufferFree(table);
  resetBank();
}

/** Ids are the batcher's to choose. The head's hash in it, which nobody knows beforehand, keeps them from all falling into
 *  one slot. */
function slotOf(id: usize): usize {
  const seed = l1Head == 0 ? 0 : load<u64>(l1HashOf(changetype<L1Block>(l1Head)));
  let h = (load<u64>(id) ^ seed) * 0x9e37_79b9_7f4a_7c15;
  h = (h ^ load<u64>(id, 8) ^ (h >> 29)) * 0xbf58_476d_1ce4_e5b9;
  return table + (((<usize>(h >> 32)) & (<usize>slots - 1)) << 2);
}

function find(id: usize): usize {
  if (table == 0) return 0;
  let at = <usize>load<u32>(slotOf(id));
  while (at != 0 && !sameId(idOf(changetype<Channel>(at)), id)) at = changetype<Channel>(at).nextInSlot;
  return at;
}

function enter(c: Channel): void {
  const slot = slotOf(idOf(c));
  c.nextInSlot = <usize>load<u32>(slot);
  store<u32>(slot, <u32>changetype<usize>(c));
}

/** Room for one channel more. */
function reserve(): void {
  if (count < slots) return;
  if (table != 0) bufferFree(table);
  slots = slots == 0 ? FIRST_SLOTS : slots << 1;
  table = smallBufferAlloc(slots << 2);
  memory.fill(table, 0, (<usize>slots) << 2);
  for (let at = first; at != 0; at = changetype<Channel>(at).next) enter(changetype<Channel>(at));
}

function open(id: usize): Channel {
  reserve();
  const c = newChannel(id, origin.number);
  enter(c);
  c.previous = last;
  if (last == 0) first = changetype<usize>(c);
  else changetype<Channel>(last).next = changetype<usize>(c);
  last = changetype<usize>(c);
  count++;
  return c;
}

/** Takes a channel out of the queue and the table. */
function remove(at: usize): Channel {
  const c = changetype<Channel>(at);
  if (c.previous == 0) first = c.next;
  else changetype<Channel>(c.previous).next = c.next;
  if (c.next == 0) last = c.previous;
  else changetype<Channel>(c.next).previous = c.previous;
  let slot = slotOf(idOf(c));
  while (<usize>load<u32>(slot) != at) slot = <usize>load<u32>(slot) + offsetof<Channel>("nextInSlot");
  store<u32>(slot, <u32>c.nextInSlot);
  count--;
  totalSize -= c.size;
  if (isReady(c)) readyCount--;
  if (lastReady == at) lastReady = 0;
  return c;
}

function isTimedOut(c: Channel): bool {
  return c.openBlock + channelTimeout(origin.timestamp) < origin.number;
}

/** Adds a frame that came in the origin, and makes room when the bank is too large then. */
export function ingest(f: Frame): void {
  const at = find(f.id);
  const c = at == 0 ? open(f.id) : changetype<Channel>(at);
  if (isTimedOut(c)) return;
  const before = c.size;
  const wasReady = isReady(c);
  if (!addFrame(c, f)) return;
  if (!wasReady && isReady(c)) {
    readyCount++;
    lastReady = changetype<usize>(c);
  }
  totalSize += c.size - before;
  const limit = maxBankBytes(origin.timestamp);
  while (totalSize > limit && first != 0) dropChannel(remove(first));
}

/** The complete channel that is next, or 0. */
function nextReady(): usize {
  if (readyCount == 0) return 0;
  // Before Canyon, only the first channel is read.
  if (!isActive(CANYON, origin.timestamp)) return isReady(changetype<Channel>(first)) ? first : 0;
  if (readyCount == 1 && lastReady != 0) return lastReady;
  let at = first;
  while (at != 0 && !isReady(changetype<Channel>(at))) at = changetype<Channel>(at).next;
  return at;
}

/** The next complete channel, to bankChannel. False when there is none. Channels at the front that have timed out go. */
export function readBank(): bool {
  // Channels open in the order of the queue, so that those that have timed out are all at its front.
  while (first != 0 && isTimedOut(changetype<Channel>(first))) dropChannel(remove(first));
  const at = nextReady();
  if (at == 0) return false;
  bankChannel = changetype<usize>(remove(at));
  return true;
}

export function nextBankChannel(): u32 {
  if (readBank()) return READY;
  const step = nextFrame();
  if (step != READY) return step;
  ingest(frame);
  return NOT_ENOUGH;
}
