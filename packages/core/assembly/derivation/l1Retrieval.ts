// The second stage: the data that the batcher put into the L1 block, as call data or blobs, one piece after the other.
import { alloc } from "../memory/arena";
import {
  batcherData,
  batcherDataLength,
  batcherType,
  blobHashCount,
  blobHashes,
  isBatcher,
  readTransaction,
} from "./batcherTransaction";
import { BLOB_ROOM, blobDecode } from "./blobCodec";
import { findBlob } from "./blobs";
import { loadTransactions } from "./l1Chain";
import { l1Config, origin, takeOrigin } from "./l1Traversal";
import { ECOTONE, isActive } from "./rollupConfig";
import { END_OF_DATA, READY } from "./step";
import { batcherOf } from "./systemConfig";

/** Of the last READY. It stays where it is. */
export let data: usize = 0;
export let dataLength: u32 = 0;

/** Next transaction of the origin. */
let transaction: u32 = 0;
let transactionCount: u32 = 0;
/** Blob hashes of the current transaction that are left. */
let hashes: usize = 0;
let hashCount: u32 = 0;

export function resetRetrieval(): void {
  data = 0;
  dataLength = 0;
  transaction = 0;
  transactionCount = 0;
  hashes = 0;
  hashCount = 0;
}

export function nextData(): u32 {
  if (takeOrigin()) {
    loadTransactions(origin);
    transaction = 0;
    transactionCount = origin.transactionCount;
    hashCount = 0;
  }
  while (true) {
    if (hashCount != 0) {
      if (takeBlob()) return READY;
      continue;
    }
    if (transaction == transactionCount) return END_OF_DATA;
    const at = (<usize>transaction) << 2;
    transaction++;
    if (!readTransaction(<usize>load<u32>(origin.transactions + at), load<u32>(origin.transactionLengths + at)))
      continue;
    if (!isBatcher(batcherOf(l1Config))) continue;
    if (batcherType == 3 && isActive(ECOTONE, origin.timestamp)) {
      // The call data of a transaction with blobs is not looked at any more.
      hashes = blobHashes;
      hashCount = blobHashCount;
      continue;
    }
    data = batcherData;
    dataLength = batcherDataLength;
    return READY;
  }
}

/** Decodes the next blob. False when it is no encoding of data: only that blob is passed over. */
function takeBlob(): bool {
  const blob = findBlob(hashes + 1);
  hashes += 33;
  hashCount--;
  const room = alloc(BLOB_ROOM);
  const length = blobDecode(room, blob);
  if (length < 0) return false;
  data = room;
  dataLength = <u32>length;
  return true;
}
