// The state as a whole: opening it at a root, and its root after what was executed.
//
//   openState(rootHash)          accounts are read from that root; once per run, after reset and before anything else
//   stateRoot(dst32)             writes everything that changed to the tries and hashes them. May be called many times:
//                                after every transaction before Byzantium, and block after block
//   stateTrie(): Trie
import { copy32, equal32, isZero32 } from "../memory/bytes";
import { rlpU64Size, rlpWordSize, rlpWriteListHeader, rlpWriteU64, rlpWriteWord } from "../rlp/write";
import { resetCollect } from "../trie/collect";
import { resetDelete, trieDelete } from "../trie/delete";
import { resetTrieValue } from "../trie/get";
import { Trie, trieHash, trieOpen } from "../trie/node";
import { hashQueuedTries, queueTrie, resetTrieQueue, trieRoot } from "../trie/root";
import { trieUpdate } from "../trie/update";
import { OF_STATE_NODE, readingOf } from "../witness/hint";
import {
  Account,
  accountKey,
  balanceOf,
  codeHashOf,
  openAccounts,
  resetAccounts,
  storageRootOf,
  takeDirtyAccounts,
} from "./account";
import { resetCodes } from "./code";
import { resetJournal } from "./journal";
import { resetLogs } from "./logs";
import { resetOutputs } from "./outputs";
import { openStorage, resetStorage, Slot, slotHash, slotTrieValue, slotValueField, storageTrie } from "./storage";
import { resetTransient } from "./transient";

let state: usize = 0;

/** An account's RLP: at most 3 + 9 + 33 + 33 + 33 bytes. A slot's: at most 33. */
const VALUE: usize = memory.data(128, 8);

/** Forgets everything; part of the core's reset, together with resetWitness. */
export function resetState(): void {
  state = 0;
  resetTrieValue();
  resetTrieQueue();
  resetDelete();
  resetCollect();
  resetAccounts();
  resetStorage();
  resetCodes();
  resetTransient();
  resetLogs();
  resetJournal();
  resetOutputs();
}

export function openState(rootHash: usize): void {
  state = changetype<usize>(trieOpen(rootHash));
  // The tables' seed comes from the root, so that keys made to collide under one root do not under another.
  const seed = load<u64>(rootHash, 8) | 1;
  openAccounts(stateTrie(), seed);
  openStorage(seed);
}

export function stateTrie(): Trie {
  return changetype<Trie>(state);
}

/**
 * Per trie, all inserts and updates come before all deletions: a deletion first could need a sibling that a later insert
 * would have made irrelevant, and that no witness holds.
 */
export function stateRoot(dst: usize): void {
  // What was changed has been read: only a sibling can be missing.
  readingOf(OF_STATE_NODE, 0);
  const changed = takeDirtyAccounts();
  for (let entry = changed; entry != 0; entry = changetype<Account>(entry).nextDirty) {
    const a = changetype<Account>(entry);
    if (a.loaded && a.exists) writeStorage(a);
  }
  hashQueuedTries();
  for (let entry = changed; entry != 0; entry = changetype<Account>(entry).nextDirty) {
    const a = changetype<Account>(entry);
    if (a.trie != 0) copy32(storageRootOf(a), trieHash(changetype<Trie>(a.trie)));
    if (a.loaded && a.exists) writeAccount(a);
  }
  for (let entry = changed; entry != 0; entry = changetype<Account>(entry).nextDirty) {
    const a = changetype<Account>(entry);
    a.dirty = false;
    if (!a.loaded || a.exists || !a.inTrie) continue;
    trieDelete(stateTrie(), accountKey(a), 32);
    a.inTrie = false;
  }
  trieRoot(stateTrie(), dst);
}

/** Writes the account's changed slots to its storage trie and queues it for hashing. */
function writeStorage(a: Account): void {
  const changed = a.dirtySlots;
  if (changed == 0) return;
  a.dirtySlots = 0;
  for (let entry = changed; entry != 0; entry = changetype<Slot>(entry).nextDirty) {
    const s = changetype<Slot>(entry);
    const value = slotValueField(s);
    if (isZero32(value) || equal32(value, slotTrieValue(s))) continue;
    const length = <u32>(rlpWriteWord(VALUE, value) - VALUE);
    trieUpdate(storageTrie(a), slotHash(s), 32, VALUE, length);
    copy32(slotTrieValue(s), value);
  }
  for (let entry = changed; entry != 0; entry = changetype<Slot>(entry).nextDirty) {
    const s = changetype<Slot>(entry);
    s.dirty = false;
    if (!isZero32(slotValueField(s)) || isZero32(slotTrieValue(s))) continue;
    trieDelete(storageTrie(a), slotHash(s), 32);
    memory.fill(slotTrieValue(s), 0, 32);
  }
  if (a.trie != 0) queueTrie(changetype<Trie>(a.trie));
}

/** Writes the account's leaf: [nonce, balance, storage root, code hash]. */
function writeAccount(a: Account): void {
  const payload = rlpU64Size(a.nonce) + rlpWordSize(balanceOf(a)) + 66;
  let at = rlpWriteListHeader(VALUE, payload);
  at = rlpWriteU64(at, a.nonce);
  at = rlpWriteWord(at, balanceOf(a));
  store<u8>(at, 0xa0);
  copy32(at + 1, storageRootOf(a));
  store<u8>(at, 0xa0, 33);
  copy32(at + 34, codeHashOf(a));
  trieUpdate(stateTrie(), accountKey(a), 32, VALUE, <u32>(at + 66 - VALUE));
  a.inTrie = true;
}
