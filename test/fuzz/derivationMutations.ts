// Ways to damage what a batcher and users put on L1, one layer at a time, so that what is damaged is reached: everything around it
// is put together again, lengths and hashes included.
import { encodeRlp, type RlpItem, rlpInteger } from "@assay/chain/rlp";
import { encodeSpanBatch, encodeVarint, type SpanBatch, type SpanBlock } from "@assay/chain/spanBatch";
import { toHex } from "@assay/core/hex";
import type { Random } from "../../packages/core/test/bytecode.ts";
import { joined, seededHash } from "../../packages/core/test/derivation-chain.ts";
import type { SequencedBlock } from "../../packages/core/test/derivation-sequencer.ts";
import { mutate } from "./mutate.ts";

export const LAYERS = [
  "payloads",
  "frames",
  "channels",
  "contents",
  "batches",
  "spans",
  "receipts",
  "headers",
  "blobs",
] as const;
export type Counts = Record<(typeof LAYERS)[number], number>;

const ODD_NUMBERS = [0n, 1n, 2n, 127n, 128n, 10_000_000n, 10_000_001n, 1n << 32n, (1n << 63n) + 1n, (1n << 64n) - 1n];
const ODD_BYTES = [0, 1, 2, 3, 4, 5, 0x7e, 0x7f, 0x80, 0xbf, 0xc0, 0xff];

export interface Frame {
  readonly id: Uint8Array;
  readonly number: number;
  readonly data: Uint8Array;
  readonly last: number;
  /** What the frame says about its length, where that is not true. */
  readonly claimed?: number;
}

export function encodeFrame({ id, number, data, last, claimed }: Frame): Uint8Array {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(number);
  head.writeUInt32BE(claimed ?? data.length, 2);
  return joined(id.subarray(0, 16), head, data, Uint8Array.of(last));
}

/** Damages things, and counts how many. */
export class Mutator {
  readonly random: Random;
  readonly counts: Counts;
  constructor(random: Random, counts: Counts) {
    this.random = random;
    this.counts = counts;
  }

  raw(bytes: Uint8Array): Uint8Array {
    return bytes.length === 0 ? Uint8Array.of(this.random.below(256)) : mutate(bytes, () => this.random.next());
  }

