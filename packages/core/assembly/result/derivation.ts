// What `derive` found: one summary, one record per block, all transactions (docs/interfaces.md, "Derivation result"). Works
// at any time: after a trap it holds the blocks that were derived before.
import { Attributes, FEE_VAULT } from "../derivation/attributes";
import {
  derivedCount,
  executedGas,
  EXECUTION_SIZE,
  firstDerived,
  payloadsRejected,
  safeHead,
  stopped,
} from "../derivation/derived";
import { beaconRootOf } from "../derivation/follow";
import { l1HashOf } from "../derivation/l1Chain";
import { origin } from "../derivation/l1Traversal";
import { L2Block, l2HashOf } from "../derivation/l2Block";
import { ROLLUP_HASH } from "../derivation/rollupConfig";
import { RECORD } from "../error/fail";
import { alloc, allocZeroed } from "../memory/arena";
import { copy20, copy32, storeBE32 } from "../memory/bytes";
import { listOutput, outputAddress, outputLength } from "../state/outputs";
import { orderedTrieRoot } from "../trie/ordered";
import {
  addSection,
  beginResult,
  RESULT_DERIVATION,
  RESULT_DERIVED_BLOCKS,
  RESULT_DERIVED_TRANSACTIONS,
  RESULT_EXECUTED,
  RESULT_LIST_ROOT,
  RESULT_NODES,
  writeResult,
} from "./container";

const SUMMARY_SIZE: u32 = 112;
const BLOCK_SIZE: u32 = 336;

const FLAG_WITHDRAWALS: u32 = 1;
const FLAG_BEACON_ROOT: u32 = 2;
const FLAG_PARAMETERS: u32 = 4;
const FLAG_MIN_BASE_FEE: u32 = 8;
const FLAG_LAST_IN_SPAN: u32 = 16;
const FLAG_DEPOSITS_ONLY: u32 = 32;
const FLAG_BLOCK_KNOWN: u32 = 64;
const FLAG_EXECUTED: u32 = 128;

/** The result of `buildList`: the root, then the nodes. */
export function composeList(root: usize): void {
  beginResult();
  addSection(RESULT_NODES, outputAddress, outputLength);
  addSection(RESULT_LIST_ROOT, root, 32);
  writeResult();
}

export function composeDerivation(): void {
  beginResult();
  writeSummary();
  writeBlocks();
  writeTransactions();
  writeExecutions();
  writeResult();
}

function writeSummary(): void {
  const at = allocZeroed(SUMMARY_SIZE);
  // Verdict and code of the error record; a run without one derived what it could.
  store<u32>(at, load<u32>(RECORD));
  store<u32>(at, load<u32>(RECORD, 4), 4);
  store<u32>(at, derivedCount, 8);
  store<u32>(at, stopped, 12);
  if (changetype<usize>(origin) != 0) store<u64>(at, origin.number, 16);
  if (safeHead != 0) {
    store<u64>(at, changetype<L2Block>(safeHead).number, 24);
    copy32(at + 48, l2HashOf(changetype<L2Block>(safeHead)));
  }
  store<u64>(at, executedGas, 32);
  store<u32>(at, payloadsRejected, 40);
  copy32(at + 80, ROLLUP_HASH);
  addSection(RESULT_DERIVATION, at, SUMMARY_SIZE);
}

function writeBlocks(): void {
  const records = allocZeroed(<usize>derivedCount * BLOCK_SIZE);
  let at = records;
  for (let entry = firstDerived; entry != 0; entry = changetype<Attributes>(entry).next) {
    writeBlock(at, changetype<Attributes>(entry));
    at += BLOCK_SIZE;
  }
  addSection(RESULT_DERIVED_BLOCKS, records, derivedCount * BLOCK_SIZE);
}

function writeBlock(at: usize, a: Attributes): void {
  store<u64>(at, a.number);
  store<u64>(at, a.timestamp, 8);
  store<u64>(at, a.gasLimit, 16);
  store<u32>(at, a.transactionCount, 24);
  store<u32>(at, a.depositCount, 28);
  store<u32>(at, a.userDepositCount, 32);
  store<u32>(at, a.upgradeCount, 36);
  const flags =
    (a.hasWithdrawals ? FLAG_WITHDRAWALS : 0) |
    (a.hasBeaconRoot ? FLAG_BEACON_ROOT : 0) |
    (a.hasParameters ? FLAG_PARAMETERS : 0) |
    (a.hasMinBaseFee ? FLAG_MIN_BASE_FEE : 0) |
    (a.isLastInSpan ? FLAG_LAST_IN_SPAN : 0) |
    (a.isReplaced ? FLAG_DEPOSITS_ONLY : 0) |
    (a.block != 0 ? FLAG_BLOCK_KNOWN : 0) |
    (a.execution != 0 ? FLAG_EXECUTED : 0);
  store<u32>(at, flags, 40);
  store<u64>(at, a.epoch.number, 48);
  store<u64>(at, a.sequence, 56);
  store<u64>(at, a.derivedFrom.number, 64);
  if (a.hasMinBaseFee) store<u64>(at, a.config.minBaseFee, 72);
  if (a.hasParameters) {
    storeBE32(at + 80, a.config.eip1559Denominator);
    storeBE32(at + 84, a.config.eip1559Elasticity);
  }
  copy20(at + 88, FEE_VAULT);
  copy32(at + 112, l2HashOf(a.parent));
  copy32(at + 144, a.epoch.header.mixHash);
  if (a.hasBeaconRoot) copy32(at + 176, beaconRootOf(a));
  copy32(at + 208, l1HashOf(a.epoch));
  copy32(at + 240, l1HashOf(a.derivedFrom));
  if (a.block != 0) copy32(at + 272, l2HashOf(changetype<L2Block>(a.block)));
  orderedTrieRoot(at + 304, a.transactionCount, a.transactions, a.transactionLengths);
}

/** One record per derived block, when they were executed: `deriveAndExecute` lists no others. */
function writeExecutions(): void {
  if (firstDerived == 0 || changetype<Attributes>(firstDerived).execution == 0) return;
  const records = alloc(<usize>derivedCount * EXECUTION_SIZE);
  let at = records;
  for (let entry = firstDerived; entry != 0; entry = changetype<Attributes>(entry).next) {
    memory.copy(at, changetype<Attributes>(entry).execution, EXECUTION_SIZE);
    at += EXECUTION_SIZE;
  }
  addSection(RESULT_EXECUTED, records, derivedCount * EXECUTION_SIZE);
}

function writeTransactions(): void {
  let total: u32 = 0;
  for (let entry = firstDerived; entry != 0; entry = changetype<Attributes>(entry).next) {
    total += changetype<Attributes>(entry).transactionCount;
  }
  const pointers = alloc((<usize>total) << 2);
  const lengths = alloc((<usize>total) << 2);
  let at: usize = 0;
  for (let entry = firstDerived; entry != 0; entry = changetype<Attributes>(entry).next) {
    const a = changetype<Attributes>(entry);
    const size = (<usize>a.transactionCount) << 2;
    memory.copy(pointers + at, a.transactions, size);
    memory.copy(lengths + at, a.transactionLengths, size);
    at += size;
  }
  listOutput(total, pointers, lengths);
  addSection(RESULT_DERIVED_TRANSACTIONS, outputAddress, outputLength);
}
