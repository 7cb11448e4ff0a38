// Which receipt is the first to differ from the expected one, and in what.
import { readRlpItem, readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type ByteString, toBytes } from "./byteString.ts";

interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Uint8Array;
}

interface Receipt {
  readonly type: number;
  /** `1`, `0`, or the state root of receipts before Byzantium. */
  readonly status: string;
  readonly cumulativeGas: bigint;
  readonly logs: readonly Log[];
}

const MAX_LOGS = 1 << 20;
const MAX_TOPICS = 4;

/** Decodes a receipt in consensus encoding. @throws InputError FIELD_WRONG */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const typed = bytes.length > 0 && bytes[0]! < 0x80;
  const [status, gas, , logs] = readRlpList(typed ? bytes.subarray(1) : bytes, 4);
  if (!status || !gas || !logs) throw new InputError("FIELD_WRONG", "not a receipt");
  return {
    type: typed ? bytes[0]! : 0,
    status: status.payload.length === 32 ? toHex(status.payload) : `${rlpToInteger(status.payload)}`,
    cumulativeGas: rlpToInteger(gas.payload),
    logs: readRlpList(logs.encoded, MAX_LOGS).map((log) => {
      const [address, topics, data] = readRlpList(log.encoded, 3);
      if (!address || !topics || !data) throw new InputError("FIELD_WRONG", "not a log");
      return {
        address: toHex(address.payload),
        topics: readRlpList(topics.encoded, MAX_TOPICS).map((topic) => toHex(topic.payload)),
        data: readRlpItem(data.encoded).payload,
      };
    }),
  };
}

function short(data: Uint8Array): string {
  return data.length <= 32 ? toHex(data) : `${toHex(data.subarray(0, 32))}… (${data.length} bytes)`;
}

function logDifference(expected: Log, computed: Log): string | null {
  if (expected.address !== computed.address)
    return `address: expected ${expected.address}, computed ${computed.address}`;
  if (expected.topics.length !== computed.topics.length) {
    return `topics: expected ${expected.topics.length}, computed ${computed.topics.length}`;
  }
  const topic = expected.topics.findIndex((value, i) => value !== computed.topics[i]);
  if (topic >= 0) return `topic ${topic}: expected ${expected.topics[topic]}, computed ${computed.topics[topic]}`;
  if (toHex(expected.data) !== toHex(computed.data)) {
    return `data: expected ${short(expected.data)}, computed ${short(computed.data)}`;
  }
  return null;
}

function receiptDifferences(expected: Receipt, computed: Receipt, gasBefore: readonly [bigint, bigint]): string[] {
  const lines: string[] = [];
  if (expected.type !== computed.type) lines.push(`type: expected ${expected.type}, computed ${computed.type}`);
  if (expected.status !== computed.status)
    lines.push(`status: expected ${expected.status}, computed ${computed.status}`);
  const expectedGas = expected.cumulativeGas - gasBefore[0];
  const computedGas = computed.cumulativeGas - gasBefore[1];
  if (expectedGas !== computedGas) lines.push(`gas: expected ${expectedGas}, computed ${computedGas}`);
  if (expected.logs.length !== computed.logs.length) {
    lines.push(`logs: expected ${expected.logs.length}, computed ${computed.logs.length}`);
  }
  for (let i = 0; i < Math.min(expected.logs.length, computed.logs.length); i++) {
    const difference = logDifference(expected.logs[i]!, computed.logs[i]!);
    if (difference === null) continue;
    lines.push(`log ${i}, ${difference}`);
    break;
  }
  return lines;
}

/** What differs first between two lists of receipts. */
export interface ReceiptDifference {
  /** Index of the transaction; null when only their number differs. */
  readonly transaction: number | null;
  readonly lines: readonly string[];
}

/** The first receipt that differs; null when all are equal. */
export function firstReceiptDifference(
  expected: readonly ByteString[],
  computed: readonly Uint8Array[],
): ReceiptDifference | null {
  let gasBefore: [bigint, bigint] = [0n, 0n];
  for (let i = 0; i < Math.min(expected.length, computed.length); i++) {
    const wanted = toBytes(expected[i]!, `expected.receipts[${i}]`);
    const theirs = decodeReceipt(wanted);
    const ours = decodeReceipt(computed[i]!);
    if (toHex(wanted) !== toHex(computed[i]!)) {
      const lines = receiptDifferences(theirs, ours, gasBefore);
      const differences = lines.length > 0 ? lines : ["the bloom, or an encoding that is not canonical"];
      return {
        transaction: i,
        lines: [`Receipt ${i} is the first that differs:`, ...differences.map((line) => `  ${line}`)],
      };
    }
    gasBefore = [theirs.cumulativeGas, ours.cumulativeGas];
  }
  if (expected.length !== computed.length) {
    const line = `Receipts: expected ${expected.length}, computed ${computed.length}; those that both have are equal.`;
    return { transaction: null, lines: [line] };
  }
  return null;
}
