// Step records for EIP-3155 traces, in the trace build only: one record per opcode through the import `assay.trace`. Layout
// in docs/interfaces.md, "Trace records"; the TypeScript side makes the JSON. A record goes out when its opcode is done,
// because only then is it known what it cost.
import { bufferAlloc, bufferCapacity, bufferFree } from "../memory/buffers";
import { getRefund } from "../state/journal";
import { Frame } from "./frame";

// @ts-ignore: decorator
@external("assay", "trace")
declare function trace(ptr: usize, length: u32): void;

const HEADER: u32 = 56;
/** In the place of an opcode. */
const TRANSACTION_BEGINS: u32 = 0xffff_fffe;
const TRANSACTION_ENDS: u32 = 0xffff_ffff;

let record: usize = 0;
/** Whether the record waits for its opcode to end. */
let pending: bool = false;
let pendingFrame: Frame = changetype<Frame>(0);
let pendingGas: i64 = 0;
/** Cost that a call or create has told; -1 for what the frame's gas shows. */
let toldCost: i64 = -1;

export function resetTrace(): void {
  record = 0;
  pending = false;
  toldCost = -1;
}

/** A call or create knows its cost, with the gas that it gives away. */
export function traceCost(cost: i64): void {
  toldCost = cost;
}

function flush(gas: i64, halt: u32): void {
  if (!pending) return;
  pending = false;
  store<i64>(record, toldCost >= 0 ? toldCost : pendingGas - gas, 16);
  store<u32>(record, halt, 52);
  toldCost = -1;
  trace(record, HEADER + (load<u32>(record, 48) << 5));
}

/** The opcode at `pc` is about to run. */
export function traceStep(frame: Frame, pc: usize, sp: usize, gas: i64): void {
  // In another frame than the record's, the gas is not the record's either; then the cost was told.
  flush(pendingFrame == frame ? gas : pendingGas, 0);
  const words = (<u32>(frame.stackEnd - sp)) >> 5;
  const length = HEADER + (words << 5);
  if (record == 0 || bufferCapacity(record) < length) {
    if (record != 0) bufferFree(record);
    record = bufferAlloc(length);
  }
  store<u64>(record, <u64>(pc - frame.code));
  store<u64>(record, <u64>gas, 8);
  store<u64>(record, frame.memorySize, 24);
  store<i64>(record, getRefund(), 32);
  store<u32>(record, <u32>load<u8>(pc), 40);
  store<u32>(record, frame.depth + 1, 44);
  store<u32>(record, words, 48);
  for (let i: u32 = 0; i < words; i++) {
    memory.copy(record + HEADER + ((<usize>i) << 5), frame.stackEnd - ((<usize>(i + 1)) << 5), 32);
  }
  pending = true;
  pendingFrame = frame;
  pendingGas = gas;
}

/** The frame ends with the opcode of the record. `halt` as in ./halt.ts. */
export function traceHalt(gas: i64, halt: u32): void {
  flush(gas, halt);
}

/** Transaction `index` of the block is about to run: the steps up to its end are its own. */
export function traceTransactionBegin(index: u32): void {
  const at = bufferAlloc(HEADER);
  memory.fill(at, 0, HEADER);
  store<u64>(at, index);
  store<u32>(at, TRANSACTION_BEGINS, 40);
  trace(at, HEADER);
  bufferFree(at);
}

/** It has run. */
export function traceTransactionEnd(index: u32, gasUsed: u64, succeeded: bool, output: usize, length: u32): void {
  const at = bufferAlloc(HEADER + length);
  memory.fill(at, 0, HEADER);
  store<u64>(at, index);
  store<u64>(at, gasUsed, 8);
  store<u32>(at, TRANSACTION_ENDS, 40);
  store<u32>(at, succeeded ? 0 : 1, 52);
  memory.copy(at + HEADER, output, length);
  trace(at, HEADER + length);
  bufferFree(at);
}
