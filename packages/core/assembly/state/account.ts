// Accounts: one object per address and run, always the same one, so that pointers to it can be kept.
//
//   accountHandle(address): Account  the object, without reading the trie. For warming (EIP-2929, EIP-2930: what an access
//                                    list names or a CALL runs out of gas on need not be in the witness)
//   accountAt(address): Account      the object, read from the state trie on first use (absent: exists is false)
//   systemAccountAt(address)         an object that touching and moving nothing does not read: the caller of EIP-4788
//   loadAccount(a)                   reads a handle's account if it was not read yet
//   a.nonce, a.exists                only after accountAt or loadAccount
//   addressOf(a) 20 bytes, balanceOf(a) word, codeHashOf(a) 32 bytes, storageRootOf(a) 32 bytes (as of the last root)
//   isEmptyAccount(a)                EIP-161: nonce 0, balance 0, no code
//   isWarm(a), warmAddress(a): bool  marks warm in this transaction, returns whether it already was; journaled
//   setBalance addBalance subBalance setNonce touchAccount setCode createContract selfDestruct   journaled, each touches
//   codeOf(a): Code                  in ./code.ts
//   hasStorage(a)                    EIP-7610
//   wasCreatedInTransaction(a)       EIP-6780
//   isDestructed(a)                  selfDestruct was called in this transaction
//
// Whether selfDestruct applies (EIP-6780), what happens to the balance, and the fork's rules are the EVM's business.
import { WITNESS_ACCOUNT_MALFORMED } from "../error/codes";
import { incomplete } from "../error/fail";
import { keccak256 } from "../hash/keccak";
import { allocZeroed } from "../memory/arena";
import { copy20, copy32, equal20, equal32, isZero32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload, rlpWord } from "../rlp/read";
import { EMPTY_ROOT, Trie } from "../trie/node";
import { trieGet, trieValue, trieValueLength } from "../trie/get";
import { u256AddCarry, u256SubBorrow } from "../uint256/add";
import { OF_ACCOUNT, readingOf } from "../witness/hint";
import { Code, EMPTY_CODE_HASH, internCode } from "./codeTable";
import { Account, addressOf, balanceOf, codeHashOf, Slot, storageRootOf } from "./records";
import {
  epoch,
  journalPush,
  UNDO_BALANCE,
  UNDO_CODE,
  UNDO_CREATED,
  UNDO_DESTRUCT,
  UNDO_NONCE,
  UNDO_STORAGE,
  UNDO_TOUCH,
  UNDO_WARM_ACCOUNT,
} from "./undoLog";

export { Account, addressOf, balanceOf, codeHashOf, storageRootOf } from "./records";

/** keccak-256 of the address, 32 bytes. */
export function accountKey(a: Account): usize {
  const key = changetype<usize>(a) + offsetof<Account>("key0");
  if (!a.keyed) {
    keccak256(key, addressOf(a), 20);
    a.keyed = true;
  }
  return key;
}

/** Table slots are 8 bytes: a tag and the account. */
let table: usize = 0;
let tableMask: u32 = 0;
let count: u32 = 0;
/** Mixed into the table's hash, so that addresses that collide in one run do not in the next. */
let seed: u64 = 0;

let first: usize = 0;
let last: usize = 0;
let dirtyHead: usize = 0;
let touchedHead: usize = 0;
let stateTrie: usize = 0;
let generations: u32 = 0;

const FIRST_SIZE: u32 = 1024;

export function resetAccounts(): void {
  table = 0;
  tableMask = 0;
  count = 0;
  seed = 0;
  first = 0;
  last = 0;
  dirtyHead = 0;
  touchedHead = 0;
  stateTrie = 0;
  generations = 0;
}

/** Accounts are read from `trie` from now on. */
export function openAccounts(trie: Trie, tableSeed: u64): void {
  stateTrie = changetype<usize>(trie);
  seed = tableSeed;
  tableMask = FIRST_SIZE - 1;
  table = allocZeroed((<usize>FIRST_SIZE) << 3);
}

