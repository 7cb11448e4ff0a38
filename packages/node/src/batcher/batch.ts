// L2 blocks as batches: what a channel holds. OP Stack specification, "Batch Format" and "Span batches".
import { encodeRlp, rlpInteger } from "@assay/chain/rlp";
import { encodeSpanBatch } from "@assay/chain/spanBatch";
import { concatBytes } from "@assay/core/bytes";
import { fromHex, type Hex } from "@assay/core/hex";

/** What the batcher needs of an L2 block. */
export interface BatchedBlock {
  readonly number: bigint;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  readonly l1Origin: { readonly number: bigint; readonly hash: Hex; readonly timestamp: bigint };
  /** EIP-2718 bytes, without the deposits: L1 has those. */
  readonly transactions: readonly Uint8Array[];
}

const SINGULAR_VERSION = Uint8Array.of(0);
const SPAN_VERSION = Uint8Array.of(1);
const CHECK_HEX = 2 + 2 * 20;

/** One block: version 0 and its content, without the outer RLP. */
export function encodeSingularBatch(block: BatchedBlock): Uint8Array {
  const content = encodeRlp([
    fromHex(block.parentHash)!,
    rlpInteger(block.l1Origin.number),
    fromHex(block.l1Origin.hash)!,
    rlpInteger(block.timestamp),
    [...block.transactions],
  ]);
  return concatBytes(SINGULAR_VERSION, content);
}

/** Consecutive blocks: version 1 and the columns. `parentOrigin`: number of the L1 origin of the block before the first.
 *  @throws RangeError for blocks that do not follow each other, or a transaction that no span batch can hold */
export function encodeSpan(blocks: readonly BatchedBlock[], parentOrigin: bigint, genesisTime: bigint): Uint8Array {
  const first = blocks[0];
  const last = blocks.at(-1);
  if (!first || !last) throw new RangeError("a span batch of no blocks");
  for (const [i, block] of blocks.entries()) {
    if (block.number !== first.number + BigInt(i)) throw new RangeError(`block ${block.number} is out of order`);
  }
  const content = encodeSpanBatch({
    relativeTimestamp: first.timestamp - genesisTime,
    lastEpoch: last.l1Origin.number,
    parentCheck: first.parentHash.slice(0, CHECK_HEX) as Hex,
    originCheck: last.l1Origin.hash.slice(0, CHECK_HEX) as Hex,
    blocks: blocks.map(({ l1Origin, transactions }, i) => ({
      originBit: l1Origin.number !== (blocks[i - 1]?.l1Origin.number ?? parentOrigin),
      transactions,
    })),
  });
  return concatBytes(SPAN_VERSION, content);
}
