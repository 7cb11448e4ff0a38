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

/** The account that the last `accessAccount` was about. Read from the trie only if gas was left. */
export let accessed: Account = changetype<Account>(0);

/** Marks the account whose address is the word at `word` warm and charges `cost`, plus the surcharge if it was cold.
 *  Returns the gas left, negative when it does not suffice. */
export function accessAccount(word: usize, gas: i64, cost: i64): i64 {
  addressFromWord(ADDRESS, word);
  return accessHandle(accountHandle(ADDRESS), gas, cost);
}

/** The same for an account object. */
export function accessHandle(account: Account, gas: i64, cost: i64): i64 {
  accessed = account;
  gas -= cost;
  if (gasColdAccount != 0 && !warmAddress(account)) gas -= gasColdAccount;
  if (gas >= 0 && !account.loaded) loadAccount(account);
  return gas;
}

/** BALANCE: the address at `sp` becomes the balance. */
export function accountBalance(sp: usize, gas: i64): i64 {
  gas = accessAccount(sp, gas, gasBalance);
  if (gas >= 0) copy32(sp, balanceOf(accessed));
  return gas;
}

/** EXTCODESIZE: the address at `sp` becomes the length of the code. */
export function accountCodeSize(sp: usize, gas: i64): i64 {
  gas = accessAccount(sp, gas, gasExtCode);
  if (gas >= 0) u256FromU64(sp, <u64>codeOf(accessed).length);
  return gas;
}

/** EXTCODEHASH (EIP-1052): the address at `sp` becomes the hash of the code, 0 for an account that is empty. */
export function accountCodeHash(sp: usize, gas: i64): i64 {
  gas = accessAccount(sp, gas, gasExtCodeHash);
  if (gas < 0) return gas;
  if (isEmptyAccount(accessed)) zero32(sp);
  else reverse32(sp, codeHashOf(accessed));
  return gas;
}

/** EXTCODECOPY: address at `sp`, then memory offset, code offset, length. */
export function accountCodeCopy(frame: Frame, sp: usize, gas: i64): i64 {
  gas = growMemory(frame, endOfRange(sp + 32, sp + 96), gas);
  if (gas < 0) return gas;
  const length = load<u32>(sp, 96);
  gas = accessAccount(sp, gas - GAS_COPY_WORD * wordsOf(<u64>length), gasExtCode);
  if (gas < 0 || length == 0) return gas;
  const code = codeOf(accessed);
  copyPadded(frame.memory + load<u32>(sp, 32), code.data, code.length, sp + 64, length);
  return gas;
}
