// Span batches: a channel of OP Mainnet, a random batch, and every kind of damage.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { encodeBits, encodeSpanBatch, encodeVarint } from "../../chain/src/spanBatch.js";
import { superchainByName } from "../../chain/src/superchain.js";
import type { DecodedBatch } from "../src/batches.js";
import { fromHex, toHex } from "../src/hex.js";
import { DerivationCore } from "./derivation.js";
import { variants } from "./load.js";

const batches = new URL("../../../fixtures/batches/", import.meta.url);
const file = (name: string) => readFileSync(new URL(name, batches));
const rollup = encodeRollup(superchainByName("op-mainnet")!, []);

function facts(batch: DecodedBatch) {
  const transactions = batch.blocks.flatMap((block) => block.transactions);
  const types: Record<string, number> = {};
  for (const transaction of transactions) {
    const type = transaction[0]! >= 0xc0 ? 0 : transaction[0]!;
    types[type] = (types[type] ?? 0) + 1;
  }
  const hashes = Buffer.concat(transactions.map((transaction) => keccak_256(transaction)));
  return {
    relTimestamp: Number(batch.relativeTimestamp),
    l1OriginNum: batch.lastEpoch.toString(),
    parentCheck: batch.parentHash,
    l1OriginCheck: batch.epochHash,
    blockCount: batch.blocks.length,
    originBits: batch.blocks.map(({ originBit }) => Number(originBit)).join(""),
    l1Origins: batch.blocks.map(({ epoch }) => epoch.toString()),
    blockTxCounts: batch.blocks.map((block) => block.transactions.length),
    txCount: transactions.length,
    txTypes: types,
    legacyTxs: batch.legacyTransactions,
    txHashesKeccak: toHex(keccak_256(hashes)),
  };
}

function encoded(batch: DecodedBatch): Uint8Array {
  return encodeSpanBatch({
    relativeTimestamp: batch.relativeTimestamp!,
    lastEpoch: batch.lastEpoch,
    parentCheck: batch.parentHash,
    originCheck: batch.epochHash,
    blocks: batch.blocks,
  });
}

const bytes = (hex: string) => fromHex(`0x${hex}`)!;
const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
/** A span batch without transactions, in parts. */
const parts = (blocks: bigint, bits: Uint8Array, counts: Uint8Array) =>
  joined(
    bytes("0266"),
    new Uint8Array(20).fill(0xaa),
    new Uint8Array(20).fill(0xbb),
    encodeVarint(blocks),
    bits,
    counts,
  );

