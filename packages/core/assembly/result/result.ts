// Which sections a result has, and where they come from. Works at any time: after a trap it holds what was known then.
import { Block, PHASE_SEALED } from "../block/block";
import { blockAt, countBlocks, isBetweenBlocks } from "../block/phases";
import { alloc } from "../memory/arena";
import {
  changesOutput,
  listOutput,
  newCodesOutput,
  newNodesOutput,
  outputAddress,
  outputLength,
  preimagesReadOutput,
  storageChangesOutput,
  touchedKeysOutput,
} from "../state/outputs";
import {
  addSection,
  beginResult,
  RESULT_ACCOUNTS,
  RESULT_CODES,
  RESULT_HEADERS,
  RESULT_KEYS,
  RESULT_NODES,
  RESULT_PREIMAGES,
  RESULT_RECEIPTS,
  RESULT_STORAGE,
  RESULT_SUMMARY,
  writeResult,
} from "./container";
import { header, headerLength, writeHeader } from "./header";
import { SUMMARY_SIZE, writeSummary } from "./summary";

const OUTPUT_RECEIPTS: u32 = 1;
const OUTPUT_NODES: u32 = 2;
const OUTPUT_CHANGES: u32 = 4;
const OUTPUT_KEYS: u32 = 8;
const OUTPUT_PREIMAGES: u32 = 16;
const OUTPUT_HEADERS: u32 = 32;

/** Writes the result with the wanted `outputs`. */
export function composeResult(outputs: u32): void {
  beginResult();
  const count = countBlocks();
  const summaries = alloc(<usize>count * SUMMARY_SIZE);
  for (let k: u32 = 0; k < count; k++) writeSummary(summaries + <usize>k * SUMMARY_SIZE, blockAt(k));
  addSection(RESULT_SUMMARY, summaries, count * SUMMARY_SIZE);
  if ((outputs & OUTPUT_RECEIPTS) != 0) {
    receiptsOutput(count);
    addOutput(RESULT_RECEIPTS);
  }
  // The tries can only be walked when nothing was interrupted half way.
  if (isBetweenBlocks()) addStateSections(outputs);
  // Keys need no trie: after a trap they say what was asked for last.
  if ((outputs & OUTPUT_KEYS) != 0) {
    touchedKeysOutput();
    addOutput(RESULT_KEYS);
  }
  if ((outputs & OUTPUT_PREIMAGES) != 0) {
    preimagesReadOutput();
    addOutput(RESULT_PREIMAGES);
  }
  if ((outputs & OUTPUT_HEADERS) != 0) {
    headersOutput(count);
    addOutput(RESULT_HEADERS);
  }
  writeResult();
}

function addOutput(id: u32): void {
  addSection(id, outputAddress, outputLength);
}

function addStateSections(outputs: u32): void {
  if ((outputs & OUTPUT_NODES) != 0) {
    newNodesOutput();
    addOutput(RESULT_NODES);
    newCodesOutput();
    addOutput(RESULT_CODES);
  }
  if ((outputs & OUTPUT_CHANGES) != 0) {
    changesOutput();
    addOutput(RESULT_ACCOUNTS);
    storageChangesOutput();
    addOutput(RESULT_STORAGE);
  }
}

/** Receipts of all blocks in order, as far as transactions have run. */
function receiptsOutput(count: u32): void {
  let total: u32 = 0;
  for (let k: u32 = 0; k < count; k++) total += blockAt(k).receiptCount;
  const pointers = alloc((<usize>total) << 2);
  const lengths = alloc((<usize>total) << 2);
  let at: usize = 0;
  for (let k: u32 = 0; k < count; k++) {
    const b = blockAt(k);
    const size = (<usize>b.receiptCount) << 2;
    memory.copy(pointers + at, b.receipts, size);
    memory.copy(lengths + at, b.receiptLengths, size);
    at += size;
  }
  listOutput(total, pointers, lengths);
}

/** One item per block, empty for a block that was not sealed. */
function headersOutput(count: u32): void {
  const pointers = alloc((<usize>count) << 2);
  const lengths = alloc((<usize>count) << 2);
  for (let k: u32 = 0; k < count; k++) {
    const b: Block = blockAt(k);
    const at = (<usize>k) << 2;
    store<u32>(pointers + at, 0);
    store<u32>(lengths + at, 0);
    if (b.phase != PHASE_SEALED) continue;
    writeHeader(b);
    store<u32>(pointers + at, <u32>header);
    store<u32>(lengths + at, headerLength);
  }
  listOutput(count, pointers, lengths);
}

/** The result of `buildState`: one summary with nothing but the root, nodes and codes. */
export function composeBuiltState(root: usize): void {
  beginResult();
  const summary = alloc(SUMMARY_SIZE);
  memory.fill(summary, 0, SUMMARY_SIZE);
  memory.copy(summary + 160, root, 32);
  addSection(RESULT_SUMMARY, summary, SUMMARY_SIZE);
  newNodesOutput();
  addOutput(RESULT_NODES);
  newCodesOutput();
  addOutput(RESULT_CODES);
  writeResult();
}
