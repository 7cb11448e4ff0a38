// The header that a block would have if its results were what was computed: all fields as the block has them, but gas
// used, roots, bloom, blob gas used and requests hash.
import { Block, postStateRootOf, receiptsRootOf, requestsHashOf, withdrawalsRootOf } from "../block/block";
import { BLOOM_SIZE } from "../block/bloom";
import { ISTHMUS } from "../chain/optimism";
import { alloc } from "../memory/arena";
import { rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { rlpListHeaderSize, rlpWriteBytes, rlpWriteListHeader, rlpWriteU64 } from "../rlp/write";

const STATE_ROOT: u32 = 3;
const RECEIPTS_ROOT: u32 = 5;
const BLOOM: u32 = 6;
const GAS_USED: u32 = 10;
const WITHDRAWALS_ROOT: u32 = 16;
const BLOB_GAS_USED: u32 = 17;
const REQUESTS_HASH: u32 = 20;

/** Of the last `writeHeader`. */
export let header: usize = 0;
export let headerLength: u32 = 0;

/** Writes the header of `b`, which has been sealed. */
export function writeHeader(b: Block): void {
  const h = b.header;
  const end = h.rlp + <usize>h.rlpLength;
  // No field that is replaced grows by more than a u64.
  const fields = alloc(<usize>h.rlpLength + 32);
  let to = fields;
  rlpNext(h.rlp, end);
  let at = rlpPayload;
  for (let i: u32 = 0; at < end; i++) {
    at = rlpNext(at, end);
    if (i == STATE_ROOT) to = rlpWriteBytes(to, postStateRootOf(b), 32);
    else if (i == RECEIPTS_ROOT) to = rlpWriteBytes(to, receiptsRootOf(b), 32);
    else if (i == BLOOM) to = rlpWriteBytes(to, b.bloom, BLOOM_SIZE);
    else if (i == GAS_USED) to = rlpWriteU64(to, b.gasUsed);
    else if (i == WITHDRAWALS_ROOT && b.optimismFork >= ISTHMUS) to = rlpWriteBytes(to, withdrawalsRootOf(b), 32);
    else if (i == BLOB_GAS_USED) to = rlpWriteU64(to, b.blobGasUsed);
    else if (i == REQUESTS_HASH) to = rlpWriteBytes(to, requestsHashOf(b), 32);
    else to = rlpWriteBytes(to, rlpPayload, rlpLength);
  }
  const payload = <u32>(to - fields);
  header = alloc(<usize>(rlpListHeaderSize(payload) + payload));
  memory.copy(rlpWriteListHeader(header, payload), fields, payload);
  headerLength = rlpListHeaderSize(payload) + payload;
}
