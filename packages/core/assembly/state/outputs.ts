// Sections of the result that come from the state (docs/interfaces.md, "Binary result"). Call them after the last
// stateRoot. Each writes its section to fresh memory, at a multiple of 8, and sets outputAddress and outputLength:
//
//   newNodesOutput()         list: nodes of the tries as they are now that the witness did not hold
//   newCodesOutput()         list: codes deployed that the witness did not hold
//   changesOutput()          152-byte records of accounts; the storage changes that go with them follow with
//   storageChangesOutput()   64-byte records, in the same order (after changesOutput)
//   touchedKeysOutput()      list: 20 bytes an address, 52 bytes an address and a slot key
//   preimagesReadOutput()    list: 32-byte hashes of what was read, in first-visit order
//   listOutput(count, ptrs, lengths)   any list, from two arrays of u32
import { alloc, allocZeroed } from "../memory/arena";
import { copy20, copy32, equal32, reverse32 } from "../memory/bytes";
import { appendNewNodes, newNodesHead, resetCollect } from "../trie/collect";
import { Node, Trie } from "../trie/node";
import { encodingOf, hashOf } from "../trie/root";
import { Entry, entryHash, entriesRead, firstUsed } from "../witness/index";
import {
  Account,
  accountCount,
  accountsTrie,
  addressOf,
  balanceOf,
  codeHashOf,
  firstAccount,
  storageRootOf,
} from "./account";
import { Code } from "./code";
import { Slot, slotCount, slotKey, slotStartValue, slotValueField } from "./storage";

/** Where the last output is and how long it is. */
export let outputAddress: usize = 0;
export let outputLength: u32 = 0;

const CHANGE_SIZE: u32 = 152;
const SLOT_CHANGE_SIZE: u32 = 64;

const FLAG_DELETED: u32 = 1;
const FLAG_CLEARED: u32 = 2;
const FLAG_CREATED: u32 = 4;

let storageChanges: usize = 0;
let storageChangesLength: u32 = 0;

export function resetOutputs(): void {
  outputAddress = 0;
  outputLength = 0;
  storageChanges = 0;
  storageChangesLength = 0;
}

export function listOutput(count: u32, ptrs: usize, lengths: usize): void {
  let size: usize = (8 + ((<usize>count) << 2) + 7) & ~7;
  for (let i: u32 = 0; i < count; i++) size += (<usize>load<u32>(lengths + ((<usize>i) << 2)) + 7) & ~7;
  outputAddress = alloc(size);
  outputLength = <u32>size;
  store<u32>(outputAddress, count);
  store<u32>(outputAddress, 0, 4);
  let at = outputAddress + 8;
  memory.copy(at, lengths, (<usize>count) << 2);
  at += (<usize>count) << 2;
  if ((count & 1) != 0) {
    store<u32>(at, 0);
    at += 4;
  }
  for (let i: u32 = 0; i < count; i++) {
    const length = <usize>load<u32>(lengths + ((<usize>i) << 2));
    const padded = (length + 7) & ~7;
    // The padding first: the item then covers what of it is not padding.
    if (padded != 0) store<u64>(at + padded - 8, 0);
    memory.copy(at, <usize>load<u32>(ptrs + ((<usize>i) << 2)), length);
    at += padded;
  }
}

/** The two arrays that listOutput takes, while they are filled. */
let pointers: usize = 0;
let lengths: usize = 0;
let items: u32 = 0;

function beginItems(count: u32): void {
  pointers = alloc((<usize>count) << 2);
  lengths = alloc((<usize>count) << 2);
  items = 0;
}

function addItem(ptr: usize, length: u32): void {
  store<u32>(pointers + ((<usize>items) << 2), <u32>ptr);
  store<u32>(lengths + ((<usize>items) << 2), length);
  items++;
}

export function newNodesOutput(): void {
  resetCollect();
  let tail = appendNewNodes(accountsTrie(), 0);
  for (let entry = firstAccount(); entry != 0; entry = changetype<Account>(entry).nextAccount) {
    const a = changetype<Account>(entry);
    if (a.exists && a.trie != 0) tail = appendNewNodes(changetype<Trie>(a.trie), tail);
  }
  let count: u32 = 0;
  for (let node = newNodesHead; node != 0; node = changetype<Node>(node).next) count++;
  beginItems(count);
  let mask: u32 = 1;
  while (mask < count << 1) mask = (mask << 1) | 1;
  const seen = allocZeroed((<usize>mask + 1) << 2);
  for (let node = newNodesHead; node != 0; node = changetype<Node>(node).next) {
    if (!addUnseen(seen, mask, node)) continue;
    addItem(encodingOf(changetype<Node>(node)), changetype<Node>(node).encodingLength);
  }
  listOutput(items, pointers, lengths);
}

