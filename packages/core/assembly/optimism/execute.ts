// One transaction of an OP Stack block: deposits, which nobody pays for and which cannot be refused, and signed ones, which
// pay for their data on L1 and for the operator beside their gas.
import { DEPOSIT_GAS_TOO_HIGH, TX_GAS_ALLOWANCE } from "../error/codes";
import { currentTransaction, invalidNumbers } from "../error/fail";
import { ISTHMUS, l1ForkOf, REGOLITH } from "../chain/optimism";
import { BASE_FEE, BLOB_BASE_FEE, GAS_PRICE, ORIGIN, setTransactionEnvironment } from "../evm/environment";
import { PRAGUE, SHANGHAI } from "../evm/forks";
import { evmOutput, evmOutputLength, evmStatus, runMessage, STATUS_SUCCESS } from "../evm/message";
import { traceTransactionBegin, traceTransactionEnd } from "../evm/trace";
import { copy20, isZero32, zero32 } from "../memory/bytes";
import { Account, accountAt, addBalance, balanceOf, setNonce, subBalance } from "../state/account";
import { beginTransaction, endTransaction } from "../state/transaction";
import {
  executeTransaction,
  gasAfterRefund,
  gasUsedByTransaction,
  messageOf,
  setTransactionOutcome,
  transactionSucceeded,
  warmAtStart,
} from "../tx/execute";
import { computeIntrinsicGas, floorGas, intrinsicGas } from "../tx/intrinsic";
import { mintOf, senderOf, Transaction, TYPE_DEPOSIT, valueOf } from "../tx/transaction";
import { checkAlone, checkInBlock, checkSender, MAX_INIT_CODE } from "../tx/validity";
import { u256AddCarry, u256Sub } from "../uint256/add";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64, u256Lt } from "../uint256/word";
import { BASE_FEE_VAULT, L1_FEE_VAULT, OPERATOR_FEE_VAULT } from "./addresses";
import { readOperatorFee } from "./l1Block";
import { l1Cost } from "./l1Cost";
import { operatorFee } from "./operatorFee";

/** The EVM counts gas in signed 64-bit numbers. */
const MAX_GAS: u64 = i64.MAX_VALUE;

const L1_FEE: usize = memory.data(32, 8);
const OPERATOR_FEE: usize = memory.data(32, 8);
const OPERATOR_FEE_USED: usize = memory.data(32, 8);
const EXTRA: usize = memory.data(32, 8);
const AMOUNT: usize = memory.data(32, 8);

/** Nonce of the sender before the last deposit: part of its receipt. */
export let depositNonce: u64 = 0;

/** Runs `t` with every rule that it has to obey; its logs stay until the next transaction begins. */
export function runOptimismTransaction(t: Transaction, fork: u32, gasAvailable: u64): void {
  beginTransaction();
  if (t.type == TYPE_DEPOSIT) runDeposit(t, fork, gasAvailable);
  else runSigned(t, fork, gasAvailable);
  endTransaction(true);
}

function runSigned(t: Transaction, fork: u32, gasAvailable: u64): void {
  const l1Fork = l1ForkOf(fork);
  checkInBlock(t, l1Fork, gasAvailable, 0, BASE_FEE, BLOB_BASE_FEE);
  checkAlone(t, l1Fork);
  const sender = accountAt(senderOf(t));
  chargesOf(t, fork);
  checkSender(t, l1Fork, sender, EXTRA);
  if (TARGET_TRACE) traceTransactionBegin(currentTransaction);
  subBalance(sender, EXTRA);
  executeTransaction(t, sender);
  payVaults(sender, fork);
  traceEnd();
}

/** L1_FEE, OPERATOR_FEE for all of the gas, and EXTRA, their sum; the greatest word when it does not fit. */
function chargesOf(t: Transaction, fork: u32): void {
  l1Cost(L1_FEE, t.raw, t.rawLength, fork);
  zero32(OPERATOR_FEE);
  if (fork >= ISTHMUS) {
    readOperatorFee();
    operatorFee(OPERATOR_FEE, t.gasLimit, fork);
  }
  if (u256AddCarry(EXTRA, L1_FEE, OPERATOR_FEE)) memory.fill(EXTRA, 0xff, 32);
}

/** The base fee is not burned; the L1 fee is paid in full, the operator fee for the gas that was used. */
function payVaults(sender: Account, fork: u32): void {
  u256FromU64(AMOUNT, gasUsedByTransaction);
  u256Mul(AMOUNT, AMOUNT, BASE_FEE);
  pay(BASE_FEE_VAULT, AMOUNT);
  pay(L1_FEE_VAULT, L1_FEE);
  if (fork < ISTHMUS) return;
  operatorFee(OPERATOR_FEE_USED, gasUsedByTransaction, fork);
  u256Sub(AMOUNT, OPERATOR_FEE, OPERATOR_FEE_USED);
  addBalance(sender, AMOUNT);
  pay(OPERATOR_FEE_VAULT, OPERATOR_FEE_USED);
}

/** A payment of nothing does not touch its vault, whose path the witness then need not have. */
function pay(vault: usize, amount: usize): void {
  if (!isZero32(amount)) addBalance(accountAt(vault), amount);
}

/**
 * OP Stack specs, "Deposits", "Execution". What is minted stays, and the nonce goes up, whatever happens after. A deposit that
 * could not even start costs all of its gas.
 */
function runDeposit(t: Transaction, fork: u32, gasAvailable: u64): void {
  const isFree = t.isSystem && fork < REGOLITH;
  if (!isFree && t.gasLimit > gasAvailable) invalidNumbers(TX_GAS_ALLOWANCE, gasAvailable, t.gasLimit);
  if (t.gasLimit > MAX_GAS) invalidNumbers(DEPOSIT_GAS_TOO_HIGH, MAX_GAS, t.gasLimit);
  if (TARGET_TRACE) traceTransactionBegin(currentTransaction);
  const sender = accountAt(senderOf(t));
  if (!isZero32(mintOf(t))) addBalance(sender, mintOf(t));
  depositNonce = sender.nonce;
  setNonce(sender, sender.nonce + 1);
  if (!canRun(t, fork, sender)) {
    setTransactionOutcome(isFree ? 0 : t.gasLimit, false);
  } else {
    copy20(ORIGIN, senderOf(t));
    zero32(GAS_PRICE);
    setTransactionEnvironment(0, 0);
    warmAtStart(t, sender);
    runMessage(messageOf(t));
    // Before Regolith the gas that a deposit uses is the gas that it has.
    const used = fork >= REGOLITH ? gasAfterRefund(t) : isFree ? 0 : t.gasLimit;
    setTransactionOutcome(used, evmStatus == STATUS_SUCCESS);
  }
  traceEnd();
}

/** Whether the message of a deposit may run at all. */
function canRun(t: Transaction, fork: u32, sender: Account): bool {
  const l1Fork = l1ForkOf(fork);
  if (t.isSystem && fork >= REGOLITH) return false;
  if (sender.nonce == 0) return false;
  computeIntrinsicGas(t, l1Fork);
  if (t.gasLimit < intrinsicGas || (l1Fork >= PRAGUE && t.gasLimit < floorGas)) return false;
  if (l1Fork >= SHANGHAI && t.to == 0 && t.dataLength > MAX_INIT_CODE) return false;
  return !u256Lt(balanceOf(sender), valueOf(t));
}

function traceEnd(): void {
  if (TARGET_TRACE) {
    traceTransactionEnd(currentTransaction, gasUsedByTransaction, transactionSucceeded, evmOutput, evmOutputLength);
  }
}