  #odd(): bigint {
    return this.random.pick(ODD_NUMBERS);
  }

  /** Mostly near what it was. */
  #number(value: bigint): bigint {
    return this.random.chance(70) ? BigInt.asUintN(64, value + BigInt(this.random.below(9)) - 4n) : this.#odd();
  }

  frames(frames: readonly Frame[]): Frame[] {
    const { random } = this;
    const out: Frame[] = [];
    for (const frame of frames) {
      if (!random.chance(25)) {
        out.push(frame);
        continue;
      }
      this.counts.frames++;
      const kinds: (() => Frame[])[] = [
        () => [],
        () => [frame, frame],
        () => [{ ...frame, number: (frame.number + random.below(4)) & 0xffff }],
        () => [{ ...frame, number: random.pick([0, 1, 255, 65_535]) }],
        () => [{ ...frame, last: 1 - (frame.last & 1) }],
        () => [{ ...frame, data: this.raw(frame.data) }],
        () => [{ ...frame, data: new Uint8Array(0) }],
        () => [{ ...frame, id: seededHash(`${random.next()}`) }],
        // A frame after the end, and an end before the end.
        () => [frame, { ...frame, number: frame.number + 1 + random.below(3), last: random.below(2) }],
        () => [{ ...frame, number: Math.max(0, frame.number - 1), last: 1 }, frame],
      ];
      out.push(...random.pick(kinds)());
    }
    if (out.length > 1 && random.chance(20)) {
      this.counts.frames++;
      const [i, j] = [random.below(out.length), random.below(out.length)];
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }

  /** A whole payload: what makes all of it void. */
  payload(frames: readonly Frame[]): Uint8Array {
    const { random } = this;
    const whole = (list: readonly Frame[]) => joined(Uint8Array.of(0), ...list.map(encodeFrame));
    if (!random.chance(8) || frames.length === 0) return whole(frames);
    this.counts.payloads++;
    const i = random.below(frames.length);
    const broken = (change: Partial<Frame>) =>
      whole(frames.map((frame, k) => (k === i ? { ...frame, ...change } : frame)));
    return random.pick([
      () => broken({ last: random.pick([2, 255]) }),
      () => broken({ claimed: random.pick([0, frames[i]!.data.length + 1, 1_000_000, 1_000_001, 0xffff_ffff]) }),
      () => joined(whole(frames), Uint8Array.of(random.below(256))),
      () => whole(frames).subarray(0, random.below(whole(frames).length)),
      () => joined(Uint8Array.of(random.pick([1, 2, 255])), whole(frames).subarray(1)),
      () => this.raw(whole(frames)),
    ])();
  }

  /** Compressed bytes. */
  channel(bytes: Uint8Array): Uint8Array {
    const { random } = this;
    if (!random.chance(25)) return bytes;
    this.counts.channels++;
    return random.pick([
      () => bytes.subarray(0, random.below(bytes.length)),
      () => joined(bytes, seededHash(`${random.next()}`).subarray(0, random.below(33))),
      () => joined(Uint8Array.of(random.below(256)), bytes.subarray(1)),
      () => joined(bytes, bytes),
      () => {
        const copy = bytes.slice();
        for (let n = 1 + random.below(3); n > 0; n--) copy[random.below(copy.length)]! ^= 1 << random.below(8);
        return copy;
      },
      () => this.raw(bytes),
    ])();
  }

  /** What a channel decompresses to: RLP strings. */
  content(batches: readonly Uint8Array[]): Uint8Array {
    const { random } = this;
    if (!random.chance(15)) return joined(...batches);
    this.counts.contents++;
    const i = random.below(batches.length + 1);
    const insert = (item: Uint8Array) => joined(...batches.slice(0, i), item, ...batches.slice(i));
    return random.pick([
      () => insert(encodeRlp([])),
      () => insert(encodeRlp(new Uint8Array(0))),
      () => insert(Uint8Array.of(random.pick(ODD_BYTES))),
      () => insert(encodeRlp(new Uint8Array(random.pick([1, 55, 56, 70_000])))),
      () => insert(Uint8Array.of(0xbb, 0xff, 0xff, 0xff, 0xff)),
      () => insert(Uint8Array.of(0xbf, 255, 255, 255, 255, 255, 255, 255, 255)),
      () => this.raw(joined(...batches)),
    ])();
  }

  #transactions(list: readonly Uint8Array[]): RlpItem[] {
    const { random } = this;
    const kinds: (() => RlpItem[])[] = [
      () => [...list, new Uint8Array(0)],
      () => [...list, joined(Uint8Array.of(random.pick(ODD_BYTES)), new Uint8Array(random.below(40)))],
      () => [...list, []],
      () => list.map((bytes) => this.raw(bytes)),
      () => Array.from({ length: random.pick([300, 1785, 1786]) }, () => Uint8Array.of(random.below(128))),
      () => [],
    ];
    return random.pick(kinds)();
  }

  singular(block: SequencedBlock): Uint8Array {
    const { random } = this;
    const int = (value: bigint) => rlpInteger(value);
    let fields: RlpItem[] = [
      block.parent,
      int(block.epoch.number),
      block.epoch.hash,
      int(block.timestamp),
      [...block.users],
    ];
    let version = 0;
    if (random.chance(75)) {
      this.counts.batches++;
      const set = (i: number, item: RlpItem) => fields.map((field, k) => (k === i ? item : field));
      fields = random.pick([
        () => set(0, random.chance(50) ? seededHash(`${random.next()}`) : block.parent.subarray(1)),
        () => set(1, int(this.#number(block.epoch.number))),
        () => set(2, random.chance(50) ? seededHash(`${random.next()}`) : joined(block.epoch.hash, Uint8Array.of(0))),
        () => set(3, int(this.#number(block.timestamp))),
        () => set(4, this.#transactions(block.users)),
        () => set(random.below(5), random.chance(50) ? [] : new Uint8Array(random.below(40))),
        () => [...fields, new Uint8Array(1)],
        () => fields.slice(0, random.below(5)),
        // A number with a leading zero is no canonical one.
        () => set(random.pick([1, 3]), joined(Uint8Array.of(0), int(block.timestamp))),
        () => {
          version = random.pick([1, 2, 3, 127, 255]);
          return fields;
        },
      ])();
    }
    const content = joined(Uint8Array.of(version), encodeRlp(fields));
    if (!random.chance(8)) return encodeRlp(content);
    this.counts.batches++;
    return encodeRlp(this.raw(content));
  }

  #spanBlocks(blocks: readonly SpanBlock[]): SpanBlock[] {
    const { random } = this;
    const i = random.below(blocks.length);
    const change = (part: Partial<SpanBlock>) => blocks.map((block, k) => (k === i ? { ...block, ...part } : block));
    return random.pick([
      () => change({ originBit: !blocks[i]!.originBit }),
      () => change({ transactions: [] }),
      () => change({ transactions: blocks[random.below(blocks.length)]!.transactions }),
      () => [...blocks, ...blocks],
      () => blocks.slice(0, 1 + random.below(blocks.length)),
      () => [
        ...blocks,
        ...Array.from({ length: random.pick([1, 7, 200, 3000]) }, () => ({ originBit: false, transactions: [] })),
      ],
      () => blocks.map((block) => ({ ...block, originBit: random.chance(50) })),
    ])();
  }

  /** Places of the numbers at the front of a span batch, for numbers of another length or none. */
  #spanNumbers(batch: SpanBatch): Uint8Array {
    const { random } = this;
    const content = encodeSpanBatch(batch);
    const first = encodeVarint(batch.relativeTimestamp).length;
    const second = encodeVarint(batch.lastEpoch).length;
    const count = encodeVarint(BigInt(batch.blocks.length)).length;
    const places: [number, number][] = [
      [0, first],
      [first, second],
      [first + second + 40, count],
      // The counts of transactions, behind the origin bits.
      [first + second + 40 + count + Math.ceil(batch.blocks.length / 8), 1],
    ];
    const [at, length] = random.pick(places);
    const number = random.chance(25)
      ? new Uint8Array(random.pick([1, 9, 10, 11])).fill(random.pick([0x80, 0xff]))
      : encodeVarint(this.#odd());
    return joined(content.subarray(0, at), number, content.subarray(at + length));
  }

  span(chainStart: bigint, blocks: readonly SequencedBlock[]): Uint8Array {
    const { random } = this;
    const [first, last] = [blocks[0]!, blocks.at(-1)!];
    let batch: SpanBatch = {
      relativeTimestamp: first.timestamp - chainStart,
      lastEpoch: last.epoch.number,
      parentCheck: toHex(first.parent.subarray(0, 20)),
      originCheck: toHex(last.epoch.hash.subarray(0, 20)),
      blocks: blocks.map(({ advances, users }) => ({ originBit: advances, transactions: users })),
    };
    let content: Uint8Array | null = null;
    if (random.chance(75)) {
      this.counts.spans++;
      const foreign = toHex(seededHash(`${random.next()}`).subarray(0, 20));
      random.pick([
        () => {
          batch = { ...batch, relativeTimestamp: this.#number(batch.relativeTimestamp) };
        },
        () => {
          batch = { ...batch, lastEpoch: this.#number(batch.lastEpoch) };
        },
        () => {
          batch = random.chance(50) ? { ...batch, parentCheck: foreign } : { ...batch, originCheck: foreign };
        },
        () => {
          batch = { ...batch, blocks: this.#spanBlocks(batch.blocks) };
        },
        () => {
          content = this.#spanNumbers(batch);
        },
        () => {
          // Somewhere in the columns.
          content = encodeSpanBatch(batch);
          const at = Math.min(content.length - 1, 46 + random.below(content.length));
          content[at] = random.chance(50) ? random.pick(ODD_BYTES) : random.below(256);
        },
      ])();
    }
    content ??= encodeSpanBatch(batch);
    if (random.chance(8)) {
      this.counts.spans++;
      content = this.raw(content);
    }
    return encodeRlp(joined(Uint8Array.of(1), content));
  }
}
