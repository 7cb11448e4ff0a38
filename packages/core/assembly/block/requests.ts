// EIP-7685 requests of a block: deposits from logs (EIP-6110), withdrawals (EIP-7002) and consolidations (EIP-7251) from
// system calls, and their hash.
import { DEPOSIT_LOG } from "../error/codes";
import { invalidNumbers } from "../error/fail";
import { depositContract } from "../chain/configuration";
import { sha256 } from "../hash/sha256";
import { alloc } from "../memory/arena";
import { equal20, equal32, loadBE64 } from "../memory/bytes";
import { Log, logAddress, logAt, logCount } from "../state/logs";

const DEPOSIT: u8 = 0;
export const WITHDRAWAL_REQUEST: u8 = 1;
export const CONSOLIDATION_REQUEST: u8 = 2;
const KINDS: usize = 3;

/** keccak-256 of "DepositEvent(bytes,bytes,bytes,bytes,bytes)". */
const DEPOSIT_EVENT: usize = memory.data<u8>(
  [
    0x64, 0x9b, 0xbc, 0x62, 0xd0, 0xe3, 0x13, 0x42, 0xaf, 0xea, 0x4e, 0x5c, 0xd8, 0x2d, 0x40, 0x49, 0xe7, 0xe1, 0xee,
    0x91, 0x2f, 0xc0, 0x88, 0x9a, 0xa7, 0x90, 0x80, 0x3b, 0xe3, 0x90, 0x38, 0xc5,
  ],
  8,
);

/** The event's data: five offsets, then five fields, each a length and its bytes padded to 32. */
const EVENT_SIZE: u32 = 576;
const FIELDS: usize = 5;
const FIELD_OFFSETS: usize = memory.data<u32>([160, 256, 320, 384, 512]);
/** Public key, withdrawal credentials, amount, signature, index. */
const FIELD_SIZES: usize = memory.data<u32>([48, 32, 8, 96, 8]);
const DEPOSIT_SIZE: u32 = 192;

/** Per kind of request: data with the type byte in front, its length and capacity. */
const DATA: usize = memory.data(12, 8);
const LENGTHS: usize = memory.data(12, 8);
const CAPACITIES: usize = memory.data(12, 8);

const DIGESTS: usize = memory.data(96, 8);

export function resetRequests(): void {
  memory.fill(DATA, 0, 4 * KINDS);
  memory.fill(LENGTHS, 0, 4 * KINDS);
  memory.fill(CAPACITIES, 0, 4 * KINDS);
}

/** Forgets the requests of the block before. */
export function beginRequests(): void {
  memory.fill(LENGTHS, 0, 4 * KINDS);
}

/** Room for `size` more bytes of requests of this kind. */
function grow(kind: usize, size: u32): usize {
  const at = kind << 2;
  let length = load<u32>(LENGTHS + at);
  if (length == 0) length = 1;
  const capacity = load<u32>(CAPACITIES + at);
  if (length + size > capacity) {
    const larger = max<u32>(capacity << 1, length + size + 1024);
    const data = alloc(larger);
    memory.copy(data, load<u32>(DATA + at), min<u32>(length, capacity));
    store<u32>(DATA + at, <u32>data);
    store<u32>(CAPACITIES + at, larger);
  }
  store<u8>(load<u32>(DATA + at), <u8>kind);
  store<u32>(LENGTHS + at, length + size);
  return load<u32>(DATA + at) + length;
}

/** Adds what a system contract returned. */
export function addRequests(kind: u8, ptr: usize, length: u32): void {
  if (length != 0) memory.copy(grow(kind, length), ptr, length);
}

/** EIP-6110: adds the deposits among the logs of the transaction that has just run. */
export function addDeposits(): void {
  const contract = depositContract();
  if (contract == 0) return;
  for (let i: u32 = 0; i < logCount(); i++) {
    const log = logAt(i);
    if (!equal20(logAddress(log), contract)) continue;
    if (log.topicCount == 0 || !equal32(log.topics, DEPOSIT_EVENT)) continue;
    addDeposit(log);
  }
}

/** Whether the 32 bytes at `word` are the big-endian number `value`. */
function isNumber(word: usize, value: u64): bool {
  return (load<u64>(word) | load<u64>(word, 8) | load<u64>(word, 16)) == 0 && loadBE64(word + 24) == value;
}

/** A log of the deposit contract that does not have the layout of a deposit makes the block invalid. */
function addDeposit(log: Log): void {
  if (log.dataLength != EVENT_SIZE) invalidNumbers(DEPOSIT_LOG, EVENT_SIZE, log.dataLength);
  let to = grow(DEPOSIT, DEPOSIT_SIZE);
  for (let field: usize = 0; field < FIELDS; field++) {
    const offset = load<u32>(FIELD_OFFSETS + (field << 2));
    const size = load<u32>(FIELD_SIZES + (field << 2));
    if (!isNumber(log.data + (field << 5), offset)) invalidNumbers(DEPOSIT_LOG, offset, field);
    if (!isNumber(log.data + <usize>offset, size)) invalidNumbers(DEPOSIT_LOG, size, field);
    memory.copy(to, log.data + <usize>offset + 32, size);
    to += <usize>size;
  }
}

/** EIP-7685: sha-256 of the sha-256 of every kind of request that there is, to the 32 bytes at `dst`. */
export function requestsHash(dst: usize): void {
  let digests: u32 = 0;
  for (let kind: usize = 0; kind < KINDS; kind++) {
    const length = load<u32>(LENGTHS + (kind << 2));
    if (length <= 1) continue;
    sha256(DIGESTS + ((<usize>digests) << 5), load<u32>(DATA + (kind << 2)), length);
    digests++;
  }
  sha256(dst, DIGESTS, digests << 5);
}
