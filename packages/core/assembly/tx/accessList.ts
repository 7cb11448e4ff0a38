// EIP-2930 access lists: [[address, [slot, …]], …].
import { TX_ACCESS_LIST } from "../error/codes";
import { invalidNumbers } from "../error/fail";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { Transaction } from "./transaction";

/** Where in an entry the encoding is wrong, for the error record. */
const ENTRY: u64 = 0;
const ADDRESS: u64 = 1;
const SLOT: u64 = 2;

/** Checks the whole list with payload from `ptr` to `end` and counts addresses and slots, repeated ones each time. */
export function readAccessList(t: Transaction, ptr: usize, end: usize): void {
  t.accessList = ptr;
  t.accessListEnd = end;
  let at = ptr;
  while (at < end) {
    at = rlpNext(at, end);
    if (at == 0 || !rlpIsList) invalidNumbers(TX_ACCESS_LIST, ENTRY, 0);
    const entryEnd = rlpPayload + <usize>rlpLength;
    let inner = rlpNext(rlpPayload, entryEnd);
    if (inner == 0 || rlpIsList || rlpLength != 20) invalidNumbers(TX_ACCESS_LIST, ADDRESS, <u64>rlpLength);
    inner = rlpNext(inner, entryEnd);
    if (inner != entryEnd || !rlpIsList) invalidNumbers(TX_ACCESS_LIST, ENTRY, 0);
    let slot = rlpPayload;
    while (slot < entryEnd) {
      slot = rlpNext(slot, entryEnd);
      if (slot == 0 || rlpIsList || rlpLength != 32) invalidNumbers(TX_ACCESS_LIST, SLOT, <u64>rlpLength);
      t.accessKeys++;
    }
    t.accessAddresses++;
  }
}

/** Walking a list that `readAccessList` has checked: `entryAddress`, then slots from `entrySlots` to `entrySlotsEnd`, each
 *  33 bytes of which the last 32 are the slot, big-endian. */
export let entryAddress: usize = 0;
export let entrySlots: usize = 0;
export let entrySlotsEnd: usize = 0;

/** Opens the entry at `at`; returns where the next one starts. */
export function nextAccessEntry(at: usize, end: usize): usize {
  const after = rlpNext(at, end);
  const inner = rlpNext(rlpPayload, after);
  entryAddress = rlpPayload;
  rlpNext(inner, after);
  entrySlots = rlpPayload;
  entrySlotsEnd = after;
  return after;
}
