// What the core's `derive` gives back (docs/interfaces.md, "Derivation result"), as typed objects.
import { RESULT_MAGIC, readContainer, readList } from "./container.ts";
import { type ForkName, forkName } from "./forks.ts";
import { type Hex, toHex } from "./hex.ts";

export const DERIVATION_INPUT = { rollup: 11, request: 12, l2Headers: 13, blobs: 14 } as const;

const SECTION = { summary: 10, blocks: 11, transactions: 12, executed: 17 } as const;
const BLOCK_BYTES = 336;
const EXECUTED_BYTES = 80;
const FLAG = {
  withdrawals: 1,
  beaconRoot: 2,
  parameters: 4,
  minBaseFee: 8,
  last: 16,
  depositsOnly: 32,
  known: 64,
  executed: 128,
} as const;

/** Why derivation stopped. `unknownBlock`: the hash of the last block derived is not known, and the next one needs it. */
export type DerivationStop = "failed" | "target" | "l1Head" | "unknownBlock";
const STOPS: readonly DerivationStop[] = ["failed", "target", "l1Head", "unknownBlock"];

export interface L1Position {
  readonly number: bigint;
  readonly hash: Hex;
}

/** Payload attributes of one L2 block, and where they come from. What a fork does not have is null. */
export interface DerivedBlock {
  readonly number: bigint;
  readonly parentHash: Hex;
  /** null when the block's header was not among those given. */
  readonly hash: Hex | null;
  readonly timestamp: bigint;
  readonly prevRandao: Hex;
  readonly feeRecipient: Hex;
  readonly gasLimit: bigint;
  readonly withdrawals: readonly [] | null;
  readonly parentBeaconBlockRoot: Hex | null;
  /** 8 bytes: denominator, elasticity. */
  readonly eip1559Params: Hex | null;
  readonly minBaseFee: bigint | null;
  /** Deposits first: L1 attributes, those of users, upgrades. */
  readonly transactions: readonly Uint8Array[];
  readonly deposits: number;
  readonly userDeposits: number;
  readonly upgrades: number;
  readonly transactionsRoot: Hex;
  readonly l1Origin: L1Position;
  readonly sequenceNumber: bigint;
  readonly derivedFrom: L1Position;
  readonly lastInSpan: boolean;
  /** Whether the block holds the deposits alone although its batch had more (Holocene). */
  readonly depositsOnly: boolean;
  /** What execution gave; null when the block was derived and not executed. */
  readonly executed: ExecutedBlock | null;
}

export interface ExecutedBlock {
  readonly gasUsed: bigint;
  readonly fork: ForkName | `fork${number}`;
  readonly stateRoot: Hex;
  readonly receiptsRoot: Hex;
}

export interface Derivation {
  readonly blocks: readonly DerivedBlock[];
  readonly stop: DerivationStop;
  /** Where the pipeline is on L1. */
  readonly l1Block: bigint;
  readonly safeHead: L1Position;
  /** Of `deriveAndExecute`; else 0. */
  readonly gasUsed: bigint;
  readonly payloadsRejected: number;
  readonly rollupHash: Hex;
}

/** @throws InputError CONTAINER_BROKEN: a bug of the core */
export function decodeDerivation(bytes: Uint8Array): Derivation {
  const sections = readContainer(bytes, RESULT_MAGIC);
  const summary = sections.get(SECTION.summary)!;
  const records = sections.get(SECTION.blocks)!;
  const transactions = readList(sections.get(SECTION.transactions)!);
  const executed = sections.get(SECTION.executed) ?? null;
  const blocks: DerivedBlock[] = [];
  let first = 0;
  for (let at = 0; at < records.length; at += BLOCK_BYTES) {
    const execution = executed?.subarray(blocks.length * EXECUTED_BYTES, (blocks.length + 1) * EXECUTED_BYTES);
    const block = decodeBlock(records.subarray(at, at + BLOCK_BYTES), transactions, first, execution);
    first += block.transactions.length;
    blocks.push(block);
  }
  const view = viewOf(summary);
  return {
    blocks,
    stop: STOPS[view.getUint32(12, true)]!,
    l1Block: view.getBigUint64(16, true),
    safeHead: { number: view.getBigUint64(24, true), hash: toHex(summary.subarray(48, 80)) },
    gasUsed: view.getBigUint64(32, true),
    payloadsRejected: view.getUint32(40, true),
    rollupHash: toHex(summary.subarray(80, 112)),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeExecution(bytes: Uint8Array): ExecutedBlock {
  const view = viewOf(bytes);
  return {
    gasUsed: view.getBigUint64(0, true),
    fork: forkName(view.getUint32(8, true)),
    stateRoot: toHex(bytes.subarray(16, 48)),
    receiptsRoot: toHex(bytes.subarray(48, 80)),
  };
}

function decodeBlock(
  bytes: Uint8Array,
  transactions: readonly Uint8Array[],
  first: number,
  execution: Uint8Array | undefined,
): DerivedBlock {
  const view = viewOf(bytes);
  const flags = view.getUint32(40, true);
  const u64 = (at: number) => view.getBigUint64(at, true);
  const hex = (at: number, length = 32) => toHex(bytes.subarray(at, at + length));
  return {
    number: u64(0),
    parentHash: hex(112),
    hash: flags & FLAG.known ? hex(272) : null,
    timestamp: u64(8),
    prevRandao: hex(144),
    feeRecipient: hex(88, 20),
    gasLimit: u64(16),
    withdrawals: flags & FLAG.withdrawals ? [] : null,
    parentBeaconBlockRoot: flags & FLAG.beaconRoot ? hex(176) : null,
    eip1559Params: flags & FLAG.parameters ? hex(80, 8) : null,
    minBaseFee: flags & FLAG.minBaseFee ? u64(72) : null,
    transactions: transactions.slice(first, first + view.getUint32(24, true)),
    deposits: view.getUint32(28, true),
    userDeposits: view.getUint32(32, true),
    upgrades: view.getUint32(36, true),
    transactionsRoot: hex(304),
    l1Origin: { number: u64(48), hash: hex(208) },
    sequenceNumber: u64(56),
    derivedFrom: { number: u64(64), hash: hex(240) },
    lastInSpan: (flags & FLAG.last) !== 0,
    depositsOnly: (flags & FLAG.depositsOnly) !== 0,
    executed: execution && (flags & FLAG.executed) !== 0 ? decodeExecution(execution) : null,
  };
}

/** Root and nodes of a list's trie, out of the result of `buildList`. @throws InputError CONTAINER_BROKEN: a bug */
export function decodeList(bytes: Uint8Array): { readonly root: Hex; readonly nodes: readonly Uint8Array[] } {
  const sections = readContainer(bytes, RESULT_MAGIC);
  return { root: toHex(sections.get(13)!), nodes: readList(sections.get(3)!) };
}
