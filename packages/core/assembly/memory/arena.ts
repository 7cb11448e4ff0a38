// Linear memory as one bump arena. Nothing in the core is a managed object: structures are `@unmanaged`
// classes laid over memory that comes from here, and `resetArena` makes the instance fresh.

/** First free byte of the arena. */
let top: usize = __heap_base;

/** Bytes up to which linear memory has been grown. */
let limit: usize = (<usize>memory.size()) << 16;

/** Largest address the arena may reach, so that a hostile input ends in a trap instead of eating the machine. */
const MAX_BYTES: u64 = 0xc000_0000;

function growTo(end: usize): void {
  const pages = <i32>((<u64>(end - limit) + 0xffff) >> 16);
  // Grow by at least an eighth of what is there, so that growth stays linear in what is used.
  const step = max(pages, memory.size() >> 3);
  if (memory.grow(step) < 0 && memory.grow(pages) < 0) unreachable();
  limit = (<usize>memory.size()) << 16;
}

/** Returns `size` bytes, 16-byte aligned, contents undefined. Traps when memory is exhausted. */
export function alloc(size: usize): usize {
  const start = (top + 15) & ~15;
  const end = <u64>start + <u64>size;
  if (end > MAX_BYTES) unreachable();
  if (<usize>end > limit) growTo(<usize>end);
  top = <usize>end;
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

/** Gives back everything allocated since `mark` returned `position`. Only for scratch space in leaf code. */
// @ts-ignore: decorator
@inline
export function release(position: usize): void {
  top = position;
}

/** Forgets everything. Statics are the caller's to set again. */
export function resetArena(): void {
  top = __heap_base;
}
