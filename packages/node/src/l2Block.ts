// A block of L2 as the node keeps it: what everybody needs of it at hand, and the bytes that everything else follows from.
import type { RollupConfig } from "@assay/chain/rollupConfig";
import { type Hex, toHex } from "@assay/core/hex";
import { readHeader } from "@assay/program/header";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { readL1Info } from "./l1Info.ts";

export interface L2Block {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  readonly stateRoot: Hex;
  /** RLP. */
  readonly header: Uint8Array;
  /** EIP-2718 bytes. */
  readonly transactions: readonly Uint8Array[];
  /** Consensus encoding. */
  readonly receipts: readonly Uint8Array[];
}

/** @throws InputError FIELD_WRONG when the header is none */
export function l2Block(
  header: Uint8Array,
  transactions: readonly Uint8Array[],
  receipts: readonly Uint8Array[],
): L2Block {
  const fields = readHeader(header);
  return {
    number: fields.number,
    hash: toHex(keccak_256(header)),
    parentHash: toHex(fields.parentHash),
    timestamp: fields.timestamp,
    stateRoot: toHex(fields.stateRoot),
    header,
    transactions,
    receipts,
  };
}

/** An L2 block's place on L1. */
export interface L1OriginOfBlock {
  readonly number: bigint;
  readonly hash: Hex;
  /** How many L2 blocks before this one have the same origin. */
  readonly sequenceNumber: bigint;
}

/** Where a block stands on L1: its first transaction says so, and of the genesis block the configuration.
 *  @throws InputError FIELD_WRONG when the first transaction is no L1 attributes deposit */
export function l1OriginOf(rollup: RollupConfig, block: L2Block): L1OriginOfBlock {
  if (block.hash === rollup.genesis.l2.hash) return { ...rollup.genesis.l1, sequenceNumber: 0n };
  const info = readL1Info(block.transactions[0]);
  return { number: info.number, hash: info.hash, sequenceNumber: info.sequenceNumber };
}
