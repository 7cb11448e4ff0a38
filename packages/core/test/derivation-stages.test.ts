// Stages of derivation alone: the blob codec, frames, the channel bank, Holocene's frame queue, deposits, upgrades.
import { readFileSync } from "node:fs";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { blobToKzgCommitment, computeBlobKzgProof, loadTrustedSetup } from "c-kzg";
import { describe, expect, it } from "vitest";
import type { RollupConfig } from "../../chain/src/rollupConfig.js";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { superchainByName } from "../../chain/src/superchain.js";
import { keccakProofOf } from "../../program/src/preimage/blob.js";
import { toHex } from "../src/hex.js";
import { type Loaded, loadTesting, variants } from "./load.js";

loadTrustedSetup(0);

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** OP Mainnet's with small times, one fork a thousand. */
const config: RollupConfig = {
  ...superchainByName("op-mainnet")!,
  forkTimes: {
    regolith: 0n,
    canyon: 2000n,
    delta: 3000n,
    ecotone: 4000n,
    fjord: 5000n,
    granite: 6000n,
    holocene: 7000n,
    isthmus: 8000n,
    jovian: 9000n,
  },
};

interface FrameParts {
  id: number;
  number: number;
  data?: Uint8Array;
  last?: number;
}

function frame({ id, number, data = Uint8Array.of(number), last = 0 }: FrameParts): Uint8Array {
  const head = Buffer.alloc(22, id);
  head.writeUInt16BE(number, 16);
  head.writeUInt32BE(data.length, 18);
  return joined(head, data, Uint8Array.of(last));
}

const payload = (...frames: FrameParts[]) => joined(Uint8Array.of(0), ...frames.map(frame));

async function open(variant: (typeof variants)[number]): Promise<Loaded> {
  const core = await loadTesting("derivationStages", variant);
  core.exports.reset!();
  const rollup = encodeRollup(config, []);
  core.exports.openRollup!(core.place(rollup), rollup.length);
  return core;
}

