// The Merkle tree over the guest's memory: 2^19 pages of 4 KiB, a leaf is a page's keccak-256, a node that of its children. Computed when
// somebody asks; subtrees that nothing was written to are known.
import { keccak256 } from "@assay/core/assembly/hash/keccak";
import { GUEST, PAGE_BITS, PAGE_MAP } from "./layout";

const HASH: usize = 32;
const TOP_LEVEL: u32 = 19;

const EMPTY_PAGE: usize = memory.data(4096, 16);
/** Roots of subtrees of zeros, by level. */
const ZEROS: usize = memory.data(20 * 32, 16);
/** Both children of the node that is being hashed, by level. */
const CHILDREN: usize = memory.data(20 * 64, 16);
export const ROOT: usize = memory.data(32, 16);

let zerosAreKnown = false;

function findZeros(): void {
  keccak256(ZEROS, EMPTY_PAGE, (<u32>1) << PAGE_BITS);
  for (let level: u32 = 0; level < TOP_LEVEL; level++) {
    const at = ZEROS + <usize>level * HASH;
    memory.copy(CHILDREN, at, HASH);
    memory.copy(CHILDREN + HASH, at, HASH);
    keccak256(at + HASH, CHILDREN, 64);
  }
  zerosAreKnown = true;
}

/** Whether no page of a range was written to or loaded. */
function isUntouched(from: u32, count: u32): bool {
  const end = PAGE_MAP + <usize>(from + count);
  let at = PAGE_MAP + <usize>from;
  if (count >= 8) {
    for (; at < end; at += 8) if (load<u64>(at) != 0) return false;
    return true;
  }
  for (; at < end; at++) if (load<u8>(at) != 0) return false;
  return true;
}

/** Root of the subtree of `level` whose first page is `from`. Recursion ends after 19 levels. */
function subtree(target: usize, level: u32, from: u32): void {
  if (isUntouched(from, (<u32>1) << level)) {
    memory.copy(target, ZEROS + <usize>level * HASH, HASH);
    return;
  }
  if (level == 0) {
    keccak256(target, GUEST + ((<usize>from) << PAGE_BITS), (<u32>1) << PAGE_BITS);
    return;
  }
  const children = CHILDREN + <usize>level * 64;
  subtree(children, level - 1, from);
  subtree(children + HASH, level - 1, from + ((<u32>1) << (level - 1)));
  keccak256(target, children, 64);
}

/** Root of all memory into ROOT. */
export function hashMemory(): void {
  if (!zerosAreKnown) findZeros();
  subtree(ROOT, TOP_LEVEL, 0);
}
