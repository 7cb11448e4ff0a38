// What the core's `decodeBatches` gives back (docs/interfaces.md, "Batches"), as typed objects.
import { RESULT_MAGIC, readContainer, readList } from "./container.ts";
import { type Hex, toHex } from "./hex.ts";

export const BATCH_INPUT = { channel: 0, batch: 1, span: 2 } as const;
export type BatchInput = keyof typeof BATCH_INPUT;

const HEADER_BYTES = 48;
const BATCH_BYTES = 120;
const BLOCK_BYTES = 24;

export interface BatchBlock {
  readonly timestamp: bigint;
  /** Number of the L1 origin. */
  readonly epoch: bigint;
  /** Span batches: whether the origin is said to differ from that of the block before. */
  readonly originBit: boolean;
  readonly transactions: readonly Uint8Array[];
}

export interface DecodedBatch {
  readonly kind: "singular" | "span";
  /** With the version byte. */
  readonly bytes: number;
  /** Span batches: seconds since genesis as it stands there. */
  readonly relativeTimestamp: bigint | null;
  /** 32 bytes, of a span batch the first 20. */
  readonly parentHash: Hex;
  readonly epochHash: Hex;
  readonly lastEpoch: bigint;
  readonly legacyTransactions: number | null;
  readonly blocks: readonly BatchBlock[];
}

export interface DecodedBatches {
  /** Of a channel: what it decompresses to, and how much of it are well-formed batches. */
  readonly content: { readonly bytes: number; readonly batchBytes: number; readonly keccak: Hex } | null;
  readonly batches: readonly DecodedBatch[];
}

/** @throws InputError CONTAINER_BROKEN: a bug of the core */
export function decodeBatchesResult(bytes: Uint8Array, kind: BatchInput): DecodedBatches {
  const sections = readContainer(bytes, RESULT_MAGIC);
  const transactions = readList(sections.get(12)!);
  const section = sections.get(14)!;
  const header = viewOf(section);
  const records = viewOf(sections.get(15)!);
  let block = 0;
  let transaction = 0;
  const batches: DecodedBatch[] = [];
  for (let at = HEADER_BYTES; at < section.length; at += BATCH_BYTES) {
    const isSpan = header.getUint32(at, true) === 1;
    const blocks: BatchBlock[] = [];
    for (let i = header.getUint32(at + 104, true); i > 0; i--, block += BLOCK_BYTES) {
      const count = records.getUint32(block + 16, true);
      blocks.push({
        timestamp: records.getBigUint64(block, true),
        epoch: records.getBigUint64(block + 8, true),
        originBit: records.getUint32(block + 20, true) === 1,
        transactions: transactions.slice(transaction, transaction + count),
      });
      transaction += count;
    }
    const hash = (offset: number) => toHex(section.subarray(at + offset, at + offset + (isSpan ? 20 : 32)));
    batches.push({
      kind: isSpan ? "span" : "singular",
      bytes: header.getUint32(at + 4, true),
      relativeTimestamp: isSpan ? header.getBigUint64(at + 16, true) : null,
      parentHash: hash(40),
      epochHash: hash(72),
      lastEpoch: header.getBigUint64(at + 32, true),
      legacyTransactions: isSpan ? header.getUint32(at + 112, true) : null,
      blocks,
    });
  }
  const content =
    kind === "channel"
      ? {
          bytes: header.getUint32(0, true),
          batchBytes: header.getUint32(4, true),
          keccak: toHex(section.subarray(16, 48)),
        }
      : null;
  return { content, batches };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
