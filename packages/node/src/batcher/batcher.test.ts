// What the batcher makes, read back by the core: every kind of transaction, singular and span batches, both compressions; frames and
// blobs at their sizes.
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { superchainByName } from "@assay/chain/superchain";
import { BATCH_INPUT, type DecodedBatches, decodeBatchesResult } from "@assay/core/batches";
import { bytesSection, containerSize, INPUT_MAGIC, listSection, writeContainer } from "@assay/core/container";
import { fromHex, toHex } from "@assay/core/hex";
import { Core } from "@assay/core/instance";
import { compileCore } from "@assay/core/wasmFile";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Hex, TransactionSerializable } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { loadTesting } from "../../../core/test/load.js";
import type { BatchedBlock } from "./batch.ts";
import { Batcher, type BatcherPolicy, DEFAULT_POLICY } from "./batcher.ts";
import { BLOB_DATA_BYTES, encodeBlob } from "./blob.ts";
import type { Compression } from "./channel.ts";
import { cutFrames, encodeFrame, FRAME_OVERHEAD_BYTES } from "./frame.ts";

const main = superchainByName("op-mainnet")!;
/** All that the batcher may do is there from the start, up to Holocene. */
const rollup = { ...main, l2ChainId: 901n, forkTimes: { granite: 0n, holocene: main.genesis.l2Time + 1000n } };
const core = new Core(compileCore());
const hash = (text: string) => toHex(keccak_256(new TextEncoder().encode(text)));
const account = privateKeyToAccount(hash("sender"));

function decodeChannel(bytes: Uint8Array): DecodedBatches {
  const sections = [
    listSection(8, [bytes.length], (section, at) => section.set(bytes, at)),
    bytesSection(11, encodeRollup(rollup, [])),
  ];
  const outcome = core.decodeBatches(
    containerSize(sections),
    (memory) => writeContainer(memory, INPUT_MAGIC, sections),
    BATCH_INPUT.channel,
  );
  expect(outcome.failure).toBeNull();
  return decodeBatchesResult(outcome.result!.bytes, "channel");
}

/** One transaction of every kind that a batch may hold. */
async function transactions(seed: number): Promise<Uint8Array[]> {
  const to = account.address;
  const base = { chainId: 901, nonce: seed, gas: 21_000n + BigInt(seed), to, value: BigInt(seed) << 70n } as const;
  const fees = { maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 0n } as const;
  const data = `0x${"ab".repeat(seed * 7)}` as Hex;
  const accessList = [{ address: to, storageKeys: [hash("slot")] }];
  const authorization = await account.signAuthorization({ contractAddress: to, chainId: 901, nonce: seed + 1 });
  const all: TransactionSerializable[] = [
    { ...base, type: "legacy", gasPrice: 7n, data },
    { ...base, type: "legacy", chainId: undefined, gasPrice: 7n, to: undefined, data: "0x6001" },
    { ...base, type: "eip2930", gasPrice: 7n, accessList },
    { ...base, type: "eip1559", ...fees, data, accessList },
    { ...base, type: "eip1559", ...fees, to: undefined, data: "0x00" },
    { ...base, type: "eip7702", ...fees, authorizationList: [authorization] },
  ];
  const signed = await Promise.all(all.map((transaction) => account.signTransaction(transaction)));
  return signed.map((text) => fromHex(text)!);
}

async function blocks(count: number): Promise<BatchedBlock[]> {
  const made: BatchedBlock[] = [];
  for (let i = 0; i < count; i++) {
    // Two blocks on an origin, then one; some blocks are empty.
    const origin = rollup.genesis.l1.number + BigInt(Math.floor((2 * i) / 3));
    made.push({
      number: BigInt(i + 1),
      parentHash: hash(`block ${i}`),
      timestamp: rollup.genesis.l2Time + 2n * BigInt(i + 1),
      l1Origin: { number: origin, hash: hash(`origin ${origin}`), timestamp: rollup.genesis.l2Time },
      transactions: i % 3 === 1 ? [] : await transactions(i),
    });
  }
  return made;
}

/** Frames of a payload, read as the specification has it. */
function readFrames(payload: Uint8Array) {
  expect(payload[0]).toBe(0);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const frames = [];
  for (let at = 1; at < payload.length; ) {
    const length = view.getUint32(at + 18);
    frames.push({
      channel: toHex(payload.subarray(at, at + 16)),
      number: view.getUint16(at + 16),
      data: payload.subarray(at + 22, at + 22 + length),
      last: payload[at + 22 + length],
    });
    at += 23 + length;
  }
  return frames;
}

