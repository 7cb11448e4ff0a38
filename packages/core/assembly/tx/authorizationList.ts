// EIP-7702 authorization lists: [[chain id, address, nonce, y parity, r, s], …]. Here only their encoding; a tuple whose
// values do not hold is skipped when the transaction runs, but one that is malformed makes the transaction invalid.
import { TX_AUTHORIZATION_FORMAT } from "../error/codes";
import { invalidNumbers } from "../error/fail";
import { zero32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpOk, rlpPayload, rlpU64, rlpWord, resetRlp } from "../rlp/read";
import { Transaction } from "./transaction";

/** The tuple that `nextAuthorization` read last: words little-endian, r and s 32 bytes big-endian. */
export const AUTHORIZATION_CHAIN_ID: usize = memory.data(32, 8);
export const AUTHORIZATION_R: usize = memory.data(32, 8);
export const AUTHORIZATION_S: usize = memory.data(32, 8);
/** 20 bytes, where the transaction has them. */
export let authorizationAddress: usize = 0;
export let authorizationNonce: u64 = 0;
export let authorizationParity: u64 = 0;
/** The signed part: chain id, address and nonce as they stand. */
export let authorizationFields: usize = 0;
export let authorizationFieldsEnd: usize = 0;

/** Checks the encoding of the list with payload from `ptr` to `end` and counts its tuples. */
export function readAuthorizations(t: Transaction, ptr: usize, end: usize): void {
  t.authorizations = ptr;
  t.authorizationsEnd = end;
  let at = ptr;
  while (at < end) {
    at = nextAuthorization(at, end);
    if (at == 0) invalidNumbers(TX_AUTHORIZATION_FORMAT, 0, t.authorizationCount);
    t.authorizationCount++;
  }
}

/** A 256-bit integer item at `at`, to 32 big-endian bytes. Returns the address after it, or 0. */
function bigEndianItem(at: usize, end: usize, dst: usize): usize {
  if (at == 0) return 0;
  at = rlpNext(at, end);
  if (at == 0 || rlpIsList || rlpLength > 32 || (rlpLength != 0 && load<u8>(rlpPayload) == 0)) return 0;
  zero32(dst);
  memory.copy(dst + (32 - <usize>rlpLength), rlpPayload, <usize>rlpLength);
  return at;
}

/** Reads the tuple at `at`. Returns the address after it, or 0 when it is malformed (EIP-7702, "Set code transaction"). */
export function nextAuthorization(at: usize, end: usize): usize {
  resetRlp();
  const after = rlpNext(at, end);
  if (after == 0 || !rlpIsList) return 0;
  authorizationFields = rlpPayload;
  let field = rlpNext(rlpPayload, after);
  if (field == 0 || !rlpWord(AUTHORIZATION_CHAIN_ID)) return 0;
  field = rlpNext(field, after);
  if (field == 0 || rlpIsList || rlpLength != 20) return 0;
  authorizationAddress = rlpPayload;
  field = rlpNext(field, after);
  if (field == 0) return 0;
  authorizationNonce = rlpU64();
  authorizationFieldsEnd = field;
  field = rlpNext(field, after);
  if (field == 0) return 0;
  authorizationParity = rlpU64();
  if (!rlpOk || authorizationParity > 255) return 0;
  field = bigEndianItem(field, after, AUTHORIZATION_R);
  field = bigEndianItem(field, after, AUTHORIZATION_S);
  return field == after ? after : 0;
}
