// Decoding of transactions: legacy lists and the envelopes of EIP-2718 with types 1 to 4.
import {
  TX_BLOB_HASH_LENGTH,
  TX_CHAIN_ID,
  TX_RLP,
  TX_SIGNATURE_VALUES,
  TX_TYPE,
  TX_TYPE_BEFORE_FORK,
} from "../error/codes";
import { invalid, invalidNumbers } from "../error/fail";
import { BERLIN, CANCUN, LONDON, PRAGUE, SPURIOUS_DRAGON } from "../evm/forks";
import { copy32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { u256IsU64 } from "../uint256/word";
import { readAccessList } from "./accessList";
import { readAuthorizations } from "./authorizationList";
import {
  addressField,
  bigEndianField,
  bytesField,
  closeFields,
  FIELD_ACCESS_LIST,
  FIELD_AUTHORIZATIONS,
  FIELD_BLOB_HASHES,
  FIELD_CHAIN_ID,
  FIELD_DATA,
  FIELD_ENVELOPE,
  FIELD_GAS_LIMIT,
  FIELD_MAX_BLOB_FEE,
  FIELD_MAX_FEE,
  FIELD_NONCE,
  FIELD_PRIORITY_FEE,
  FIELD_R,
  FIELD_S,
  FIELD_TO,
  FIELD_V,
  FIELD_VALUE,
  fieldAt,
  listField,
  openFields,
  u64Field,
  wordField,
} from "./fields";
import {
  maxBlobFeeOf,
  maxFeeOf,
  newTransaction,
  priorityFeeOf,
  signatureR,
  signatureS,
  Transaction,
  TYPE_ACCESS_LIST,
  TYPE_BLOB,
  TYPE_FEE_MARKET,
  TYPE_LEGACY,
  TYPE_SET_CODE,
  valueOf,
} from "./transaction";

const V: usize = memory.data(32, 8);

/**
 * Decodes the transaction whose trie bytes lie from `raw` to `end`: a list, or a type byte and a list. Does not return when
 * they are malformed or the type is unknown in `fork`.
 *
 * SOUNDNESS: untrusted bytes; every field has one encoding and a bound, nothing may follow the last one.
 * Tests: test/blocks/rules.test.ts and the official TransactionTests.
 */
export function decodeTransaction(raw: usize, end: usize, fork: u32): Transaction {
  const t = newTransaction();
  t.raw = raw;
  t.rawLength = <u32>(end - raw);
  if (raw == end) invalidNumbers(TX_TYPE, FIELD_ENVELOPE, 0);
  const first = <u32>load<u8>(raw);
  if (first >= 0xc0) {
    decodeLegacy(t, raw, end, fork);
    return t;
  }
  if (first == 0 || first > TYPE_SET_CODE) invalidNumbers(TX_TYPE, TYPE_SET_CODE, first);
  if (fork < firstForkOf(first)) invalidNumbers(TX_TYPE_BEFORE_FORK, firstForkOf(first), first);
  t.type = first;
  t.isProtected = true;
  openFields(raw + 1, end);
  t.signedFields = fieldAt;
  t.chainId = u64Field(FIELD_CHAIN_ID);
  t.nonce = u64Field(FIELD_NONCE);
  if (first != TYPE_ACCESS_LIST) wordField(FIELD_PRIORITY_FEE, priorityFeeOf(t));
  wordField(FIELD_MAX_FEE, maxFeeOf(t));
  if (first == TYPE_ACCESS_LIST) copy32(priorityFeeOf(t), maxFeeOf(t));
  decodeCall(t);
  listField(FIELD_ACCESS_LIST);
  readAccessList(t, rlpPayload, rlpPayload + <usize>rlpLength);
  if (first == TYPE_BLOB) decodeBlobFields(t);
  if (first == TYPE_SET_CODE) {
    listField(FIELD_AUTHORIZATIONS);
    readAuthorizations(t, rlpPayload, rlpPayload + <usize>rlpLength);
  }
  t.signedFieldsEnd = fieldAt;
  const parity = u64Field(FIELD_V);
  if (parity > 1) invalid(TX_SIGNATURE_VALUES);
  t.yParity = <u32>parity;
  decodeSignature(t);
  return t;
}

function firstForkOf(type: u32): u32 {
  if (type == TYPE_ACCESS_LIST) return BERLIN;
  if (type == TYPE_FEE_MARKET) return LONDON;
  if (type == TYPE_BLOB) return CANCUN;
  return PRAGUE;
}

function decodeLegacy(t: Transaction, raw: usize, end: usize, fork: u32): void {
  t.type = TYPE_LEGACY;
  openFields(raw, end);
  t.signedFields = fieldAt;
  t.nonce = u64Field(FIELD_NONCE);
  wordField(FIELD_MAX_FEE, maxFeeOf(t));
  copy32(priorityFeeOf(t), maxFeeOf(t));
  decodeCall(t);
  t.signedFieldsEnd = fieldAt;
  wordField(FIELD_V, V);
  decodeSignature(t);
  // EIP-155: v is 27 or 28, or 35 or 36 plus twice the chain id.
  if (!u256IsU64(V)) invalid(fork < SPURIOUS_DRAGON ? TX_SIGNATURE_VALUES : TX_CHAIN_ID);
  const v = load<u64>(V);
  if (v == 27 || v == 28) {
    t.yParity = <u32>(v - 27);
    return;
  }
  if (v < 35) invalid(TX_SIGNATURE_VALUES);
  t.isProtected = true;
  t.chainId = (v - 35) >> 1;
  t.yParity = <u32>((v - 35) & 1);
}

/** Gas limit, recipient, value, data. */
function decodeCall(t: Transaction): void {
  t.gasLimit = u64Field(FIELD_GAS_LIMIT);
  t.to = addressField(FIELD_TO);
  wordField(FIELD_VALUE, valueOf(t));
  bytesField(FIELD_DATA);
  t.data = rlpPayload;
  t.dataLength = rlpLength;
}

function decodeBlobFields(t: Transaction): void {
  wordField(FIELD_MAX_BLOB_FEE, maxBlobFeeOf(t));
  listField(FIELD_BLOB_HASHES);
  let at = rlpPayload;
  const end = at + <usize>rlpLength;
  t.blobHashes = at;
  while (at < end) {
    at = rlpNext(at, end);
    if (at == 0) invalidNumbers(TX_RLP, FIELD_BLOB_HASHES, 0);
    if (rlpIsList || rlpLength != 32) invalidNumbers(TX_BLOB_HASH_LENGTH, FIELD_BLOB_HASHES, <u64>rlpLength);
    t.blobCount++;
  }
}

/** r, s, and the end. */
function decodeSignature(t: Transaction): void {
  bigEndianField(FIELD_R, signatureR(t));
  bigEndianField(FIELD_S, signatureS(t));
  closeFields();
}
