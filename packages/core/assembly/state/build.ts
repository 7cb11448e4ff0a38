// A state from nothing: the accounts of an `alloc` section (docs/interfaces.md, "Alloc"), as a genesis has them.
//
//   buildAlloc(ptr, length, dst32)   fills an empty state, writes its root; newNodesOutput and newCodesOutput then give
//                                    everything that is needed to open that root
import { ALLOC_MALFORMED } from "../error/codes";
import { malformedInput } from "../error/fail";
import { inputOffset } from "../input/sections";
import { reverse32 } from "../memory/bytes";
import { EMPTY_ROOT } from "../trie/node";
import { accountAt, setBalance, setCode, setNonce, touchAccount } from "./account";
import { openState, stateRoot } from "./commit";
import { setSlot, slotAt } from "./storage";
import { beginTransaction } from "./transaction";

/** Address, storage count, nonce, balance, code length, zero. */
const ACCOUNT_SIZE: u64 = 72;

const KEY: usize = memory.data(32, 8);
const VALUE: usize = memory.data(32, 8);

/**
 * SOUNDNESS: counts and lengths are the host's: they are compared with what is left in 64-bit arithmetic. An address or a
 * slot that comes twice is refused, so that the order of the section cannot matter. Test: test/state-build.test.ts.
 */
export function buildAlloc(ptr: usize, length: u32, dst: usize): void {
  openState(EMPTY_ROOT);
  if (length < 8 || load<u32>(ptr, 4) != 0) malformedInput(ALLOC_MALFORMED, inputOffset(ptr), length);
  const count = load<u32>(ptr);
  const end = ptr + <usize>length;
  let at = ptr + 8;
  for (let i: u32 = 0; i < count; i++) at = buildAccount(at, end, i);
  if (at != end) malformedInput(ALLOC_MALFORMED, inputOffset(at), count);
  stateRoot(dst);
}

/** Reads account `index` at `at` and returns the address after its padding. */
function buildAccount(at: usize, end: usize, index: u32): usize {
  const left = <u64>(end - at);
  if (left < ACCOUNT_SIZE) malformedInput(ALLOC_MALFORMED, inputOffset(at), index);
  const slots = load<u32>(at, 20);
  const codeLength = load<u32>(at, 64);
  const size = ACCOUNT_SIZE + ((<u64>slots) << 6) + <u64>codeLength;
  const padded = (size + 7) & ~7;
  if (padded > left || load<u32>(at, 68) != 0) malformedInput(ALLOC_MALFORMED, inputOffset(at), index);
  // Nothing is ever reverted here: a new epoch keeps the journal short.
  beginTransaction();
  const a = accountAt(at);
  if (a.exists) malformedInput(ALLOC_MALFORMED, inputOffset(at), index);
  // An account that is empty is there all the same: a genesis says what exists.
  touchAccount(a);
  setNonce(a, load<u64>(at, 24));
  setBalance(a, at + 32);
  let entry = at + <usize>ACCOUNT_SIZE;
  setCode(a, entry + ((<usize>slots) << 6), codeLength);
  for (let i: u32 = 0; i < slots; i++) {
    reverse32(KEY, entry);
    reverse32(VALUE, entry + 32);
    const s = slotAt(a, KEY);
    if (s.loaded) malformedInput(ALLOC_MALFORMED, inputOffset(entry), index);
    setSlot(s, VALUE);
    entry += 64;
  }
  for (let byte = at + <usize>size; byte < at + <usize>padded; byte++) {
    if (load<u8>(byte) != 0) malformedInput(ALLOC_MALFORMED, inputOffset(byte), index);
  }
  return at + <usize>padded;
}
