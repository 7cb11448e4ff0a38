// Derivation alone, without execution: what index.ts exports of it, and parts of it for tests.
import { freeAttributes } from "../derivation/attributes";
import { resetDerivation } from "../derivation/derive";
import { listDerived, resetDerived, setSafeHead } from "../derivation/derived";
import { followBlock } from "../derivation/follow";
import { inspect, resetInspect } from "../derivation/inspect";
import { L1Block, l1First, openL1Chain } from "../derivation/l1Chain";
import { L2Block, openL2Block } from "../derivation/l2Block";
import { attributes, nextAttributes, startPipeline } from "../derivation/pipeline";
import { readRequest, requestedFirst, requestedHead, requestedStart } from "../derivation/request";
import { loadRollup } from "../derivation/rollupConfig";
import { clearRecord, RECORD } from "../error/fail";
import { checkSections, openInput, resetInput, SECTION_BLOBS } from "../input/sections";
import { mark, release, resetArena } from "../memory/arena";
import { resetBuffers } from "../memory/buffers";
import { resultAddress, resultSize, resetResult } from "../result/container";
import { buildListTrie } from "../derivation/listTrie";
import { composeBatches } from "../result/batches";
import { composeDerivation, composeList } from "../result/derivation";
import { resetRlp } from "../rlp/read";
import { resetOutputs } from "../state/outputs";
import { resetWitness } from "../witness/index";

export { inspect } from "../derivation/inspect";
export { alloc } from "../memory/arena";
export { derive } from "../derivation/derive";

export function reset(): void {
  resetArena();
  resetBuffers();
  clearRecord();
  resetRlp();
  resetInput();
  resetWitness();
  resetOutputs();
  resetDerivation();
  resetInspect();
  resetResult();
}

export function inputBuffer(length: u32): usize {
  reset();
  return openInput(length);
}

export function errorRecord(): usize {
  return RECORD;
}

export function result(): usize {
  composeDerivation();
  return resultAddress;
}

const ROOT: usize = memory.data(32, 8);

export function buildList(): usize {
  buildListTrie(ROOT);
  composeList(ROOT);
  return resultAddress;
}

export function decodeBatches(kind: u32): usize {
  inspect(kind);
  composeBatches();
  return resultAddress;
}

export function resultLength(): u32 {
  return resultSize;
}

// One block after the other, nothing kept: what a run over a long range needs of memory.

let head: L2Block = changetype<L2Block>(<usize>0);
let resultStart: usize = 0;
const HEADER: usize = memory.data(2048, 8);

/** Begins as `derive` does. */
export function openStream(): void {
  checkSections(SECTION_BLOBS);
  loadRollup();
  readRequest();
  head = openL2Block(requestedStart);
  openL1Chain(requestedHead, requestedFirst);
  startPipeline(head, changetype<L1Block>(l1First));
  resultStart = 0;
}

/** Derives the next block; the result has it alone. False at the end of L1. */
export function streamNext(): bool {
  if (!nextAttributes(head)) return false;
  resetDerived();
  listDerived(attributes);
  setSafeHead(head);
  resultStart = mark();
  return true;
}

/** Where the header for `streamFollow` is written, at most 2048 bytes. */
export function streamHeader(): usize {
  return HEADER;
}

/** Goes on with the header of `length` bytes as the block derived last. */
export function streamFollow(length: u32): void {
  release(resultStart);
  resultStart = 0;
  head = followBlock(attributes, HEADER, length);
  freeAttributes(attributes);
}

/** Bytes of memory in use. */
export function memoryUsed(): u32 {
  return <u32>mark();
}
