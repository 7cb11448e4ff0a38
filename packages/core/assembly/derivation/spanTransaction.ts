// Transactions of span batches: what the data column holds, and the whole transaction put together from the columns.
//
//   validTransaction(at, end)       checks one item of the data column; the address after it, or 0
//   nextSpanTransaction(c, dst)     writes the next transaction of the cursor's block as EIP-2718 bytes; its length
//   spanTransactionRoom(c)          upper bound of that length
import { zero32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import {
  rlpListHeaderSize,
  rlpU64Size,
  rlpWriteBytes,
  rlpBytesSize,
  rlpWriteListHeader,
  rlpWriteU64,
} from "../rlp/write";
import { l2ChainId } from "./rollupConfig";
import { bitOf, SpanCursor } from "./span";
import { readVarint, varintAfter } from "./varint";

export const TRANSACTION_LEGACY: u32 = 0;
export const TRANSACTION_SET_CODE: u32 = 4;

/** Type of the item that `validTransaction` read. */
export let transactionKind: u32 = 0;

/** Reads a canonical integer of at most `longest` bytes. */
function integer(at: usize, end: usize, longest: u32): usize {
  if (at == 0) return 0;
  const next = rlpNext(at, end);
  if (next == 0 || rlpIsList || rlpLength > longest) return 0;
  return rlpLength != 0 && load<u8>(rlpPayload) == 0 ? 0 : next;
}

/** Reads a string of `length` bytes, of any length with u32.MAX_VALUE. */
function bytes(at: usize, end: usize, length: u32): usize {
  if (at == 0) return 0;
  const next = rlpNext(at, end);
  return next == 0 || rlpIsList || (length != u32.MAX_VALUE && rlpLength != length) ? 0 : next;
}

function list(at: usize, end: usize): usize {
  if (at == 0) return 0;
  const next = rlpNext(at, end);
  return next == 0 || !rlpIsList ? 0 : next;
}

/** [[address, [keys]], ...] */
function accessList(at: usize, end: usize): usize {
  const after = list(at, end);
  if (after == 0) return 0;
  let entry = rlpPayload;
  while (entry < after) {
    const entryEnd = list(entry, after);
    if (entryEnd == 0) return 0;
    let field = bytes(rlpPayload, entryEnd, 20);
    if (list(field, entryEnd) != entryEnd) return 0;
    field = rlpPayload;
    while (field < entryEnd) {
      field = bytes(field, entryEnd, 32);
      if (field == 0) return 0;
    }
    entry = entryEnd;
  }
  return after;
}

/** EIP-7702: [[chain id, address, nonce, y parity, r, s], ...] */
function authorizations(at: usize, end: usize): usize {
  const after = list(at, end);
  if (after == 0) return 0;
  let entry = rlpPayload;
  while (entry < after) {
    const entryEnd = list(entry, after);
    if (entryEnd == 0) return 0;
    let field = integer(rlpPayload, entryEnd, 32);
    field = bytes(field, entryEnd, 20);
    field = integer(field, entryEnd, 8);
    field = integer(field, entryEnd, 1);
    field = integer(field, entryEnd, 32);
    field = integer(field, entryEnd, 32);
    if (field != entryEnd) return 0;
    entry = entryEnd;
  }
  return after;
}

export function validTransaction(at: usize, end: usize): usize {
  if (at >= end) return 0;
  transactionKind = TRANSACTION_LEGACY;
  const first = <u32>load<u8>(at);
  if (first < 0xc0) {
    if (first != 1 && first != 2 && first != TRANSACTION_SET_CODE) return 0;
    transactionKind = first;
    at++;
  }
  const after = list(at, end);
  if (after == 0) return 0;
  let field = integer(rlpPayload, after, 32);
  field = integer(field, after, 32);
  if (transactionKind > 1) field = integer(field, after, 32);
  field = bytes(field, after, u32.MAX_VALUE);
  if (transactionKind != TRANSACTION_LEGACY && field != 0) field = accessList(field, after);
  if (transactionKind == TRANSACTION_SET_CODE && field != 0) field = authorizations(field, after);
  return field == after ? after : 0;
}

/** Type of the next transaction. */
export function nextKind(c: SpanCursor): u32 {
  const first = <u32>load<u8>(c.datas);
  return first < 0xc0 ? first : TRANSACTION_LEGACY;
}

/** Room for the next transaction: its data, and chain id, nonce, gas, recipient, signature and headers. */
export function spanTransactionRoom(c: SpanCursor): u32 {
  const first = nextKind(c) != TRANSACTION_LEGACY ? c.datas + 1 : c.datas;
  return <u32>(rlpNext(first, c.span.end) - c.datas) + 160;
}

/** Passes over the next transaction. */
export function skipSpanTransaction(c: SpanCursor): void {
  const kind = nextKind(c);
  const s = c.span;
  c.datas = rlpNext(kind != TRANSACTION_LEGACY ? c.datas + 1 : c.datas, s.end);
  if (!bitOf(s.creationBits, s.transactionCount, c.transaction)) c.recipients += 20;
  readVarint(c.nonces, s.end);
  c.nonces = varintAfter;
  readVarint(c.gases, s.end);
  c.gases = varintAfter;
  if (kind == TRANSACTION_LEGACY) c.legacy++;
  c.transaction++;
  c.left--;
}

const V: usize = memory.data(32, 8);

/** Big-endian bytes of a 32-byte integer without its leading zeros. */
function minimal(ptr: usize): usize {
  let at = ptr;
  while (at < ptr + 32 && load<u8>(at) == 0) at++;
  return at;
}

export function nextSpanTransaction(c: SpanCursor, dst: usize): u32 {
  const s = c.span;
  const i = c.transaction;
  const kind = nextKind(c);
  const isTyped = kind != TRANSACTION_LEGACY;
  const isCreation = bitOf(s.creationBits, s.transactionCount, i);
  const parity: u64 = bitOf(s.parityBits, s.transactionCount, i) ? 1 : 0;
  const nonce = readVarint(c.nonces, s.end);
  const gas = readVarint(c.gases, s.end);
  const to = c.recipients;
  const r = minimal(s.signatures + ((<usize>i) << 6));
  const rLength = <u32>(s.signatures + ((<usize>i) << 6) + 32 - r);
  const sValue = minimal(s.signatures + ((<usize>i) << 6) + 32);
  const sLength = <u32>(s.signatures + ((<usize>i) << 6) + 64 - sValue);
  // v: 33 bytes are enough for twice any chain id, which has 8; the sum is written as bytes because it may pass 64 bits.
  const v = writeV(isTyped, parity, !isTyped && bitOf(s.protectedBits, s.legacyCount, c.legacy));

  // The data column's fields: value and prices in front of `to`'s place, the rest behind it.
  const after = rlpNext(isTyped ? c.datas + 1 : c.datas, s.end);
  const value = rlpPayload;
  const prices = rlpNext(value, after);
  let data = rlpNext(prices, after);
  if (kind > 1) data = rlpNext(data, after);

  const toSize: u32 = isCreation ? 1 : 21;
  const payload: u32 =
    (isTyped ? rlpU64Size(l2ChainId) : 0) +
    rlpU64Size(nonce) +
    <u32>(data - prices) +
    rlpU64Size(gas) +
    toSize +
    <u32>(prices - value) +
    <u32>(after - data) +
    rlpBytesSize(v, vLength) +
    rlpBytesSize(r, rLength) +
    rlpBytesSize(sValue, sLength);
  let at = dst;
  if (isTyped) store<u8>(at++, <u8>kind);
  at = rlpWriteListHeader(at, payload);
  if (isTyped) at = rlpWriteU64(at, l2ChainId);
  at = rlpWriteU64(at, nonce);
  at = copy(at, prices, data);
  at = rlpWriteU64(at, gas);
  if (isCreation) store<u8>(at++, 0x80);
  else at = rlpWriteBytes(at, to, 20);
  at = copy(at, value, prices);
  at = copy(at, data, after);
  at = rlpWriteBytes(at, v, vLength);
  at = rlpWriteBytes(at, r, rLength);
  at = rlpWriteBytes(at, sValue, sLength);
  assert(<u32>(at - dst) == (isTyped ? 1 : 0) + rlpListHeaderSize(payload) + payload);
  skipSpanTransaction(c);
  return <u32>(at - dst);
}

function copy(dst: usize, from: usize, to: usize): usize {
  memory.copy(dst, from, to - from);
  return dst + (to - from);
}

let vLength: u32 = 0;

/** Writes v as big-endian bytes without leading zeros: the parity, 27 or 28, or EIP-155's 35 or 36 plus twice the chain. */
function writeV(isTyped: bool, parity: u64, isProtected: bool): usize {
  zero32(V);
  let low = isTyped ? parity : 27 + parity;
  let high: u64 = 0;
  if (isProtected) {
    const doubled = l2ChainId << 1;
    low = doubled + 35 + parity;
    high = (l2ChainId >> 63) + (low < doubled ? 1 : 0);
  }
  store<u64>(V + 16, bswap<u64>(high));
  store<u64>(V + 24, bswap<u64>(low));
  const at = minimal(V);
  vLength = <u32>(V + 32 - at);
  return at;
}
