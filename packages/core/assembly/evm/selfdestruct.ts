// SELFDESTRUCT by fork: EIP-150 (cost, new account), EIP-161 (dead beneficiary), EIP-2929 (cold beneficiary), EIP-3529
// (no refund), EIP-6780 (the account goes only if this transaction created it).
import { copy32, isZero32 } from "../memory/bytes";
import {
  addBalance,
  balanceOf,
  isDestructed,
  isEmptyAccount,
  loadAccount,
  selfDestruct,
  setBalance,
  subBalance,
  wasCreatedInTransaction,
  warmAddress,
  accountHandle,
} from "../state/account";
import { addRefund } from "../state/journal";
import { fork } from "./environment";
import { BERLIN, CANCUN, LONDON, SPURIOUS_DRAGON, TANGERINE_WHISTLE } from "./forks";
import { Frame } from "./frame";
import { GAS_NEW_ACCOUNT, gasCall, gasColdAccount } from "./gas";
import { addressFromWord } from "./words";

const GAS_SELFDESTRUCT: i64 = 5000;
const REFUND_SELFDESTRUCT: i64 = 24000;

const ADDRESS: usize = memory.data(32, 8);
const AMOUNT: usize = memory.data(32, 8);
const ZERO: usize = memory.data(32, 8);

/** Beneficiary at `sp`. Returns the gas left, negative when it does not suffice; then nothing but warmth has changed. */
export function selfDestructTo(frame: Frame, sp: usize, gas: i64): i64 {
  const self = frame.account;
  addressFromWord(ADDRESS, sp);
  const beneficiary = accountHandle(ADDRESS);
  if (fork >= TANGERINE_WHISTLE) {
    gas -= GAS_SELFDESTRUCT;
    // A warm beneficiary costs nothing here, unlike elsewhere.
    if (fork >= BERLIN && !warmAddress(beneficiary)) gas -= gasColdAccount + gasCall;
    if (gas < 0) return gas;
  }
  loadAccount(beneficiary);
  if (fork >= SPURIOUS_DRAGON) {
    if (isEmptyAccount(beneficiary) && !isZero32(balanceOf(self))) gas -= GAS_NEW_ACCOUNT;
  } else if (fork >= TANGERINE_WHISTLE) {
    if (!beneficiary.exists) gas -= GAS_NEW_ACCOUNT;
  }
  if (gas < 0) return gas;
  if (fork < LONDON && !isDestructed(self)) addRefund(REFUND_SELFDESTRUCT);
  // Taking before giving makes a beneficiary that is the account itself come out even.
  copy32(AMOUNT, balanceOf(self));
  subBalance(self, AMOUNT);
  addBalance(beneficiary, AMOUNT);
  if (fork < CANCUN || wasCreatedInTransaction(self)) {
    // What it gave to itself is burnt.
    setBalance(self, ZERO);
    selfDestruct(self);
  }
  return gas;
}
