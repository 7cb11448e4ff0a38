// What `inspect` found: batches, their blocks, all transactions (docs/interfaces.md, "Batches").
import { Batch, SINGULAR } from "../derivation/batch";
import { batchCount, firstBatch, INSPECTED_HASH, inspectedBatchBytes, inspectedLength } from "../derivation/inspect";
import { bitOf, SpanCursor } from "../derivation/span";
import { nextSpanBlock, startSpan } from "../derivation/spanBatch";
import { nextSpanTransaction, spanTransactionRoom } from "../derivation/spanTransaction";
import { alloc, allocZeroed } from "../memory/arena";
import { copy20, copy32 } from "../memory/bytes";
import { rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { listOutput, outputAddress, outputLength } from "../state/outputs";
import {
  addSection,
  beginResult,
  RESULT_BATCH_BLOCKS,
  RESULT_BATCHES,
  RESULT_DERIVED_TRANSACTIONS,
  writeResult,
} from "./container";

const HEADER_SIZE: u32 = 48;
const BATCH_SIZE: u32 = 120;
const BLOCK_SIZE: u32 = 24;

let block: usize = 0;
let pointers: usize = 0;
let lengths: usize = 0;

const cursor = changetype<SpanCursor>(memory.data(offsetof<SpanCursor>(), 8));

export function composeBatches(): void {
  let blocks: u32 = 0;
  let transactions: u32 = 0;
  for (let at = firstBatch; at != 0; at = changetype<Batch>(at).next) {
    const b = changetype<Batch>(at);
    blocks += b.kind == SINGULAR ? 1 : b.span.blockCount;
    transactions += b.kind == SINGULAR ? b.transactionCount : b.span.transactionCount;
  }
  const batches = allocZeroed(HEADER_SIZE + batchCount * BATCH_SIZE);
  store<u32>(batches, inspectedLength);
  store<u32>(batches, inspectedBatchBytes, 4);
  copy32(batches + 16, INSPECTED_HASH);
  const records = allocZeroed(<usize>(blocks * BLOCK_SIZE));
  const pointerList = alloc((<usize>transactions) << 2);
  const lengthList = alloc((<usize>transactions) << 2);
  block = records;
  pointers = pointerList;
  lengths = lengthList;
  let to = batches + HEADER_SIZE;
  for (let at = firstBatch; at != 0; at = changetype<Batch>(at).next) {
    writeBatch(to, changetype<Batch>(at));
    to += BATCH_SIZE;
  }
  listOutput(transactions, pointerList, lengthList);
  beginResult();
  addSection(RESULT_DERIVED_TRANSACTIONS, outputAddress, outputLength);
  addSection(RESULT_BATCHES, batches, HEADER_SIZE + batchCount * BATCH_SIZE);
  addSection(RESULT_BATCH_BLOCKS, records, blocks * BLOCK_SIZE);
  writeResult();
}

function addTransaction(ptr: usize, length: u32): void {
  store<u32>(pointers, <u32>ptr);
  store<u32>(lengths, length);
  pointers += 4;
  lengths += 4;
}

function addBlock(timestamp: u64, epoch: u64, transactions: u32, isNewEpoch: bool): void {
  store<u64>(block, timestamp);
  store<u64>(block, epoch, 8);
  store<u32>(block, transactions, 16);
  store<u32>(block, isNewEpoch ? 1 : 0, 20);
  block += BLOCK_SIZE;
}

function writeBatch(at: usize, b: Batch): void {
  store<u32>(at, b.kind);
  store<u32>(at, b.contentLength + 1, 4);
  store<u64>(at, b.timestamp, 8);
  if (b.kind == SINGULAR) {
    store<u64>(at, b.epochNumber, 24);
    store<u64>(at, b.epochNumber, 32);
    copy32(at + 40, b.parentHash);
    copy32(at + 72, b.epochHash);
    store<u32>(at, 1, 104);
    store<u32>(at, b.transactionCount, 108);
    addBlock(b.timestamp, b.epochNumber, b.transactionCount, false);
    let item = b.transactions;
    for (let i: u32 = 0; i < b.transactionCount; i++) {
      item = rlpNext(item, b.transactionsEnd);
      addTransaction(rlpPayload, rlpLength);
    }
    return;
  }
  const s = b.span;
  store<u64>(at, s.relativeTimestamp, 16);
  store<u64>(at, s.firstEpoch, 24);
  store<u64>(at, s.lastEpoch, 32);
  copy20(at + 40, s.parentCheck);
  copy20(at + 72, s.originCheck);
  store<u32>(at, s.blockCount, 104);
  store<u32>(at, s.transactionCount, 108);
  store<u32>(at, s.legacyCount, 112);
  startSpan(cursor, s);
  while (nextSpanBlock(cursor)) {
    addBlock(cursor.timestamp, cursor.epoch, cursor.blockTransactions, bitOf(s.originBits, s.blockCount, cursor.block));
    while (cursor.left != 0) {
      const bytes = alloc(<usize>spanTransactionRoom(cursor));
      addTransaction(bytes, nextSpanTransaction(cursor, bytes));
    }
  }
}
