// Rules of batches at their edges, on a small L1 made up for it: overlap, drift, late and foreign data, blobs, brotli, and the
// change to Holocene's rules on the way.
import { createHash } from "node:crypto";
import { brotliCompressSync, deflateSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { blobToKzgCommitment, computeBlobKzgProof, loadTrustedSetup } from "c-kzg";
import { describe, expect, it } from "vitest";
import { encodeRlp, readRlpList } from "../../chain/src/rlp.js";
import { encodeSpanBatch, type SpanBlock } from "../../chain/src/spanBatch.js";
import type { DerivedBlock } from "../src/derivation.js";
import { fromHex, toHex } from "../src/hex.js";
import { DerivationCore } from "./derivation.js";
import {
  batcherTransaction,
  channelPayload,
  joined,
  type L1BlockMade,
  rollup,
  seededHash,
  TestChain,
} from "./derivation-chain.js";
import { type Loaded, loadTesting, variants } from "./load.js";

loadTrustedSetup(0);

/** A user's transaction on the chain with id 901, which span batches leave out. */
function user(text: string): Uint8Array {
  const signed = batcherTransaction(new Uint8Array(20).fill(9), seededHash(text));
  const items = readRlpList(signed.subarray(1), 16).map(({ payload, list }) => (list ? [] : payload));
  return joined(Uint8Array.of(2), encodeRlp([Uint8Array.of(3, 133), ...items.slice(1)]));
}

const block = (text: string, originBit = false): SpanBlock => ({
  originBit,
  transactions: text === "" ? [] : [user(text)],
});

function span(
  chain: TestChain,
  first: bigint,
  last: L1BlockMade,
  blocks: SpanBlock[],
  parent = keccak_256(chain.l2Genesis),
) {
  const content = encodeSpanBatch({
    relativeTimestamp: first - 1000n,
    lastEpoch: last.number,
    parentCheck: toHex(parent.subarray(0, 20)),
    originCheck: toHex(last.hash.subarray(0, 20)),
    blocks,
  });
  return encodeRlp(joined(Uint8Array.of(1), content));
}

const zlib = (...batches: Uint8Array[]) => new Uint8Array(deflateSync(joined(...batches)));
const counts = (blocks: readonly DerivedBlock[]) =>
  blocks.map(({ transactions, deposits }) => transactions.length - deposits);
const RULES = [
  ["before Holocene", { delta: 0n }],
  ["Holocene", { holocene: 0n }],
] as const;

describe.each(variants)("%s", (variant) => {
  it.each(RULES)("overlap, %s: what is safe already has to be the same", async (_rules, forks) => {
    const core = await DerivationCore.load(variant);
    for (const same of [true, false]) {
      const chain = new TestChain(core, rollup(forks));
      const genesis = chain.l1[0]!;
      chain.addL1();
      chain.addL1({
        data: [channelPayload(1, zlib(span(chain, 1002n, genesis, [block("a"), block("b"), block("c")])))],
      });
      const again = [block("a"), block(same ? "b" : "x"), block("c"), block("d"), block("e")];
      chain.addL1({ data: [channelPayload(2, zlib(span(chain, 1002n, genesis, again)))] });
      const { failure, blocks } = chain.deriveAll(5n);
      expect([failure, counts(blocks)]).toEqual([null, same ? [1, 1, 1, 1, 1] : [1, 1, 1]]);
    }
  });

  it("sequencer drift: 30 seconds are allowed, more only for empty blocks; from Fjord on 30 minutes", async () => {
    const core = await DerivationCore.load(variant);
    const derive = (blocks: SpanBlock[], fjord = 10_000n) => {
      const chain = new TestChain(core, rollup({ delta: 0n, fjord }));
      chain.addL1();
      chain.addL1({ data: [channelPayload(1, zlib(span(chain, 1002n, chain.l1[0]!, blocks)))] });
      return counts(chain.deriveAll(40n).blocks);
    };
    const filled = (count: number) => Array.from({ length: count }, (_, i) => block(`${i}`));
    const ones = (count: number) => filled(count).map(() => 1);
    expect(derive(filled(15))).toEqual(ones(15));
    expect(derive(filled(16))).toEqual([]);
    // Empty, but L1's next block is old enough to be the origin.
    expect(derive([...filled(15), block("")])).toEqual([]);
    expect(derive(filled(16), 1000n)).toEqual(ones(16));
  });

  it("only the batcher's data count, and only in the sequencing window", async () => {
    const core = await DerivationCore.load(variant);
    const chain = new TestChain(core, rollup({ delta: 0n }));
    const batch = channelPayload(1, zlib(span(chain, 1002n, chain.l1[0]!, [block("a")])));
    const inbox = fromHex(chain.config.batchInboxAddress)!;
    const foreign = [
      batcherTransaction(inbox, batch, seededHash("somebody")),
      batcherTransaction(new Uint8Array(20), batch),
    ];
    chain.addL1({ transactions: [...foreign, Uint8Array.of(5, 0xc0), Uint8Array.of(2, 0xc1, 0x80)] });
    expect(chain.deriveAll(1n).blocks.length).toBe(0);
    for (let i = 0; i < 4; i++) chain.addL1();
    // 106 is the last block of epoch 100's window.
    const late = new TestChain(core, chain.config);
    late.l1.splice(0, 1, ...chain.l1);
    Object.assign(late, { config: chain.config });
    chain.addL1({ data: [batch] });
    expect(counts(chain.deriveAll(1n).blocks)).toEqual([1]);
    late.addL1();
    late.addL1({ data: [batch] });
    expect(counts(late.deriveAll(1n).blocks)).toEqual([0]);
  });

  it("brotli from Fjord on", async () => {
    const core = await DerivationCore.load(variant);
    for (const [forks, expected] of [
      [{ granite: 0n }, [1]],
      [{ ecotone: 0n, fjord: 5000n }, []],
    ] as const) {
      const chain = new TestChain(core, rollup(forks));
      const batch = span(chain, 1002n, chain.l1[0]!, [block("a")]);
      chain.addL1({ data: [channelPayload(1, joined(Uint8Array.of(1), new Uint8Array(brotliCompressSync(batch))))] });
      expect(counts(chain.deriveAll(1n).blocks)).toEqual(expected);
    }
  });

  it("the change to Holocene forgets what was begun", async () => {
    const core = await DerivationCore.load(variant);
    for (const holocene of [1024n, 1036n]) {
      const chain = new TestChain(core, rollup({ delta: 0n, holocene }));
      const content = zlib(span(chain, 1002n, chain.l1[0]!, [block("a")]));
      const whole = channelPayload(1, content);
      // Two frames of one channel, in L1 101 (time 1012) and 102 (1024).
      const head = (number: number, data: Uint8Array, last: number) => {
        const start = Buffer.from(whole.subarray(1, 23));
        start.writeUInt16BE(number, 16);
        start.writeUInt32BE(data.length, 18);
        return joined(Uint8Array.of(0), start, data, Uint8Array.of(last));
      };
      chain.addL1({ data: [head(0, content.subarray(0, 50), 0)] });
      chain.addL1({ data: [head(1, content.subarray(50), 1)] });
      const { failure, blocks } = chain.deriveAll(1n);
      expect([failure, counts(blocks)]).toEqual([null, holocene === 1024n ? [] : [1]]);
    }
  });

  it("blobs: decoded, skipped when malformed, and needed", async () => {
    const core = await DerivationCore.load(variant);
    const stages: Loaded = await loadTesting("derivationStages", variant);
    const blobOf = (data: Uint8Array) => {
      stages.exports.reset!();
      const at = stages.exports.alloc!(131_072) as number;
      stages.exports.blobEncode!(at, stages.place(data), data.length);
      return stages.read(at, 131_072);
    };
    const make = (withBlobs: boolean) => {
      const chain = new TestChain(core, rollup({ ecotone: 0n }));
      const inbox = fromHex(chain.config.batchInboxAddress)!;
      const payload = channelPayload(1, zlib(span(chain, 1002n, chain.l1[0]!, [block("a"), block("b")])));
      const malformed = blobOf(payload);
      malformed[1] = 1;
      const blobs = [malformed, blobOf(payload)];
      const hashes = blobs.map((blob) => {
        const commitment = blobToKzgCommitment(blob);
        if (withBlobs) chain.blobs.push(joined(commitment, computeBlobKzgProof(blob, commitment), blob));
        const hash = new Uint8Array(createHash("sha256").update(commitment).digest());
        hash[0] = 1;
        return hash;
      });
      // The call data of a transaction with blobs does not count, and blobs of others are not asked for.
      const others = batcherTransaction(inbox, payload, seededHash("somebody"), [seededHash("blob")]);
      chain.addL1({ transactions: [others, batcherTransaction(inbox, payload, undefined, hashes)] });
      return { chain, hashes };
    };
    const { failure, blocks } = make(true).chain.deriveAll(2n);
    expect([failure, counts(blocks)]).toEqual([null, [1, 1]]);
    const { chain, hashes } = make(false);
    expect(chain.deriveAll(2n).failure).toMatchObject({
      name: "BLOB_MISSING",
      hash: toHex(hashes[0]!),
      verdict: "incomplete",
    });
    const forged = make(true).chain;
    forged.blobs[1]![131_000]! ^= 1;
    expect(forged.deriveAll(2n).failure).toMatchObject({ name: "BLOB_MISMATCH", verdict: "incomplete" });
  });
});
