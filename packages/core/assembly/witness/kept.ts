// What executed blocks made, once the state in memory is given up: trie nodes and codes that no witness has, under their hashes. Only
// what can still be reached from the state's root is kept; the rest goes with the region that it lies in.
//
//   offerMade(hash, bytes, length, kind)   something that was made; it lies in the state's region
//   keepReachable(root)                    keeps what was made or kept before and hangs below `root`
//   keepAlso(place, root)                  from now on also what hangs below `root`; 0 for no longer
//   findKept(hash): usize                  its entry, or 0
//
// A node is followed to whatever stands behind an 0xa0 in it: the hash of a child, of a storage root, of a code. What is none of them
// may be kept in vain, but nothing is missed. What is reached through a node of the witness is the witness's own: a host that
// has a node has all that hangs below it.
import { alloc, emptyRegion, KEPT_REGION, MAIN_REGION, OTHER_KEPT_REGION, useRegion } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { addEntry, clearTable, Entry, entryHash, findEntry, Table } from "./table";

/** The kind of what is followed; as WITNESS_NODE. */
const NODE: u32 = 0;
const HASH_ITEM: u8 = 0xa0;

const kept = changetype<Table>(memory.data(offsetof<Table>(), 4));
const made = changetype<Table>(memory.data(offsetof<Table>(), 4));
const reached = changetype<Table>(memory.data(offsetof<Table>(), 4));
let keptRegion: u32 = KEPT_REGION;
/** Last entry that was reached: they are linked in the order in which they were, which is the list of those to follow. */
let lastReached: usize = 0;

/** Further roots whose states may be gone back to: addresses of 32 bytes, or 0. */
const ALSO: usize = memory.data(2 * sizeof<usize>(), 8);
export const ALSO_PLACES: u32 = 2;

export function keepAlso(place: u32, root: usize): void {
  store<usize>(ALSO + <usize>place * sizeof<usize>(), root);
}

export function resetKept(): void {
  for (let place: u32 = 0; place < ALSO_PLACES; place++) keepAlso(place, 0);
  clearTable(kept);
  clearTable(made);
  clearTable(reached);
  keptRegion = KEPT_REGION;
  lastReached = 0;
}

export function findKept(hash: usize): usize {
  return findEntry(kept, hash);
}

function newEntry(hash: usize, data: usize, length: u32, kind: u32): Entry {
  const entry = changetype<Entry>(alloc(offsetof<Entry>()));
  copy32(entryHash(entry), hash);
  entry.data = data;
  entry.length = length;
  entry.kind = kind;
  entry.used = true;
  entry.next = 0;
  entry.nextRead = 0;
  return entry;
}

export function offerMade(hash: usize, bytes: usize, length: u32, kind: u32): void {
  if (findEntry(made, hash) == 0) addEntry(made, newEntry(hash, bytes, length, kind));
}

export function keepReachable(root: usize): void {
  const before = keptRegion;
  keptRegion = before == KEPT_REGION ? OTHER_KEPT_REGION : KEPT_REGION;
  emptyRegion(keptRegion);
  const region = useRegion(keptRegion);
  lastReached = 0;
  reach(root);
  let at = lastReached;
  for (let place: u32 = 0; place < ALSO_PLACES; place++) {
    const also = load<usize>(ALSO + <usize>place * sizeof<usize>());
    if (also != 0) reach(also);
    if (at == 0) at = lastReached;
  }
  while (at != 0) {
    const entry = changetype<Entry>(at);
    if (entry.kind == NODE) follow(entry.data, entry.data + <usize>entry.length);
    at = entry.next;
  }
  useRegion(MAIN_REGION);
  memory.copy(changetype<usize>(kept), changetype<usize>(reached), offsetof<Table>());
  clearTable(reached);
  clearTable(made);
  emptyRegion(before);
  useRegion(region);
}

function follow(bytes: usize, end: usize): void {
  for (let at = bytes; at + 32 < end; at++) if (load<u8>(at) == HASH_ITEM) reach(at + 1);
}

/** Copies what has this hash, if it was made or kept, unless that was done. */
function reach(hash: usize): void {
  let found = findEntry(made, hash);
  if (found == 0) found = findEntry(kept, hash);
  if (found == 0 || findEntry(reached, hash) != 0) return;
  const old = changetype<Entry>(found);
  const copy = alloc(<usize>old.length);
  memory.copy(copy, old.data, <usize>old.length);
  const entry = newEntry(hash, copy, old.length, old.kind);
  addEntry(reached, entry);
  if (lastReached != 0) changetype<Entry>(lastReached).next = changetype<usize>(entry);
  lastReached = changetype<usize>(entry);
}
