// What a preimage that the core is about to read belongs to, so that a host which lacks it knows what to fetch (hints;
// docs/host.md, "Hints"). Whoever reads says so beforehand: a few stores. Text is made of it only when the import is called.
//
// Hints carry no meaning for the core: whatever comes back is checked against its key all the same.

/** What the next node or header belongs to. */
export const OF_NOTHING: u32 = 0;
/** Headers: the hash asked for is the block's. */
export const OF_L1_HEADER: u32 = 1;
export const OF_L2_HEADER: u32 = 2;
/** The list of the block with hash `subject`. */
export const OF_L1_TRANSACTIONS: u32 = 3;
export const OF_L1_RECEIPTS: u32 = 4;
export const OF_L2_TRANSACTIONS: u32 = 5;
/** The path of the account with the address `subject`, or of its slot `slotKey` (a word), in the state of block `stateBlock`. */
export const OF_ACCOUNT: u32 = 6;
export const OF_SLOT: u32 = 7;
/** A node of that state that no path names: a sibling that a deletion needs. */
export const OF_STATE_NODE: u32 = 8;
export const OF_CODE: u32 = 9;
/** An output root. */
export const OF_OUTPUT: u32 = 10;

/** Whether hints are wanted: only runs that know which chain they are on can make them. */
export let hintsOn: bool = false;
export let reading: u32 = OF_NOTHING;
export let subject: usize = 0;
export let slotKey: usize = 0;
export let stateBlock: u64 = 0;

/** The payload that is executed: its attributes as in section 6 of the input, and its parent's hash. 0: none, or the host has
 *  been told. */
export let payload: usize = 0;
export let payloadParent: usize = 0;
export let payloadHasWithdrawals: bool = false;

export function resetHints(): void {
  hintsOn = false;
  reading = OF_NOTHING;
  subject = 0;
  slotKey = 0;
  stateBlock = 0;
  payload = 0;
  payloadParent = 0;
  payloadHasWithdrawals = false;
}

export function wantHints(): void {
  hintsOn = true;
}

// @ts-ignore: decorator
@inline
export function readingOf(what: u32, whose: usize): void {
  reading = what;
  subject = whose;
}

// @ts-ignore: decorator
@inline
export function readingSlot(address: usize, key: usize): void {
  reading = OF_SLOT;
  subject = address;
  slotKey = key;
}

/** State is read as of block `number` from now on. */
export function readStateOf(number: u64): void {
  stateBlock = number;
}

/** The attributes at `at` are executed on the block with hash `parent`; 0: no longer. */
export function executePayload(at: usize, parent: usize, hasWithdrawals: bool): void {
  payload = at;
  payloadParent = parent;
  payloadHasWithdrawals = hasWithdrawals;
}
