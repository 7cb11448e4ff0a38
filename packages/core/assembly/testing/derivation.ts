// Derivation alone, without execution: what index.ts exports of it, and parts of it for tests.
import { resetDerivation } from "../derivation/derive";
import { inspect, resetInspect } from "../derivation/inspect";
import { clearRecord, RECORD } from "../error/fail";
import { openInput, resetInput } from "../input/sections";
import { resetArena } from "../memory/arena";
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
