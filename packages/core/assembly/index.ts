// The core's ABI: every function a host may call. Contract in docs/interfaces.md, "Core ABI".
//
// The phases are separate exports because the core has no clock: the host times them. Each checks that the one before it
// has run, so that a host's mistake ends in an error record and not in a wrong verdict.
import { callMessage } from "./block/call";
import { countBlocks, decodePhase, executePhase, hashInput, loadInput, sealPhase, sendersPhase } from "./block/phases";
import { derive as deriveBlocks } from "./derivation/derive";
import { inspect } from "./derivation/inspect";
import { buildListTrie } from "./derivation/listTrie";
import { RECORD } from "./error/fail";
import {
  checkSections,
  openInput,
  requireSection,
  SECTION_ALLOC,
  SECTION_PREIMAGES,
  sectionLength,
  sectionStart,
} from "./input/sections";
import { MAIN_REGION, useRegion } from "./memory/arena";
import { deriveAndExecute as deriveExecuting, program as runProgram, resumeProgram as resume } from "./program/program";
import { resetAll } from "./reset";
import { resultAddress, resultSize } from "./result/container";
import { composeBatches } from "./result/batches";
import { composeCall } from "./result/call";
import { composeDerivation, composeList } from "./result/derivation";
import { composeHashes } from "./result/hashes";
import { composeProgram } from "./result/program";
import { composeBuiltState, composeResult } from "./result/result";
import { buildAlloc } from "./state/build";
import { assumeBranches } from "./trie/delete";
import { HINT_RECORD } from "./witness/hintRecord";

/** Beside the outputs: trie/delete, assumeBranches. */
const ASSUME_BRANCHES: u32 = 64;

/** Outputs that the host wants: 1 receipts, 2 new nodes and codes, 4 account and storage changes, 8 touched keys,
 *  16 preimages read, 32 computed header. */
let wanted: u32 = 0;
/** Whether the result has been put together already: that of `buildState`, `buildList` or `decodeBatches`. */
let isBuilt: bool = false;
/** Whether `derive` or `deriveAndExecute` was called; whether `program` was. */
let isDerivation: bool = false;
let isProgram: bool = false;

const ROOT: usize = memory.data(32, 8);

/** Forgets everything; also the way on after a trap. */
export function reset(): void {
  wanted = 0;
  isBuilt = false;
  isDerivation = false;
  isProgram = false;
  resetAll();
}

/** Resets, then returns where the host writes `length` bytes of input. */
export function inputBuffer(length: u32): u32 {
  reset();
  return <u32>openInput(length);
}

/** Checks the section table, decodes configuration and claim; `outputs` as above. */
export function load(outputs: u32): void {
  wanted = outputs;
  if (!TARGET_GUEST && (outputs & ASSUME_BRANCHES) != 0) assumeBranches();
  loadInput(SECTION_PREIMAGES);
}

/** Hashes every node, code, header and preimage and builds the index. */
export function hashWitness(): void {
  hashInput();
}

/** Number of blocks in the input. */
export function blockCount(): u32 {
  return countBlocks();
}

/** Decodes block k, checks its hash against the claim and the body's roots against its header. */
export function decodeBlock(k: u32): void {
  decodePhase(k);
}

/** Recovers the sender of every transaction of block k. */
export function recoverSenders(k: u32): void {
  sendersPhase(k);
}

/** Header rules against the parent, system calls, transactions, withdrawals, rewards. */
export function executeBlock(k: u32): void {
  executePhase(k);
}

/** Post-state root, receipts root, bloom, gas and requests against the header. */
export function sealBlock(k: u32): void {
  sealPhase(k);
}

/** All phases in order. */
export function run(outputs: u32): void {
  load(outputs);
  hashInput();
  for (let k: u32 = 0; k < countBlocks(); k++) {
    decodePhase(k);
    sendersPhase(k);
    executePhase(k);
    sealPhase(k);
  }
}

/** Address of the binary result; also after a trap, with what is known. */
export function result(): u32 {
  useRegion(MAIN_REGION);
  if (isProgram) composeProgram();
  else if (isDerivation) composeDerivation();
  else if (!isBuilt) composeResult(wanted);
  return <u32>resultAddress;
}

/** Length of what `result` returned last. */
export function resultLength(): u32 {
  return resultSize;
}

/** Address of the error record, fixed. */
export function errorRecord(): u32 {
  return <u32>RECORD;
}

/** Address of the hint record, fixed. */
export function hintRecord(): u32 {
  return <u32>HINT_RECORD;
}

/** Reads the `alloc` section of an input. Returns the address of a result with state root, nodes and codes. */
export function buildState(): u32 {
  checkSections(SECTION_ALLOC);
  requireSection(SECTION_ALLOC);
  buildAlloc(sectionStart, sectionLength, ROOT);
  composeBuiltState(ROOT);
  isBuilt = true;
  return <u32>resultAddress;
}

/** Derives L2 blocks from L1: sections 11 to 14, headers, nodes and preimages. */
export function derive(): void {
  isDerivation = true;
  deriveBlocks();
}

/** The fault-proof program: boot values through the import, derives, executes, judges the claim. */
export function program(): void {
  isProgram = true;
  runProgram();
}

/** Derives L2 blocks and executes each: sections 1, 11 and 12, and what of the witness is there. */
export function deriveAndExecute(): void {
  isDerivation = true;
  deriveExecuting();
}

/** Goes on after an invalid payload has ended `program`, `deriveAndExecute` or this. */
export function resumeProgram(): void {
  resume();
}

/** Builds the trie of a list, the items of section 8. Returns the address of a result with its root and nodes. */
export function buildList(): u32 {
  buildListTrie(ROOT);
  composeList(ROOT);
  isBuilt = true;
  return <u32>resultAddress;
}

/** Hashes the items of section 8. Returns the address of a result with the hashes. */
export function hashList(): u32 {
  composeHashes();
  isBuilt = true;
  return <u32>resultAddress;
}

/** Decodes the one item of section 8: 0 a channel, 1 a batch, 2 a span batch without its version byte. */
export function decodeBatches(kind: u32): u32 {
  inspect(kind);
  composeBatches();
  isBuilt = true;
  return <u32>resultAddress;
}

/** Runs the message of section 15. Returns the address of a result with its outcome. */
export function call(): u32 {
  callMessage();
  composeCall();
  isBuilt = true;
  return <u32>resultAddress;
}
