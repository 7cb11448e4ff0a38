// The undo log of a transaction, and the transaction's epoch.
//
//   epoch                           number of the running transaction; warm, created, touched and original marks carry it
//   snapshot(): u32                 a position in the log; nothing to release when what follows succeeds
//   revertTo(s: u32)                undoes everything since `snapshot` returned s (nested, last in first out)
//   getRefund(): i64                refund counter of the transaction
//   addRefund(delta: i64)           journaled
//
// An entry is a payload (0 to 56 bytes) and then 8 bytes: the object it belongs to and the kind of change. Reverting reads
// from the end, so the fixed part stands last.
import { alloc } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { Account, balanceOf, codeHashOf, isRipemd160, storageRootOf } from "./account";
import { truncateLogs } from "./logs";
import { Slot, slotValueField } from "./storage";
import { TransientSlot, transientValue } from "./transient";

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

/** Undoes everything since `snapshot` returned `position`. */
export function revertTo(position: u32): void {
  while (top > position) {
    top -= 8;
    const end = base + <usize>top;
    top -= undo(<usize>load<u32>(end), load<u32>(end, 4), end);
  }
}

/** Undoes one entry whose payload ends at `end`; returns the payload's length. */
function undo(object: usize, kind: u32, end: usize): u32 {
  switch (kind) {
    case UNDO_BALANCE:
      copy32(balanceOf(changetype<Account>(object)), end - 32);
      return 32;
    case UNDO_NONCE:
      changetype<Account>(object).nonce = load<u64>(end - 8);
      return 8;
    case UNDO_CODE:
      changetype<Account>(object).code = load<u32>(end - 8);
      copy32(codeHashOf(changetype<Account>(object)), end - 40);
      return 40;
    case UNDO_TOUCH: {
      const account = changetype<Account>(object);
      account.exists = load<u32>(end - 8) != 0;
      // EIP-161 as mainnet has it since block 2,675,119: the touch of the RIPEMD-160 precompile outlives a revert.
      if (!isRipemd160(account)) account.touchedEpoch = load<u32>(end - 4);
      return 8;
    }
    case UNDO_WARM_ACCOUNT:
      changetype<Account>(object).warmEpoch = 0;
      return 0;
    case UNDO_WARM_SLOT:
      changetype<Slot>(object).warmEpoch = 0;
      return 0;
    case UNDO_SLOT:
      copy32(slotValueField(changetype<Slot>(object)), end - 32);
      return 32;
    case UNDO_TRANSIENT:
      copy32(transientValue(changetype<TransientSlot>(object)), end - 32);
      return 32;
    case UNDO_LOG:
      truncateLogs();
      return 0;
    case UNDO_REFUND:
      refund = load<i64>(end - 8);
      return 8;
    case UNDO_CREATED:
      changetype<Account>(object).createdEpoch = load<u32>(end - 8);
      return 8;
    case UNDO_DESTRUCT:
      changetype<Account>(object).destructedEpoch = load<u32>(end - 8);
      return 8;
    case UNDO_STORAGE: {
      const account = changetype<Account>(object);
      copy32(storageRootOf(account), end - 48);
      account.trie = load<u32>(end - 16);
      account.dirtySlots = load<u32>(end - 12);
      account.generation = load<u32>(end - 8);
      account.cleared = load<u32>(end - 4) != 0;
      return 48;
    }
  }
  unreachable();
  return 0;
}
