// The logs of an L1 block, read out of its receipts trie one after the other.
//
//   mayHaveLog(b, address, topic)   whether the header's bloom allows such a log; if not, receipts are never asked for
//   openLogs(b)                     starts at the first receipt
//   nextLog(): bool                 the next log of a transaction that succeeded: logAddress, logTopics, logData, logIndex
//
// A log's index counts all logs of the block. A receipt with another status than 1 has none.
import { bloomHas } from "../block/bloom";
import { L1_RECEIPT_MALFORMED } from "../error/codes";
import { incomplete } from "../error/fail";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { trieValue, trieValueLength } from "../trie/get";
import { Trie, trieOpenAnyKeys } from "../trie/node";
import { OF_L1_RECEIPTS, readingOf } from "../witness/hint";
import { L1Block, l1HashOf, listItem } from "./l1Chain";

export let logAddress: usize = 0;
export let logTopicCount: u32 = 0;
export let logData: usize = 0;
export let logDataLength: u32 = 0;
export let logIndex: u64 = 0;
/** First topic's RLP item; each has 33 bytes. */
let topics: usize = 0;

let trie: usize = 0;
let root: usize = 0;
let blockHash: usize = 0;
let receipt: u32 = 0;
/** Logs that are left of the receipt. */
let at: usize = 0;
let end: usize = 0;
let nextIndex: u64 = 0;
let succeeded: bool = false;

export function logTopic(i: u32): usize {
  return topics + <usize>(i * 33 + 1);
}

export function mayHaveLog(b: L1Block, address: usize, topic: usize): bool {
  return bloomHas(b.header.bloom, address, 20) && bloomHas(b.header.bloom, topic, 32);
}

export function openLogs(b: L1Block): void {
  root = b.header.receiptsRoot;
  blockHash = l1HashOf(b);
  trie = changetype<usize>(trieOpenAnyKeys(root));
  receipt = 0;
  at = 0;
  end = 0;
  nextIndex = 0;
}

export function nextLog(): bool {
  while (true) {
    while (at == end) {
      readingOf(OF_L1_RECEIPTS, blockHash);
      if (!listItem(changetype<Trie>(trie), receipt)) return false;
      receipt++;
      openReceipt(trieValue, trieValue + <usize>trieValueLength);
    }
    if (readLog() && succeeded) return true;
  }
}

/** Receipts of types that are not known yet may have another form: then they have no logs (spec, "On Future-Proof
 *  Transaction Log Derivation"). */
let isFuture: bool = false;

/** SOUNDNESS: the bytes are under the header's root, so only a chain that is not L1 can have a malformed one here. */
function malformed(): void {
  if (!isFuture) incomplete(L1_RECEIPT_MALFORMED, root);
  at = end;
  succeeded = false;
}

function openReceipt(ptr: usize, stop: usize): void {
  at = stop;
  end = stop;
  isFuture = load<u8>(ptr) > 4 && load<u8>(ptr) < 0x7e;
  // EIP-2718: a type byte in front of the list.
  if (load<u8>(ptr) < 0x80) ptr++;
  if (rlpNext(ptr, stop) != stop || !rlpIsList) return malformed();
  let field = rlpNext(rlpPayload, stop);
  if (field == 0 || rlpIsList) return malformed();
  // Before Byzantium there is a state root in this place.
  succeeded = rlpLength == 1 && load<u8>(rlpPayload) == 1;
  field = rlpNext(field, stop);
  if (field != 0) field = rlpNext(field, stop);
  if (field != 0) field = rlpNext(field, stop);
  if (field != stop || !rlpIsList) return malformed();
  at = rlpPayload;
}

function readLog(): bool {
  const next = rlpNext(at, end);
  if (next == 0 || !rlpIsList) return notALog();
  let field = rlpNext(rlpPayload, next);
  if (field == 0 || rlpIsList || rlpLength != 20) return notALog();
  logAddress = rlpPayload;
  field = rlpNext(field, next);
  if (field == 0 || !rlpIsList || rlpLength % 33 != 0) return notALog();
  topics = rlpPayload;
  logTopicCount = rlpLength / 33;
  for (let i: u32 = 0; i < logTopicCount; i++) {
    if (load<u8>(topics + <usize>(i * 33)) != 0xa0) return notALog();
  }
  field = rlpNext(field, next);
  if (field != next || rlpIsList) return notALog();
  logData = rlpPayload;
  logDataLength = rlpLength;
  logIndex = nextIndex++;
  at = next;
  return true;
}

function notALog(): bool {
  malformed();
  return false;
}