/** The trie that accounts are read from. */
export function accountsTrie(): Trie {
  return changetype<Trie>(stateTrie);
}

/** All accounts in the order they were first asked for, linked by nextAccount. */
export function firstAccount(): usize {
  return first;
}

export function accountCount(): u32 {
  return count;
}

// @ts-ignore: decorator
@inline
function mix(address: usize): u64 {
  let h = (load<u64>(address) ^ seed) * 0x9e37_79b9_7f4a_7c15;
  h = (h ^ (h >> 32) ^ load<u64>(address, 8)) * 0xc2b2_ae3d_27d4_eb4f;
  h = (h ^ (h >> 29) ^ (<u64>load<u32>(address, 16))) * 0x1656_67b1_9e37_79f9;
  return h ^ (h >> 32);
}

/** The account object of the 20 bytes at `address`, read from the trie or not. */
export function accountHandle(address: usize): Account {
  const h = mix(address);
  const tag = <u32>(h >> 32);
  let i = (<u32>h) & tableMask;
  while (true) {
    const slot = table + ((<usize>i) << 3);
    const found = <usize>load<u32>(slot, 4);
    if (found == 0) break;
    if (load<u32>(slot) == tag && equal20(addressOf(changetype<Account>(found)), address))
      return changetype<Account>(found);
    i = (i + 1) & tableMask;
  }
  const a = changetype<Account>(allocZeroed(offsetof<Account>()));
  copy20(addressOf(a), address);
  copy32(codeHashOf(a), EMPTY_CODE_HASH);
  copy32(storageRootOf(a), EMPTY_ROOT);
  if (last != 0) changetype<Account>(last).nextAccount = changetype<usize>(a);
  else first = changetype<usize>(a);
  last = changetype<usize>(a);
  store<u32>(table + ((<usize>i) << 3), tag);
  store<u32>(table + ((<usize>i) << 3), <u32>changetype<usize>(a), 4);
  count++;
  if (count << 1 > tableMask) growTable();
  return a;
}

function growTable(): void {
  tableMask = (tableMask << 1) | 1;
  table = allocZeroed((<usize>tableMask + 1) << 3);
  for (let entry = first; entry != 0; entry = changetype<Account>(entry).nextAccount) {
    const h = mix(addressOf(changetype<Account>(entry)));
    let i = (<u32>h) & tableMask;
    while (load<u32>(table + ((<usize>i) << 3), 4) != 0) i = (i + 1) & tableMask;
    store<u32>(table + ((<usize>i) << 3), <u32>(h >> 32));
    store<u32>(table + ((<usize>i) << 3), <u32>entry, 4);
  }
}

/** The account at the 20 bytes at `address`, read from the state trie on first use. */
export function accountAt(address: usize): Account {
  const a = accountHandle(address);
  loadAccount(a);
  return a;
}

/** The system caller of EIP-4788, EIP-2935, EIP-7002 and EIP-7251: the witness need not have its path. */
export function systemAccountAt(address: usize): Account {
  const a = accountHandle(address);
  a.system = true;
  return a;
}

/** Reads the account from the state trie if that was not done yet. */
// @ts-ignore: decorator
@inline
export function loadAccount(a: Account): void {
  if (!a.loaded) readFromTrie(a);
}

function readFromTrie(a: Account): void {
  a.loaded = true;
  readingOf(OF_ACCOUNT, addressOf(a));
  if (trieGet(changetype<Trie>(stateTrie), accountKey(a), 32)) {
    readAccount(a, trieValue, trieValue + <usize>trieValueLength);
    a.exists = true;
    a.inTrie = true;
    a.startExists = true;
  }
  a.startNonce = a.nonce;
  memory.copy(changetype<usize>(a) + offsetof<Account>("startBalance0"), balanceOf(a), 96);
}

/**
 * SOUNDNESS: the leaf's hash is bound to the state root, but a state root is only as good as the chain that it comes from:
 * exactly four items, canonical integers, whole hashes, nothing after them. Test: test/state.test.ts.
 */
