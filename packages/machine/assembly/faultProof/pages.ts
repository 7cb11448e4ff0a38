// Memory of 2^64 bytes in pages of 4 KiB that exist once they are written to. A hash table finds them; two small direct-mapped tables
// in front of it, one for reads and one for writes, are what nearly every access ends with.

/** Of one page. */
@unmanaged
export class Page {
  /** Address / 4096. */
  index: u64;
  data: usize;
  /** Its decoded instructions (code.ts), 0 while none of it has run. */
  code: usize;
  /** Whether `root0`… are out of date. */
  dirty: u32;
  /** Whether instructions of it have been translated (translated.ts). */
  translated: u32;
  /** Root of its tree, 32 bytes. */
  root0: u64;
  root1: u64;
  root2: u64;
  root3: u64;
}

/** Offset of `root0`, for pointers. */
export const ROOT_OFFSET: usize = offsetof<Page>("root0");

export const PAGE_BYTES: usize = 4096;
/** What pages that do not exist read as. */
export const ZERO_PAGE: usize = memory.data(4096, 16);

const WAYS: usize = 1024;
const WAY_BYTES: usize = 16;
/** Entries: address of a page that exists (u64), and what leads from an address in it to its byte in linear memory (u32, added modulo 2^32). */
export const READ_WAYS: usize = memory.data(16384, 16);
/** Only pages that are dirty already and hold no decoded code: everything else is for `writeSlow`. */
export const WRITE_WAYS: usize = memory.data(16384, 16);
/** No page's address, so no match. */
const NO_PAGE: u64 = 0xffff_ffff_ffff_ffff;

/** Room given out so far ends here. */
let top: usize = 0;
let pageLimit: u32 = 0;
let pageTotal: u32 = 0;
/** Open addressing: addresses of Page, 0 for free. Never more than half full. */
let table: usize = 0;
let tableMask: usize = 0;
/** Records for pages to come, taken from a block at a time. */
let spareRecords: usize = 0;
let spareCount: u32 = 0;

/** Zeroed bytes, or 0 when there are none left. Never given back. */
export function allocate(bytes: usize): usize {
  const at = (top + 15) & ~15;
  const end = at + bytes;
  if (end < at) return 0;
  const have = (<usize>memory.size()) << 16;
  if (end > have) {
    const missing = <i32>((end - have + 0xffff) >> 16);
    // More than needed, so that growing stays rare; exactly what is needed where that is too much.
    const generous = missing + <i32>(memory.size() >> 3);
    if (memory.grow(generous) < 0 && memory.grow(missing) < 0) return 0;
  }
  top = end;
  return at;
}

export function start(maxPages: u32): bool {
  top = __heap_base;
  pageLimit = maxPages;
  tableMask = 1023;
  table = allocate(1024 * sizeof<usize>());
  forgetWays();
  return table != 0;
}

function forgetWays(): void {
  for (let i: usize = 0; i < WAYS * WAY_BYTES; i += WAY_BYTES) {
    store<u64>(READ_WAYS + i, NO_PAGE);
    store<u64>(WRITE_WAYS + i, NO_PAGE);
  }
}

/** After the roots of all pages are up to date: the next write to each has to come by `writeSlow` again. */
export function forgetWrites(): void {
  for (let i: usize = 0; i < WAYS * WAY_BYTES; i += WAY_BYTES) store<u64>(WRITE_WAYS + i, NO_PAGE);
}

export function pageCount(): u32 {
  return pageTotal;
}

// @ts-ignore: decorator
@inline
function slotOf(index: u64): usize {
  // Fibonacci hashing: pages come in runs, at a few places far apart.
  return <usize>((index * 0x9e37_79b9_7f4a_7c15) >> 32);
}

export function find(index: u64): Page | null {
  let slot = slotOf(index);
  while (true) {
    const page = changetype<Page | null>(load<usize>(table + ((slot & tableMask) << 2)));
    if (page === null || page.index == index) return page;
    slot++;
  }
}

