// Byte strings by their keccak-256: open addressing on the first 8 bytes of the hash, compared whole. A table lies in the region that
// was in use when it last grew.
import { allocZeroed } from "../memory/arena";
import { equal32 } from "../memory/bytes";


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

/** Slots are 8 bytes: bytes 4 to 7 of the hash, and the entry. The slot is chosen by bytes 0 to 3. */
@unmanaged
export class Table {
  slots: usize;
  mask: u32;
  count: u32;
}

const FIRST_SIZE: u32 = 64;

/** Makes the table empty, without memory of its own. */
export function clearTable(t: Table): void {
  t.slots = 0;
  t.mask = 0;
  t.count = 0;
}

/** Makes room for `count` entries at a load of at most one half. */
export function reserveEntries(t: Table, count: u32): void {
  let size = FIRST_SIZE;
  while (size < count << 1) size <<= 1;
  if (t.slots != 0 && size <= t.mask + 1) return;
  const old = t.slots;
  const oldSize: u32 = old == 0 ? 0 : t.mask + 1;
  t.slots = allocZeroed((<usize>size) << 3);
  t.mask = size - 1;
  for (let i: u32 = 0; i < oldSize; i++) {
    const entry = load<u32>(old + ((<usize>i) << 3), 4);
    if (entry != 0) place(t, changetype<Entry>(<usize>entry));
  }
}

function place(t: Table, entry: Entry): void {
  let i = (<u32>entry.hash0) & t.mask;
  while (load<u32>(t.slots + ((<usize>i) << 3), 4) != 0) i = (i + 1) & t.mask;
  store<u32>(t.slots + ((<usize>i) << 3), <u32>(entry.hash0 >> 32));
  store<u32>(t.slots + ((<usize>i) << 3), <u32>changetype<usize>(entry), 4);
}

/** Puts an entry in whose hash is not there yet. */
export function addEntry(t: Table, entry: Entry): void {
  reserveEntries(t, t.count + 1);
  place(t, entry);
  t.count++;
}

/** The entry with the 32-byte `hash`, or 0. */
export function findEntry(t: Table, hash: usize): usize {
  if (t.slots == 0) return 0;
  const tag = load<u32>(hash, 4);
  let i = load<u32>(hash) & t.mask;
  while (true) {
    const slot = t.slots + ((<usize>i) << 3);
    const entry = <usize>load<u32>(slot, 4);
    if (entry == 0) return 0;
    if (load<u32>(slot) == tag && equal32(entry, hash)) return entry;
    i = (i + 1) & t.mask;
  }
}
