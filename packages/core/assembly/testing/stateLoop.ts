// What a block does to the state, as loops for the benchmark: so that no call from JavaScript is measured.
export * from "./state";
import { accountAt, Account, addBalance, touchAccount } from "../state/account";
import { openState } from "../state/commit";
import { setSlot, slotAt, slotValue } from "../state/storage";
import { beginTransaction, endTransaction } from "../state/transaction";

const VALUE: usize = memory.data(32, 8);

export function open(root: usize): void {
  openState(root);
}

/** Reads `count` accounts at 20-byte addresses, and touches every one. */
export function readAccounts(addresses: usize, count: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < count; i++) sum += accountAt(addresses + <usize>i * 20).nonce;
  return sum;
}

/** Reads `count` slots: records of 52 bytes, an address and a key (a word). */
export function readSlots(records: usize, count: u32): u64 {
  let sum: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const at = records + <usize>i * 52;
    sum += load<u64>(slotValue(slotAt(accountAt(at), at + 20)));
  }
  return sum;
}

/** Writes the first `count` of the slots, every tenth one to zero, in transactions of 20 writes. */
export function writeSlots(records: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    if (i % 20 == 0) beginTransaction();
    const at = records + <usize>i * 52;
    store<u64>(VALUE, i % 10 == 0 ? 0 : <u64>i + 1);
    const a: Account = accountAt(at);
    touchAccount(a);
    setSlot(slotAt(a, at + 20), VALUE);
    if (i % 20 == 19) endTransaction(true);
  }
}

/** Adds to the balances of `count` accounts. */
export function pay(addresses: usize, count: u32): void {
  beginTransaction();
  store<u64>(VALUE, 1);
  for (let i: u32 = 0; i < count; i++) addBalance(accountAt(addresses + <usize>i * 20), VALUE);
  endTransaction(true);
}
