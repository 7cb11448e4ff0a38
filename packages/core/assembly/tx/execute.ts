// One transaction from the first wei to the last (Yellow Paper 6.2; EIP-1559, 2929, 2930, 3529, 3651, 4844, 7623, 7702).
import { GAS_PER_BLOB } from "../evm/gas";
import {
  BASE_FEE,
  BLOB_BASE_FEE,
  chainId,
  COINBASE,
  fork,
  GAS_PRICE,
  ORIGIN,
  setTransactionEnvironment,
} from "../evm/environment";
import { BERLIN, LONDON, SHANGHAI } from "../evm/forks";
import { precompileAt } from "../evm/precompiles";
import { evmGasLeft, evmStatus, Message, MESSAGE_CALL, MESSAGE_CREATE, runMessage } from "../evm/message";
import { alloc } from "../memory/arena";
import { copy20, copy32, reverse32 } from "../memory/bytes";
import { Account, accountAt, accountHandle, addBalance, setNonce, subBalance, warmAddress } from "../state/account";
import { getRefund } from "../state/journal";
import { slotAt, warmSlot } from "../state/storage";
import { u256Add, u256Sub } from "../uint256/add";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64, u256Lt } from "../uint256/word";
import { entryAddress, entrySlots, entrySlotsEnd, nextAccessEntry } from "./accessList";
import { applyAuthorizations } from "./delegations";
import { floorGas, intrinsicGas } from "./intrinsic";
import { maxFeeOf, priorityFeeOf, senderOf, Transaction, TYPE_SET_CODE, valueOf } from "./transaction";

const OPERAND: usize = memory.data(32, 8);
const AMOUNT: usize = memory.data(32, 8);
const TIP: usize = memory.data(32, 8);
const PRECOMPILE: usize = memory.data(24, 8);
const KEY: usize = memory.data(32, 8);
const MESSAGE: usize = memory.data(offsetof<Message>(), 8);

/** Of the last transaction: gas it paid for, and whether its message succeeded (EIP-658). */
export let gasUsedByTransaction: u64 = 0;
export let transactionSucceeded: bool = false;

/** dst = amount * price */
function multiply(dst: usize, amount: u64, price: usize): void {
  u256FromU64(OPERAND, amount);
  u256Mul(dst, price, OPERAND);
}

/**
 * Runs `t`, which has passed every rule of validity.ts (the gas figures of intrinsic.ts are still this transaction's).
 * Leaves the logs in state/logs.ts until the next transaction begins; `finishTransaction` has to follow.
 */
export function executeTransaction(t: Transaction, sender: Account): void {
  setPrices(t);
  copy20(ORIGIN, senderOf(t));
  setBlobHashes(t);
  // The fee is paid before anything else happens, at the price that holds in this block.
  multiply(AMOUNT, t.gasLimit, GAS_PRICE);
  subBalance(sender, AMOUNT);
  if (t.blobCount != 0) {
    multiply(AMOUNT, <u64>t.blobCount * GAS_PER_BLOB, BLOB_BASE_FEE);
    subBalance(sender, AMOUNT);
  }
  setNonce(sender, t.nonce + 1);
  if (fork >= BERLIN) warmAtStart(t, sender);
  if (t.type == TYPE_SET_CODE) applyAuthorizations(t, chainId);
  runMessage(messageOf(t));
  settle(t, sender, evmStatus == 0);
}

/** GAS_PRICE: what the sender pays per gas. TIP: what the coinbase gets of it (EIP-1559). */
function setPrices(t: Transaction): void {
  if (fork < LONDON) {
    copy32(GAS_PRICE, maxFeeOf(t));
    copy32(TIP, GAS_PRICE);
    return;
  }
  u256Sub(TIP, maxFeeOf(t), BASE_FEE);
  if (u256Lt(priorityFeeOf(t), TIP)) copy32(TIP, priorityFeeOf(t));
  u256Add(GAS_PRICE, BASE_FEE, TIP);
}

function setBlobHashes(t: Transaction): void {
  if (t.blobCount == 0) {
    setTransactionEnvironment(0, 0);
    return;
  }
  const hashes = alloc((<usize>t.blobCount) << 5);
  for (let i: u32 = 0; i < t.blobCount; i++) copy32(hashes + ((<usize>i) << 5), t.blobHashes + <usize>i * 33 + 1);
  setTransactionEnvironment(hashes, t.blobCount);
}

/** EIP-2929, 2930 and 3651. Handles only: what is merely warmed need not be in the witness. */
export function warmAtStart(t: Transaction, sender: Account): void {
  warmAddress(sender);
  if (t.to != 0) warmAddress(accountHandle(t.to));
  if (fork >= SHANGHAI) warmAddress(accountHandle(COINBASE));
  memory.fill(PRECOMPILE, 0, 20);
  for (let i: u32 = 0; ; i++) {
    const number = precompileAt(i);
    if (number == 0) break;
    store<u8>(PRECOMPILE, <u8>(number >> 8), 18);
    store<u8>(PRECOMPILE, <u8>number, 19);
    warmAddress(accountHandle(PRECOMPILE));
  }
  let at = t.accessList;
  while (at < t.accessListEnd) {
    at = nextAccessEntry(at, t.accessListEnd);
    const account = accountHandle(entryAddress);
    warmAddress(account);
    for (let slot = entrySlots; slot < entrySlotsEnd; slot += 33) {
      reverse32(KEY, slot + 1);
      warmSlot(slotAt(account, KEY));
    }
  }
}

/** The message of `t`, whose figures are in intrinsic.ts. */
export function messageOf(t: Transaction): Message {
  const m = changetype<Message>(MESSAGE);
  m.caller = senderOf(t);
  m.value = valueOf(t);
  m.input = t.data;
  m.inputLength = t.dataLength;
  m.gas = t.gasLimit - intrinsicGas;
  m.isStatic = false;
  m.target = t.to;
  m.codeFrom = 0;
  m.kind = t.to == 0 ? MESSAGE_CREATE : MESSAGE_CALL;
  return m;
}

/** Gas of `t`, whose message has just run: refund (EIP-3529) and floor (EIP-7623). */
export function gasAfterRefund(t: Transaction): u64 {
  const used = t.gasLimit - evmGasLeft;
  const refund = getRefund();
  const cap = used / (fork >= LONDON ? 5 : 2);
  return max<u64>(refund > 0 ? used - min<u64>(<u64>refund, cap) : used, floorGas);
}

/** What a transaction that others run came to. */
export function setTransactionOutcome(gasUsed: u64, succeeded: bool): void {
  gasUsedByTransaction = gasUsed;
  transactionSucceeded = succeeded;
}

/** What goes back to the sender and what the coinbase gets. The base fee's part goes to nobody. */
function settle(t: Transaction, sender: Account, succeeded: bool): void {
  const used = gasAfterRefund(t);
  multiply(AMOUNT, t.gasLimit - used, GAS_PRICE);
  addBalance(sender, AMOUNT);
  multiply(AMOUNT, used, TIP);
  addBalance(accountAt(COINBASE), AMOUNT);
  setTransactionOutcome(used, succeeded);
}