describe.each(variants)("%s", (variant) => {
  it("blobs: the worked vector, all kinds of lengths, every kind of damage", async () => {
    const core = await open(variant);
    const { blobEncode, blobDecode, alloc } = core.exports;
    const blob = alloc!(131_072) as number;
    const out = alloc!(130_048) as number;
    const encode = (data: Uint8Array) => blobEncode!(blob, core.place(data), data.length);
    encode(Uint8Array.from({ length: 256 }, (_, i) => i));
    const encoded = core.read(blob, 131_072);
    expect(toHex(keccak_256(encoded))).toBe("0xa9845be19880db8491fff2bba5640ea68bf7d078ac0d54c97615848b4bf61dc6");
    expect([0, 32, 64, 96].map((at) => encoded[at])).toEqual([0x1b, 0x0b, 0x1b, 0x13]);
    expect(blobDecode!(out, blob)).toBe(256);
    for (const length of [0, 1, 26, 27, 28, 122, 123, 124, 250, 251, 4000, 130_043, 130_044]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
      expect(encode(data)).toBeTruthy();
      expect(blobDecode!(out, blob)).toBe(length);
      expect(Buffer.compare(core.read(out, length), data)).toBe(0);
    }
    expect(encode(new Uint8Array(130_045))).toBeFalsy();
    encode(new Uint8Array(1000).fill(7));
    const good = core.read(blob, 131_072);
    // Version; length above the limit; high bits; anything behind the data.
    const damages: [number, number][] = [
      [1, 1],
      [2, 2],
      [0, 0x40],
      [32, 0x80],
      [64, 0xc0],
      [131_040, 0x40],
      [131_071, 1],
      [1200, 1],
      [4096, 0x20],
    ];
    for (const [at, mask] of damages) {
      const damaged = good.slice();
      damaged[at]! ^= mask;
      core.write(blob, damaged);
      expect([at, blobDecode!(out, blob)]).toEqual([at, -1]);
    }
  });

  it("blobs against their commitments, as c-kzg makes them", async () => {
    const core = await open(variant);
    const { blobEncode, blobMatches, alloc } = core.exports;
    const at = alloc!(131_072) as number;
    const data = new Uint8Array(5000).fill(0xa5);
    blobEncode!(at, core.place(data), data.length);
    const blob = core.read(at, 131_072);
    const commitment = blobToKzgCommitment(blob);
    const proof = computeBlobKzgProof(blob, commitment);
    const matches = (bytes: Uint8Array, c = commitment, p = proof) => {
      core.write(at, bytes);
      return Boolean(blobMatches!(at, core.place(c), core.place(p)));
    };
    expect(matches(blob)).toBe(true);
    // The proof at Keccak's point: what makes it one is the bit in front that no compressed point lacks.
    const keccakProof = keccakProofOf(blob, commitment);
    expect(matches(blob, commitment, keccakProof)).toBe(true);
    for (const wrong of [keccakProof, proof]) {
      const turned = Uint8Array.from(wrong);
      turned[0]! ^= 0x80;
      expect(matches(blob, commitment, turned)).toBe(false);
    }
    const other = blob.slice();
    other[131_071]! ^= 1;
    expect(matches(other)).toBe(false);
    expect(matches(other, commitment, keccakProof)).toBe(false);
    expect(matches(blob, blobToKzgCommitment(other), keccakProof)).toBe(false);
    expect(matches(blob, blobToKzgCommitment(other))).toBe(false);
    expect(matches(blob, commitment, computeBlobKzgProof(other, blobToKzgCommitment(other)))).toBe(false);
    // An element that is not below the field's order.
    other.fill(0xff, 64, 96);
    expect(matches(other)).toBe(false);
  });

  it("frames: whole payloads or nothing", async () => {
    const core = await open(variant);
    const count = (data: Uint8Array) => core.exports.countFrames!(core.place(data), data.length);
    const vector = bytes(`00${"cc".repeat(16)}00000000000301020301`);
    expect(count(vector)).toBe(1);
    expect(Buffer.compare(vector, payload({ id: 0xcc, number: 0, data: bytes("010203"), last: 1 }))).toBe(0);
    expect(count(payload({ id: 1, number: 0 }, { id: 2, number: 7, last: 1 }))).toBe(2);
    expect(count(payload({ id: 1, number: 0, last: 2 }))).toBe(-1);
    expect(count(payload({ id: 1, number: 0 }, { id: 2, number: 7, last: 255 }))).toBe(-1);
    expect(count(Uint8Array.of(0))).toBe(-1);
    expect(count(new Uint8Array(0))).toBe(-1);
    expect(count(joined(Uint8Array.of(1), frame({ id: 1, number: 0 })))).toBe(-1);
    for (let length = 1; length < vector.length; length++) expect(count(vector.subarray(0, length))).toBe(-1);
    expect(count(joined(vector, Uint8Array.of(0)))).toBe(-1);
    expect(count(payload({ id: 1, number: 0, data: new Uint8Array(1_000_000) }))).toBe(1);
    expect(count(payload({ id: 1, number: 0, data: new Uint8Array(1_000_001) }))).toBe(-1);
  });

  it("the channel bank: any order, duplicates, closing, timeouts, pruning, Canyon", async () => {
    const core = await open(variant);
    const { reset, setOrigin, ingestFrames, readChannel, channelBytes } = core.exports;
    const start = (number: bigint, time = 1000n) => {
      reset!();
      const rollup = encodeRollup(config, []);
      core.exports.openRollup!(core.place(rollup), rollup.length);
      setOrigin!(number, time);
    };
    const ingest = (...frames: FrameParts[]) => {
      const data = payload(...frames);
      ingestFrames!(core.place(data), data.length);
    };
    const read = () => {
      const length = readChannel!() as number;
      return length < 0 ? null : Buffer.from(core.read(channelBytes!(), length)).toString("hex");
    };
    start(100n);
    ingest({ id: 1, number: 2, last: 1 }, { id: 1, number: 0 });
    expect(read()).toBeNull();
    ingest({ id: 1, number: 1 });
    expect(read()).toBe("000102");
    expect(read()).toBeNull();
    // A second frame with a number, a second end and what lies behind the end are dropped.
    ingest(
      { id: 2, number: 0, data: bytes("aa") },
      { id: 2, number: 0, data: bytes("bb") },
      { id: 2, number: 1, last: 1 },
    );
    ingest({ id: 2, number: 2 }, { id: 2, number: 3, last: 1 });
    expect(read()).toBe("aa01");
    // An end below frames that are there already takes them out.
    ingest({ id: 3, number: 5 }, { id: 3, number: 1 }, { id: 3, number: 0 }, { id: 3, number: 2, last: 1 });
    expect(read()).toBe("000102");
    // The first channel blocks the rest before Canyon, not after it.
    ingest({ id: 4, number: 0 }, { id: 5, number: 0, last: 1 });
    expect(read()).toBeNull();
    setOrigin!(101n, 2000n);
    expect(read()).toBe("00");
    // Opened at 100, timeout 300: still there at 400, gone at 401.
    setOrigin!(400n, 2000n);
    ingest({ id: 4, number: 1, last: 1 });
    expect(read()).toBe("0001");
    start(100n);
    ingest({ id: 6, number: 0 });
    setOrigin!(401n, 1000n);
    ingest({ id: 6, number: 1, last: 1 });
    expect(read()).toBeNull();
    // Granite: 50.
    start(100n, 6000n);
    ingest({ id: 7, number: 0 });
    setOrigin!(150n, 6000n);
    ingest({ id: 7, number: 1 });
    setOrigin!(151n, 6000n);
    ingest({ id: 7, number: 2, last: 1 });
    expect(read()).toBeNull();
    // 100,000,000 bytes: the oldest channel falls.
    start(100n);
    const large = new Uint8Array(999_800);
    ingest({ id: 8, number: 0, data: large });
    for (let number = 0; number < 99; number++) ingest({ id: 9, number, data: large });
    ingest({ id: 8, number: 1, last: 1 });
    ingest({ id: 9, number: 99, data: Uint8Array.of(1), last: 1 });
    expect(read()?.length).toBe(2 * (99 * 999_800 + 1));
    // A channel that is closed below its highest frame counts as empty, what stays of it included: the bank takes another
    // 100,000,000 bytes beside it.
    start(100n, 2000n);
    for (let number = 1; number < 50; number++) ingest({ id: 10, number, data: large });
    for (let number = 60; number < 65; number++) ingest({ id: 10, number, data: large });
    ingest({ id: 10, number: 50, last: 1 });
    // Behind the end, and a second end: dropped.
    ingest({ id: 10, number: 51 }, { id: 10, number: 48, last: 1 });
    expect(read()).toBeNull();
    for (let number = 1; number < 99; number++) ingest({ id: 11, number, data: large });
    ingest({ id: 10, number: 0, data: Uint8Array.of(7) });
    expect(read()?.slice(0, 2)).toBe("07");
    ingest({ id: 11, number: 99, last: 1 }, { id: 11, number: 0, data: Uint8Array.of(8) });
    expect(read()?.length).toBe(2 * (98 * 999_800 + 2));
  });

  it("Holocene's frame queue", async () => {
    const core = await open(variant);
    const prune = (...frames: [number, number, number?][]) => {
      const data = payload(...frames.map(([id, number, last = 0]) => ({ id, number, last })));
      const dst = core.exports.alloc!(8 * frames.length) as number;
      const count = core.exports.prune!(core.place(data), data.length, dst) as number;
      const left = new Uint32Array(core.read(dst, 8 * count).slice().buffer);
      return Array.from({ length: count }, (_, i) => [left[2 * i], left[2 * i + 1]]);
    };
    // One channel: in order, a gap, a duplicate, after the end.
    expect(prune([1, 0], [1, 1], [1, 2, 1])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(prune([1, 0], [1, 2], [1, 1, 1])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(prune([1, 0], [1, 0], [1, 1])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(prune([1, 0, 1], [1, 1], [1, 2])).toEqual([[1, 0]]);
    expect(prune([1, 3], [1, 4])).toEqual([
      [1, 3],
      [1, 4],
    ]);
    // Two channels: after the end; before it, all of the first one falls; a frame that begins nothing falls.
    expect(prune([1, 0], [1, 1, 1], [2, 0])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(prune([1, 0], [1, 1], [2, 0], [2, 1])).toEqual([
      [2, 0],
      [2, 1],
    ]);
    expect(prune([1, 0, 1], [2, 1], [2, 2])).toEqual([[1, 0]]);
    expect(prune([1, 0], [2, 1], [1, 1])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    // Walking back stops at a closed channel.
    expect(prune([1, 0, 1], [2, 0], [2, 1], [3, 0])).toEqual([
      [1, 0],
      [3, 0],
    ]);
    // An id used again.
    expect(prune([1, 0, 1], [2, 0], [1, 0])).toEqual([[1, 0]]);
    expect(prune([1, 0], [2, 0], [1, 0], [1, 1])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it("deposits: source hashes and the worked transaction", async () => {
    const core = await open(variant);
    const { userSource, attributesSource, encodeDeposit, transactions, lengths, alloc } = core.exports;
    const dst = alloc!(32) as number;
    const l1Hash = core.place(new Uint8Array(32).fill(0x11));
    userSource!(dst, l1Hash, 5n);
    const source = core.read(dst, 32);
    expect(toHex(source)).toBe("0x146ccb4da69238482601254dfabe54985997c192573912fdcf46520b5d64b9a4");
    attributesSource!(dst, l1Hash, 3n);
    expect(toHex(core.read(dst, 32))).toBe("0x01922cf960cd4db2030b18f451acdc3380e3d0fb75dd1143a26868768c807aa7");
    const ether = core.placeWord(10n ** 18n);
    const address = (byte: number) => core.place(new Uint8Array(20).fill(byte));
    encodeDeposit!(core.place(source), address(0x22), address(0x33), ether, ether, 100_000n, 0, 0, 0);
    const pointer = new DataView(core.read(transactions!(), 4).slice().buffer).getUint32(0, true);
    const length = new DataView(core.read(lengths!(), 4).slice().buffer).getUint32(0, true);
    const encoded = core.read(pointer, length);
    expect(toHex(encoded).startsWith("0x7ef863a0146c")).toBe(true);
    expect(toHex(keccak_256(encoded))).toBe("0x7d83dcc62154a2e30db5b73a162225fbf1bda5c17fe6a826f00d72f912e8ab04");
  });

  it("upgrade transactions, by source hash; only in the first block of their fork", async () => {
    const core = await open(variant);
    const sources = (time: bigint) => {
      const count = core.exports.upgrades!(time) as number;
      const list = new Uint32Array(core.read(core.exports.transactions!(), 4 * count).slice().buffer);
      // 0x7e, list header of 2 to 4 bytes, 0xa0, source hash.
      return [...list].map((pointer) => {
        const start = core.read(pointer, 48);
        const at = start.indexOf(0xa0, 1) + 1;
        return Buffer.from(start.subarray(at, at + 8)).toString("hex");
      });
    };
    expect(sources(4000n)).toEqual([
      "877a6077205782ea",
      "a312b4510adf9435",
      "18acb38c5ff1c238",
      "ee4f9385eceef498",
      "0c1cb38e99dbc9cb",
      "69b763c48478b9dc",
    ]);
    expect(sources(5000n)).toEqual(["86122c533fdcb89b", "1e6bb0c28bfab3dc", "bac7bb0d5961cad2"]);
    expect(sources(8000n)).toEqual([
      "3b2d0821ca2411ad",
      "fc70b48424763fa3",
      "107a570d3db75e61",
      "ebe8b5cb10ca47e0",
      "ecf2d9161d26c54e",
      "ad74e1adb877ccbe",
      "3ddf4b1302548dd9",
      "bfb734dae514c597",
    ]);
    expect(sources(9000n)).toEqual([
      "bb1a656f65401240",
      "f3275f8293405210",
      "239b7021a6c2cf3a",
      "a70c60aa53b8c1c0",
      "e836db6a95937175",
    ]);
    for (const time of [0n, 1000n, 2000n, 3000n, 3998n, 4002n, 6000n, 7000n, 8002n, 10_000n])
      expect(sources(time)).toEqual([]);
    // Half a block late is the same block.
    expect(sources(4001n).length).toBe(6);
  });
});

it("the contracts' codes are those of the specification", () => {
  const hashes: Record<string, [number, string, string]> = {
    "ecotone-l1-block": [1374, "da6828a2", "2115"],
    "ecotone-gas-price-oracle": [4053, "fd456e91", "c3c3"],
    "fjord-gas-price-oracle": [6166, "b16f1e37", "51ead"],
    "isthmus-l1-block": [1742, "a1f984b8", "0478"],
    "isthmus-gas-price-oracle": [7260, "38ef70b2", "9cbb"],
    "isthmus-operator-fee-vault": [2198, "3d8c0d77", "0f91f"],
    "jovian-l1-block": [1845, "1f054ff2", "6aec"],
    "jovian-gas-price-oracle": [7880, "f72c23d9", "23ca"],
  };
  for (const [name, [length, first, last]] of Object.entries(hashes)) {
    const code = Buffer.from(
      readFileSync(new URL(`../data/upgrades/${name}.hex`, import.meta.url), "utf8").trim(),
      "hex",
    );
    const hash = Buffer.from(keccak_256(code)).toString("hex");
    expect([name, code.length, hash.startsWith(first), hash.endsWith(last)]).toEqual([name, length, true, true]);
  }
});
