// Whether an L1 transaction is the batcher's: sent to the inbox, and signed by the batcher's key (derivation reference,
// section 4). Reads only the fields it needs and refuses by returning false, since nothing on L1 may stop derivation; a
// transaction of an unknown type is nobody's.
import { secp256k1Recover } from "../curves/secp256k1";
import { keccak256 } from "../hash/keccak";
import { alloc, mark, release } from "../memory/arena";
import { equal20, zero32 } from "../memory/bytes";
import { rlpIsList, rlpLength, rlpNext, rlpPayload } from "../rlp/read";
import { rlpU64Size, rlpWriteListHeader, rlpWriteU64 } from "../rlp/write";
import { isHighS } from "../tx/signature";
import { batchInbox, l1ChainId } from "./rollupConfig";

/** Of the transaction read last: type, call data, and for blob transactions its hashes, 33 bytes each. */
export let batcherType: u32 = 0;
export let batcherData: usize = 0;
export let batcherDataLength: u32 = 0;
export let blobHashes: usize = 0;
export let blobHashCount: u32 = 0;

const MAX_FIELDS: u32 = 14;
/** Address, payload and payload length of each field, and whether it is a list. */
const FIELDS: usize = memory.data(16 * 14, 8);

const DIGEST: usize = memory.data(32, 8);
const R: usize = memory.data(32, 8);
const S: usize = memory.data(32, 8);
const PUBLIC_KEY: usize = memory.data(64, 8);
const KEY_HASH: usize = memory.data(32, 8);

let fieldCount: u32 = 0;
let fieldsStart: usize = 0;

/** Finds the fields of the list that fills the bytes from `ptr` to `end`. */
function readFields(ptr: usize, end: usize): bool {
  if (rlpNext(ptr, end) != end || !rlpIsList) return false;
  let at = rlpPayload;
  fieldsStart = at;
  fieldCount = 0;
  while (at < end) {
    if (fieldCount == MAX_FIELDS) return false;
    const next = rlpNext(at, end);
    if (next == 0) return false;
    const field = FIELDS + ((<usize>fieldCount) << 4);
    store<u32>(field, <u32>at);
    store<u32>(field, <u32>rlpPayload, 4);
    store<u32>(field, rlpLength, 8);
    store<u32>(field, rlpIsList ? 1 : 0, 12);
    fieldCount++;
    at = next;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function startOf(i: u32): usize {
  return <usize>load<u32>(FIELDS + ((<usize>i) << 4));
}

// @ts-ignore: decorator
@inline
function payloadOf(i: u32): usize {
  return <usize>load<u32>(FIELDS + ((<usize>i) << 4), 4);
}

// @ts-ignore: decorator
@inline
function lengthOf(i: u32): u32 {
  return load<u32>(FIELDS + ((<usize>i) << 4), 8);
}

// @ts-ignore: decorator
@inline
function isList(i: u32): bool {
  return load<u32>(FIELDS + ((<usize>i) << 4), 12) != 0;
}

let integerOk: bool = false;

function integer(i: u32): u64 {
  const length = lengthOf(i);
  integerOk = integerOk && !isList(i) && length <= 8;
  if (!integerOk) return 0;
  let value: u64 = 0;
  for (let k: u32 = 0; k < length; k++) value = (value << 8) | (<u64>load<u8>(payloadOf(i) + <usize>k));
  return value;
}

function word(dst: usize, i: u32): void {
  const length = lengthOf(i);
  integerOk = integerOk && !isList(i) && length <= 32;
  if (!integerOk) return;
  zero32(dst);
  memory.copy(dst + 32 - <usize>length, payloadOf(i), <usize>length);
}

/** Reads type, call data and blob hashes. False for what derivation does not look at. */
export function readTransaction(ptr: usize, length: u32): bool {
  batcherType = 0;
  blobHashCount = 0;
  if (length == 0) return false;
  const end = ptr + <usize>length;
  const first = <u32>load<u8>(ptr);
  let count: u32 = 9;
  if (first < 0xc0) {
    if (first == 0 || first > 3) return false;
    batcherType = first;
    count = first == 1 ? 11 : first == 2 ? 12 : 14;
    ptr++;
  }
  if (!readFields(ptr, end) || fieldCount != count) return false;
  const data = dataField();
  if (isList(data)) return false;
  batcherData = payloadOf(data);
  batcherDataLength = lengthOf(data);
  if (batcherType != 3) return true;
  // SOUNDNESS: each hash is one item of 33 bytes; otherwise the transaction cannot stand in an L1 block.
  if (!isList(10) || lengthOf(10) % 33 != 0) return false;
  blobHashes = payloadOf(10);
  blobHashCount = lengthOf(10) / 33;
  return true;
}

/** Position of the call data: after `to` and value. */
function dataField(): u32 {
  return batcherType == 0 ? 5 : batcherType == 1 ? 6 : 7;
}

/** Whether the transaction read last goes to the inbox and comes from `batcher`. */
export function isBatcher(batcher: usize): bool {
  const to = dataField() - 2;
  if (isList(to) || lengthOf(to) != 20 || !equal20(payloadOf(to), batchInbox())) return false;
  const signature = fieldCount - 3;
  integerOk = true;
  const v = integer(signature);
  word(R, signature + 1);
  word(S, signature + 2);
  if (!integerOk || isHighS(S)) return false;
  let parity = v;
  let isProtected = batcherType != 0;
  if (batcherType != 0) {
    if (integer(0) != l1ChainId || !integerOk) return false;
  } else if (v == 27 || v == 28) {
    parity = v - 27;
  } else {
    if (v < 35 || (v - 35) >> 1 != l1ChainId) return false;
    parity = (v - 35) & 1;
    isProtected = true;
  }
  if (parity > 1) return false;
  signingHash(startOf(signature), isProtected);
  if (!secp256k1Recover(PUBLIC_KEY, DIGEST, R, S, <u32>parity)) return false;
  keccak256(KEY_HASH, PUBLIC_KEY, 64);
  return equal20(KEY_HASH + 12, batcher);
}

/** What was signed: the fields in front of the signature, with EIP-155's three for a legacy transaction. */
function signingHash(fieldsEnd: usize, isProtected: bool): void {
  const position = mark();
  const fields = <u32>(fieldsEnd - fieldsStart);
  const suffix: u32 = batcherType == 0 && isProtected ? rlpU64Size(l1ChainId) + 2 : 0;
  const start = alloc(<usize>(fields + suffix) + 16);
  let at = start;
  if (batcherType != 0) store<u8>(at++, <u8>batcherType);
  at = rlpWriteListHeader(at, fields + suffix);
  memory.copy(at, fieldsStart, <usize>fields);
  at += <usize>fields;
  if (suffix != 0) {
    at = rlpWriteU64(at, l1ChainId);
    at = rlpWriteU64(at, 0);
    at = rlpWriteU64(at, 0);
  }
  keccak256(DIGEST, start, <u32>(at - start));
  release(position);
}