function insert(page: Page): void {
  let slot = slotOf(page.index);
  while (load<usize>(table + ((slot & tableMask) << 2)) != 0) slot++;
  store<usize>(table + ((slot & tableMask) << 2), changetype<usize>(page));
}

function growTable(): bool {
  const old = table;
  const oldBytes = (tableMask + 1) << 2;
  const grown = allocate(oldBytes << 1);
  if (grown == 0) return false;
  table = grown;
  tableMask = (tableMask << 1) | 1;
  for (let i: usize = 0; i < oldBytes; i += 4) {
    const page = load<usize>(old + i);
    if (page != 0) insert(changetype<Page>(page));
  }
  return true;
}

/** null when there is no room for it. */
function create(index: u64): Page | null {
  if (pageTotal >= pageLimit) return null;
  if (<usize>pageTotal * 2 > tableMask && !growTable()) return null;
  if (spareCount == 0) {
    spareRecords = allocate(64 * offsetof<Page>());
    if (spareRecords == 0) return null;
    spareCount = 64;
  }
  const data = allocate(PAGE_BYTES);
  if (data == 0) return null;
  const page = changetype<Page>(spareRecords);
  spareRecords += offsetof<Page>();
  spareCount--;
  page.index = index;
  page.data = data;
  page.dirty = 1;
  insert(page);
  pageTotal++;
  return page;
}

/** Of an address: its entry among the ways. */
// @ts-ignore: decorator
@inline
function wayOf(address: u64): usize {
  return ((<usize>address) >> 8) & ((WAYS - 1) << 4);
}

function setWay(way: usize, page: Page): void {
  const address = page.index << 12;
  store<u64>(way, address);
  store<u32>(way, <u32>page.data - <u32>address, 8);
}

/** Code that has been translated was written over. */
let stale: bool = false;

export function isStale(): bool {
  return stale;
}

export function setStale(value: bool): void {
  stale = value;
}

/** The page for writing, dirty from now on. null when there is no room. */
export function writable(index: u64): Page | null {
  let page = find(index);
  if (page === null) {
    page = create(index);
    if (page === null) return null;
  }
  page.dirty = 1;
  if (page.code == 0) setWay(WRITE_WAYS + wayOf(index << 12), page);
  return page;
}

/** Writes to this page have to look after its decoded code from now on. */
export function forbidDirectWrites(index: u64): void {
  const way = WRITE_WAYS + wayOf(index << 12);
  if (load<u64>(way) == index << 12) store<u64>(way, NO_PAGE);
}

/** Where the bytes of a page are read from. */
function readable(index: u64): usize {
  const page = find(index);
  // What does not exist is not among the ways: translated code keeps their pointers for a while.
  if (page === null) return ZERO_PAGE;
  setWay(READ_WAYS + wayOf(index << 12), page);
  return page.data;
}

/** Little-endian, across pages where it has to be. */
function readSlow(address: u64, bytes: u32): u64 {
  const offset = (<usize>address) & 4095;
  const data = readable(address >> 12);
  const split = offset + bytes > PAGE_BYTES;
  const next = split ? readable((address + bytes - 1) >> 12) : 0;
  let value: u64 = 0;
  for (let i: u32 = bytes; i > 0;) {
    i--;
    const at = offset + i;
    value = (value << 8) | load<u8>(at < PAGE_BYTES ? data + at : next + at - PAGE_BYTES);
  }
  return value;
}

/** Decoded instructions that lie in `bytes` from `offset` on are forgotten; they are decoded again when they run. */
// @ts-ignore: decorator
@inline
function forgetCode(page: Page, offset: usize): void {
  if (page.code == 0) return;
  const operation = page.code + ((offset >> 2) << 3);
  if (page.translated && load<u64>(operation) != 0) stale = true;
  store<u64>(operation, 0);
}

/** The same for what a host writes. */
export function forgetCodeIn(page: Page, offset: u32, bytes: u32): void {
  for (let i = offset & ~3; i < offset + bytes; i += 4) forgetCode(page, i);
}

