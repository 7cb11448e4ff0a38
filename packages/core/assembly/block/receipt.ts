// Receipts in consensus encoding: [status or state root, cumulative gas, bloom, logs], behind the type byte of a typed
// transaction (Yellow Paper 4.3.1; EIP-658 status; EIP-2718 envelope).
import { alloc } from "../memory/arena";
import { Log, logAddress, logAt, logCount } from "../state/logs";
import {
  rlpBytesSize,
  rlpListHeaderSize,
  rlpU64Size,
  rlpWriteBytes,
  rlpWriteListHeader,
  rlpWriteU64,
} from "../rlp/write";
import { addToBloom, BLOOM_SIZE, completeBloom } from "./bloom";

const BLOOM_ITEM_SIZE: u32 = 3 + BLOOM_SIZE;
const ADDRESS_ITEM_SIZE: u32 = 21;
const TOPIC_ITEM_SIZE: u32 = 33;
const ROOT_ITEM_SIZE: u32 = 33;
/** Of a deposit's receipt from Canyon on (OP Stack specs, "Deposits", "Deposit receipt"). */
const DEPOSIT_RECEIPT_VERSION: u64 = 1;

/** Of the last `writeReceipt`: where the receipt lies and how long it is. */
export let receipt: usize = 0;
export let receiptLength: u32 = 0;

function topicsSize(log: Log): u32 {
  return log.topicCount * TOPIC_ITEM_SIZE;
}

function logPayloadSize(log: Log): u32 {
  const topics = topicsSize(log);
  return ADDRESS_ITEM_SIZE + rlpListHeaderSize(topics) + topics + rlpBytesSize(log.data, log.dataLength);
}

/** Size of the payload of the list of all logs of the transaction. */
export function logsPayloadSize(): u32 {
  let size: u32 = 0;
  for (let i: u32 = 0; i < logCount(); i++) {
    const payload = logPayloadSize(logAt(i));
    size += rlpListHeaderSize(payload) + payload;
  }
  return size;
}

/** Writes the list of all logs of the transaction, whose payload has `payload` bytes. */
export function writeLogs(at: usize, payload: u32): usize {
  at = rlpWriteListHeader(at, payload);
  for (let i: u32 = 0; i < logCount(); i++) {
    const log = logAt(i);
    at = rlpWriteListHeader(at, logPayloadSize(log));
    at = rlpWriteBytes(at, logAddress(log), 20);
    at = rlpWriteListHeader(at, topicsSize(log));
    for (let j: u32 = 0; j < log.topicCount; j++) at = rlpWriteBytes(at, log.topics + ((<usize>j) << 5), 32);
    at = rlpWriteBytes(at, log.data, log.dataLength);
  }
  return at;
}

/**
 * Writes the receipt of the transaction whose logs are in state/logs.ts, and its bloom to the 256 bytes at `bloom`.
 * `stateRoot` is the state after the transaction where receipts carry one (before Byzantium), else 0. `isDeposit`: the receipt
 * ends with the nonce of a deposit and its own version.
 */
export function writeReceipt(
  type: u32,
  stateRoot: usize,
  succeeded: bool,
  cumulativeGas: u64,
  bloom: usize,
  isDeposit: bool,
  depositNonce: u64,
): void {
  memory.fill(bloom, 0, BLOOM_SIZE);
  for (let i: u32 = 0; i < logCount(); i++) addToBloom(bloom, logAt(i));
  completeBloom(bloom);
  const logs = logsPayloadSize();
  const payload =
    (stateRoot != 0 ? ROOT_ITEM_SIZE : 1) +
    rlpU64Size(cumulativeGas) +
    BLOOM_ITEM_SIZE +
    rlpListHeaderSize(logs) +
    logs +
    (isDeposit ? rlpU64Size(depositNonce) + rlpU64Size(DEPOSIT_RECEIPT_VERSION) : 0);
  receipt = alloc(<usize>(1 + rlpListHeaderSize(payload) + payload));
  let at = receipt;
  if (type != 0) {
    store<u8>(at, <u8>type);
    at++;
  }
  at = rlpWriteListHeader(at, payload);
  if (stateRoot != 0) at = rlpWriteBytes(at, stateRoot, 32);
  else at = rlpWriteU64(at, succeeded ? 1 : 0);
  at = rlpWriteU64(at, cumulativeGas);
  at = rlpWriteBytes(at, bloom, BLOOM_SIZE);
  at = writeLogs(at, logs);
  if (isDeposit) at = rlpWriteU64(rlpWriteU64(at, depositNonce), DEPOSIT_RECEIPT_VERSION);
  receiptLength = <u32>(at - receipt);
}
