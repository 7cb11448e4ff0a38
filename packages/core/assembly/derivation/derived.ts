// What a run has derived so far: the blocks' attributes, the safe head after them, and why it stopped. The result is made of it
// at any time, also after a trap.
import { Attributes } from "./attributes";
import { L2Block } from "./l2Block";

/** Why derivation stopped. */
export const STOPPED_NOT: u32 = 0;
/** The last block asked for was derived. */
export const STOPPED_AT_TARGET: u32 = 1;
/** L1 up to its head has nothing more. */
export const STOPPED_AT_L1_HEAD: u32 = 2;
/** The block after the last one derived is not among the headers given. */
export const STOPPED_AT_UNKNOWN_BLOCK: u32 = 3;
/** Only of a claim: it is about the block that the run would start from. */
export const STOPPED_AT_START: u32 = 4;

/** Attributes that were derived, linked by `next`. */
export let firstDerived: usize = 0;
export let lastDerived: usize = 0;
export let derivedCount: u32 = 0;
/** 0 before the starting block was found. */
export let safeHead: usize = 0;
export let stopped: u32 = 0;

// Of runs that execute what they derive.
export let payloadsRejected: u32 = 0;
export let executedGas: u64 = 0;
/** Bytes of the record that an executed block has at `execution` of its attributes. */
export const EXECUTION_SIZE: u32 = 80;

export function resetDerived(): void {
  firstDerived = 0;
  lastDerived = 0;
  derivedCount = 0;
  safeHead = 0;
  stopped = STOPPED_NOT;
  payloadsRejected = 0;
  executedGas = 0;
}

/** Lists the attributes among those of the result. */
export function listDerived(a: Attributes): void {
  if (lastDerived == 0) firstDerived = changetype<usize>(a);
  else changetype<Attributes>(lastDerived).next = changetype<usize>(a);
  lastDerived = changetype<usize>(a);
  derivedCount++;
}

/** Goes back to where `last` was the last of `count` listed, 0 when none was, with `gas` used by then. */
export function unlistDerived(last: usize, count: u32, gas: u64): void {
  lastDerived = last;
  if (last == 0) firstDerived = 0;
  else changetype<Attributes>(last).next = 0;
  derivedCount = count;
  executedGas = gas;
}

export function setSafeHead(block: L2Block): void {
  safeHead = changetype<usize>(block);
}

export function countRejected(): void {
  payloadsRejected++;
}

export function addExecutedGas(gas: u64): void {
  executedGas += gas;
}

export function stopAt(reason: u32): void {
  stopped = reason;
}
