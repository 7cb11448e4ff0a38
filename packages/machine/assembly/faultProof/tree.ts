// The Merkle tree over memory: 2^59 leaves of 32 bytes, keccak-256. Nothing of it is kept but one root a page; what is above and below is
// computed when somebody asks.
import { keccak256, keccak256Pair } from "@assay/core/assembly/hash/keccak";
import { find, forgetWrites, Page, PAGE_BYTES, ROOT_OFFSET } from "./pages";

const HASH: usize = 32;
/** Levels of a page's own tree, and of the whole. */
const PAGE_LEVEL: u32 = 7;
const TOP_LEVEL: u32 = 59;

/** Roots of subtrees of zeros, by level. */
const ZEROS: usize = memory.data(60 * 32, 16);
/** Both children of the node that is being hashed, by level. */
const CHILDREN: usize = memory.data(60 * 64, 16);
/** Levels 1 to 7 of one page's tree: 64, 32, … 1 hashes. */
const PAGE_TREE: usize = memory.data(127 * 32, 16);

/** Addresses of all pages, in order of their index; the host puts them there. */
let sorted: usize = 0;
let count: u32 = 0;

export function startTree(): void {
  for (let level: u32 = 0; level < TOP_LEVEL; level++) {
    const at = ZEROS + <usize>level * HASH;
    memory.copy(CHILDREN, at, HASH);
    memory.copy(CHILDREN + HASH, at, HASH);
    keccak256(at + HASH, CHILDREN, 64);
  }
}

export function setOrder(pages: usize, total: u32): void {
  sorted = pages;
  count = total;
}

// @ts-ignore: decorator
@inline
function indexAt(i: u32): u64 {
  return changetype<Page>(load<usize>(sorted + ((<usize>i) << 2))).index;
}

/** The first page whose index is not below. */
function lowerBound(index: u64, from: u32, to: u32): u32 {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (indexAt(middle) < index) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** All levels above the leaves into PAGE_TREE; the root is its last hash. */
function hashPage(data: usize): void {
  let from = data;
  let to = PAGE_TREE;
  for (let hashes: usize = 64; hashes > 1; hashes >>= 1) {
    const start = to;
    for (let i: usize = 0; i < hashes; i += 2) {
      keccak256Pair(to, from, 64, to + HASH, from + 64, 64);
      from += 128;
      to += 64;
    }
    from = start;
  }
  keccak256(to, from, 64);
}

/** Brings the roots of all pages up to date. */
export function hashDirtyPages(): void {
  for (let i: u32 = 0; i < count; i++) {
    const page = changetype<Page>(load<usize>(sorted + ((<usize>i) << 2)));
    if (page.dirty == 0) continue;
    hashPage(page.data);
    memory.copy(changetype<usize>(page) + ROOT_OFFSET, PAGE_TREE + 126 * HASH, HASH);
    page.dirty = 0;
  }
  forgetWrites();
}

/** Root of the subtree of `level` that holds exactly the pages `from` to `to` (not included). Recursion ends after 52 levels. */
function subtree(target: usize, level: u32, from: u32, to: u32): void {
  if (from == to) {
    memory.copy(target, ZEROS + <usize>level * HASH, HASH);
    return;
  }
  if (level == PAGE_LEVEL) {
    memory.copy(target, load<usize>(sorted + ((<usize>from) << 2)) + ROOT_OFFSET, HASH);
    return;
  }
  const bit = (<u64>1) << (level - 1 - PAGE_LEVEL);
  // The first index of the right half.
  const middle = (indexAt(from) & ~(2 * bit - 1)) | bit;
  const split = lowerBound(middle, from, to);
  const children = CHILDREN + <usize>level * 64;
  subtree(children, level - 1, from, split);
  subtree(children + HASH, level - 1, split, to);
  keccak256(target, children, 64);
}

/** Root of all memory. `hashDirtyPages` comes first. */
export function root(target: usize): void {
  subtree(target, TOP_LEVEL, 0, count);
}

/** The leaf at `address` and its 59 siblings, bottom up: 1,920 bytes. `hashDirtyPages` comes first. */
export function prove(address: u64, target: usize): void {
  const index = address >> 12;
  const page = find(index);
  let leaf = <usize>((address & 4095) >> 5);
  if (page === null) {
    memory.fill(target, 0, HASH);
    memory.copy(target + HASH, ZEROS, <usize>PAGE_LEVEL * HASH);
  } else {
    hashPage(page.data);
    memory.copy(target, page.data + leaf * HASH, HASH);
    memory.copy(target + HASH, page.data + (leaf ^ 1) * HASH, HASH);
    let row = PAGE_TREE;
    for (let level: usize = 1; level < <usize>PAGE_LEVEL; level++) {
      leaf >>= 1;
      memory.copy(target + (level + 1) * HASH, row + (leaf ^ 1) * HASH, HASH);
      row += (PAGE_BYTES >> (5 + level)) * HASH;
    }
  }
  for (let level = PAGE_LEVEL; level < TOP_LEVEL; level++) {
    const height = <u64>(level - PAGE_LEVEL);
    const sibling = ((index >> height) ^ 1) << height;
    const from = lowerBound(sibling, 0, count);
    const to = lowerBound(sibling + ((<u64>1) << height), from, count);
    subtree(target + <usize>(level + 1) * HASH, level, from, to);
  }
}
