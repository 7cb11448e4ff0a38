// Storage slots: one object per account, generation and key, always the same one.
//
//   slotAt(a, key: word): Slot   the slot; nothing is read from the trie yet. (An account that was only warmed may be
//                                unread too: EIP-2930 names slots that no witness has to hold.)
//   slotValue(s): usize          word; reads the storage trie on first use
//   slotOriginal(s): usize       word: the value when the transaction began (EIP-2200); reads as slotValue does
//   setSlot(s, value: word)      journaled
//   isWarmSlot(s), warmSlot(s): bool   as for accounts; journaled
//
// All words are little-endian. Pointers that slotValue and slotOriginal return are good until the slot changes.
import { WITNESS_SLOT_MALFORMED } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { allocZeroed } from "../memory/arena";
import { copy32, equal32, isZero32, reverse32 } from "../memory/bytes";
import { rlpNext, rlpWord } from "../rlp/read";
import { trieGet, trieValue, trieValueLength } from "../trie/get";
import { EMPTY_ROOT, Trie, trieOpen } from "../trie/node";
import { loadAccount, markDirty } from "./account";
import { readingSlot } from "../witness/hint";
import {
  Account,
  addressOf,
  Slot,
  slotKey,
  slotStartValue,
  slotTrieValue,
  slotValueField,
  storageRootOf,
} from "./records";
import { epoch, journalPush, UNDO_SLOT, UNDO_WARM_SLOT } from "./undoLog";

export { Slot, slotKey, slotStartValue, slotTrieValue, slotValueField } from "./records";

const KEY: usize = memory.data(32, 8);

/** keccak-256 of the key, 32 bytes. */
export function slotHash(s: Slot): usize {
  const hash = changetype<usize>(s) + offsetof<Slot>("hash0");
  if (!s.keyed) {
    reverse32(KEY, slotKey(s));
    keccak256(hash, KEY, 32);
    s.keyed = true;
  }
  return hash;
}

/** Table slots are 8 bytes: a tag and the slot. */
let table: usize = 0;
let tableMask: u32 = 0;
let count: u32 = 0;
let seed: u64 = 0;
/** All storage tries, linked by `opened`: also those of accounts that have none any more. */
export let lastOpened: usize = 0;

const FIRST_SIZE: u32 = 2048;

export function resetStorage(): void {
  table = 0;
  tableMask = 0;
  count = 0;
  seed = 0;
  lastOpened = 0;
}

export function openStorage(tableSeed: u64): void {
  seed = tableSeed;
  tableMask = FIRST_SIZE - 1;
  table = allocZeroed((<usize>FIRST_SIZE) << 3);
}

export function slotCount(): u32 {
  return count;
}

// @ts-ignore: decorator
@inline
function mix(account: usize, generation: u32, key: usize): u64 {
  let h = (load<u64>(key) ^ seed ^ (<u64>account)) * 0x9e37_79b9_7f4a_7c15;
  h = (h ^ (h >> 32) ^ load<u64>(key, 8)) * 0xc2b2_ae3d_27d4_eb4f;
  h = (h ^ (h >> 29) ^ load<u64>(key, 16)) * 0x1656_67b1_9e37_79f9;
  h = (h ^ (h >> 31) ^ load<u64>(key, 24) ^ (<u64>generation)) * 0x2545_f491_4f6c_dd1d;
  return h ^ (h >> 32);
}

/** The table slot where the slot of that key is, or the free one where it would go. */
function probe(a: usize, generation: u32, key: usize, h: u64): usize {
  const tag = <u32>(h >> 32);
  let i = (<u32>h) & tableMask;
  while (true) {
    const at = table + ((<usize>i) << 3);
    const found = <usize>load<u32>(at, 4);
    if (found == 0) return at;
    if (load<u32>(at) == tag) {
      const s = changetype<Slot>(found);
      if (s.account == a && s.generation == generation && equal32(slotKey(s), key)) return at;
    }
    i = (i + 1) & tableMask;
  }
}

/** The slot of `key` (a word) in the account's storage. */
export function slotAt(a: Account, key: usize): Slot {
  return slotOfGeneration(a, a.generation, key);
}

