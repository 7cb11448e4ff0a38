// Reading the fields of a transaction's RLP list one after the other. Every deviation from the one canonical encoding ends
// the run as `invalid`, with the field in the record: the bytes are the block's own.
import {
  TX_ADDRESS_LENGTH,
  TX_FIELD_COUNT,
  TX_FIELD_KIND,
  TX_FIELD_OVERFLOW,
  TX_LEADING_ZEROS,
  TX_RLP,
} from "../error/codes";
import { invalidNumbers } from "../error/fail";
import { zero32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload, rlpU64, rlpWord } from "../rlp/read";

/** Fields, as the "expected number" of an error record names them. */
export const FIELD_ENVELOPE: u64 = 0;
export const FIELD_CHAIN_ID: u64 = 1;
export const FIELD_NONCE: u64 = 2;
export const FIELD_PRIORITY_FEE: u64 = 3;
/** Gas price, or maximum fee per gas. */
export const FIELD_MAX_FEE: u64 = 4;
export const FIELD_GAS_LIMIT: u64 = 5;
export const FIELD_TO: u64 = 6;
export const FIELD_VALUE: u64 = 7;
export const FIELD_DATA: u64 = 8;
export const FIELD_ACCESS_LIST: u64 = 9;
export const FIELD_MAX_BLOB_FEE: u64 = 10;
export const FIELD_BLOB_HASHES: u64 = 11;
export const FIELD_AUTHORIZATIONS: u64 = 12;
/** v, or y parity. */
export const FIELD_V: u64 = 13;
export const FIELD_R: u64 = 14;
export const FIELD_S: u64 = 15;
/** Of deposits. */
export const FIELD_SOURCE_HASH: u64 = 16;
export const FIELD_FROM: u64 = 17;
export const FIELD_MINT: u64 = 18;
export const FIELD_IS_SYSTEM: u64 = 19;

/** Where the next field starts, and where the list ends. */
export let fieldAt: usize = 0;
let end: usize = 0;

/** Opens the list that fills the bytes from `ptr` to `stop`. */
export function openFields(ptr: usize, stop: usize): void {
  const after = rlpNext(ptr, stop);
  if (after != stop || !rlpIsList) invalidNumbers(TX_RLP, FIELD_ENVELOPE, <u64>(stop - ptr));
  fieldAt = rlpPayload;
  end = rlpPayload + <usize>rlpLength;
}

/** Nothing may follow the last field. */
export function closeFields(): void {
  if (fieldAt != end) invalidNumbers(TX_FIELD_COUNT, FIELD_S, <u64>(end - fieldAt));
}

function next(field: u64, list: bool): void {
  if (fieldAt >= end) invalidNumbers(TX_FIELD_COUNT, field, 0);
  const after = rlpNext(fieldAt, end);
  if (after == 0) invalidNumbers(TX_RLP, field, 0);
  fieldAt = after;
  if (rlpIsList != list) invalidNumbers(TX_FIELD_KIND, field, <u64>rlpLength);
}

/** The next field as a list: rlpPayload and rlpLength say where. */
export function listField(field: u64): void {
  next(field, true);
}

/** The next field as bytes: rlpPayload and rlpLength say where. */
export function bytesField(field: u64): void {
  next(field, false);
}

function checkInteger(field: u64, longest: u32): void {
  if (rlpLength != 0 && load<u8>(rlpPayload) == 0) invalidNumbers(TX_LEADING_ZEROS, field, <u64>rlpLength);
  if (rlpLength > longest) invalidNumbers(TX_FIELD_OVERFLOW, field, <u64>rlpLength);
}

/** The next field as an integer below 2^64. */
export function u64Field(field: u64): u64 {
  next(field, false);
  checkInteger(field, 8);
  return rlpU64();
}

/** The next field as an integer below 2^256, to the word `dst`. */
export function wordField(field: u64, dst: usize): void {
  next(field, false);
  checkInteger(field, 32);
  rlpWord(dst);
}

/** The next field as an integer below 2^256, to 32 big-endian bytes at `dst`. */
export function bigEndianField(field: u64, dst: usize): void {
  next(field, false);
  checkInteger(field, 32);
  zero32(dst);
  memory.copy(dst + (32 - <usize>rlpLength), rlpPayload, <usize>rlpLength);
}

/** The next field as an address, or 0 when it is empty. */
export function addressField(field: u64): usize {
  next(field, false);
  if (rlpLength == 0) return 0;
  if (rlpLength != 20) invalidNumbers(TX_ADDRESS_LENGTH, field, <u64>rlpLength);
  return rlpPayload;
}
