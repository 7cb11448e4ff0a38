// Linear memory as one bump arena. Nothing in the core is a managed object: structures are `@unmanaged`
// classes laid over memory that comes from here, and `resetArena` makes the instance fresh.
//
// A run that executes many blocks needs memory of several lives: what stays, and what can be forgotten as a whole. So there are
// regions, each made of blocks that come out of the arena once and are used again and again:
//
//   useRegion(region): u32    `alloc`, `mark` and `release` are that region's from now on; returns the one before
//   emptyRegion(region)       forgets everything in it
//   regionBytes(region)       how much of it is in use

/** The arena itself. */
export const MAIN_REGION: u32 = 0;
/** The state in memory, and the blocks that are executed. */
export const STATE_REGION: u32 = 1;
/** Preimages that can be asked for again. */
export const FETCHED_REGION: u32 = 2;
/** Nodes and codes that executed blocks made: one of the two holds them, the other is free. */
export const KEPT_REGION: u32 = 3;
export const OTHER_KEPT_REGION: u32 = 4;
const REGIONS: u32 = 5;

/** First free byte of the region in use. */
let top: usize = __heap_base;

/** Bytes up to which the region in use may go: of the arena, up to which linear memory has been grown. */
let limit: usize = (<usize>memory.size()) << 16;

/** Lowest address of the region in use: of the arena 0, of the others their current block's. */
let base: usize = 0;

/** Largest address the arena may reach, so that a hostile input ends in a trap instead of eating the machine. */
const MAX_BYTES: u64 = 0xc000_0000;

/** The region in use. */
export let region: u32 = MAIN_REGION;

/** What is known about a region: of those that are not in use also top, limit and base. */
@unmanaged
class Region {
  top: usize;
  limit: usize;
  base: usize;
  /** Its blocks, linked: u32 next, u32 end, 8 bytes of nothing, then the memory. */
  firstBlock: usize;
  currentBlock: usize;
  /** Bytes of the blocks before the current one. */
  bytesBefore: usize;
}

const RECORDS: usize = memory.data(5 * 24, 4);
const BLOCK_HEADER: usize = 16;
const FIRST_BLOCK: usize = 1 << 20;
const LARGEST_BLOCK: usize = 64 << 20;

// @ts-ignore: decorator
@inline
function recordOf(which: u32): Region {
  return changetype<Region>(RECORDS + <usize>which * offsetof<Region>());
}

function growTo(end: usize): void {
  const pages = <i32>((<u64>(end - limit) + 0xffff) >> 16);
  // Grow by at least an eighth of what is there, so that growth stays linear in what is used.
  const step = max(pages, memory.size() >> 3);
  if (memory.grow(step) < 0 && memory.grow(pages) < 0) unreachable();
  limit = <usize>min<u64>((<u64>memory.size()) << 16, MAX_BYTES);
}

/** Returns `size` bytes, 16-byte aligned, contents undefined. Traps when memory is exhausted. */
export function alloc(size: usize): usize {
  let start = (top + 15) & ~15;
  const end = <u64>start + <u64>size;
  if (end > <u64>limit) {
    if (region != MAIN_REGION) {
      nextBlock(size);
      start = top;
    } else {
      if (end > MAX_BYTES) unreachable();
      growTo(<usize>end);
    }
  }
  top = start + size;
  return start;
}

/** Returns `size` zero bytes, 16-byte aligned. */
export function allocZeroed(size: usize): usize {
  const start = alloc(size);
  if (size > 512) {
    memory.fill(start, 0, size);
  } else {
    // `memory.fill` leaves the module in V8: a few stores are faster. The last one ends inside the 16-byte alignment.
    for (let at = start; at < start + size; at += 16) {
      store<u64>(at, 0);
      store<u64>(at, 0, 8);
    }
  }
  return start;
}

/** The current top: everything allocated after it is given back by `release`. */
// @ts-ignore: decorator
@inline
export function mark(): usize {
  return top;
}

/** Gives back everything allocated since `mark` returned `position`, in the same region. Only for scratch space in leaf code. */
// @ts-ignore: decorator
@inline
export function release(position: usize): void {
  if (position < base || position > limit) returnToBlock(position);
  top = position;
}

/** Forgets everything, all regions included. Statics are the caller's to set again. */
export function resetArena(): void {
  useRegion(MAIN_REGION);
  memory.fill(RECORDS, 0, <usize>REGIONS * offsetof<Region>());
  top = __heap_base;
}

export function useRegion(which: u32): u32 {
  const before = region;
  if (which == before) return before;
  const old = recordOf(before);
  old.top = top;
  old.limit = limit;
  old.base = base;
  const r = recordOf(which);
  top = r.top;
  limit = r.limit;
  base = r.base;
  region = which;
  return before;
}

/** Of a region other than the arena. */
export function regionBytes(which: u32): usize {
  const r = recordOf(which);
  if (r.currentBlock == 0) return 0;
  return r.bytesBefore + ((which == region ? top : r.top) - r.currentBlock - BLOCK_HEADER);
}

/** Forgets everything in a region other than the arena; also makes one ready that was never used. What points into it is the
 *  caller's to set again. */
export function emptyRegion(which: u32): void {
  const before = useRegion(MAIN_REGION);
  const r = recordOf(which);
  if (r.firstBlock == 0) r.firstBlock = newBlock(FIRST_BLOCK);
  r.currentBlock = r.firstBlock;
  r.bytesBefore = 0;
  r.base = r.firstBlock + BLOCK_HEADER;
  r.top = r.base;
  r.limit = endOf(r.firstBlock);
  useRegion(before);
}

/** A block of `size` bytes out of the arena, which is in use. */
function newBlock(size: usize): usize {
  const block = alloc(size);
  store<u32>(block, 0);
  store<u32>(block, <u32>(block + size), 4);
  return block;
}

// @ts-ignore: decorator
@inline
function endOf(block: usize): usize {
  return <usize>load<u32>(block, 4);
}

/** Goes on to a block with room for `size` bytes: the next one that has it, else a new one behind the last. */
function nextBlock(size: usize): void {
  const own = region;
  const r = recordOf(own);
  // Not made ready by `emptyRegion`.
  if (r.currentBlock == 0) unreachable();
  let last = r.currentBlock;
  let block = <usize>load<u32>(last);
  while (block != 0 && endOf(block) - block - BLOCK_HEADER < size) {
    last = block;
    block = <usize>load<u32>(block);
  }
  if (block == 0) {
    const usual = min((endOf(last) - last) << 1, LARGEST_BLOCK);
    // So large that the sum would wrap: no machine of ours has it.
    if (size > <usize>MAX_BYTES) unreachable();
    useRegion(MAIN_REGION);
    block = newBlock(max(usual, size + BLOCK_HEADER));
    useRegion(own);
    store<u32>(last, <u32>block);
  }
  r.bytesBefore += top - r.currentBlock - BLOCK_HEADER;
  r.currentBlock = block;
  base = block + BLOCK_HEADER;
  top = base;
  limit = endOf(block);
}

/** Makes the block that `position` lies in the current one again. */
function returnToBlock(position: usize): void {
  const r = recordOf(region);
  let block = r.firstBlock;
  r.bytesBefore = 0;
  while (block != 0 && (position < block + BLOCK_HEADER || position > endOf(block))) {
    r.bytesBefore += endOf(block) - block - BLOCK_HEADER;
    block = <usize>load<u32>(block);
  }
  // A mark of another region: `release` has nothing to return to.
  if (block == 0) unreachable();
  r.currentBlock = block;
  base = block + BLOCK_HEADER;
  limit = endOf(block);
}
