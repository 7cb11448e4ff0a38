// The witness: byte strings found by their keccak-256. Open addressing on the first 8 bytes of the hash, compared whole.
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
//
// A byte string that comes twice is kept once. Kinds do not matter for finding: the hash names the bytes.
import { keccak256, keccak256Pair } from "../hash/keccak";
import { alloc, allocZeroed, useMainRegion, useStateRegion } from "../memory/arena";
import { copy32, equal32 } from "../memory/bytes";
import { OF_CODE, readingOf } from "./hint";
import { fetchedLength, fetchKeccak, resetOracle } from "./oracle";

export const WITNESS_NODE: u32 = 0;
export const WITNESS_CODE: u32 = 1;
export const WITNESS_HEADER: u32 = 2;
export const WITNESS_PREIMAGE: u32 = 3;


@unmanaged
export class Entry {
  hash0: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
  data: usize;
  length: u32;
  kind: u32;
  /** Whether it was read. */
  used: bool;
  next: usize;
  nextRead: usize;
}

/** The 32-byte hash of an entry. */
// @ts-ignore: decorator
@inline
export function entryHash(entry: Entry): usize {
  return changetype<usize>(entry) + offsetof<Entry>("hash0");
}

/** Table slots are 8 bytes: bytes 4 to 7 of the hash, and the entry. The slot is chosen by bytes 0 to 3. */
let table: usize = 0;
let tableMask: u32 = 0;
let tableCount: u32 = 0;

let first: usize = 0;
let last: usize = 0;
/** First entry that `hashWitness` has not yet seen. */
let unhashed: usize = 0;
let added: u32 = 0;

let firstRead: usize = 0;
let lastRead: usize = 0;

/** Number of trie nodes read from the witness or the oracle. */
export let nodesRead: u64 = 0;

/** As `table`, of what the oracle gave since `beginTemporary`. */
let temporary: usize = 0;
let temporaryMask: u32 = 0;
let temporaryCount: u32 = 0;
let isTemporary: bool = false;

/** Number of entries that were read, of all kinds. */
export let entriesRead: u32 = 0;

export function resetWitness(): void {
  table = 0;
  tableMask = 0;
  tableCount = 0;
  first = 0;
  last = 0;
  unhashed = 0;
  added = 0;
  firstRead = 0;
  lastRead = 0;
  nodesRead = 0;
  entriesRead = 0;
  temporary = 0;
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
  reserve(tableCount + added);
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

/** Makes room for `count` entries at a load of at most one half. */
function reserve(count: u32): void {
  let size: u32 = 64;
  while (size < count << 1) size <<= 1;
  if (table != 0 && size <= tableMask + 1) return;
  const old = table;
  const oldSize: u32 = old == 0 ? 0 : tableMask + 1;
  table = allocZeroed((<usize>size) << 3);
  tableMask = size - 1;
  rehash(old, oldSize, table, tableMask);
}

function rehash(from: usize, size: u32, to: usize, mask: u32): void {
  for (let i: u32 = 0; i < size; i++) {
    const entry = load<u32>(from + ((<usize>i) << 3), 4);
    if (entry != 0) place(to, mask, changetype<Entry>(<usize>entry));
  }
}

function place(to: usize, mask: u32, entry: Entry): void {
  let i = (<u32>entry.hash0) & mask;
  while (load<u32>(to + ((<usize>i) << 3), 4) != 0) i = (i + 1) & mask;
  store<u32>(to + ((<usize>i) << 3), <u32>(entry.hash0 >> 32));
  store<u32>(to + ((<usize>i) << 3), <u32>changetype<usize>(entry), 4);
}

/** The entry with `hash` in the table, or 0. */
function lookUp(hash: usize): usize {
  return table == 0 ? 0 : find(table, tableMask, hash);
}

function find(within: usize, mask: u32, hash: usize): usize {
  const tag = load<u32>(hash, 4);
  let i = load<u32>(hash) & mask;
  while (true) {
    const slot = within + ((<usize>i) << 3);
    const entry = <usize>load<u32>(slot, 4);
    if (entry == 0) return 0;
    if (load<u32>(slot) == tag && equal32(entry, hash)) return entry;
    i = (i + 1) & mask;
  }
}

/** Indexes a hashed entry unless the same bytes are there already. Room has been reserved. */
function insert(entry: Entry): void {
  if (lookUp(entryHash(entry)) != 0) return;
  place(table, tableMask, entry);
  tableCount++;
}

/** Whether the witness holds the preimage of the 32-byte `hash`. */
export function witnessHas(hash: usize): bool {
  return lookUp(hash) != 0;
}

/** The entry whose keccak-256 is the 32-byte `hash`, or null (0) when neither the witness nor the oracle has it. */
export function witnessFind(hash: usize, kind: u32): Entry {
  let found = lookUp(hash);
  if (found == 0 && isTemporary) return findTemporary(hash, kind);
  if (found == 0) {
    // What was fetched stays, whatever becomes of the state that it is read for.
    const inState = useMainRegion();
    if (kind == WITNESS_CODE) readingOf(OF_CODE, 0);
    const data = fetchKeccak(hash);
    found = data == 0 ? 0 : addIndexed(hash, data, fetchedLength, kind);
    if (inState) useStateRegion();
    if (found == 0) return changetype<Entry>(<usize>0);
  }
  const entry = changetype<Entry>(found);
  if (!entry.used) markRead(entry);
  return entry;
}

/** Adds what is known to have `hash`, as if it had been fetched; nothing when it is there already. */
export function addKnown(hash: usize, data: usize, length: u32, kind: u32): void {
  if (lookUp(hash) == 0) addIndexed(hash, data, length, kind);
}

function addIndexed(hash: usize, data: usize, length: u32, kind: u32): usize {
  addWitness(data, length, kind);
  const entry = last;
  copy32(entryHash(changetype<Entry>(entry)), hash);
  reserve(tableCount + 1);
  place(table, tableMask, changetype<Entry>(entry));
  tableCount++;
  // Already hashed and indexed: leave nothing for hashWitness unless something else was waiting.
  if (unhashed == entry) unhashed = 0;
  added = unhashed == 0 ? 0 : added;
  return entry;
}

const TEMPORARY_SLOTS: u32 = 64;

/** From here to `endTemporary` what the oracle gives lies in the arena above the caller's `mark` only, and is forgotten there.
 *  Sections do not nest. */
export function beginTemporary(): void {
  assert(!isTemporary);
  isTemporary = true;
  temporary = 0;
}

export function endTemporary(): void {
  isTemporary = false;
}

function findTemporary(hash: usize, kind: u32): Entry {
  if (temporary == 0) {
    temporary = allocZeroed((<usize>TEMPORARY_SLOTS) << 3);
    temporaryMask = TEMPORARY_SLOTS - 1;
    temporaryCount = 0;
  }
  const found = find(temporary, temporaryMask, hash);
  if (found != 0) return changetype<Entry>(found);
  const data = fetchKeccak(hash);
  if (data == 0) return changetype<Entry>(<usize>0);
  const entry = changetype<Entry>(allocZeroed(offsetof<Entry>()));
  copy32(entryHash(entry), hash);
  entry.data = data;
  entry.length = fetchedLength;
  entry.kind = kind;
  if (++temporaryCount << 1 > temporaryMask) {
    const old = temporary;
    const size = temporaryMask + 1;
    temporary = allocZeroed((<usize>size) << 4);
    temporaryMask = (size << 1) - 1;
    rehash(old, size, temporary, temporaryMask);
  }
  place(temporary, temporaryMask, entry);
  if (kind == WITNESS_NODE) nodesRead++;
  return entry;
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