/** Puts the node into the table of those already listed. False when its hash is there: accounts with the same storage. */
function addUnseen(seen: usize, mask: u32, node: usize): bool {
  const hash = hashOf(changetype<Node>(node));
  let i = load<u32>(hash) & mask;
  while (true) {
    const other = <usize>load<u32>(seen + ((<usize>i) << 2));
    if (other == 0) break;
    if (equal32(hashOf(changetype<Node>(other)), hash)) return false;
    i = (i + 1) & mask;
  }
  store<u32>(seen + ((<usize>i) << 2), <u32>node);
  return true;
}

/** Only codes that an account of the post-state has: not those of creations that were reverted or destroyed. */
export function newCodesOutput(): void {
  beginItems(accountCount());
  for (let entry = firstAccount(); entry != 0; entry = changetype<Account>(entry).nextAccount) {
    const a = changetype<Account>(entry);
    if (!a.exists || a.code == 0) continue;
    const code = changetype<Code>(a.code);
    if (!code.isNew || code.listed) continue;
    code.listed = true;
    addItem(code.data, code.length);
  }
  for (let entry = firstAccount(); entry != 0; entry = changetype<Account>(entry).nextAccount) {
    const a = changetype<Account>(entry);
    if (a.code != 0) changetype<Code>(a.code).listed = false;
  }
  listOutput(items, pointers, lengths);
}

/** Whether the account's leaf now differs from the one read. */
function isChanged(a: Account): bool {
  if (!a.loaded) return false;
  if (a.exists != a.startExists) return true;
  if (!a.exists) return false;
  if (a.nonce != a.startNonce || a.cleared) return true;
  const start = changetype<usize>(a) + offsetof<Account>("startBalance0");
  return !equal32(start, balanceOf(a)) || !equal32(start + 32, codeHashOf(a)) || !equal32(start + 64, storageRootOf(a));
}

export function changesOutput(): void {
  const records = alloc(<usize>accountCount() * CHANGE_SIZE);
  const slots = alloc(<usize>slotCount() * SLOT_CHANGE_SIZE);
  let at = records;
  let slotAt = slots;
  for (let entry = firstAccount(); entry != 0; entry = changetype<Account>(entry).nextAccount) {
    const a = changetype<Account>(entry);
    if (!isChanged(a)) continue;
    memory.fill(at, 0, CHANGE_SIZE);
    copy20(at, addressOf(a));
    let flags: u32 = a.cleared ? FLAG_CLEARED : 0;
    if (!a.exists) flags |= FLAG_DELETED;
    if (!a.startExists) flags |= FLAG_CREATED;
    store<u32>(at, flags, 20);
    store<u64>(at, a.nonce, 24);
    copy32(at + 32, balanceOf(a));
    copy32(at + 64, codeHashOf(a));
    copy32(at + 96, storageRootOf(a));
    const next = a.exists ? writeSlotChanges(a, slotAt) : slotAt;
    store<u64>(at, <u64>(next - slotAt) / SLOT_CHANGE_SIZE, 128);
    slotAt = next;
    at += CHANGE_SIZE;
  }
  outputAddress = records;
  outputLength = <u32>(at - records);
  storageChanges = slots;
  storageChangesLength = <u32>(slotAt - slots);
}

/** Writes a record for every slot that differs from what the account's storage began with. Returns the new end. */
function writeSlotChanges(a: Account, at: usize): usize {
  for (let entry = a.slots; entry != 0; entry = changetype<Slot>(entry).nextSlot) {
    const s = changetype<Slot>(entry);
    if (s.generation != a.generation || equal32(slotValueField(s), slotStartValue(s))) continue;
    reverse32(at, slotKey(s));
    reverse32(at + 32, slotValueField(s));
    at += SLOT_CHANGE_SIZE;
  }
  return at;
}

export function storageChangesOutput(): void {
  outputAddress = storageChanges;
  outputLength = storageChangesLength;
}

export function touchedKeysOutput(): void {
  beginItems(accountCount() + slotCount());
  for (let entry = firstAccount(); entry != 0; entry = changetype<Account>(entry).nextAccount) {
    const a = changetype<Account>(entry);
    if (!a.loaded) continue;
    addItem(addressOf(a), 20);
    for (let slot = a.slots; slot != 0; slot = changetype<Slot>(slot).nextSlot) {
      const s = changetype<Slot>(slot);
      if (!s.loaded) continue;
      // After its storage was cleared an account has slots of another generation with the same keys.
      if (s.firstSlot != slot && changetype<Slot>(s.firstSlot).loaded) continue;
      const item = alloc(52);
      copy20(item, addressOf(a));
      reverse32(item + 20, slotKey(s));
      addItem(item, 52);
    }
  }
  listOutput(items, pointers, lengths);
}

export function preimagesReadOutput(): void {
  beginItems(entriesRead);
  for (let entry = firstUsed(); entry != 0; entry = changetype<Entry>(entry).nextRead) {
    addItem(entryHash(changetype<Entry>(entry)), 32);
  }
  listOutput(items, pointers, lengths);
}
