// Transient storage (EIP-1153): gone when the transaction ends.
//
//   transientLoad(dst, a, key)            word at `dst`
//   transientStore(a, key, value)         journaled
import { alloc, allocZeroed } from "../memory/arena";
import { copy32, equal32, isZero32 } from "../memory/bytes";
import { Account, TransientSlot, transientValue } from "./records";
import { journalPush, UNDO_TRANSIENT } from "./undoLog";

const FIRST_SIZE: u32 = 256;

let table: usize = 0;
let tableMask: u32 = 0;
let count: u32 = 0;
/** The slots of this transaction. */
let live: usize = 0;
/** Slots of earlier transactions, to be used again. */
let free: usize = 0;

export function resetTransient(): void {
  table = 0;
  tableMask = 0;
  count = 0;
  live = 0;
  free = 0;
}

/** Forgets the transaction's slots. */
export function clearTransient(): void {
  if (live == 0) return;
  memory.fill(table, 0, (<usize>tableMask + 1) << 2);
  let slot = live;
  while (slot != 0) {
    const next = changetype<TransientSlot>(slot).next;
    changetype<TransientSlot>(slot).next = free;
    free = slot;
    slot = next;
  }
  live = 0;
  count = 0;
}

// @ts-ignore: decorator
@inline
function mix(account: usize, key: usize): u32 {
  let h = (load<u64>(key) ^ (<u64>account)) * 0x9e37_79b9_7f4a_7c15;
  h = (h ^ (h >> 32) ^ load<u64>(key, 8)) * 0xc2b2_ae3d_27d4_eb4f;
  h = (h ^ (h >> 29) ^ load<u64>(key, 16)) * 0x1656_67b1_9e37_79f9;
  h = (h ^ (h >> 31) ^ load<u64>(key, 24)) * 0x2545_f491_4f6c_dd1d;
  return <u32>(h >> 32);
}

/** The table slot of that key, or the free one where it would go. */
function probe(account: usize, key: usize): usize {
  let i = mix(account, key) & tableMask;
  while (true) {
    const at = table + ((<usize>i) << 2);
    const found = <usize>load<u32>(at);
    if (found == 0) return at;
    if (changetype<TransientSlot>(found).account == account && equal32(found, key)) return at;
    i = (i + 1) & tableMask;
  }
}

function growTable(): void {
  tableMask = table == 0 ? FIRST_SIZE - 1 : (tableMask << 1) | 1;
  table = allocZeroed((<usize>tableMask + 1) << 2);
  for (let slot = live; slot != 0; slot = changetype<TransientSlot>(slot).next) {
    store<u32>(probe(changetype<TransientSlot>(slot).account, slot), <u32>slot);
  }
}

/** Writes the word under `key` to `dst`: zero when nothing was stored in this transaction. */
export function transientLoad(dst: usize, a: Account, key: usize): void {
  const found: usize = table == 0 ? 0 : <usize>load<u32>(probe(changetype<usize>(a), key));
  if (found == 0) memory.fill(dst, 0, 32);
  else copy32(dst, transientValue(changetype<TransientSlot>(found)));
}

/** Stores the word at `value` under `key`. */
export function transientStore(a: Account, key: usize, value: usize): void {
  const account = changetype<usize>(a);
  if (table == 0) growTable();
  let at = probe(account, key);
  let found = <usize>load<u32>(at);
  if (found == 0) {
    if (isZero32(value)) return;
    if ((count + 1) << 1 > tableMask) {
      growTable();
      at = probe(account, key);
    }
    found = free;
    if (found != 0) free = changetype<TransientSlot>(found).next;
    else found = alloc(offsetof<TransientSlot>());
    const s = changetype<TransientSlot>(found);
    copy32(found, key);
    memory.fill(transientValue(s), 0, 32);
    s.account = account;
    s.next = live;
    live = found;
    store<u32>(at, <u32>found);
    count++;
  }
  const current = transientValue(changetype<TransientSlot>(found));
  if (equal32(current, value)) return;
  copy32(journalPush(32, found, UNDO_TRANSIENT), current);
  copy32(current, value);
}