function slotOfGeneration(a: Account, generation: u32, key: usize): Slot {
  const account = changetype<usize>(a);
  const h = mix(account, generation, key);
  const at = probe(account, generation, key, h);
  const found = <usize>load<u32>(at, 4);
  if (found != 0) return changetype<Slot>(found);
  const s = changetype<Slot>(allocZeroed(offsetof<Slot>()));
  copy32(slotKey(s), key);
  s.account = account;
  s.generation = generation;
  s.nextSlot = a.slots;
  a.slots = changetype<usize>(s);
  store<u32>(at, <u32>(h >> 32));
  store<u32>(at, <u32>changetype<usize>(s), 4);
  count++;
  if (count << 1 > tableMask) growTable();
  // Last, because it may fill the table slot that was free above.
  s.firstSlot = changetype<usize>(generation == 0 ? s : slotOfGeneration(a, 0, key));
  return s;
}

function growTable(): void {
  const old = table;
  const oldMask = tableMask;
  tableMask = (oldMask << 1) | 1;
  table = allocZeroed((<usize>tableMask + 1) << 3);
  for (let i: u32 = 0; i <= oldMask; i++) {
    const entry = <usize>load<u32>(old + ((<usize>i) << 3), 4);
    if (entry == 0) continue;
    const s = changetype<Slot>(entry);
    const h = mix(s.account, s.generation, slotKey(s));
    let j = (<u32>h) & tableMask;
    while (load<u32>(table + ((<usize>j) << 3), 4) != 0) j = (j + 1) & tableMask;
    store<u32>(table + ((<usize>j) << 3), <u32>(h >> 32));
    store<u32>(table + ((<usize>j) << 3), <u32>entry, 4);
  }
}

/** The account's storage trie, opened on first use. */
export function storageTrie(a: Account): Trie {
  if (a.trie == 0) {
    const t = trieOpen(storageRootOf(a));
    t.opened = lastOpened;
    lastOpened = changetype<usize>(t);
    a.trie = lastOpened;
  }
  return changetype<Trie>(a.trie);
}

/**
 * SOUNDNESS: a slot is zero only because its account has no storage or because the trie's path proves its absence; a node
 * that is missing on that path ends the run. A value must be a canonical integer above zero. Test: test/state.test.ts.
 */
function loadSlot(s: Slot): void {
  s.loaded = true;
  const a = changetype<Account>(s.account);
  loadAccount(a);
  if (s.generation != a.generation) return;
  if (a.trie == 0 && equal32(storageRootOf(a), EMPTY_ROOT)) return;
  readingSlot(addressOf(a), slotKey(s));
  if (!trieGet(storageTrie(a), slotHash(s), 32)) return;
  const end = trieValue + <usize>trieValueLength;
  if (rlpNext(trieValue, end) != end || !rlpWord(slotValueField(s))) incomplete(WITNESS_SLOT_MALFORMED, slotHash(s));
  if (isZero32(slotValueField(s))) incomplete(WITNESS_SLOT_MALFORMED, slotHash(s));
  copy32(slotTrieValue(s), slotValueField(s));
  copy32(slotStartValue(s), slotValueField(s));
}

/** The slot's value, a word. */
// @ts-ignore: decorator
@inline
export function slotValue(s: Slot): usize {
  if (!s.loaded) loadSlot(s);
  return slotValueField(s);
}

/** The slot's value when the transaction began, a word. */
export function slotOriginal(s: Slot): usize {
  if (!s.loaded) loadSlot(s);
  return s.originalEpoch == epoch ? changetype<usize>(s) + offsetof<Slot>("original0") : slotValueField(s);
}

/** Sets the slot to the word at `value`. */
export function setSlot(s: Slot, value: usize): void {
  const current = slotValue(s);
  if (equal32(current, value)) return;
  if (s.originalEpoch != epoch) {
    copy32(changetype<usize>(s) + offsetof<Slot>("original0"), current);
    s.originalEpoch = epoch;
  }
  copy32(journalPush(32, changetype<usize>(s), UNDO_SLOT), current);
  copy32(current, value);
  const a = changetype<Account>(s.account);
  if (!s.dirty) {
    s.dirty = true;
    s.nextDirty = a.dirtySlots;
    a.dirtySlots = changetype<usize>(s);
  }
  markDirty(a);
}

// @ts-ignore: decorator
@inline
export function isWarmSlot(s: Slot): bool {
  return changetype<Slot>(s.firstSlot).warmEpoch == epoch;
}

/** Marks the slot warm in this transaction. Returns whether it already was. */
export function warmSlot(s: Slot): bool {
  const first = changetype<Slot>(s.firstSlot);
  if (first.warmEpoch == epoch) return true;
  journalPush(0, s.firstSlot, UNDO_WARM_SLOT);
  first.warmEpoch = epoch;
  return false;
}
