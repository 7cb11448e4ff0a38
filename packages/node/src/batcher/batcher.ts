// The batcher: L2 blocks in, what stands in L1 transactions out. It knows no clock and no network: who calls it decides when a
// channel ends, and sends what comes out.
import type { RollupConfig, RollupFork } from "@assay/chain/rollupConfig";
import { isActive } from "../rollupForks.ts";
import { type BatchedBlock, encodeSingularBatch, encodeSpan } from "./batch.ts";
import { BLOB_DATA_BYTES } from "./blob.ts";
import { type Compression, encodeChannel } from "./channel.ts";
import { CHANNEL_ID_BYTES, cutFrames, encodePayload, type Frame } from "./frame.ts";

/** What is wanted. Where the rollup's forks do not allow it yet, or no more, the batcher does what they do allow: singular batches
 *  before Delta, zlib before Fjord, calldata before Ecotone, one channel after the other from Holocene on. */
export interface BatcherPolicy {
  readonly batches: "singular" | "span";
  readonly compression: Compression;
  readonly carrier: "calldata" | "blobs";
  /** Blocks in a channel. */
  readonly blocksPerChannel: number;
  /** Of a frame with its overhead; a blob or a transaction holds at least one. */
  readonly frameBytes: number;
  /** Channels whose frames go out in turns. */
  readonly interleavedChannels: number;
  /** In one transaction's call data, or in one blob. */
  readonly framesPerPayload: number;
  /** Blob transactions hold several payloads, others one. */
  readonly blobsPerTransaction: number;
}

/** As op-batcher's defaults, `--max-l1-tx-size-bytes` and one blob a frame. */
export const CALLDATA_FRAME_BYTES = 119_999;
export const BLOB_FRAME_BYTES = BLOB_DATA_BYTES - 1;

export const DEFAULT_POLICY: BatcherPolicy = {
  batches: "singular",
  compression: "zlib",
  carrier: "calldata",
  blocksPerChannel: 10,
  frameBytes: CALLDATA_FRAME_BYTES,
  interleavedChannels: 1,
  framesPerPayload: 1,
  blobsPerTransaction: 6,
};

/** What one L1 transaction carries: call data, or the data of its blobs. */
export interface Submission {
  readonly carrier: "calldata" | "blobs";
  readonly payloads: readonly Uint8Array[];
}

export class Batcher {
  readonly #rollup: RollupConfig;
  readonly #randomBytes: (length: number) => Uint8Array;
  #policy: BatcherPolicy;
  #blocks: BatchedBlock[] = [];
  #channels: Frame[][] = [];
  #lastOrigin: bigint;
  /** Time of the L1 block that will hold what is made now: it decides what can be read there. */
  l1Time = 0n;

  /** `randomBytes` names the channels; `lastOrigin`: the L1 origin of the block before the first one. */
  constructor(
    rollup: RollupConfig,
    policy: BatcherPolicy,
    randomBytes: (length: number) => Uint8Array,
    lastOrigin = rollup.genesis.l1.number,
  ) {
    this.#rollup = rollup;
    this.#policy = policy;
    this.#randomBytes = randomBytes;
    this.#lastOrigin = lastOrigin;
  }

  /** Blocks that no channel holds yet. */
  get pendingBlocks(): number {
    return this.#blocks.length;
  }

  /** Changes how the next channels are made. */
  set policy(policy: BatcherPolicy) {
    this.#policy = policy;
  }

  /** Takes the next block. */
  add(block: BatchedBlock): void {
    this.#blocks.push(block);
    if (this.#blocks.length >= this.#policy.blocksPerChannel) this.closeChannel();
  }

  /** Ends the open channel, whatever it holds. */
  closeChannel(): void {
    if (this.#blocks.length === 0) return;
    const { batches, frameBytes } = this.#policy;
    // Span batches: by the time of the L1 origin that the batch begins with. OP Stack specification, "Span batches".
    const isSpan = batches === "span" && isActive(this.#rollup, "delta", this.#blocks[0]!.l1Origin.timestamp);
    const encoded = isSpan
      ? [encodeSpan(this.#blocks, this.#lastOrigin, this.#rollup.genesis.l2Time)]
      : this.#blocks.map(encodeSingularBatch);
    const compression = this.#has("fjord") ? this.#policy.compression : "zlib";
    this.addChannel(cutFrames(this.#randomBytes(CHANNEL_ID_BYTES), encodeChannel(encoded, compression), frameBytes));
    this.#lastOrigin = this.#blocks.at(-1)!.l1Origin.number;
    this.#blocks = [];
  }

  /** Takes the frames of a channel that was made elsewhere. */
  addChannel(frames: readonly Frame[]): void {
    this.#channels.push([...frames]);
  }

  #has(fork: RollupFork): boolean {
    return isActive(this.#rollup, fork, this.l1Time);
  }

  /** What is to be sent for all channels that have ended. */
  take(): Submission[] {
    const { framesPerPayload, blobsPerTransaction, interleavedChannels } = this.#policy;
    const carrier = this.#has("ecotone") ? this.#policy.carrier : "calldata";
    const frames: Frame[] = [];
    for (const group of chunks(this.#channels, this.#has("holocene") ? 1 : Math.max(1, interleavedChannels))) {
      for (let i = 0; group.some((channel) => i < channel.length); i++) {
        for (const channel of group) if (channel[i]) frames.push(channel[i]!);
      }
    }
    this.#channels = [];
    const payloads = chunks(frames, framesPerPayload).map(encodePayload);
    return chunks(payloads, carrier === "blobs" ? blobsPerTransaction : 1).map((of) => ({ carrier, payloads: of }));
  }
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}