function readAccount(a: Account, ptr: usize, end: usize): void {
  const after = rlpNext(ptr, end);
  if (after != end || !rlpIsList) incomplete(WITNESS_ACCOUNT_MALFORMED, accountKey(a));
  let at = rlpNext(rlpPayload, end);
  if (at == 0 || rlpLength > 8 || !rlpWord(balanceOf(a))) incomplete(WITNESS_ACCOUNT_MALFORMED, accountKey(a));
  a.nonce = load<u64>(balanceOf(a));
  at = rlpNext(at, end);
  if (at == 0 || !rlpWord(balanceOf(a))) incomplete(WITNESS_ACCOUNT_MALFORMED, accountKey(a));
  at = rlpNext(at, end);
  if (at == 0 || rlpIsList || rlpLength != 32) incomplete(WITNESS_ACCOUNT_MALFORMED, accountKey(a));
  copy32(storageRootOf(a), rlpPayload);
  at = rlpNext(at, end);
  if (at != end || rlpIsList || rlpLength != 32) incomplete(WITNESS_ACCOUNT_MALFORMED, accountKey(a));
  copy32(codeHashOf(a), rlpPayload);
}

/** EIP-161 empty: nonce 0, balance 0, no code. */
export function isEmptyAccount(a: Account): bool {
  loadAccount(a);
  return a.nonce == 0 && isZero32(balanceOf(a)) && equal32(codeHashOf(a), EMPTY_CODE_HASH);
}

// @ts-ignore: decorator
@inline
export function isWarm(a: Account): bool {
  return a.warmEpoch == epoch;
}

/** Marks the address warm in this transaction. Returns whether it already was. */
export function warmAddress(a: Account): bool {
  if (a.warmEpoch == epoch) return true;
  journalPush(0, changetype<usize>(a), UNDO_WARM_ACCOUNT);
  a.warmEpoch = epoch;
  return false;
}

/** Puts the account into the list of those that the next root has to look at. */
// @ts-ignore: decorator
@inline
export function markDirty(a: Account): void {
  if (a.dirty) return;
  a.dirty = true;
  a.nextDirty = dirtyHead;
  dirtyHead = changetype<usize>(a);
}

/** The accounts changed since the last root, linked by nextDirty; the list is empty afterwards. */
export function takeDirtyAccounts(): usize {
  const head = dirtyHead;
  dirtyHead = 0;
  return head;
}

/** The accounts touched in this transaction, linked by nextTouched (also those whose touch was reverted); then empty. */
export function takeTouchedAccounts(): usize {
  const head = touchedHead;
  touchedHead = 0;
  return head;
}

/** EIP-161 touch. Before that fork it is what makes an account exist. */
export function touchAccount(a: Account): void {
  if (!a.loaded) {
    if (a.system) return;
    loadAccount(a);
  }
  // Dirty is asked too, because a root may have been taken since the account was touched.
  if (a.touchedEpoch == epoch && a.exists && a.dirty) return;
  const at = journalPush(8, changetype<usize>(a), UNDO_TOUCH);
  store<u32>(at, a.exists ? 1 : 0);
  store<u32>(at, a.touchedEpoch, 4);
  a.touchedEpoch = epoch;
  a.exists = true;
  if (a.listedEpoch != epoch) {
    a.listedEpoch = epoch;
    a.nextTouched = touchedHead;
    touchedHead = changetype<usize>(a);
  }
  markDirty(a);
}

// @ts-ignore: decorator
@inline
function journalBalance(a: Account): void {
  copy32(journalPush(32, changetype<usize>(a), UNDO_BALANCE), balanceOf(a));
}

export function setBalance(a: Account, value: usize): void {
  loadAccount(a);
  touchAccount(a);
  journalBalance(a);
  copy32(balanceOf(a), value);
}

