// The log of what a transaction changed, the transaction's epoch, and its refund counter. journal.ts undoes what is here.
//
// An entry is a payload (0 to 56 bytes) and then 8 bytes: the object it belongs to and the kind of change. Reverting reads
// from the end, so the fixed part stands last.
import { alloc } from "../memory/arena";

export const UNDO_BALANCE: u32 = 0;
export const UNDO_NONCE: u32 = 1;
export const UNDO_CODE: u32 = 2;
export const UNDO_TOUCH: u32 = 3;
export const UNDO_WARM_ACCOUNT: u32 = 4;
export const UNDO_WARM_SLOT: u32 = 5;
export const UNDO_SLOT: u32 = 6;
export const UNDO_TRANSIENT: u32 = 7;
export const UNDO_LOG: u32 = 8;
export const UNDO_REFUND: u32 = 9;
export const UNDO_CREATED: u32 = 10;
export const UNDO_DESTRUCT: u32 = 11;
export const UNDO_STORAGE: u32 = 12;

const FIRST_SIZE: u32 = 1 << 14;
/** No entry is larger. */
const MAX_ENTRY: u32 = 64;

let base: usize = 0;
let top: u32 = 0;
let size: u32 = 0;

/** Number of the running transaction, never 0: a mark of 0 is a mark of no transaction. */
export let epoch: u32 = 1;

let refund: i64 = 0;

export function resetJournal(): void {
  base = 0;
  top = 0;
  size = 0;
  epoch = 1;
  refund = 0;
}

/** Starts the next epoch with an empty log: nothing before it can be reverted. */
export function nextEpoch(): void {
  epoch++;
  top = 0;
}

export function clearRefund(): void {
  refund = 0;
}

// @ts-ignore: decorator
@inline
export function snapshot(): u32 {
  return top;
}

// @ts-ignore: decorator
@inline
export function getRefund(): i64 {
  return refund;
}

export function addRefund(delta: i64): void {
  const at = journalPush(8, 0, UNDO_REFUND);
  store<i64>(at, refund);
  refund += delta;
}

function grow(): void {
  const old = base;
  const oldSize = size;
  size = oldSize == 0 ? FIRST_SIZE : oldSize << 1;
  base = alloc(<usize>size);
  if (oldSize != 0) memory.copy(base, old, <usize>oldSize);
}

/** Appends an entry and returns where its payload of `length` bytes (a multiple of 8) goes. */
export function journalPush(length: u32, object: usize, kind: u32): usize {
  if (top + MAX_ENTRY > size) grow();
  const at = base + <usize>top;
  store<u32>(at + <usize>length, <u32>object);
  store<u32>(at + <usize>length, kind, 4);
  top += length + 8;
  return at;
}

/** The position of the last entry, whose object and kind stand there; its payload ends there. Takes the entry off. */
export function journalPop(): usize {
  top -= 8;
  return base + <usize>top;
}

/** Takes a payload of `length` bytes off. */
export function journalDrop(length: u32): void {
  top -= length;
}

/** For undoing only. */
export function restoreRefund(value: i64): void {
  refund = value;
}
