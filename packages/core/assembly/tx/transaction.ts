// A transaction as decoded: numbers as numbers, the rest as addresses into the block it came from.
import { alloc } from "../memory/arena";

export const TYPE_LEGACY: u32 = 0;
/** EIP-2930. */
export const TYPE_ACCESS_LIST: u32 = 1;
/** EIP-1559. */
export const TYPE_FEE_MARKET: u32 = 2;
/** EIP-4844. */
export const TYPE_BLOB: u32 = 3;
/** EIP-7702. */
export const TYPE_SET_CODE: u32 = 4;
/** OP Stack: a deposit from L1. Nobody signs it, so that it has no nonce, chain id, fees or signature. */
export const TYPE_DEPOSIT: u32 = 0x7e;


@unmanaged
export class Transaction {
  type: u32;
  /** The bytes that stand in the transactions trie: the list of a legacy transaction, type byte and list of a typed one. */
  raw: usize;
  rawLength: u32;
  /** Whether the signature covers a chain id: every typed one, and EIP-155. */
  isProtected: bool;
  chainId: u64;
  nonce: u64;
  gasLimit: u64;
  /** Recipient, 20 bytes; 0 creates a contract. */
  to: usize;
  data: usize;
  dataLength: u32;
  /** Payload of the access list, from decoding known to be well formed. */
  accessList: usize;
  accessListEnd: usize;
  accessAddresses: u32;
  accessKeys: u32;
  /** Payload of the list of blob hashes: 33 bytes each, the first 0xa0. */
  blobHashes: usize;
  blobCount: u32;
  authorizations: usize;
  authorizationsEnd: usize;
  authorizationCount: u32;
  yParity: u32;
  /** The fields that are signed: from the first up to, not with, the signature. */
  signedFields: usize;
  signedFieldsEnd: usize;
  /** Gas price, or maximum fee per gas. */
  maxFee0: u64;
  maxFee1: u64;
  maxFee2: u64;
  maxFee3: u64;
  /** Gas price again for types 0 and 1: all of it goes to the coinbase as far as the base fee leaves. */
  priorityFee0: u64;
  priorityFee1: u64;
  priorityFee2: u64;
  priorityFee3: u64;
  value0: u64;
  value1: u64;
  value2: u64;
  value3: u64;
  maxBlobFee0: u64;
  maxBlobFee1: u64;
  maxBlobFee2: u64;
  maxBlobFee3: u64;
  r0: u64;
  r1: u64;
  r2: u64;
  r3: u64;
  s0: u64;
  s1: u64;
  s2: u64;
  s3: u64;
  sender0: u64;
  sender1: u64;
  sender2: u64;
  /** Deposits only: ether that comes into being at the sender, and whether it is a system transaction (before Regolith). */
  mint0: u64;
  mint1: u64;
  mint2: u64;
  mint3: u64;
  isSystem: bool;
}

export function newTransaction(): Transaction {
  const t = changetype<Transaction>(alloc(offsetof<Transaction>()));
  memory.fill(changetype<usize>(t), 0, offsetof<Transaction>());
  return t;
}

// @ts-ignore: decorator
@inline
export function maxFeeOf(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("maxFee0");
}

// @ts-ignore: decorator
@inline
export function priorityFeeOf(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("priorityFee0");
}

// @ts-ignore: decorator
@inline
export function valueOf(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("value0");
}

// @ts-ignore: decorator
@inline
export function maxBlobFeeOf(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("maxBlobFee0");
}

/** Signature values, 32 bytes big-endian each. */
// @ts-ignore: decorator
@inline
export function signatureR(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("r0");
}

// @ts-ignore: decorator
@inline
export function signatureS(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("s0");
}

/** 20 bytes, once recovered. */
// @ts-ignore: decorator
@inline
export function senderOf(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("sender0");
}

/** Of a deposit, a word. */
// @ts-ignore: decorator
@inline
export function mintOf(t: Transaction): usize {
  return changetype<usize>(t) + offsetof<Transaction>("mint0");
}
