// What the state consists of in memory: accounts, storage slots, transient slots, and where their fields lie. Everything that
// happens to them is in the other files.

@unmanaged
export class Account {
  nonce: u64;
  balance0: u64;
  balance1: u64;
  balance2: u64;
  balance3: u64;
  codeHash0: u64;
  codeHash1: u64;
  codeHash2: u64;
  codeHash3: u64;
  /** Root of the storage trie as of the last stateRoot. */
  storageRoot0: u64;
  storageRoot1: u64;
  storageRoot2: u64;
  storageRoot3: u64;
  /** keccak-256 of the address, once `keyed`. */
  key0: u64;
  key1: u64;
  key2: u64;
  key3: u64;
  address0: u64;
  address1: u64;
  address2: u32;
  exists: bool;
  /** Read from the trie. Only then may anything be changed or written. */
  loaded: bool;
  keyed: bool;
  /** Asked for by systemAccountAt. */
  system: bool;
  /** Whether it is in the list of accounts that changed since the last root. */
  dirty: bool;
  /** Whether the state trie holds it. */
  inTrie: bool;
  /** Whether storage that it had when it was read has been cleared since. */
  cleared: bool;
  startExists: bool;
  warmEpoch: u32;
  createdEpoch: u32;
  touchedEpoch: u32;
  destructedEpoch: u32;
  /** Epoch whose list of touched accounts it is in. */
  listedEpoch: u32;
  /** Another number every time storage is cleared; slots belong to a generation. */
  generation: u32;
  /** Its Code, 0 until asked for. */
  code: usize;
  /** Its storage trie, 0 until opened. */
  trie: usize;
  /** Slots of this generation that changed since the last root, linked by nextDirty. */
  dirtySlots: usize;
  /** All slots of all generations, newest first, linked by nextSlot. */
  slots: usize;
  nextDirty: usize;
  nextTouched: usize;
  nextAccount: usize;
  /** What the account was when it was read, for the changes that the result lists. */
  startNonce: u64;
  startBalance0: u64;
  startBalance1: u64;
  startBalance2: u64;
  startBalance3: u64;
  startCodeHash0: u64;
  startCodeHash1: u64;
  startCodeHash2: u64;
  startCodeHash3: u64;
  startStorageRoot0: u64;
  startStorageRoot1: u64;
  startStorageRoot2: u64;
  startStorageRoot3: u64;
}

// @ts-ignore: decorator
@inline
export function addressOf(a: Account): usize {
  return changetype<usize>(a) + offsetof<Account>("address0");
}

// @ts-ignore: decorator
@inline
export function balanceOf(a: Account): usize {
  return changetype<usize>(a) + offsetof<Account>("balance0");
}

// @ts-ignore: decorator
@inline
export function codeHashOf(a: Account): usize {
  return changetype<usize>(a) + offsetof<Account>("codeHash0");
}

// @ts-ignore: decorator
@inline
export function storageRootOf(a: Account): usize {
  return changetype<usize>(a) + offsetof<Account>("storageRoot0");
}

export function isRipemd160(a: Account): bool {
  return a.address0 == 0 && a.address1 == 0 && a.address2 == 0x0300_0000;
}


@unmanaged
export class Slot {
  key0: u64;
  key1: u64;
  key2: u64;
  key3: u64;
  value0: u64;
  value1: u64;
  value2: u64;
  value3: u64;
  original0: u64;
  original1: u64;
  original2: u64;
  original3: u64;
  /** What the storage trie holds. */
  trie0: u64;
  trie1: u64;
  trie2: u64;
  trie3: u64;
  /** What the slot held when it was first read in this run. */
  start0: u64;
  start1: u64;
  start2: u64;
  start3: u64;
  /** keccak-256 of the key, once `keyed`. */
  hash0: u64;
  hash1: u64;
  hash2: u64;
  hash3: u64;
  account: usize;
  generation: u32;
  /** Of the first generation's slot: warmth (EIP-2929) does not end when storage is cleared. */
  warmEpoch: u32;
  /** The first generation's slot of that key, often itself. */
  firstSlot: usize;
  /** Epoch that `original` is of; in another one the value itself is the original. */
  originalEpoch: u32;
  loaded: bool;
  keyed: bool;
  /** In the account's list of changed slots. */
  dirty: bool;
  nextDirty: usize;
  nextSlot: usize;
}

/** The slot's key, a word. */
// @ts-ignore: decorator
@inline
export function slotKey(s: Slot): usize {
  return changetype<usize>(s) + offsetof<Slot>("key0");
}

/** The value field itself, without reading the trie. */
// @ts-ignore: decorator
@inline
export function slotValueField(s: Slot): usize {
  return changetype<usize>(s) + offsetof<Slot>("value0");
}

/** What the storage trie holds, a word. */
// @ts-ignore: decorator
@inline
export function slotTrieValue(s: Slot): usize {
  return changetype<usize>(s) + offsetof<Slot>("trie0");
}

/** What the slot held when it was first read in this run, a word. */
// @ts-ignore: decorator
@inline
export function slotStartValue(s: Slot): usize {
  return changetype<usize>(s) + offsetof<Slot>("start0");
}


@unmanaged
export class TransientSlot {
  key0: u64;
  key1: u64;
  key2: u64;
  key3: u64;
  value0: u64;
  value1: u64;
  value2: u64;
  value3: u64;
  account: usize;
  /** Next one of this transaction, or of the free ones. */
  next: usize;
}

// @ts-ignore: decorator
@inline
export function transientValue(s: TransientSlot): usize {
  return changetype<usize>(s) + offsetof<TransientSlot>("value0");
}
