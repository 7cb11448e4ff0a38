// A block's transactions and what their receipts say, as rows of a table.
import { readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { parseTransaction, recoverTransactionAddress, type TransactionSerialized } from "viem";
import type { TransactionRow } from "./report.ts";

/** No block can pay for more: 21,000 gas each. */
const MAX_TRANSACTIONS = 1 << 20;
/** Senders beyond this many are left out: each costs half a millisecond in the browser. */
const MAX_SENDERS = 400;
const DEPOSIT = 0x7e;

interface Facts {
  readonly type: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly value: bigint;
}

/** OP Stack deposit: [sourceHash, from, to, mint, value, gas, isSystemTransaction, data] (deposits, "The Deposited Transaction Type"). */
function depositFacts(encoded: Uint8Array): Facts {
  const [, from, to, , value] = readRlpList(encoded.subarray(1), 8);
  const address = (bytes: Uint8Array | undefined) => (bytes && bytes.length === 20 ? toHex(bytes) : null);
  return {
    type: "deposit",
    from: address(from?.payload),
    to: address(to?.payload),
    value: rlpToInteger(value?.payload ?? new Uint8Array(0)),
  };
}

async function facts(encoded: Uint8Array, withSender: boolean): Promise<Facts> {
  if (encoded[0] === DEPOSIT) return depositFacts(encoded);
  const serialized = toHex(encoded) as TransactionSerialized;
  const parsed = parseTransaction(serialized);
  // What is shown only: the core has recovered every sender itself, and would have refused the block.
  const from = withSender
    ? await recoverTransactionAddress({ serializedTransaction: serialized }).catch(() => null)
    : null;
  return {
    type: parsed.type ?? "legacy",
    from: from?.toLowerCase() ?? null,
    to: parsed.to ?? null,
    value: parsed.value ?? 0n,
  };
}

interface ReceiptFacts {
  readonly cumulativeGas: bigint;
  readonly succeeded: boolean | null;
  readonly logs: number;
}

function readReceipt(encoded: Uint8Array): ReceiptFacts {
  const typed = encoded[0]! < 0xc0;
  const [status, gas, , logs] = readRlpList(typed ? encoded.subarray(1) : encoded, 6);
  const succeeded = status && status.payload.length < 32 ? status.payload.length === 1 : null;
  return {
    cumulativeGas: rlpToInteger(gas?.payload ?? new Uint8Array(0)),
    succeeded,
    logs: logs ? readRlpList(logs.encoded, 1 << 20).length : 0,
  };
}

/** Encoded transactions of a block's RLP, as they are hashed. */
export function transactionsOf(block: Uint8Array): Uint8Array[] {
  const body = readRlpList(block, 4)[1];
  if (!body) return [];
  return readRlpList(body.encoded, MAX_TRANSACTIONS).map(({ list, payload, encoded }) => (list ? encoded : payload));
}

/** @param receipts consensus encoding, one per transaction; fewer when execution ended before */
export async function transactionRows(
  transactions: readonly Uint8Array[],
  receipts: readonly Uint8Array[],
): Promise<TransactionRow[]> {
  const rows: TransactionRow[] = [];
  let gasBefore = 0n;
  for (const [i, encoded] of transactions.entries()) {
    const receipt = receipts[i] ? readReceipt(receipts[i]) : null;
    rows.push({
      hash: toHex(keccak_256(encoded)),
      ...(await facts(encoded, i < MAX_SENDERS)),
      gasUsed: receipt ? receipt.cumulativeGas - gasBefore : null,
      succeeded: receipt?.succeeded ?? null,
      logs: receipt?.logs ?? null,
    });
    if (receipt) gasBefore = receipt.cumulativeGas;
  }
  return rows;
}
