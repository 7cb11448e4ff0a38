// Logs of the running transaction.
//
//   addLog(address, topicCount, topics, data, dataLength)   journaled by truncation; everything is copied
//     topics: the first topic is the word at `topics`, the next one 32 bytes above it, and so on (the EVM's stack grows
//     down; offset and size were popped). Kept big-endian.
//   logCount(): u32, logAt(i): Log                          of this transaction, in order; good until the next one begins
//   class Log                    address (20 bytes at logAddress), topicCount, topics (BE words one after the other), data,
//                                dataLength
import { alloc } from "../memory/arena";
import { copy20, bytesOfWord } from "../memory/bytes";
import { journalPush, UNDO_LOG } from "./undoLog";


@unmanaged
export class Log {
  address0: u64;
  address1: u64;
  address2: u32;
  topicCount: u32;
  /** Big-endian words. */
  topics: usize;
  data: usize;
  dataLength: u32;
}

let list: usize = 0;
let capacity: u32 = 0;
let count: u32 = 0;

export function resetLogs(): void {
  list = 0;
  capacity = 0;
  count = 0;
}

/** Forgets the logs of the transaction before. */
export function clearLogs(): void {
  count = 0;
}

/** The log's address, 20 bytes. */
// @ts-ignore: decorator
@inline
export function logAddress(log: Log): usize {
  return changetype<usize>(log) + offsetof<Log>("address0");
}

// @ts-ignore: decorator
@inline
export function logCount(): u32 {
  return count;
}

export function logAt(i: u32): Log {
  return changetype<Log>(<usize>load<u32>(list + ((<usize>i) << 2)));
}

function grow(): void {
  const old = list;
  const oldCapacity = capacity;
  capacity = oldCapacity == 0 ? 256 : oldCapacity << 1;
  list = alloc((<usize>capacity) << 2);
  if (oldCapacity != 0) memory.copy(list, old, (<usize>oldCapacity) << 2);
}

export function addLog(address: usize, topicCount: u32, topics: usize, data: usize, dataLength: u32): void {
  if (count == capacity) grow();
  const log = changetype<Log>(alloc(offsetof<Log>() + ((<usize>topicCount) << 5) + <usize>dataLength));
  copy20(logAddress(log), address);
  log.topicCount = topicCount;
  log.topics = changetype<usize>(log) + offsetof<Log>();
  for (let i: u32 = 0; i < topicCount; i++) bytesOfWord(log.topics + ((<usize>i) << 5), topics + ((<usize>i) << 5));
  log.data = log.topics + ((<usize>topicCount) << 5);
  log.dataLength = dataLength;
  memory.copy(log.data, data, dataLength);
  store<u32>(list + ((<usize>count) << 2), <u32>changetype<usize>(log));
  count++;
  journalPush(0, 0, UNDO_LOG);
}

/** Takes the last log back. */
export function truncateLogs(): void {
  count--;
}
