// What L2 takes from an L1 block: a few fields of its header, and its logs.
import { readRlpItem, readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { InputError } from "@assay/core/inputError";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** An L1 block as a source gives it. */
export interface L1BlockBytes {
  /** RLP. */
  readonly header: Uint8Array;
  /** Consensus encoding of every receipt. */
  readonly receipts: readonly Uint8Array[];
}

export interface L1Log {
  readonly address: Uint8Array;
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
  /** Among all logs of the block. */
  readonly index: bigint;
}

export interface L1Origin {
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly mixHash: Uint8Array;
  readonly baseFee: bigint;
  /** null before Cancun. */
  readonly excessBlobGas: bigint | null;
  /** 32 bytes; null before Cancun. */
  readonly parentBeaconBlockRoot: Uint8Array | null;
  /** Of transactions that succeeded. */
  readonly logs: readonly L1Log[];
}

const FIELD = { parentHash: 0, number: 8, timestamp: 11, mixHash: 13, baseFee: 15, excessBlobGas: 18, beaconRoot: 19 };
const MAX_FIELDS = 40;
/** No block can pay for more: a log costs 375 gas. */
const MAX_LOGS = 1n << 20n;

/** Reads an L1 block. Whether header and receipts belong together is for whoever fetched them to check.
 *  @throws InputError FIELD_WRONG */
export function readL1Origin({ header, receipts }: L1BlockBytes): L1Origin {
  const fields = readRlpList(header, MAX_FIELDS).map(({ payload }) => payload.slice());
  const bytes = (i: number): Uint8Array => {
    if (fields[i]?.length !== 32) throw new InputError("FIELD_WRONG", `field ${i} of an L1 header is not 32 bytes`);
    return fields[i];
  };
  const integer = (i: number): bigint => {
    if (fields[i] === undefined || fields[i].length > 32) {
      throw new InputError("FIELD_WRONG", `field ${i} of an L1 header is no integer`);
    }
    return rlpToInteger(fields[i]);
  };
  return {
    hash: keccak_256(header),
    parentHash: bytes(FIELD.parentHash),
    number: integer(FIELD.number),
    timestamp: integer(FIELD.timestamp),
    mixHash: bytes(FIELD.mixHash),
    baseFee: fields.length > FIELD.baseFee ? integer(FIELD.baseFee) : 0n,
    excessBlobGas: fields.length > FIELD.excessBlobGas ? integer(FIELD.excessBlobGas) : null,
    parentBeaconBlockRoot: fields.length > FIELD.beaconRoot ? bytes(FIELD.beaconRoot) : null,
    logs: readLogs(receipts),
  };
}

function readLogs(receipts: readonly Uint8Array[]): L1Log[] {
  const logs: L1Log[] = [];
  let index = 0n;
  for (const receipt of receipts) {
    // A typed receipt has its type before the list.
    const list = receipt[0]! < 0xc0 ? receipt.subarray(1) : receipt;
    const [status, , , entries] = readRlpList(list, 4);
    if (!status || !entries?.list) throw new InputError("FIELD_WRONG", "a receipt of L1 without a list of logs");
    const succeeded = rlpToInteger(status.payload) === 1n;
    for (let rest = entries.payload; rest.length > 0; ) {
      if (index === MAX_LOGS) throw new InputError("FIELD_WRONG", `more than ${MAX_LOGS} logs in an L1 block`);
      const entry = readRlpItem(rest);
      const log = readLog(entry.encoded, index++);
      if (succeeded) logs.push(log);
      rest = rest.subarray(entry.encoded.length);
    }
  }
  return logs;
}

function readLog(encoded: Uint8Array, index: bigint): L1Log {
  const [address, topics, data] = readRlpList(encoded, 3);
  if (address?.payload.length !== 20 || !topics?.list || !data || data.list) {
    throw new InputError("FIELD_WRONG", "a receipt of L1 with a log that is none");
  }
  const words = readRlpList(topics.encoded, 4).map(({ payload }) => payload);
  return { address: address.payload, topics: words, data: data.payload, index };
}
