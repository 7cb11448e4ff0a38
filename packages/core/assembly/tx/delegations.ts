// EIP-7702, "Behavior": the authorizations of a set-code transaction, before its message runs. What they set stays even when
// the message fails. A tuple that does not hold is skipped; nothing here makes the transaction invalid.
import { delegateOf, writeDesignator } from "../evm/delegation";
import { keccak256 } from "../hash/keccak";
import { alloc, mark, release } from "../memory/arena";
import { equal32 } from "../memory/bytes";
import { rlpWriteListHeader } from "../rlp/write";
import { Account, accountAt, codeHashOf, setCode, setNonce, warmAddress } from "../state/account";
import { codeOf, EMPTY_CODE_HASH } from "../state/code";
import { addRefund } from "../state/journal";
import { u256IsU64 } from "../uint256/word";
import {
  AUTHORIZATION_CHAIN_ID,
  AUTHORIZATION_R,
  AUTHORIZATION_S,
  authorizationAddress,
  authorizationFields,
  authorizationFieldsEnd,
  authorizationNonce,
  authorizationParity,
  nextAuthorization,
} from "./authorizationList";
import { AUTHORIZATION_COST } from "./intrinsic";
import { isHighS, recoverAddress } from "./signature";
import { Transaction } from "./transaction";

const MAGIC: u8 = 0x05;
/** PER_AUTH_BASE_COST: what an authorization of an account that exists costs; the rest is refunded. */
const AUTHORIZATION_BASE_COST: u64 = 12_500;

const AUTHORITY: usize = memory.data(24, 8);
const DIGEST: usize = memory.data(32, 8);
const DESIGNATOR: usize = memory.data(24, 8);

/** Applies every authorization of `t` that holds, in order. */
export function applyAuthorizations(t: Transaction, chainId: u64): void {
  let at = t.authorizations;
  while (at < t.authorizationsEnd) {
    at = nextAuthorization(at, t.authorizationsEnd);
    applyAuthorization(chainId);
  }
}

function applyAuthorization(chainId: u64): void {
  if (!u256IsU64(AUTHORIZATION_CHAIN_ID)) return;
  const signedFor = load<u64>(AUTHORIZATION_CHAIN_ID);
  if (signedFor != 0 && signedFor != chainId) return;
  if (authorizationNonce == u64.MAX_VALUE) return;
  if (!recoverAuthority()) return;
  const authority = accountAt(AUTHORITY);
  warmAddress(authority);
  if (!equal32(codeHashOf(authority), EMPTY_CODE_HASH) && delegateOf(codeOf(authority)) == 0) return;
  if (authority.nonce != authorizationNonce) return;
  if (authority.exists) addRefund(<i64>(AUTHORIZATION_COST - AUTHORIZATION_BASE_COST));
  delegate(authority);
  setNonce(authority, authority.nonce + 1);
}

/** SOUNDNESS: the tuple is the sender's; recovery refuses r and s out of range, and s in the upper half is refused here. */
function recoverAuthority(): bool {
  if (authorizationParity > 1 || isHighS(AUTHORIZATION_S)) return false;
  const position = mark();
  const length = <u32>(authorizationFieldsEnd - authorizationFields);
  const start = alloc(<usize>length + 8);
  store<u8>(start, MAGIC);
  const at = rlpWriteListHeader(start + 1, length);
  memory.copy(at, authorizationFields, <usize>length);
  keccak256(DIGEST, start, <u32>(at - start) + length);
  release(position);
  return recoverAddress(AUTHORITY, DIGEST, AUTHORIZATION_R, AUTHORIZATION_S, <u32>authorizationParity);
}

/** Sets the designator; the zero address takes the delegation away. */
function delegate(authority: Account): void {
  const address = authorizationAddress;
  if ((load<u64>(address) | load<u64>(address, 8) | (<u64>load<u32>(address, 16))) == 0) {
    setCode(authority, 0, 0);
    return;
  }
  writeDesignator(DESIGNATOR, address);
  setCode(authority, DESIGNATOR, 23);
}
