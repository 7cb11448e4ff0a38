// Before Holocene: channels whose frames may come in any order, several at a time, first in first out (derivation
// reference, section 5.2).
import { l1Head, L1Block, l1HashOf } from "./l1Chain";
import { addFrame, Channel, dropChannel, isReady, joinFrames, newChannel } from "./channel";
import { frame, nextFrame } from "./frameQueue";
import { Frame, sameId } from "./frame";
import { origin } from "./l1Traversal";
import { allocZeroed } from "../memory/arena";
import { CANYON, channelTimeout, isActive, maxBankBytes } from "./rollupConfig";
import { NOT_ENOUGH, READY } from "./step";

const SLOTS: u32 = 4096;

let first: usize = 0;
let last: usize = 0;
let totalSize: u64 = 0;
/** Number of channels that are complete: the queue is only searched when there is one. */
let readyCount: u32 = 0;
/** Channels by id. */
let table: usize = 0;

/** Of the last READY: the channel's data, a buffer. */
export let bankChannel: usize = 0;

export function resetBank(): void {
  first = 0;
  last = 0;
  totalSize = 0;
  readyCount = 0;
  table = 0;
  bankChannel = 0;
}

/** Ids are the batcher's to choose. The head's hash in it, which nobody knows beforehand, keeps them from all falling into
 *  one slot. */
function slotOf(id: usize): usize {
  const seed = l1Head == 0 ? 0 : load<u64>(l1HashOf(changetype<L1Block>(l1Head)));
  let h = (load<u64>(id) ^ seed) * 0x9e37_79b9_7f4a_7c15;
  h = (h ^ load<u64>(id, 8) ^ (h >> 29)) * 0xbf58_476d_1ce4_e5b9;
  return table + (((<usize>(h >> 32)) & (SLOTS - 1)) << 2);
}

function find(id: usize): usize {
  if (table == 0) table = allocZeroed(SLOTS << 2);
  let at = <usize>load<u32>(slotOf(id));
  while (at != 0 && !sameId(changetype<Channel>(at).id, id)) at = changetype<Channel>(at).nextInSlot;
  return at;
}

/** Takes the channel after `before` (0: the first one) out of the queue and the table. */
function removeAfter(before: usize): void {
  const at = before == 0 ? first : changetype<Channel>(before).next;
  const c = changetype<Channel>(at);
  if (before == 0) first = c.next;
  else changetype<Channel>(before).next = c.next;
  if (last == at) last = before;
  let slot = slotOf(c.id);
  while (<usize>load<u32>(slot) != at) slot = <usize>load<u32>(slot) + offsetof<Channel>("nextInSlot");
  store<u32>(slot, <u32>c.nextInSlot);
  totalSize -= c.size;
  if (isReady(c)) readyCount--;
  dropChannel(c);
}

function isTimedOut(c: Channel): bool {
  return c.openBlock + channelTimeout(origin.timestamp) < origin.number;
}

/** Adds a frame that came in the origin, and makes room when the bank is too large then. */
export function ingest(f: Frame): void {
  let at = find(f.id);
  if (at == 0) {
    const c = newChannel(f.id, origin.number);
    at = changetype<usize>(c);
    const slot = slotOf(f.id);
    c.nextInSlot = <usize>load<u32>(slot);
    store<u32>(slot, <u32>at);
    if (last == 0) first = at;
    else changetype<Channel>(last).next = at;
    last = at;
  }
  const c = changetype<Channel>(at);
  if (isTimedOut(c)) return;
  const before = c.size;
  const wasReady = isReady(c);
  if (!addFrame(c, f)) return;
  if (!wasReady && isReady(c)) readyCount++;
  totalSize += c.size - before;
  const limit = maxBankBytes(origin.timestamp);
  while (totalSize > limit && first != 0) removeAfter(0);
}

/** The next complete channel, to bankChannel. False when there is none. Channels at the front that have timed out go. */
export function readBank(): bool {
  // Channels open in the order of the queue, so that those that have timed out are all at its front.
  while (first != 0 && isTimedOut(changetype<Channel>(first))) removeAfter(0);
  if (readyCount == 0) return false;
  let before: usize = 0;
  let at = first;
  while (at != 0 && !isReady(changetype<Channel>(at))) {
    // Before Canyon, only the first channel is read.
    if (!isActive(CANYON, origin.timestamp)) return false;
    before = at;
    at = changetype<Channel>(at).next;
  }
  if (at == 0) return false;
  bankChannel = joinFrames(changetype<Channel>(at));
  removeAfter(before);
  return true;
}

export function nextBankChannel(): u32 {
  if (readBank()) return READY;
  const step = nextFrame();
  if (step != READY) return step;
  ingest(frame);
  return NOT_ENOUGH;
}
