// The second stage: the data that the batcher put into the L1 block, as call data or blobs, one piece after the other.
import { alloc } from "../memory/arena";
import { bufferFree } from "../memory/buffers";
import {
  dropBatcherData,
  gatherBatcherData,
  itemBlobIndex,
  itemData,
  itemDataLength,
  itemIsBlob,
  nextItem,
  resetBatcherData,
} from "./batcherData";
import { BLOB_ROOM, blobDecode } from "./blobCodec";
import { findBlob } from "./blobs";
import { l1Config, origin, takeOrigin } from "./l1Traversal";
import { beginScratch, endScratch, keepScratch } from "./scratch";
import { END_OF_DATA, READY } from "./step";
import { batcherOf } from "./systemConfig";

/** Of the last READY. It stays until the next call. */
export let data: usize = 0;
export let dataLength: u32 = 0;

/** The data out of a blob: a buffer, 0 when there is none. */
let blobData: usize = 0;

export function resetRetrieval(): void {
  data = 0;
  dataLength = 0;
  blobData = 0;
  resetBatcherData();
}

export function nextData(): u32 {
  if (blobData != 0) bufferFree(blobData);
  blobData = 0;
  if (takeOrigin()) {
    dropBatcherData();
    gatherBatcherData(origin, batcherOf(l1Config));
  }
  while (nextItem()) {
    if (itemIsBlob) {
      if (takeBlob()) return READY;
      continue;
    }
    data = itemData;
    dataLength = itemDataLength;
    return READY;
  }
  dropBatcherData();
  return END_OF_DATA;
}

/** Decodes the blob at hand. False when it is no encoding of data: only that blob is passed over. */
function takeBlob(): bool {
  const start = beginScratch();
  const room = alloc(BLOB_ROOM + 16) + 16;
  const length = blobDecode(room, findBlob(itemData, itemBlobIndex, origin.timestamp));
  if (length < 0) {
    endScratch(start);
    return false;
  }
  blobData = keepScratch(start, room, <u32>length);
  data = blobData;
  dataLength = <u32>length;
  return true;
}
