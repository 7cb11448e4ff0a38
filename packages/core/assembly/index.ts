// The core's ABI: every function a host may call. Contract in docs/interfaces.md, "Core ABI".
//
// The phases are separate exports because the core has no clock: the host times them. Each checks that the one before it
// has run, so that a host's mistake ends in an error record and not in a wrong verdict.
import { clearRecord, RECORD } from "./error/fail";
import { resetArena } from "./memory/arena";
import { openInput, resetInput } from "./input/sections";

/** Forgets everything; also the way on after a trap. */
export function reset(): void {
  resetArena();
  clearRecord();
  resetInput();
}

/** Resets, then returns where the host writes `length` bytes of input. */
export function inputBuffer(length: u32): u32 {
  reset();
  return <u32>openInput(length);
}

/** Checks the section table, decodes configuration and claim. `outputs`: 1 receipts, 2 new nodes and codes, 4 changes,
 *  8 touched keys, 16 preimages read, 32 computed header. */
export function load(outputs: u32): void {}

/** Hashes every node, code, header and preimage and builds the index. */
export function hashWitness(): void {}

export function blockCount(): u32 {
  return 0;
}

/** Decodes block k, checks its hash against the claim and the body's roots against its header. */
export function decodeBlock(k: u32): void {}

/** Recovers the sender of every transaction of block k. */
export function recoverSenders(k: u32): void {}

/** Header rules against the parent, system calls, transactions, withdrawals, rewards. */
export function executeBlock(k: u32): void {}

/** Post-state root, receipts root, bloom, gas and requests against the header. */
export function sealBlock(k: u32): void {}

/** All phases in order. */
export function run(outputs: u32): void {}

/** Address of the binary result; also after a trap, with what is known. */
export function result(): u32 {
  return 0;
}

export function resultLength(): u32 {
  return 0;
}

/** Address of the error record, fixed. */
export function errorRecord(): u32 {
  return <u32>RECORD;
}

/** Reads an `alloc` section and returns a result with state root, nodes and codes. */
export function buildState(): u32 {
  return 0;
}
