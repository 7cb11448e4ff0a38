// Linear memory as one bump arena. Nothing in the core is a managed object: structures are `@unmanaged`
// classes laid over memory that comes from here, and `resetArena` makes the instance fresh.
//
// A run that executes many blocks needs memory of two lives: what stays (preimages, derivation's data), and the state in
// memory, which can be forgotten as a whole and read again. So there is a second region, of blocks that come out of the arena
// once and are used again and again:
//
//   useStateRegion()     `alloc`, `mark` and `release` are the second region's from now on
//   useMainRegion()      they are the arena's again; returns whether they were not
//   emptyStateRegion()   forgets everything in the second region
//   stateRegionBytes()   how much of it is in use

/** First free byte of the region in use. */
let top: usize = __heap_base;

/** Bytes up to which the region in use may go: of the arena, up to which linear memory has been grown. */
let limit: usize = (<usize>memory.size()) << 16;

/** Lowest address of the region in use: of the arena 0, of the other one its current block's. */
let base: usize = 0;

/** Largest address the arena may reach, so that a hostile input ends in a trap instead of eating the machine. */
const MAX_BYTES: u64 = 0xc000_0000;

/** Whether the second region is in use. */
export let inStateRegion: bool = false;
/** `top` and `limit` of the region that is not in use; of the second region also `base`. */
let otherTop: usize = 0;
let otherLimit: usize = 0;
let otherBase: usize = 0;

/** Blocks of the second region, linked: u32 next, u32 end, 8 bytes of nothing, then the memory. */
const BLOCK_HEADER: usize = 16;
const FIRST_BLOCK: usize = 4 << 20;
const LARGEST_BLOCK: usize = 64 << 20;
let firstBlock: usize = 0;
let currentBlock: usize = 0;
/** Bytes of the blocks before the current one. */
let bytesBefore: usize = 0;

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
    if (inStateRegion) {
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

/** Forgets everything. Statics are the caller's to set again. */
export function resetArena(): void {
  useMainRegion();
  top = __heap_base;
  firstBlock = 0;
  currentBlock = 0;
  otherTop = 0;
  otherLimit = 0;
  otherBase = 0;
  bytesBefore = 0;
}

function exchange(): void {
  const oldTop = top;
  const oldLimit = limit;
  const oldBase = base;
  top = otherTop;
  limit = otherLimit;
  base = otherBase;
  otherTop = oldTop;
  otherLimit = oldLimit;
  otherBase = oldBase;
  inStateRegion = !inStateRegion;
}

export function useStateRegion(): void {
  if (!inStateRegion) exchange();
}

export function useMainRegion(): bool {
  if (!inStateRegion) return false;
  exchange();
  return true;
}

export function stateRegionBytes(): usize {
  if (currentBlock == 0) return 0;
  return bytesBefore + ((inStateRegion ? top : otherTop) - currentBlock);
}

/** Forgets everything in the second region. What points into it is the caller's to set again. */
export function emptyStateRegion(): void {
  const was = useMainRegion();
  bytesBefore = 0;
  currentBlock = firstBlock;
  // Without a block yet, the first `alloc` finds no room and makes one.
  otherBase = firstBlock == 0 ? 0 : firstBlock + BLOCK_HEADER;
  otherTop = otherBase;
  otherLimit = firstBlock == 0 ? 0 : endOf(firstBlock);
  if (was) useStateRegion();
}

// @ts-ignore: decorator
@inline
function endOf(block: usize): usize {
  return <usize>load<u32>(block, 4);
}

/** Goes on to a block with room for `size` bytes: the next one that has it, else a new one behind the last. */
function nextBlock(size: usize): void {
  let last = currentBlock;
  let block: usize = last == 0 ? firstBlock : <usize>load<u32>(last);
  while (block != 0 && endOf(block) - block - BLOCK_HEADER < size) {
    last = block;
    block = <usize>load<u32>(block);
  }
  if (block == 0) {
    const previous: usize = last == 0 ? 0 : endOf(last) - last;
    const usual = min(max(previous << 1, FIRST_BLOCK), LARGEST_BLOCK);
    // So large that the sum would wrap: no machine of ours has it.
    if (size > <usize>MAX_BYTES) unreachable();
    const room = max(usual, size + BLOCK_HEADER);
    useMainRegion();
    block = alloc(room);
    useStateRegion();
    store<u32>(block, 0);
    store<u32>(block, <u32>(block + room), 4);
    if (last == 0) firstBlock = block;
    else store<u32>(last, <u32>block);
  }
  if (currentBlock != 0) bytesBefore += top - currentBlock;
  currentBlock = block;
  base = block + BLOCK_HEADER;
  top = base;
  limit = endOf(block);
}

/** Makes the block that `position` lies in the current one again. */
function returnToBlock(position: usize): void {
  let block = firstBlock;
  bytesBefore = 0;
  while (block != 0 && (position < block + BLOCK_HEADER || position > endOf(block))) {
    bytesBefore += endOf(block) - block;
    block = <usize>load<u32>(block);
  }
  // A mark of the other region, or from before the region had a block: `release` has nothing to return to.
  if (block == 0) unreachable();
  currentBlock = block;
  base = block + BLOCK_HEADER;
  limit = endOf(block);
}
