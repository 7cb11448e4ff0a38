// Where a transaction (or a system call, or anything else that ends as one) begins and ends.
//
//   beginTransaction()               fresh warm sets, originals, transient storage, journal, refund, logs
//   endTransaction(deleteEmpty)      deletes self-destructed accounts with their storage and, where EIP-161 rules
//                                    (deleteEmpty), touched accounts that are empty; nothing can be reverted after it.
//                                    Refund and logs can still be read until the next transaction begins
//
// Rewards and withdrawals touch accounts too: put them between the two, so that what stays empty goes.
import {
  Account,
  clearStorage,
  codeHashOf,
  balanceOf,
  isEmptyAccount,
  markDirty,
  takeTouchedAccounts,
} from "./account";
import { copy32, zero32 } from "../memory/bytes";
import { EMPTY_CODE_HASH } from "./code";
import { clearRefund, epoch, nextEpoch } from "./journal";
import { clearLogs } from "./logs";
import { clearTransient } from "./transient";

export function beginTransaction(): void {
  // What was touched outside of any transaction is not this one's.
  takeTouchedAccounts();
  nextEpoch();
  clearRefund();
  clearTransient();
  clearLogs();
}

export function endTransaction(deleteEmpty: bool): void {
  let entry = takeTouchedAccounts();
  while (entry != 0) {
    const a = changetype<Account>(entry);
    entry = a.nextTouched;
    if (a.destructedEpoch == epoch) remove(a);
    else if (deleteEmpty && a.touchedEpoch == epoch && a.exists && isEmptyAccount(a)) remove(a);
  }
  nextEpoch();
}

function remove(a: Account): void {
  a.exists = false;
  a.nonce = 0;
  zero32(balanceOf(a));
  copy32(codeHashOf(a), EMPTY_CODE_HASH);
  a.code = 0;
  clearStorage(a);
  markDirty(a);
}