/** Wraps at 2^256, which no chain's supply comes near; the caller checks where a rule speaks of overflow. */
export function addBalance(a: Account, value: usize): void {
  if (!isZero32(value)) loadAccount(a);
  touchAccount(a);
  if (isZero32(value)) return;
  journalBalance(a);
  u256AddCarry(balanceOf(a), balanceOf(a), value);
}

/** The caller has checked that the balance is enough. */
export function subBalance(a: Account, value: usize): void {
  if (!isZero32(value)) loadAccount(a);
  touchAccount(a);
  if (isZero32(value)) return;
  journalBalance(a);
  u256SubBorrow(balanceOf(a), balanceOf(a), value);
}

export function setNonce(a: Account, nonce: u64): void {
  loadAccount(a);
  touchAccount(a);
  store<u64>(journalPush(8, changetype<usize>(a), UNDO_NONCE), a.nonce);
  a.nonce = nonce;
}

/** Gives the account a copy of the code; an empty one takes it away (EIP-7702 clears a delegation so). */
export function setCode(a: Account, ptr: usize, length: u32): void {
  loadAccount(a);
  touchAccount(a);
  const at = journalPush(40, changetype<usize>(a), UNDO_CODE);
  copy32(at, codeHashOf(a));
  store<u32>(at, <u32>a.code, 32);
  const code: Code = internCode(ptr, length);
  a.code = changetype<usize>(code);
  copy32(codeHashOf(a), changetype<usize>(code) + offsetof<Code>("hash0"));
}

/** At CREATE: the account is one created in this transaction and has no storage. The caller sets nonce and value. */
export function createContract(a: Account): void {
  loadAccount(a);
  touchAccount(a);
  store<u32>(journalPush(8, changetype<usize>(a), UNDO_CREATED), a.createdEpoch);
  a.createdEpoch = epoch;
  if (a.trie == 0 && a.dirtySlots == 0 && equal32(storageRootOf(a), EMPTY_ROOT)) return;
  const at = journalPush(48, changetype<usize>(a), UNDO_STORAGE);
  copy32(at, storageRootOf(a));
  store<u32>(at, <u32>a.trie, 32);
  store<u32>(at, <u32>a.dirtySlots, 36);
  store<u32>(at, a.generation, 40);
  store<u32>(at, a.cleared ? 1 : 0, 44);
  clearStorage(a);
}

/** From now on every slot reads as zero, without a look at the trie. Not journaled. */
export function clearStorage(a: Account): void {
  if (a.trie == 0 && a.dirtySlots == 0 && equal32(storageRootOf(a), EMPTY_ROOT)) return;
  if (!equal32(changetype<usize>(a) + offsetof<Account>("startStorageRoot0"), EMPTY_ROOT)) a.cleared = true;
  copy32(storageRootOf(a), EMPTY_ROOT);
  a.trie = 0;
  a.dirtySlots = 0;
  // Never a number that was used before: a reverted creation leaves slots of its generation behind.
  a.generation = ++generations;
}

/** Whether the account has storage (EIP-7610). */
export function hasStorage(a: Account): bool {
  loadAccount(a);
  if (!equal32(storageRootOf(a), EMPTY_ROOT)) return true;
  for (let slot = a.dirtySlots; slot != 0; slot = changetype<Slot>(slot).nextDirty) {
    const s = changetype<Slot>(slot);
    if ((s.value0 | s.value1 | s.value2 | s.value3) != 0) return true;
  }
  return false;
}

// @ts-ignore: decorator
@inline
export function wasCreatedInTransaction(a: Account): bool {
  return a.createdEpoch == epoch;
}

/** Marks the account for deletion at the end of the transaction. */
export function selfDestruct(a: Account): void {
  loadAccount(a);
  touchAccount(a);
  if (a.destructedEpoch == epoch) return;
  store<u32>(journalPush(8, changetype<usize>(a), UNDO_DESTRUCT), a.destructedEpoch);
  a.destructedEpoch = epoch;
}

// @ts-ignore: decorator
@inline
export function isDestructed(a: Account): bool {
  return a.destructedEpoch == epoch;
}
