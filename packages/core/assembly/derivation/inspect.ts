// Looking into a channel or a batch without a chain around it: for people and for encoders' tests.
//
// Section 8 of the input has one item, the bytes; section 11 the rollup configuration, for chain id and times.
import { BATCH_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { itemAddress, itemLength, readList } from "../input/list";
import { checkSections, inputOffset, SECTION_PREIMAGES, SECTION_ROLLUP } from "../input/sections";
import { alloc } from "../memory/arena";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { Batch, decodeBatch } from "./batch";
import { contentLength, decompress } from "./channelReader";
import { openBytes } from "./compressed";
import { L1Block } from "./l1Chain";
import { loadRollup } from "./rollupConfig";

/** All frames' data of a channel, joined; a batch with its version byte; a span batch without it. */
export const INSPECT_CHANNEL: u32 = 0;
export const INSPECT_BATCH: u32 = 1;
export const INSPECT_SPAN: u32 = 2;

const MAX_CHANNEL_BYTES: u32 = 100_000_000;

/** Batches in order, linked by `next`. */
export let firstBatch: usize = 0;
let lastBatch: usize = 0;
export let batchCount: u32 = 0;
/** Of a channel: what it decompresses to, and how many bytes of that are batches. */
export let inspectedLength: u32 = 0;
export let inspectedBatchBytes: u32 = 0;
export const INSPECTED_HASH: usize = memory.data(32, 8);

export function resetInspect(): void {
  firstBatch = 0;
  lastBatch = 0;
  batchCount = 0;
  inspectedLength = 0;
  inspectedBatchBytes = 0;
  memory.fill(INSPECTED_HASH, 0, 32);
}

export function inspect(kind: u32): void {
  checkSections(SECTION_ROLLUP);
  loadRollup();
  const list = readList(SECTION_PREIMAGES, true);
  if (list.count != 1 || kind > INSPECT_SPAN) malformedInput(BATCH_MALFORMED, 0, kind);
  const bytes = itemAddress(list, 0);
  const length = itemLength(list, 0);
  if (kind == INSPECT_CHANNEL) {
    inspectChannel(bytes, length);
  } else if (kind == INSPECT_BATCH) {
    if (!add(bytes, length)) malformedInput(BATCH_MALFORMED, inputOffset(bytes), length);
  } else {
    const batch = alloc(<usize>length + 1);
    store<u8>(batch, 1);
    memory.copy(batch + 1, bytes, length);
    if (!add(batch, length + 1)) malformedInput(BATCH_MALFORMED, inputOffset(bytes), length);
  }
}

function inspectChannel(bytes: usize, length: u32): void {
  openBytes(bytes, <usize>length);
  const content = decompress(MAX_CHANNEL_BYTES, true);
  if (content == 0) malformedInput(BATCH_MALFORMED, inputOffset(bytes), length);
  inspectedLength = contentLength;
  keccak256(INSPECTED_HASH, content, contentLength);
  let at = content;
  const end = content + <usize>contentLength;
  while (at != end) {
    const next = rlpNext(at, end);
    if (next == 0 || rlpIsList || !add(rlpPayload, rlpLength)) break;
    at = next;
  }
  inspectedBatchBytes = <u32>(at - content);
}

function add(ptr: usize, length: u32): bool {
  const b = decodeBatch(ptr, length, changetype<L1Block>(<usize>0));
  if (b == 0) return false;
  if (lastBatch == 0) firstBatch = b;
  else changetype<Batch>(lastBatch).next = b;
  lastBatch = b;
  batchCount++;
  return true;
}
