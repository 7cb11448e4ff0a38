// Single stages of derivation for tests, with an origin made up.
import { newHeader } from "../header/header";
import { bankChannel, ingest, readBank, resetBank } from "../derivation/channelBank";
import { Channel, dropChannel } from "../derivation/channel";
import { compressedAt, compressedEnd, compressedLength, nextCompressed, openFrames } from "../derivation/compressed";
import { Frame, firstFrame, parseFrames } from "../derivation/frame";
import { pruneFrames } from "../derivation/frameQueue";
import { addUpgrades } from "../derivation/upgrades";
import { Deposit } from "../derivation/deposits";
import { addDeposit } from "../derivation/deposits";
import { L1Block } from "../derivation/l1Chain";
import { startTraversal } from "../derivation/l1Traversal";
import { newSystemConfig } from "../derivation/systemConfig";
import {
  beginTransactionList,
  transactionLengthList,
  transactionList,
  transactionListCount,
} from "../derivation/transactionList";
import { alloc, resetArena } from "../memory/arena";
import { resetBuffers } from "../memory/buffers";

export { alloc } from "../memory/arena";
export { openRollup } from "../derivation/rollupConfig";
export { blobDecode, blobEncode } from "../derivation/blobCodec";
export { blobMatches } from "../derivation/blobProof";
export { userSource, attributesSource, upgradeSource } from "../derivation/deposits";

export function reset(): void {
  resetArena();
  resetBuffers();
  resetBank();
}

export function setOrigin(number: u64, timestamp: u64): void {
  const b = changetype<L1Block>(alloc(offsetof<L1Block>()));
  memory.fill(changetype<usize>(b), 0, offsetof<L1Block>());
  b.header = newHeader();
  b.number = number;
  b.timestamp = timestamp;
  startTraversal(b, newSystemConfig());
}

/** Number of frames in a batcher's payload, -1 when it is malformed. */
export function countFrames(data: usize, length: u32): i32 {
  if (!parseFrames(data, length)) return -1;
  let count = 0;
  for (let f = firstFrame; f != 0; f = changetype<Frame>(f).next) count++;
  return count;
}

/** Gives the frames of a payload to the channel bank. */
export function ingestFrames(data: usize, length: u32): void {
  parseFrames(data, length);
  let f = firstFrame;
  while (f != 0) {
    const next = changetype<Frame>(f).next;
    ingest(changetype<Frame>(f));
    f = next;
  }
}

let channelData: usize = 0;

/** Length of the next complete channel's data, -1 when there is none. */
export function readChannel(): i32 {
  if (!readBank()) return -1;
  const c = changetype<Channel>(bankChannel);
  openFrames(c);
  channelData = alloc(<usize>compressedLength());
  let to = channelData;
  while (nextCompressed()) {
    memory.copy(to, compressedAt, compressedEnd - compressedAt);
    to += compressedEnd - compressedAt;
  }
  dropChannel(c);
  return <i32>(to - channelData);
}

export function channelBytes(): usize {
  return channelData;
}

/** Prunes the frames of a payload; writes the first id byte and the number of those left as u32 pairs to `dst`. */
export function prune(data: usize, length: u32, dst: usize): u32 {
  parseFrames(data, length);
  let count: u32 = 0;
  for (let f = pruneFrames(firstFrame); f != 0; f = changetype<Frame>(f).next) {
    store<u32>(dst + ((<usize>count) << 3), <u32>load<u8>(changetype<Frame>(f).id));
    store<u32>(dst + ((<usize>count) << 3), changetype<Frame>(f).number, 4);
    count++;
  }
  return count;
}

/** The upgrade transactions of the block at `time`; the list is then at `transactions` and `lengths`. */
export function upgrades(time: u64): u32 {
  beginTransactionList();
  return addUpgrades(time);
}

export function encodeDeposit(
  source: usize,
  from: usize,
  to: usize,
  mint: usize,
  value: usize,
  gas: u64,
  isSystem: bool,
  data: usize,
  dataLength: u32,
): u32 {
  const d = changetype<Deposit>(alloc(offsetof<Deposit>()));
  d.source = source;
  d.from = from;
  d.to = to;
  d.mint = mint;
  d.value = value;
  d.gas = gas;
  d.isSystem = isSystem;
  d.data = data;
  d.dataLength = dataLength;
  beginTransactionList();
  addDeposit(d);
  return transactionListCount;
}

export function transactions(): usize {
  return transactionList;
}

export function lengths(): usize {
  return transactionLengthList;
}
