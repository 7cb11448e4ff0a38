// SLOAD, SSTORE, TLOAD, TSTORE: what they cost and what they do. Each takes the gas that is there and returns what is
// left, negative when it does not suffice; then nothing but warmth has changed, which goes with the frame.
import { Account } from "../state/account";
import { addRefund } from "../state/journal";
import { setSlot, slotAt, slotOriginal, slotValue, warmSlot } from "../state/storage";
import { transientLoad, transientStore } from "../state/transient";
import { copy32, equal32, isZero32 } from "../memory/bytes";
import { fork } from "./environment";
import { CONSTANTINOPLE, ISTANBUL } from "./forks";
import {
  GAS_CALL_STIPEND,
  GAS_TRANSIENT,
  gasColdSlot,
  gasSload,
  gasSstoreCold,
  gasSstoreReset,
  gasSstoreSame,
  gasSstoreSet,
  refundClear,
} from "./gas";

/** SLOAD: the key at `sp` becomes the value. The slot is only read when its cost is paid. */
export function loadSlot(account: Account, sp: usize, gas: i64): i64 {
  const slot = slotAt(account, sp);
  gas -= gasSload;
  if (gasColdSlot != 0 && !warmSlot(slot)) gas -= gasColdSlot;
  if (gas < 0) return gas;
  copy32(sp, slotValue(slot));
  return gas;
}

/** Whether SSTORE looks at the slot's value before the transaction: EIP-1283 (Constantinople only), EIP-2200. */
// @ts-ignore: decorator
@inline
function isNetMetered(): bool {
  return fork >= ISTANBUL || fork == CONSTANTINOPLE;
}

/** SSTORE: key at `sp`, value below it. */
export function storeSlot(account: Account, sp: usize, gas: i64): i64 {
  // EIP-2200: a stipend alone must not pay for a store.
  if (fork >= ISTANBUL && gas <= GAS_CALL_STIPEND) return -1;
  const value = sp + 32;
  const slot = slotAt(account, sp);
  if (gasSstoreCold != 0 && !warmSlot(slot)) gas -= gasSstoreCold;
  if (gas < 0) return gas;
  const current = slotValue(slot);
  let refund: i64 = 0;
  if (!isNetMetered()) {
    if (isZero32(current) && !isZero32(value)) gas -= gasSstoreSet;
    else gas -= gasSstoreReset;
    if (!isZero32(current) && isZero32(value)) refund = refundClear;
  } else if (equal32(current, value)) {
    gas -= gasSstoreSame;
  } else {
    const original = slotOriginal(slot);
    if (equal32(original, current)) {
      if (isZero32(original)) {
        gas -= gasSstoreSet;
      } else {
        gas -= gasSstoreReset;
        if (isZero32(value)) refund = refundClear;
      }
    } else {
      gas -= gasSstoreSame;
      if (!isZero32(original)) {
        if (isZero32(current)) refund -= refundClear;
        else if (isZero32(value)) refund += refundClear;
      }
      if (equal32(original, value)) refund += (isZero32(original) ? gasSstoreSet : gasSstoreReset) - gasSstoreSame;
    }
  }
  if (gas < 0) return gas;
  if (refund != 0) addRefund(refund);
  setSlot(slot, value);
  return gas;
}

/** TLOAD (EIP-1153): the key at `sp` becomes the value. */
export function loadTransient(account: Account, sp: usize, gas: i64): i64 {
  gas -= GAS_TRANSIENT;
  if (gas >= 0) transientLoad(sp, account, sp);
  return gas;
}

/** TSTORE (EIP-1153): key at `sp`, value below it. */
export function storeTransient(account: Account, sp: usize, gas: i64): i64 {
  gas -= GAS_TRANSIENT;
  if (gas >= 0) transientStore(account, sp, sp + 32);
  return gas;
}
