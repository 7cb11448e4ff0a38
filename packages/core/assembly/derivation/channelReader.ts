// Batches out of complete channels: decompression, then one RLP byte string after the other (derivation reference, 6.1-6.2).
//
// What was decompressed before an error or the limit is good: batches in it stay valid, the rest of the channel is gone.
import { bufferAlloc, bufferCapacity, bufferFree } from "../memory/buffers";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { Batch, decodeBatch, freeBatch, SPAN } from "./batch";
import { brotliDecompress } from "./brotli";
import { Channel, dropChannel } from "./channel";
import { completeChannel, flushChannelStage, nextChannel } from "./channelStage";
import {
  compressedAt,
  compressedEnd,
  compressedLength,
  nextCompressed,
  openFrames,
  rewindCompressed,
} from "./compressed";
import { inflate } from "./inflate";
import { origin } from "./l1Traversal";
import { DELTA, FJORD, isActive, maxChannelBytes } from "./rollupConfig";
import { NOT_ENOUGH, READY } from "./step";

const BROTLI: u32 = 1;
/** First guess at how much larger the content is; room doubles until it fits. */
const USUAL_RATIO: u64 = 8;

/** What is left of the current channel's content, in a buffer; 0 when there is none. */
let content: usize = 0;
let at: usize = 0;
let end: usize = 0;

/** Of the last READY; the caller frees it. */
export let batch: Batch = changetype<Batch>(<usize>0);

export function resetReader(): void {
  content = 0;
  at = 0;
  end = 0;
  batch = changetype<Batch>(<usize>0);
}

function dropContent(): void {
  if (content != 0) bufferFree(content);
  content = 0;
}

/** Forgets the current channel. */
export function emptyReader(): void {
  dropContent();
  resetReader();
}

/** Forgets the current channel and what is under assembly (Holocene, after an invalid batch). */
export function flushReader(): void {
  dropContent();
  flushChannelStage();
}

/** Bytes of the last decompressed channel. */
export let contentLength: u32 = 0;

/** Decompresses what was opened (compressed.ts) into a buffer, clipped at `limit`; 0 when the format is unknown. Sets
 *  contentLength. */
export function decompress(limit: u32, allowBrotli: bool): usize {
  contentLength = 0;
  rewindCompressed();
  if (compressedAt == compressedEnd && !nextCompressed()) return 0;
  const first = <u32>load<u8>(compressedAt);
  const isZlib = (first & 15) == 8 || (first & 15) == 15;
  if (!isZlib && !(first == BROTLI && allowBrotli)) return 0;
  // SOUNDNESS: memory goes with what comes out, never with what might: a small channel gets no hundred megabytes.
  const guess = compressedLength() * USUAL_RATIO;
  let room = <u32>min<u64>(limit, max<u64>(guess, 65_536));
  while (true) {
    const buffer = bufferAlloc(room);
    room = min<u32>(limit, bufferCapacity(buffer));
    const produced = isZlib ? inflate(buffer, <usize>room) : brotliDecompress(buffer, <usize>room, 1);
    if (<u32>produced < room || room == limit) {
      contentLength = <u32>produced;
      return buffer;
    }
    bufferFree(buffer);
    room = room > limit >> 2 ? limit : room << 2;
  }
}

function openChannel(): void {
  const time = origin.timestamp;
  const c = changetype<Channel>(completeChannel);
  openFrames(c);
  content = decompress(maxChannelBytes(time), isActive(FJORD, time));
  dropChannel(c);
  at = content;
  end = content + <usize>contentLength;
}

export function nextBatch(): u32 {
  if (content == 0) {
    const step = nextChannel();
    if (step != READY) return step;
    openChannel();
    if (content == 0) return NOT_ENOUGH;
  }
  const next = rlpNext(at, end);
  let decoded: usize = 0;
  if (next != 0 && !rlpIsList) decoded = decodeBatch(rlpPayload, rlpLength, origin);
  if (decoded == 0) {
    dropContent();
    return NOT_ENOUGH;
  }
  at = next;
  batch = changetype<Batch>(decoded);
  if (batch.kind == SPAN && !isActive(DELTA, origin.timestamp)) {
    freeBatch(batch);
    return NOT_ENOUGH;
  }
  return READY;
}
