// The undo log of a transaction, and the transaction's epoch.
//
//   epoch                           number of the running transaction; warm, created, touched and original marks carry it
//   snapshot(): u32                 a position in the log; nothing to release when what follows succeeds
//   revertTo(s: u32)                undoes everything since `snapshot` returned s (nested, last in first out)
//   getRefund(): i64                refund counter of the transaction
//   addRefund(delta: i64)           journaled
import { copy32 } from "../memory/bytes";
import { truncateLogs } from "./logs";
import {
  Account,
  balanceOf,
  codeHashOf,
  isRipemd160,
  Slot,
  slotValueField,
  storageRootOf,
  TransientSlot,
  transientValue,
} from "./records";
import {
  journalDrop,
  journalPop,
  restoreRefund,
  snapshot,
  UNDO_BALANCE,
  UNDO_CODE,
  UNDO_CREATED,
  UNDO_DESTRUCT,
  UNDO_LOG,
  UNDO_NONCE,
  UNDO_REFUND,
  UNDO_SLOT,
  UNDO_STORAGE,
  UNDO_TOUCH,
  UNDO_TRANSIENT,
  UNDO_WARM_ACCOUNT,
  UNDO_WARM_SLOT,
} from "./undoLog";

export { addRefund, clearRefund, epoch, getRefund, journalPush, nextEpoch, resetJournal, snapshot } from "./undoLog";

/** Undoes everything since `snapshot` returned `position`. */
export function revertTo(position: u32): void {
  while (snapshot() > position) {
    const end = journalPop();
    journalDrop(undo(<usize>load<u32>(end), load<u32>(end, 4), end));
  }
}

/** Undoes one entry whose payload ends at `end`; returns the payload's length. */
function undo(object: usize, kind: u32, end: usize): u32 {
  switch (kind) {
    case UNDO_BALANCE:
      copy32(balanceOf(changetype<Account>(object)), end - 32);
      return 32;
    case UNDO_NONCE:
      changetype<Account>(object).nonce = load<u64>(end - 8);
      return 8;
    case UNDO_CODE:
      changetype<Account>(object).code = load<u32>(end - 8);
      copy32(codeHashOf(changetype<Account>(object)), end - 40);
      return 40;
    case UNDO_TOUCH: {
      const account = changetype<Account>(object);
      account.exists = load<u32>(end - 8) != 0;
      // EIP-161 as mainnet has it since block 2,675,119: the touch of the RIPEMD-160 precompile outlives a revert.
      if (!isRipemd160(account)) account.touchedEpoch = load<u32>(end - 4);
      return 8;
    }
    case UNDO_WARM_ACCOUNT:
      changetype<Account>(object).warmEpoch = 0;
      return 0;
    case UNDO_WARM_SLOT:
      changetype<Slot>(object).warmEpoch = 0;
      return 0;
    case UNDO_SLOT:
      copy32(slotValueField(changetype<Slot>(object)), end - 32);
      return 32;
    case UNDO_TRANSIENT:
      copy32(transientValue(changetype<TransientSlot>(object)), end - 32);
      return 32;
    case UNDO_LOG:
      truncateLogs();
      return 0;
    case UNDO_REFUND:
      restoreRefund(load<i64>(end - 8));
      return 8;
    case UNDO_CREATED:
      changetype<Account>(object).createdEpoch = load<u32>(end - 8);
      return 8;
    case UNDO_DESTRUCT:
      changetype<Account>(object).destructedEpoch = load<u32>(end - 8);
      return 8;
    case UNDO_STORAGE: {
      const account = changetype<Account>(object);
      copy32(storageRootOf(account), end - 48);
      account.trie = load<u32>(end - 16);
      account.dirtySlots = load<u32>(end - 12);
      account.generation = load<u32>(end - 8);
      account.cleared = load<u32>(end - 4) != 0;
      return 48;
    }
  }
  unreachable();
  return 0;
}