/** false when there is no room; nothing is written then. */
function writeSlow(address: u64, bytes: u32, value: u64): bool {
  const page = writable(address >> 12);
  if (page === null) return false;
  const offset = (<usize>address) & 4095;
  let next: Page = page;
  if (offset + bytes > PAGE_BYTES) {
    const second = writable((address + bytes - 1) >> 12);
    if (second === null) return false;
    next = second;
  }
  for (let i: u32 = 0; i < bytes; i++) {
    const at = offset + i;
    if (at < PAGE_BYTES) {
      store<u8>(page.data + at, <u8>value);
      forgetCode(page, at);
    } else {
      store<u8>(next.data + at - PAGE_BYTES, <u8>value);
      forgetCode(next, at - PAGE_BYTES);
    }
    value >>= 8;
  }
  return true;
}

/** What lies at an address, of any alignment. */
// @ts-ignore: decorator
@inline
export function read<T>(address: u64): T {
  const way = READ_WAYS + wayOf(address);
  // Of the last byte: in another page it never matches.
  if (load<u64>(way) == ((address + (sizeof<T>() - 1)) & ~4095))
    return load<T>(<usize>address + <usize>load<u32>(way, 8));
  return <T>readSlow(address, sizeof<T>());
}

/** false when there is no room for a new page. */
// @ts-ignore: decorator
@inline
export function write<T>(address: u64, value: T): bool {
  const way = WRITE_WAYS + wayOf(address);
  if (load<u64>(way) == ((address + (sizeof<T>() - 1)) & ~4095)) {
    store<T>(<usize>address + <usize>load<u32>(way, 8), value);
    return true;
  }
  return writeSlow(address, sizeof<T>(), <u64>value);
}

/** What accesses of translated code go through that the ways do not answer: eight bytes. */
const SCRATCH: usize = memory.data(8, 8);

/** Where `bytes` that lie at an address can be read, at once. */
export function pointerForReading(address: u64, bytes: u32): usize {
  const way = READ_WAYS + wayOf(address);
  if (load<u64>(way) == ((address + (bytes - 1)) & ~4095)) return <usize>address + <usize>load<u32>(way, 8);
  store<u64>(SCRATCH, readSlow(address, bytes));
  return SCRATCH;
}

function meetsTranslated(page: Page, offset: usize): bool {
  return page.translated != 0 && load<u64>(page.code + ((offset >> 2) << 3)) != 0;
}

/** Where a value can be written; it may have been already, to where it belongs. 0, and nothing is written, when there is no room for a new
 *  page or translated code lies there: the loop then does what is to be done. */
export function pointerForWriting(address: u64, bytes: u32, value: u64): usize {
  const way = WRITE_WAYS + wayOf(address);
  if (load<u64>(way) == ((address + (bytes - 1)) & ~4095)) return <usize>address + <usize>load<u32>(way, 8);
  const last = address + bytes - 1;
  const page = find(address >> 12);
  const next = address >> 12 == last >> 12 ? page : find(last >> 12);
  if (page !== null && meetsTranslated(page, (<usize>address) & 4095)) return 0;
  if (next !== null && meetsTranslated(next, (<usize>last) & 4095)) return 0;
  // Eight bytes can touch three instructions.
  const middle = address + (bytes >> 1);
  if (page !== null && middle >> 12 == address >> 12 && meetsTranslated(page, (<usize>middle) & 4095)) return 0;
  if (next !== null && middle >> 12 == last >> 12 && meetsTranslated(next, (<usize>middle) & 4095)) return 0;
  return writeSlow(address, bytes, value) ? SCRATCH : 0;
}

/** Writes the addresses of all pages, in no order. */
export function listPages(target: usize): void {
  for (let i: usize = 0; i <= tableMask; i++) {
    const page = load<usize>(table + (i << 2));
    if (page == 0) continue;
    store<usize>(target, page);
    target += sizeof<usize>();
  }
}
