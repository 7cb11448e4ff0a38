// The witness: byte strings found by their keccak-256.
//
//   addWitness(ptr, length, kind)   announces a byte string; it must stay where it is
//   hashWitness()                   hashes everything announced since the last call and indexes it
//   witnessFind(hash, kind): Entry  the entry (data, length), asking the oracle when there is none; 0 when nobody has it
//   addKnown(hash, data, length, kind)   adds what is known to have that hash; it must stay where it is
//   witnessHas(hash): bool          whether the witness itself holds it; asks nobody and marks nothing
//   firstEntry / nextEntry          all entries in the order they were added (entryHash gives 32 bytes)
//   firstUsed / nextUsed            the entries read so far, in first-visit order
//   nodesRead                       number of trie nodes among them
//   beginTemporary / endTemporary   between them, what the oracle gives is kept apart and forgotten at the end
//   forgetFetched()                 forgets what the oracle gave while the state's region was in use
//
// A byte string that comes twice is kept once. Kinds do not matter for finding: the hash names the bytes.
import { keccak256, keccak256Pair } from "../hash/keccak";
import { alloc, allocZeroed, emptyRegion, FETCHED_REGION, region, STATE_REGION, useRegion } from "../memory/arena";
import { copy32 } from "../memory/bytes";
import { OF_CODE, readingOf } from "./hint";
import { findKept, resetKept } from "./kept";
import { fetchedLength, fetchKeccak, resetOracle } from "./oracle";
import { addEntry, clearTable, Entry, entryHash, findEntry, reserveEntries, Table } from "./table";

export { Entry, entryHash } from "./table";

export const WITNESS_NODE: u32 = 0;
export const WITNESS_CODE: u32 = 1;
export const WITNESS_HEADER: u32 = 2;
export const WITNESS_PREIMAGE: u32 = 3;

/** What the input holds, and what the oracle gave outside of `beginTemporary`. */
const table = changetype<Table>(memory.data(offsetof<Table>(), 4));
/** What the oracle gave since `beginTemporary`. */
const temporary = changetype<Table>(memory.data(offsetof<Table>(), 4));
let isTemporary: bool = false;
/** What the oracle gave for the state in memory, in the region of such things. */
const fetched = changetype<Table>(memory.data(offsetof<Table>(), 4));

let first: usize = 0;
let last: usize = 0;
/** First entry that `hashWitness` has not yet seen. */
let unhashed: usize = 0;
let added: u32 = 0;

let firstRead: usize = 0;
let lastRead: usize = 0;

/** Number of trie nodes read from the witness or the oracle. */
export let nodesRead: u64 = 0;

/** Number of entries that were read, of all kinds. */
export let entriesRead: u32 = 0;

export function resetWitness(): void {
  clearTable(table);
  clearTable(temporary);
  clearTable(fetched);
  resetKept();
  first = 0;
  last = 0;
  unhashed = 0;
  added = 0;
  firstRead = 0;
  lastRead = 0;
  nodesRead = 0;
  entriesRead = 0;
  isTemporary = false;
  resetOracle();
}

export function addWitness(data: usize, length: u32, kind: u32): void {
  const entry = changetype<Entry>(alloc(offsetof<Entry>()));
  entry.data = data;
  entry.length = length;
  entry.kind = kind;
  entry.used = false;
  entry.next = 0;
  entry.nextRead = 0;
  if (last != 0) changetype<Entry>(last).next = changetype<usize>(entry);
  else first = changetype<usize>(entry);
  last = changetype<usize>(entry);
  if (unhashed == 0) unhashed = last;
  added++;
}

/** First entry waiting for a partner of the same number of keccak blocks, by that number. */
const WAITING: usize = memory.data(4 * 16, 8);
const RATE: u32 = 136;

/** Hashes and indexes everything added since the last call. */
export function hashWitness(): void {
  reserveEntries(table, table.count + added);
  memory.fill(WAITING, 0, 4 * 16);
  let entry = unhashed;
  while (entry != 0) {
    const e = changetype<Entry>(entry);
    entry = e.next;
    // Two hashes at once are faster than one after the other, but only when both take as many permutations.
    const blocks = e.length / RATE;
    const waiting = blocks < 16 ? load<u32>(WAITING + ((<usize>blocks) << 2)) : 0;
    if (blocks < 16 && waiting == 0) {
      store<u32>(WAITING + ((<usize>blocks) << 2), <u32>changetype<usize>(e));
    } else if (waiting != 0) {
      const w = changetype<Entry>(<usize>waiting);
      store<u32>(WAITING + ((<usize>blocks) << 2), 0);
      keccak256Pair(entryHash(w), w.data, w.length, entryHash(e), e.data, e.length);
      insert(w);
      insert(e);
    } else {
      keccak256(entryHash(e), e.data, e.length);
      insert(e);
    }
  }
  for (let blocks: usize = 0; blocks < 16; blocks++) {
    const waiting = load<u32>(WAITING + (blocks << 2));
    if (waiting == 0) continue;
    const w = changetype<Entry>(<usize>waiting);
    keccak256(entryHash(w), w.data, w.length);
    insert(w);
  }
  unhashed = 0;
  added = 0;
}

