// Decoding of span batches: the prefix, the columns and their limits; then block after block with a cursor.
//
//   openSpan(s, ptr, end)       checks everything; false when malformed
//   startSpan(c, s)             puts a cursor in front of the first block
//   nextSpanBlock(c): bool      goes to the next block, passing over transactions of the one before that were not read
//
// SOUNDNESS: the bytes are the batcher's, hence anybody's. Counts are compared with what is there before they are used, and
// every column is walked once, here, so that readers need no checks. Test: packages/core/test/derivation-span.test.ts.
import { blockTime, genesisL2Time } from "./rollupConfig";
import { bitOf, bitsFit, countBits, Span, SpanCursor } from "./span";
import {
  skipSpanTransaction,
  TRANSACTION_LEGACY,
  TRANSACTION_SET_CODE,
  transactionKind,
  validTransaction,
} from "./spanTransaction";
import { readVarint, varintAfter, varintOk } from "./varint";

/** Limit on blocks, on transactions in all, and on transactions of one block. */
const MAX_ELEMENTS: u64 = 10_000_000;

let at: usize = 0;
let end: usize = 0;
let ok: bool = false;

function varint(): u64 {
  if (!ok) return 0;
  const value = readVarint(at, end);
  ok = varintOk;
  if (ok) at = varintAfter;
  return value;
}

/** The next `length` bytes. */
function take(length: u64): usize {
  const start = at;
  if (!ok || length > <u64>(end - at)) {
    ok = false;
    return 0;
  }
  at += <usize>length;
  return start;
}

function takeBits(count: u32): usize {
  const list = take((<u64>count + 7) >> 3);
  if (ok && count != 0 && !bitsFit(list, count)) ok = false;
  return list;
}

export function openSpan(s: Span, ptr: usize, stop: usize): bool {
  at = ptr;
  end = stop;
  ok = true;
  s.relativeTimestamp = varint();
  s.timestamp = genesisL2Time + s.relativeTimestamp;
  s.lastEpoch = varint();
  s.parentCheck = take(20);
  s.originCheck = take(20);
  const blocks = varint();
  if (!ok || blocks == 0 || blocks > MAX_ELEMENTS) return false;
  s.blockCount = <u32>blocks;
  s.originBits = takeBits(s.blockCount);
  if (!ok) return false;
  // The last block has the origin that stands there; each bit but the first says that an origin is one above the last.
  const changes = countBits(s.originBits, s.blockCount) - (bitOf(s.originBits, s.blockCount, 0) ? 1 : 0);
  s.firstEpoch = s.lastEpoch - <u64>changes;
  s.counts = at;
  let total: u64 = 0;
  for (let i: u32 = 0; i < s.blockCount; i++) {
    const count = varint();
    if (!ok || count > MAX_ELEMENTS) return false;
    total += count;
    if (total > MAX_ELEMENTS) return false;
  }
  s.transactionCount = <u32>total;
  return openColumns(s);
}

function openColumns(s: Span): bool {
  const total = s.transactionCount;
  s.creationBits = takeBits(total);
  s.parityBits = takeBits(total);
  s.signatures = take((<u64>total) << 6);
  if (!ok) return false;
  const creations = total == 0 ? 0 : countBits(s.creationBits, total);
  s.recipients = take(<u64>(total - creations) * 20);
  if (!ok) return false;
  s.datas = at;
  s.legacyCount = 0;
  for (let i: u32 = 0; i < total; i++) {
    at = validTransaction(at, end);
    if (at == 0) return false;
    if (transactionKind == TRANSACTION_LEGACY) s.legacyCount++;
    // EIP-7702: a set-code transaction has a recipient.
    else if (transactionKind == TRANSACTION_SET_CODE && bitOf(s.creationBits, total, i)) return false;
  }
  s.nonces = at;
  for (let i: u32 = 0; i < total; i++) varint();
  s.gases = at;
  for (let i: u32 = 0; i < total; i++) varint();
  s.protectedBits = takeBits(s.legacyCount);
  s.end = at;
  return ok;
}

export function startSpan(c: SpanCursor, s: Span): void {
  memory.fill(changetype<usize>(c), 0, offsetof<SpanCursor>());
  c.span = s;
  c.counts = s.counts;
  c.recipients = s.recipients;
  c.datas = s.datas;
  c.nonces = s.nonces;
  c.gases = s.gases;
}

export function nextSpanBlock(c: SpanCursor): bool {
  const s = c.span;
  if (c.blocks == s.blockCount) return false;
  while (c.left != 0) skipSpanTransaction(c);
  c.block = c.blocks++;
  c.timestamp = s.timestamp + <u64>c.block * blockTime;
  if (c.block == 0) c.epoch = s.firstEpoch;
  else if (bitOf(s.originBits, s.blockCount, c.block)) c.epoch++;
  c.blockTransactions = <u32>readVarint(c.counts, s.end);
  c.counts = varintAfter;
  c.left = c.blockTransactions;
  return true;
}

/** Timestamp of the last block. */
export function lastTimestamp(s: Span): u64 {
  return s.timestamp + <u64>(s.blockCount - 1) * blockTime;
}
