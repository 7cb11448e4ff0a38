// Blocks and receipts as JSON-RPC says them.
import { readRlpItem, readRlpList, rlpToInteger } from "@assay/chain/rlp";
import { type Hex, toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { getContractAddress } from "viem";
import { blockRlp } from "../engine.ts";
import type { L2Block } from "../l2Block.ts";
import { quantity, type TransactionJson, transactionJson, transactionType } from "./transactionJson.ts";

const MAX_FIELDS = 40;
/** Names in the order of the header's fields; whether it is an integer. */
const HEADER: readonly (readonly [string, boolean])[] = [
  ["parentHash", false],
  ["sha3Uncles", false],
  ["miner", false],
  ["stateRoot", false],
  ["transactionsRoot", false],
  ["receiptsRoot", false],
  ["logsBloom", false],
  ["difficulty", true],
  ["number", true],
  ["gasLimit", true],
  ["gasUsed", true],
  ["timestamp", true],
  ["extraData", false],
  ["mixHash", false],
  ["nonce", false],
  ["baseFeePerGas", true],
  ["withdrawalsRoot", false],
  ["blobGasUsed", true],
  ["excessBlobGas", true],
  ["parentBeaconBlockRoot", false],
  ["requestsHash", false],
];
const BASE_FEE = 15;

function headerJson(block: L2Block): Record<string, unknown> {
  const fields = readRlpList(block.header, MAX_FIELDS).map(({ payload }, i) => {
    const [name, isInteger] = HEADER[i]!;
    return [name, isInteger ? quantity(rlpToInteger(payload)) : toHex(payload)];
  });
  return { hash: block.hash, ...Object.fromEntries(fields) };
}

function baseFeeOf(block: L2Block): bigint {
  return rlpToInteger(readRlpList(block.header, MAX_FIELDS)[BASE_FEE]!.payload);
}

function effectiveGasPrice(transaction: TransactionJson, baseFee: bigint): bigint {
  if (transaction["gasPrice"] !== undefined) return BigInt(transaction["gasPrice"] as Hex);
  if (transaction["maxFeePerGas"] === undefined) return 0n;
  const most = BigInt(transaction["maxFeePerGas"] as Hex);
  const wanted = baseFee + BigInt(transaction["maxPriorityFeePerGas"] as Hex);
  return wanted < most ? wanted : most;
}

export async function transactionInBlockJson(block: L2Block, index: number): Promise<Record<string, unknown>> {
  const transaction = await transactionJson(block.transactions[index]!);
  return {
    nonce: depositReceipt(block, index)?.nonce ?? quantity(0),
    gasPrice: quantity(effectiveGasPrice(transaction, baseFeeOf(block))),
    ...transaction,
    blockHash: block.hash,
    blockNumber: quantity(block.number),
    transactionIndex: quantity(index),
  };
}

/** @param full whether transactions come as objects, else as hashes */
export async function blockJson(block: L2Block, full: boolean): Promise<Record<string, unknown>> {
  const header = headerJson(block);
  const transactions = full
    ? await Promise.all(block.transactions.map((_, i) => transactionInBlockJson(block, i)))
    : block.transactions.map((raw) => toHex(keccak_256(raw)));
  return {
    ...header,
    size: quantity(blockRlp(block).length),
    uncles: [],
    transactions,
    ...(header["withdrawalsRoot"] === undefined ? {} : { withdrawals: [] }),
  };
}

interface Receipt {
  readonly status: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly bloom: Uint8Array;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
  /** Of a deposit, from Canyon on. */
  readonly nonce: Hex | null;
  readonly version: Hex | null;
}

function readReceipt(encoded: Uint8Array): Receipt {
  const items = readRlpList(encoded[0]! >= 0xc0 ? encoded : encoded.subarray(1), 6);
  const logs: Receipt["logs"][number][] = [];
  for (let rest = items[3]!.payload; rest.length > 0; ) {
    const log = readRlpItem(rest);
    const [address, topics, data] = readRlpList(log.encoded, 3);
    logs.push({
      address: toHex(address!.payload),
      topics: readRlpList(topics!.encoded, 4).map(({ payload }) => toHex(payload)),
      data: toHex(data!.payload),
    });
    rest = rest.subarray(log.encoded.length);
  }
  const integer = (i: number) => (items[i] ? quantity(rlpToInteger(items[i].payload)) : null);
  return {
    status: rlpToInteger(items[0]!.payload),
    cumulativeGasUsed: rlpToInteger(items[1]!.payload),
    bloom: items[2]!.payload,
    logs,
    nonce: integer(4),
    version: integer(5),
  };
}

function depositReceipt(block: L2Block, index: number): Receipt | null {
  return readReceipt(block.receipts[index]!).version === null ? null : readReceipt(block.receipts[index]!);
}

/** The receipts of a block, in order. */
export async function receiptsJson(block: L2Block): Promise<Record<string, unknown>[]> {
  const baseFee = baseFeeOf(block);
  let gasBefore = 0n;
  let logIndex = 0;
  const receipts: Record<string, unknown>[] = [];
  for (const [index, encoded] of block.receipts.entries()) {
    const raw = block.transactions[index]!;
    const receipt = readReceipt(encoded);
    const transaction = await transactionJson(raw);
    const place = {
      blockHash: block.hash,
      blockNumber: quantity(block.number),
      transactionHash: transaction.hash,
      transactionIndex: quantity(index),
    };
    const nonce = BigInt((transaction["nonce"] as Hex | undefined) ?? receipt.nonce ?? 0);
    receipts.push({
      ...place,
      type: quantity(transactionType(raw)),
      from: transaction.from,
      to: transaction.to,
      contractAddress:
        transaction.to === null ? getContractAddress({ from: transaction.from, nonce }).toLowerCase() : null,
      status: quantity(receipt.status),
      cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
      gasUsed: quantity(receipt.cumulativeGasUsed - gasBefore),
      effectiveGasPrice: quantity(effectiveGasPrice(transaction, baseFee)),
      logsBloom: toHex(receipt.bloom),
      logs: receipt.logs.map((log) => ({ ...log, ...place, logIndex: quantity(logIndex++), removed: false })),
      ...(receipt.version === null ? {} : { depositNonce: receipt.nonce, depositReceiptVersion: receipt.version }),
    });
    gasBefore = receipt.cumulativeGasUsed;
  }
  return receipts;
}