/** Indexes a hashed entry unless the same bytes are there already. */
function insert(entry: Entry): void {
  if (findEntry(table, entryHash(entry)) == 0) addEntry(table, entry);
}

/** Whether the preimage of the 32-byte `hash` is at hand. */
export function witnessHas(hash: usize): bool {
  return findEntry(table, hash) != 0 || findKept(hash) != 0 || findEntry(fetched, hash) != 0;
}

/** The entry whose keccak-256 is the 32-byte `hash`, or null (0) when neither the witness nor the oracle has it. */
export function witnessFind(hash: usize, kind: u32): Entry {
  let found = findEntry(table, hash);
  if (found == 0) {
    if (isTemporary) return findFetched(temporary, hash, kind);
    found = findKept(hash);
    if (found != 0) return changetype<Entry>(found);
    if (region == STATE_REGION) return findForState(hash, kind);
    const data = fetchKeccak(hash);
    if (data == 0) return changetype<Entry>(<usize>0);
    found = addIndexed(hash, data, fetchedLength, kind);
  }
  const entry = changetype<Entry>(found);
  if (!entry.used) markRead(entry);
  return entry;
}

/** Adds what is known to have `hash`, as if it had been fetched; nothing when it is there already. */
export function addKnown(hash: usize, data: usize, length: u32, kind: u32): void {
  if (findEntry(table, hash) == 0) addIndexed(hash, data, length, kind);
}

function addIndexed(hash: usize, data: usize, length: u32, kind: u32): usize {
  addWitness(data, length, kind);
  const entry = last;
  copy32(entryHash(changetype<Entry>(entry)), hash);
  addEntry(table, changetype<Entry>(entry));
  // Already hashed and indexed: leave nothing for hashWitness unless something else was waiting.
  if (unhashed == entry) unhashed = 0;
  added = unhashed == 0 ? 0 : added;
  return entry;
}

/** What is fetched while the state's region is in use outlives that region, but not `forgetFetched`. */
function findForState(hash: usize, kind: u32): Entry {
  if (kind == WITNESS_CODE) readingOf(OF_CODE, 0);
  useRegion(FETCHED_REGION);
  const entry = findFetched(fetched, hash, kind);
  useRegion(STATE_REGION);
  return entry;
}

/** Forgets what was fetched for the state. Nothing may point to it any more. */
export function forgetFetched(): void {
  clearTable(fetched);
  emptyRegion(FETCHED_REGION);
}

/** The entry with `hash` in `t`, asking the oracle when there is none; null (0) when it has none either. */
function findFetched(t: Table, hash: usize, kind: u32): Entry {
  const found = findEntry(t, hash);
  if (found != 0) return changetype<Entry>(found);
  const data = fetchKeccak(hash);
  if (data == 0) return changetype<Entry>(<usize>0);
  const entry = changetype<Entry>(allocZeroed(offsetof<Entry>()));
  copy32(entryHash(entry), hash);
  entry.data = data;
  entry.length = fetchedLength;
  entry.kind = kind;
  addEntry(t, entry);
  if (kind == WITNESS_NODE) nodesRead++;
  return entry;
}

/** From here to `endTemporary` what the oracle gives lies in the arena above the caller's `mark` only, and is forgotten there.
 *  Sections do not nest. */
export function beginTemporary(): void {
  assert(!isTemporary);
  isTemporary = true;
  clearTable(temporary);
}

export function endTemporary(): void {
  isTemporary = false;
}

/** Notes that an entry was read (`witnessFind` does it by itself). */
export function markRead(entry: Entry): void {
  if (entry.used) return;
  entry.used = true;
  if (lastRead != 0) changetype<Entry>(lastRead).nextRead = changetype<usize>(entry);
  else firstRead = changetype<usize>(entry);
  lastRead = changetype<usize>(entry);
  entriesRead++;
  if (entry.kind == WITNESS_NODE) nodesRead++;
}

/** First entry in the order of `addWitness`, or 0. */
export function firstEntry(): usize {
  return first;
}

/** First entry in first-visit order, or 0; the next one is its `nextRead`. */
export function firstUsed(): usize {
  return firstRead;
}
