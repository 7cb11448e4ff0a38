// A block from its parent's state to its own (Yellow Paper 11; execution-specs, apply_body).
import { currentTransaction, NO_INDEX, setCurrentTransaction } from "../error/fail";
import { blobMax, configuredChainId, isOptimism } from "../chain/configuration";
import { CANYON, NOT_OPTIMISM, precompilesOf } from "../chain/optimism";
import { BASE_FEE, BLOB_BASE_FEE, COINBASE, DIFFICULTY, setBlockEnvironment, setFork } from "../evm/environment";
import { BYZANTIUM, CANCUN, PARIS, PRAGUE, SPURIOUS_DRAGON } from "../evm/forks";
import { GAS_PER_BLOB } from "../evm/gas";
import { evmOutput, evmOutputLength } from "../evm/message";
import { setPrecompiles } from "../evm/precompiles";
import { traceTransactionBegin, traceTransactionEnd } from "../evm/trace";
import { alloc } from "../memory/arena";
import { copy20, copy32, reverse32, zero32 } from "../memory/bytes";
import { accountAt } from "../state/account";
import { stateRoot } from "../state/commit";
import { depositNonce, runOptimismTransaction } from "../optimism/execute";
import { beginTransaction, endTransaction } from "../state/transaction";
import { checkAlone, checkInBlock, checkSender } from "../tx/validity";
import { executeTransaction, gasUsedByTransaction, transactionSucceeded } from "../tx/execute";
import { senderOf, Transaction, TYPE_DEPOSIT } from "../tx/transaction";
import { u256FromU64 } from "../uint256/word";
import { blobBaseFee } from "./blobGas";
import { Block, transactionAt } from "./block";
import { BLOOM_SIZE, mergeBloom } from "./bloom";
import { moveDaoBalances, movesDaoBalances } from "./dao";
import { baseFeeOf, difficultyOf, Header } from "../header/header";
import { addDaFootprint, beginOptimismBody } from "./optimismBody";
import { receipt, receiptLength, writeReceipt } from "./receipt";
import { addDeposits, beginRequests } from "./requests";
import { payRewards } from "./rewards";
import { callAfterTransactions, callBeforeTransactions } from "./systemCalls";
import { payWithdrawals } from "./withdrawals";

const ROOT: usize = memory.data(32, 8);
const RECEIPT_BLOOM: usize = memory.data(BLOOM_SIZE, 8);

/** Tells the EVM about the block. The blob schedule in force has been selected. */
export function enterBlock(h: Header, fork: u32): void {
  setFork(fork);
  setBlockEnvironment(configuredChainId(), h.number, h.timestamp, h.gasLimit);
  copy20(COINBASE, h.coinbase);
  if (fork >= PARIS) reverse32(DIFFICULTY, h.mixHash);
  else copy32(DIFFICULTY, difficultyOf(h));
  copy32(BASE_FEE, baseFeeOf(h));
  if (fork >= CANCUN && !isOptimism()) blobBaseFee(BLOB_BASE_FEE, h.excessBlobGas);
  else zero32(BLOB_BASE_FEE);
}

/** What is different on an OP Stack chain, after `enterBlock`: no blobs, whose price is 1 all the same, and its precompiles. */
function enterOptimismBlock(optimismFork: u32, fork: u32): void {
  setPrecompiles(precompilesOf(optimismFork));
  if (fork >= CANCUN) u256FromU64(BLOB_BASE_FEE, 1);
}

/** Runs one transaction with every rule that it has to obey; its logs stay until the next one begins. `blobGasAvailable` is
 *  what the block has left. */
export function runTransaction(t: Transaction, fork: u32, gasAvailable: u64, blobGasAvailable: u64): void {
  beginTransaction();
  // What needs no state comes first: a transaction that no state could make valid is refused without one.
  checkInBlock(t, fork, gasAvailable, blobGasAvailable, BASE_FEE, BLOB_BASE_FEE);
  checkAlone(t, fork);
  const sender = accountAt(senderOf(t));
  checkSender(t, fork, sender, 0);
  if (TARGET_TRACE) traceTransactionBegin(currentTransaction);
  executeTransaction(t, sender);
  if (TARGET_TRACE) {
    traceTransactionEnd(currentTransaction, gasUsedByTransaction, transactionSucceeded, evmOutput, evmOutputLength);
  }
  endTransaction(fork >= SPURIOUS_DRAGON);
}

/** Runs everything in `b`, whose header rules have been checked, on the state as it is. */
export function executeBody(b: Block): void {
  const h = b.header;
  const fork = b.fork;
  const rollup = b.optimismFork != NOT_OPTIMISM;
  enterBlock(h, fork);
  if (rollup) {
    enterOptimismBlock(b.optimismFork, fork);
    beginOptimismBody(b);
  }
  beginRequests();
  if (movesDaoBalances(h.number)) {
    beginTransaction();
    moveDaoBalances();
  }
  callBeforeTransactions(h, fork);
  b.bloom = alloc(BLOOM_SIZE);
  memory.fill(b.bloom, 0, BLOOM_SIZE);
  const blobGasLimit = fork >= CANCUN ? blobMax * GAS_PER_BLOB : 0;
  for (let i: u32 = 0; i < b.transactionCount; i++) {
    setCurrentTransaction(i);
    const t = transactionAt(b, i);
    if (rollup) runOptimismTransaction(t, b.optimismFork, h.gasLimit - b.gasUsed);
    else runTransaction(t, fork, h.gasLimit - b.gasUsed, blobGasLimit - b.blobGasUsed);
    b.gasUsed += gasUsedByTransaction;
    if (rollup) addDaFootprint(b, t);
    else b.blobGasUsed += <u64>t.blobCount * GAS_PER_BLOB;
    if (fork >= PRAGUE) addDeposits();
    keepReceipt(b, t);
  }
  setCurrentTransaction(NO_INDEX);
  beginTransaction();
  if (b.hasWithdrawals) payWithdrawals(b);
  payRewards(b);
  endTransaction(fork >= SPURIOUS_DRAGON);
  if (!rollup) callAfterTransactions(fork);
}

/** The receipt of the transaction that has just run. */
function keepReceipt(b: Block, t: Transaction): void {
  // Before EIP-658 a receipt says what the state is after its transaction.
  const carriesRoot = b.fork < BYZANTIUM;
  if (carriesRoot) stateRoot(ROOT);
  // Regolith knows the nonce of a deposit but leaves it out of what is hashed.
  const hasNonce = t.type == TYPE_DEPOSIT && b.optimismFork >= CANYON;
  const root: usize = carriesRoot ? ROOT : 0;
  writeReceipt(t.type, root, transactionSucceeded, b.gasUsed, RECEIPT_BLOOM, hasNonce, depositNonce);
  mergeBloom(b.bloom, RECEIPT_BLOOM);
  store<u32>(b.receipts + ((<usize>b.receiptCount) << 2), <u32>receipt);
  store<u32>(b.receiptLengths + ((<usize>b.receiptCount) << 2), receiptLength);
  b.receiptCount++;
}
