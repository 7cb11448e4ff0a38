// Opcodes that look at another account: BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH, and the access cost that they
// share with calls (EIP-2929). An account is read from the trie only when the access is paid: a witness need not hold
// what the code could not afford to see.
import { copy32, reverse32, zero32 } from "../memory/bytes";
import {
  Account,
  accountHandle,
  balanceOf,
  codeHashOf,
  isEmptyAccount,
  loadAccount,
  warmAddress,
} from "../state/account";
import { codeOf } from "../state/code";
import { u256FromU64 } from "../uint256/word";
import { Frame } from "./frame";
import { GAS_COPY_WORD, gasBalance, gasColdAccount, gasExtCode, gasExtCodeHash, wordsOf } from "./gas";
import { copyPadded, endOfRange, growMemory } from "./memory";
import { addressFromWord } from "./words";

const ADDRESS: usize = memory.data(32, 8);

/** The account whose address the word at `word` holds. Not read from the trie: that waits until the access is paid. */
export function accountOfWord(word: usize): Account {
  addressFromWord(ADDRESS, word);
  return accountHandle(ADDRESS);
}

/** Marks the account warm and charges `cost`, plus the surcharge if it was cold. Returns the gas left, negative when it
 *  does not suffice. */
export function chargeAccess(account: Account, gas: i64, cost: i64): i64 {
  gas -= cost;
  if (gasColdAccount != 0 && !warmAddress(account)) gas -= gasColdAccount;
  return gas;
}

/** BALANCE: the address at `sp` becomes the balance. */
export function accountBalance(sp: usize, gas: i64): i64 {
  const account = accountOfWord(sp);
  gas = chargeAccess(account, gas, gasBalance);
  if (gas < 0) return gas;
  loadAccount(account);
  copy32(sp, balanceOf(account));
  return gas;
}

/** EXTCODESIZE: the address at `sp` becomes the length of the code. */
export function accountCodeSize(sp: usize, gas: i64): i64 {
  const account = accountOfWord(sp);
  gas = chargeAccess(account, gas, gasExtCode);
  if (gas < 0) return gas;
  loadAccount(account);
  u256FromU64(sp, <u64>codeOf(account).length);
  return gas;
}

/** EXTCODEHASH (EIP-1052): the address at `sp` becomes the hash of the code, 0 for an account that is empty. */
export function accountCodeHash(sp: usize, gas: i64): i64 {
  const account = accountOfWord(sp);
  gas = chargeAccess(account, gas, gasExtCodeHash);
  if (gas < 0) return gas;
  loadAccount(account);
  if (isEmptyAccount(account)) zero32(sp);
  else reverse32(sp, codeHashOf(account));
  return gas;
}

/** EXTCODECOPY: address at `sp`, then memory offset, code offset, length. */
export function accountCodeCopy(frame: Frame, sp: usize, gas: i64): i64 {
  gas = growMemory(frame, endOfRange(sp + 32, sp + 96), gas);
  if (gas < 0) return gas;
  const length = load<u32>(sp, 96);
  const account = accountOfWord(sp);
  gas = chargeAccess(account, gas - GAS_COPY_WORD * wordsOf(<u64>length), gasExtCode);
  if (gas < 0 || length == 0) return gas;
  loadAccount(account);
  const code = codeOf(account);
  copyPadded(frame.memory + load<u32>(sp, 32), code.data, code.length, sp + 64, length);
  return gas;
}