function seededBytes(seed: string): (length: number) => Uint8Array {
  let count = 0;
  return (length) => keccak_256(new TextEncoder().encode(`${seed} ${count++}`)).subarray(0, length);
}

function submissions(policy: Partial<BatcherPolicy>, made: readonly BatchedBlock[]) {
  const batcher = new Batcher(rollup, { ...DEFAULT_POLICY, ...policy }, seededBytes("channels"));
  for (const block of made) batcher.add(block);
  batcher.closeChannel();
  return batcher.take();
}

/** Channels in the order of their first frames, put together; the last frame of each is there. */
function channelsOf(payloads: readonly Uint8Array[]): Uint8Array[] {
  const open = new Map<string, Uint8Array[]>();
  let ended = 0;
  for (const frame of payloads.flatMap(readFrames)) {
    const parts = open.get(frame.channel) ?? [];
    expect(frame.number).toBe(parts.length);
    open.set(frame.channel, [...parts, frame.data]);
    if (frame.last === 1) ended++;
  }
  expect(ended).toBe(open.size);
  return [...open.values()].map((parts) => new Uint8Array(Buffer.concat(parts)));
}

const cases = (["singular", "span"] as const).flatMap((batches) =>
  (["zlib", "brotli"] as Compression[]).map((compression) => ({ batches, compression })),
);