describe.each(variants)("%s", (variant) => {
  it("a channel of OP Mainnet", async () => {
    const core = await DerivationCore.load(variant);
    const { spanBatch, ...expected } = JSON.parse(file("op-mainnet-span-channel.expected.json").toString());
    const { content, batches } = core.decode(gunzipSync(file("op-mainnet-span-channel.bin.gz")), "channel", rollup)!;
    expect(content).toEqual({
      bytes: expected.decompressedBytes,
      batchBytes: expected.decompressedBytes,
      keccak: expected.decompressedKeccak,
    });
    expect(batches.map(({ kind, bytes }) => ({ version: kind === "span" ? 1 : 0, bytes }))).toEqual(expected.batches);
    const found = facts(batches[0]!);
    for (const [name, value] of Object.entries(spanBatch))
      if (name in found) expect([name, found[name as "txCount"]]).toEqual([name, value]);
    // The bytes of the batch again, from the transactions: kept by their hash.
    const whole = joined(Uint8Array.of(1), encoded(batches[0]!));
    const header = Uint8Array.of(0xb8 + 2, whole.length >> 16, (whole.length >> 8) & 255, whole.length & 255);
    expect(toHex(keccak_256(joined(header, whole)))).toBe(expected.decompressedKeccak);
  });

  it("a random batch, and all its prefixes", async () => {
    const core = await DerivationCore.load(variant);
    const { spanBatch } = JSON.parse(file("synthetic-raw-span-batch.expected.json").toString());
    const raw = new Uint8Array(file("synthetic-raw-span-batch.bin"));
    const { batches } = core.decode(raw, "span", rollup)!;
    const found = facts(batches[0]!);
    for (const [name, value] of Object.entries(spanBatch))
      if (name in found) expect([name, found[name as "txCount"]]).toEqual([name, value]);
    expect(Buffer.compare(encoded(batches[0]!), raw)).toBe(0);
    for (let length = 0; length < raw.length; length += length < 100 ? 1 : 997) {
      expect(core.decode(raw.subarray(0, length), "span", rollup)).toBeNull();
    }
  });

  it("the worked vector", async () => {
    const core = await DerivationCore.load(variant);
    const { batches } = core.decode(parts(3n, Uint8Array.of(5), new Uint8Array(3)), "span", rollup)!;
    expect(batches[0]!.blocks.map(({ epoch }) => epoch)).toEqual([101n, 101n, 102n]);
    expect(batches[0]!.blocks.map(({ originBit }) => originBit)).toEqual([true, false, true]);
    const l2Time = superchainByName("op-mainnet")!.genesis.l2Time;
    expect(batches[0]!.blocks.map(({ timestamp }) => timestamp - l2Time)).toEqual([2n, 4n, 6n]);
    expect(Buffer.compare(encoded(batches[0]!), parts(3n, Uint8Array.of(5), new Uint8Array(3)))).toBe(0);
  });

  it("counts, bit lists and numbers at their limits", async () => {
    const core = await DerivationCore.load(variant);
    const decodes = (raw: Uint8Array) => core.decode(raw, "span", rollup) !== null;
    const none = new Uint8Array(0);
    expect(decodes(parts(0n, none, none))).toBe(false);
    expect(decodes(parts(1n, Uint8Array.of(1), Uint8Array.of(0)))).toBe(true);
    // A bit that belongs to no block; a block without a count; counts above what is there.
    expect(decodes(parts(1n, Uint8Array.of(2), Uint8Array.of(0)))).toBe(false);
    expect(decodes(parts(2n, Uint8Array.of(1), Uint8Array.of(0)))).toBe(false);
    expect(decodes(parts(1n, Uint8Array.of(1), Uint8Array.of(1)))).toBe(false);
    for (const count of [10_000_000n, 10_000_001n, 2n ** 32n, 2n ** 64n - 1n]) {
      expect(decodes(parts(count, Uint8Array.of(1), Uint8Array.of(0)))).toBe(false);
      expect(decodes(parts(1n, Uint8Array.of(1), encodeVarint(count)))).toBe(false);
    }
    // Numbers: longer than needed is allowed, above 2^64 is not.
    expect(decodes(parts(1n, Uint8Array.of(1), bytes("80808000")))).toBe(true);
    expect(decodes(parts(1n, Uint8Array.of(1), bytes("8080808080808080808000")))).toBe(false);
    expect(decodes(parts(1n, Uint8Array.of(1), bytes("80808080808080808002")))).toBe(false);
    expect([toHex(encodeVarint(300n)), toHex(encodeVarint(1000n))]).toEqual(["0xac02", "0xe807"]);
    expect(toHex(encodeBits([true, false, false, false, false, false, false, false, true]))).toBe("0x0101");
  });

  it("ten million empty blocks, and one more", async () => {
    const core = await DerivationCore.load(variant);
    for (const count of [10_000_000, 10_000_001]) {
      const raw = parts(BigInt(count), new Uint8Array(Math.ceil(count / 8)), new Uint8Array(count));
      core.core.exports.reset!();
      expect(core.isWellFormed(raw, "span", rollup)).toBe(count === 10_000_000);
    }
  });

  it("every byte of a batch changed: another batch or none, never a trap", async () => {
    const core = await DerivationCore.load(variant);
    const raw = new Uint8Array(file("synthetic-raw-span-batch.bin"));
    const step = variant === "wasm" ? 211 : 1999;
    for (let at = 0; at < raw.length; at += step) {
      const damaged = raw.slice();
      damaged[at]! ^= 1 << (at % 8);
      const decoded = core.decode(damaged, "span", rollup);
      if (decoded === null) continue;
      // What decodes can be encoded again, and that decodes to the same.
      const once = encoded(decoded.batches[0]!);
      expect(Buffer.compare(encoded(core.decode(once, "span", rollup)!.batches[0]!), once)).toBe(0);
    }
  });
});
