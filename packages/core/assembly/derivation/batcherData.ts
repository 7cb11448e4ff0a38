// What the batcher put into one L1 block, taken out of the block's transactions at once: after that nothing else of them is
// needed, and their memory goes (derivation reference, section 4).
//
//   gatherBatcherData(b, batcher)   finds it; before anything else is gathered, the old one must be dropped
//   nextItem(): bool                the next piece of call data or blob hash, in the order of the block
import { alloc } from "../memory/arena";
import { bufferFree } from "../memory/buffers";
import { copy32 } from "../memory/bytes";
import {
  batcherData,
  batcherDataLength,
  batcherType,
  blobHashCount,
  blobHashes,
  isBatcher,
  readTransaction,
} from "./batcherTransaction";
import { OF_L1_TRANSACTIONS, readingOf } from "../witness/hint";
import { L1Block, l1HashOf, listCount, listLengths, listPointers, loadList } from "./l1Chain";
import { ECOTONE, isActive } from "./rollupConfig";
import { beginScratch, endScratch, keepScratch } from "./scratch";

// An item: u32 length of the bytes, u32 one more than the blob's index in the block or 0 for call data; the bytes, 8-aligned.
const HEAD: usize = 8;

let items: usize = 0;
let at: usize = 0;
let end: usize = 0;

/** Of the item at hand: its bytes, which stay until `dropBatcherData`. */
export let itemData: usize = 0;
export let itemDataLength: u32 = 0;
/** Whether the bytes are a blob's versioned hash, and which of the block's blobs it names. */
export let itemIsBlob: bool = false;
export let itemBlobIndex: u32 = 0;

export function resetBatcherData(): void {
  items = 0;
  at = 0;
  end = 0;
  itemData = 0;
  itemDataLength = 0;
  itemIsBlob = false;
  itemBlobIndex = 0;
}

export function dropBatcherData(): void {
  // Frames point into the items: nothing of a block may wait when the next one comes.
  assert(at == end);
  if (items != 0) bufferFree(items);
  resetBatcherData();
}

export function gatherBatcherData(b: L1Block, batcher: usize): void {
  const withBlobs = isActive(ECOTONE, b.timestamp);
  const start = beginScratch();
  readingOf(OF_L1_TRANSACTIONS, l1HashOf(b));
  loadList(b.header.transactionsRoot);
  // By transaction of the batcher's: address and length of its call data, or address, number and first index of its hashes.
  const found = alloc((<usize>listCount) << 4);
  let foundCount: usize = 0;
  let blobIndex: u32 = 0;
  let size: u32 = 0;
  for (let i: usize = 0; i < <usize>listCount; i++) {
    if (!readTransaction(<usize>load<u32>(listPointers + (i << 2)), load<u32>(listLengths + (i << 2)))) continue;
    const isBlobs = batcherType == 3 && withBlobs;
    const firstIndex = blobIndex;
    blobIndex += blobHashCount;
    if (!isBatcher(batcher)) continue;
    const entry = found + (foundCount++ << 4);
    // The call data of a transaction with blobs is not looked at any more.
    store<u32>(entry, <u32>(isBlobs ? blobHashes : batcherData));
    store<u32>(entry, isBlobs ? blobHashCount : batcherDataLength, 4);
    store<u32>(entry, isBlobs ? firstIndex + 1 : 0, 8);
    size += isBlobs ? blobHashCount * (<u32>HEAD + 32) : <u32>HEAD + ((batcherDataLength + 7) & ~7);
  }
  if (size == 0) {
    endScratch(start);
    return;
  }
  const packed = alloc(<usize>size);
  let to = packed;
  for (let i: usize = 0; i < foundCount; i++) to = pack(to, found + (i << 4));
  assert(to == packed + <usize>size);
  items = keepScratch(start, packed, size);
  at = items;
  end = items + <usize>size;
}

function pack(to: usize, entry: usize): usize {
  const from = <usize>load<u32>(entry);
  const length = load<u32>(entry, 4);
  const index = load<u32>(entry, 8);
  if (index == 0) {
    store<u32>(to, length);
    store<u32>(to, 0, 4);
    memory.copy(to + HEAD, from, <usize>length);
    return to + HEAD + <usize>((length + 7) & ~7);
  }
  for (let i: u32 = 0; i < length; i++) {
    store<u32>(to, 32);
    store<u32>(to, index + i, 4);
    // An RLP string of 32 bytes each.
    copy32(to + HEAD, from + <usize>(i * 33 + 1));
    to += HEAD + 32;
  }
  return to;
}

export function nextItem(): bool {
  if (at == end) return false;
  itemDataLength = load<u32>(at);
  const index = load<u32>(at, 4);
  itemIsBlob = index != 0;
  itemBlobIndex = index - 1;
  itemData = at + HEAD;
  at = itemData + <usize>((itemDataLength + 7) & ~7);
  return true;
}