describe("batcher", () => {
  it.each(cases)("$batches batches, $compression: what the core reads is what went in", async (kind) => {
    const made = await blocks(11);
    const sent = submissions({ ...kind, blocksPerChannel: 4, frameBytes: 200, interleavedChannels: 2 }, made);
    expect(sent.every(({ payloads }) => payloads.length === 1 && payloads[0]!.length <= 201)).toBe(true);
    const channels = channelsOf(sent.flatMap(({ payloads }) => payloads));
    expect(channels.length).toBe(3);
    const batches = channels.flatMap((channel) => decodeChannel(channel).batches);
    expect(batches.length).toBe(kind.batches === "span" ? 3 : 11);
    expect(batches.every((batch) => batch.kind === kind.batches)).toBe(true);
    const read = batches.flatMap((batch) => batch.blocks);
    for (const [i, block] of made.entries()) {
      expect([read[i]!.timestamp, read[i]!.epoch]).toEqual([block.timestamp, block.l1Origin.number]);
      expect(read[i]!.transactions.map(toHex)).toEqual(block.transactions.map(toHex));
    }
    let first = 0;
    for (const batch of batches) {
      const block = made[first]!;
      const last = made[first + batch.blocks.length - 1]!;
      const hexLength = kind.batches === "span" ? 42 : 66;
      expect(batch.parentHash).toBe(block.parentHash.slice(0, hexLength));
      expect(batch.epochHash).toBe(last.l1Origin.hash.slice(0, hexLength));
      const before = first === 0 ? rollup.genesis.l1.number : made[first - 1]!.l1Origin.number;
      if (kind.batches === "span") expect(batch.blocks[0]!.originBit).toBe(block.l1Origin.number !== before);
      first += batch.blocks.length;
    }
  });

  it("the same seed gives the same bytes, another one other channels", async () => {
    const made = await blocks(5);
    expect(submissions({}, made)).toEqual(submissions({}, made));
    const other = new Batcher(rollup, DEFAULT_POLICY, seededBytes("others"));
    for (const block of made) other.add(block);
    other.closeChannel();
    expect(other.take()).not.toEqual(submissions({}, made));
  });

  it("payloads per transaction, frames per payload, channels in turns", async () => {
    const made = await blocks(12);
    const policy = { carrier: "blobs", blocksPerChannel: 3, frameBytes: 150, framesPerPayload: 2 } as const;
    const sent = submissions({ ...policy, blobsPerTransaction: 3, interleavedChannels: 4 }, made);
    expect(sent.slice(0, -1).every(({ payloads }) => payloads.length === 3)).toBe(true);
    const frames = sent.flatMap(({ payloads }) => payloads).flatMap(readFrames);
    expect(new Set(frames.slice(0, 4).map(({ channel }) => channel)).size).toBe(4);
    expect(channelsOf(sent.flatMap(({ payloads }) => payloads)).length).toBe(4);
  });

  it("what a fork does not allow yet, or no more, is not done", async () => {
    const time = rollup.genesis.l2Time;
    const forkTimes = { canyon: 0n, delta: time + 10n, ecotone: time + 20n, fjord: time + 30n, holocene: time + 40n };
    const policy = { batches: "span", compression: "brotli", carrier: "blobs", interleavedChannels: 2 } as const;
    const sent = async (l1Time: bigint) => {
      const batcher = new Batcher(
        { ...rollup, forkTimes },
        { ...DEFAULT_POLICY, ...policy, frameBytes: 200 },
        seededBytes("forks"),
      );
      batcher.l1Time = l1Time;
      for (let channel = 0; channel < 2; channel++) {
        const all = await blocks(4);
        for (const block of all) batcher.add({ ...block, l1Origin: { ...block.l1Origin, timestamp: l1Time } });
        batcher.closeChannel();
      }
      const submissions = batcher.take();
      const payloads = submissions.flatMap((submission) => submission.payloads);
      const channels = channelsOf(payloads);
      const ids = payloads.flatMap(readFrames).map(({ channel }) => channel);
      return {
        carrier: submissions[0]!.carrier,
        isBrotli: channels[0]![0] === 1,
        kind: decodeChannel(channels[0]!).batches[0]!.kind,
        inTurns: ids[0] !== ids[1],
      };
    };
    const calldata = { carrier: "calldata", isBrotli: false, kind: "singular", inTurns: true };
    expect(await sent(time)).toEqual(calldata);
    expect(await sent(time + 10n)).toEqual({ ...calldata, kind: "span" });
    expect(await sent(time + 20n)).toEqual({ ...calldata, kind: "span", carrier: "blobs" });
    const brotli = { ...calldata, kind: "span", carrier: "blobs", isBrotli: true };
    expect(await sent(time + 30n)).toEqual(brotli);
    expect(await sent(time + 40n)).toEqual({ ...brotli, inTurns: false });
  });

  it("blocks out of order, and frames that hold nothing, are refused", async () => {
    const [first, second] = await blocks(2);
    expect(() => submissions({ batches: "span" }, [second!, first!])).toThrow(/out of order/);
    const channel = new Uint8Array(16);
    expect(() => cutFrames(channel, new Uint8Array(1), FRAME_OVERHEAD_BYTES)).toThrow(/hold nothing/);
    expect(() => cutFrames(channel, new Uint8Array(65_537), FRAME_OVERHEAD_BYTES + 1)).toThrow(/65536 are the most/);
    expect(cutFrames(channel, new Uint8Array(65_536), FRAME_OVERHEAD_BYTES + 1).length).toBe(65_536);
  });

  it("the worked vector of a payload with one frame", () => {
    const frame = { channel: new Uint8Array(16).fill(0xcc), number: 0, data: Uint8Array.of(1, 2, 3), isLast: true };
    expect(toHex(encodeFrame(frame))).toBe(`0x${"cc".repeat(16)}00000000000301020301`);
  });
});

describe("blobs", () => {
  it("the worked vector; every length as the core's own encoder has it, and read back by its decoder", async () => {
    const stages = await loadTesting("derivationStages", "wasm");
    const { blobEncode, blobDecode, alloc } = stages.exports;
    const at = alloc!(131_072) as number;
    const out = alloc!(130_048) as number;
    const worked = encodeBlob(Uint8Array.from({ length: 256 }, (_, i) => i));
    expect(toHex(keccak_256(worked))).toBe("0xa9845be19880db8491fff2bba5640ea68bf7d078ac0d54c97615848b4bf61dc6");
    for (const length of [
      0,
      1,
      26,
      27,
      28,
      29,
      58,
      59,
      60,
      91,
      92,
      122,
      123,
      124,
      250,
      251,
      4000,
      130_043,
      BLOB_DATA_BYTES,
    ]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 197 + length) & 255);
      const blob = encodeBlob(data);
      blobEncode!(at, stages.place(data), length);
      expect([length, Buffer.compare(blob, stages.read(at, 131_072))]).toEqual([length, 0]);
      stages.write(at, blob);
      expect(blobDecode!(out, at)).toBe(length);
      expect(Buffer.compare(stages.read(out, length), data)).toBe(0);
    }
    expect(() => encodeBlob(new Uint8Array(BLOB_DATA_BYTES + 1))).toThrow(/130044 fit/);
  });
});
