// Edges of derivation on made-up chains, each from the rule that it stands on (derivation reference, sections 5 to 10): batches that
// nobody can decide about yet, frames out of order, transaction types, the drift at forks, blob schedules, spans far below the
// safe head.
import { deflateSync } from "node:zlib";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { encodeRlp, readRlpList } from "../../chain/src/rlp.js";
import type { RollupConfig, RollupFork } from "../../chain/src/rollupConfig.js";
import { encodeRollup } from "../../chain/src/rollupEncoding.js";
import { encodeSpanBatch } from "../../chain/src/spanBatch.js";
import type { DerivedBlock } from "../src/derivation.js";
import { toHex } from "../src/hex.js";
import { DerivationCore, DerivationStream } from "./derivation.js";
import { channelPayload, joined, rollup, seededHash, singularBatch, TestChain } from "./derivation-chain.js";
import { type SequencedBlock, Sequencer, singularOf, spanOf, userTransaction } from "./derivation-sequencer.js";
import { variants } from "./load.js";

type Forks = Partial<Record<RollupFork, bigint>>;

const zlib = (...batches: Uint8Array[]) => new Uint8Array(deflateSync(joined(...batches)));
const user = userTransaction("user");
const usersOf = (blocks: readonly DerivedBlock[]) =>
  blocks.map(({ transactions, deposits }) => transactions.length - deposits);
const fromL1 = (blocks: readonly DerivedBlock[]) => blocks.map(({ derivedFrom }) => Number(derivedFrom.number));

function frame(id: number, number: number, data: Uint8Array, last: number): Uint8Array {
  const head = Buffer.alloc(22, id);
  head.writeUInt16BE(number, 16);
  head.writeUInt32BE(data.length, 18);
  return joined(head, data, Uint8Array.of(last));
}
const payload = (...frames: Uint8Array[]) => joined(Uint8Array.of(0), ...frames);

/** Bytes in `count` pieces. */
function cut(bytes: Uint8Array, count: number): Uint8Array[] {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

describe.each(variants)("%s", (variant) => {
  const make = async (forks: Forks, changes: Partial<RollupConfig> = {}) => {
    const chain = new TestChain(await DerivationCore.load(variant), rollup(forks, changes));
    return { chain, sequencer: new Sequencer(chain) };
  };
  const blocksOf = (sequencer: Sequencer, count: number): SequencedBlock[] =>
    Array.from({ length: count }, () => sequencer.next([user]));

  it("a batch that names L1 blocks to come: before Holocene those behind it wait, after it is passed over", async () => {
    for (const [forks, where] of [
      [{ delta: 0n }, [103, 103]],
      [{ holocene: 0n }, [101, 101]],
    ] as const) {
      const { chain, sequencer } = await make(forks);
      const blocks = blocksOf(sequencer, 2);
      const ahead = encodeSpanBatch({
        relativeTimestamp: 2n,
        lastEpoch: 103n,
        parentCheck: toHex(keccak_256(chain.l2Genesis).subarray(0, 20)),
        originCheck: toHex(seededHash("nobody knows").subarray(0, 20)),
        // Its last block has the third origin after the first.
        blocks: Array.from({ length: 25 }, (_, i) => ({ originBit: i > 0 && i % 8 === 0, transactions: [] })),
      });
      chain.addL1({
        data: [channelPayload(1, zlib(encodeRlp(joined(Uint8Array.of(1), ahead)), spanOf(chain, blocks)))],
      });
      chain.addL1();
      expect(usersOf(chain.deriveAll(2n).blocks)).toEqual(where[0] === 101 ? [1, 1] : []);
      chain.addL1();
      const { failure, blocks: derived } = chain.deriveAll(2n);
      expect([failure, usersOf(derived), fromL1(derived)]).toEqual([null, [1, 1], [...where]]);
    }
  });

  it("before Holocene the first batch that fits wins, whenever it came; at Holocene those that wait are forgotten", async () => {
    for (const [forks, expected] of [
      [{}, [1, 1, 1]],
      [{ holocene: 1024n }, [1]],
    ] as const) {
      const { chain, sequencer } = await make(forks);
      const [one, two, three] = blocksOf(sequencer, 3);
      const other = singularBatch(three!.parent, three!.epoch, three!.timestamp, []);
      // The last ones first: they wait for the first one.
      chain.addL1({ data: [channelPayload(1, zlib(singularOf(three!), other, singularOf(two!)))] });
      chain.addL1({ data: [channelPayload(2, zlib(singularOf(one!)))] });
      expect(usersOf(chain.deriveAll(3n).blocks)).toEqual(forks && "holocene" in forks ? [1] : expected);
    }
  });

  it("frames after Holocene: in order and one channel at a time, over any number of payloads and blocks", async () => {
    const cases: readonly (readonly [string, (pieces: Uint8Array[]) => Uint8Array[][], number])[] = [
      [
        "in order, over two blocks",
        ([a, b, c]) => [[payload(frame(1, 0, a!, 0)), payload(frame(1, 1, b!, 0))], [payload(frame(1, 2, c!, 1))]],
        2,
      ],
      [
        "the second before the first",
        ([a, b, c]) => [[payload(frame(1, 1, b!, 0)), payload(frame(1, 0, a!, 0))], [payload(frame(1, 2, c!, 1))]],
        0,
      ],
      [
        "one twice",
        ([a, b, c]) => [
          [payload(frame(1, 0, a!, 0)), payload(frame(1, 1, b!, 0)), payload(frame(1, 1, b!, 0), frame(1, 2, c!, 1))],
        ],
        2,
      ],
      [
        "begun anew",
        ([a, b, c]) => [
          [payload(frame(1, 0, c!, 0)), payload(frame(1, 0, a!, 0)), payload(frame(1, 1, b!, 0), frame(1, 2, c!, 1))],
        ],
        2,
      ],
      [
        "another channel in between",
        ([a, b, c]) => [
          [payload(frame(1, 0, a!, 0)), payload(frame(2, 0, a!, 0)), payload(frame(1, 1, b!, 0), frame(1, 2, c!, 1))],
        ],
        0,
      ],
      [
        "a foreign frame in between",
        ([a, b, c]) => [
          [payload(frame(1, 0, a!, 0)), payload(frame(2, 3, a!, 0)), payload(frame(1, 1, b!, 0), frame(1, 2, c!, 1))],
        ],
        2,
      ],
      [
        "the end too early",
        ([a, b, c]) => [[payload(frame(1, 0, a!, 0)), payload(frame(1, 1, b!, 1)), payload(frame(1, 2, c!, 1))]],
        0,
      ],
    ];
    for (const [name, arrange, expected] of cases) {
      const { chain, sequencer } = await make({ holocene: 0n });
      const pieces = cut(zlib(spanOf(chain, blocksOf(sequencer, 2))), 3);
      for (const data of arrange(pieces)) chain.addL1({ data });
      const { failure, blocks } = chain.deriveAll(2n);
      expect([name, failure, blocks.length]).toEqual([name, null, expected]);
    }
  });

  it("a channel's timeout, both sides of Holocene: the last block in which it may end", async () => {
    for (const forks of [{ delta: 0n }, { holocene: 0n }] as Forks[]) {
      // Opened in 101. Before Granite the timeout is 4 blocks; Granite's own, of OP Mainnet, is 50.
      const granite = "holocene" in forks ? 50n : 4n;
      for (const [ends, expected] of [
        [101n + granite, 2],
        [102n + granite, 0],
      ] as const) {
        const { chain, sequencer } = await make(forks, { seqWindowSize: 100n });
        const [a, b] = cut(zlib(spanOf(chain, blocksOf(sequencer, 2))), 2);
        chain.addL1({ data: [payload(frame(1, 0, a!, 0))] });
        while (chain.l1.at(-1)!.number < ends - 1n) chain.addL1();
        chain.addL1({ data: [payload(frame(1, 1, b!, 1))] });
        expect([ends, chain.deriveAll(2n).blocks.length]).toEqual([ends, expected]);
      }
    }
  });

  it("types of transactions in batches", async () => {
    const bytes = (first: number) => joined(Uint8Array.of(first), user.subarray(1));
    const legacy = encodeRlp([new Uint8Array(1), user]);
    const cases: readonly [Uint8Array, Forks, boolean][] = [
      [legacy, {}, true],
      [bytes(1), {}, true],
      [bytes(2), {}, true],
      [bytes(3), {}, false],
      [bytes(4), {}, false],
      [bytes(4), { isthmus: 0n }, true],
      [bytes(4), { isthmus: 1004n }, false],
      [bytes(4), { isthmus: 1002n }, true],
      [bytes(5), { jovian: 0n }, false],
      [bytes(0x7d), { jovian: 0n }, false],
      [bytes(0x7e), { jovian: 0n }, false],
      [new Uint8Array(0), {}, false],
    ];
    for (const [transaction, forks, isTaken] of cases) {
      const { chain } = await make(forks);
      const batch = singularBatch(keccak_256(chain.l2Genesis), chain.l1[0]!, 1002n, [transaction]);
      chain.addL1({ data: [channelPayload(1, zlib(batch))] });
      const name = `${toHex(transaction.subarray(0, 1))} ${Object.keys(forks)}`;
      expect([name, usersOf(chain.deriveAll(1n).blocks)]).toEqual([name, isTaken ? [1] : []]);
    }
  });

  it("Jovian's first block takes no batch with transactions", async () => {
    for (const [jovian, expected] of [
      [1002n, [0]],
      [1004n, [1]],
    ] as const) {
      const { chain, sequencer } = await make({ isthmus: 0n, jovian });
      const batch = singularOf(sequencer.next([user]));
      const empty = singularBatch(keccak_256(chain.l2Genesis), chain.l1[0]!, 1002n, []);
      chain.addL1({ data: [channelPayload(1, zlib(batch)), channelPayload(2, zlib(empty))] });
      const { blocks } = chain.deriveAll(1n);
      expect([usersOf(blocks), blocks[0]!.upgrades]).toEqual([expected, jovian === 1002n ? 5 : 0]);
    }
  });

  it("the drift changes with the L1 origin's time, not with that of the block or of L1", async () => {
    for (const [fjord, count] of [
      [1000n, 16],
      [1001n, 15],
    ] as const) {
      const { chain } = await make({ delta: 0n, fjord });
      const batch = encodeSpanBatch({
        relativeTimestamp: 2n,
        lastEpoch: 100n,
        parentCheck: toHex(keccak_256(chain.l2Genesis).subarray(0, 20)),
        originCheck: toHex(chain.l1[0]!.hash.subarray(0, 20)),
        blocks: Array.from({ length: 16 }, () => ({ originBit: false, transactions: [user] })),
      });
      chain.addL1({ data: [channelPayload(1, zlib(encodeRlp(joined(Uint8Array.of(1), batch))))] });
      // The whole span falls with its sixteenth block, 32 seconds after the origin.
      expect(usersOf(chain.deriveAll(16n).blocks).length).toBe(count === 16 ? 16 : 0);
    }
  });

  it("the blob base fee's schedule on L1, and the chain that stayed on Cancun's for a while", async () => {
    const schedule = [
      { timestamp: 0n, baseFeeUpdateFraction: 3_338_477n },
      { timestamp: 1012n, baseFeeUpdateFraction: 5_007_716n },
      { timestamp: 1048n, baseFeeUpdateFraction: 8_346_193n },
    ];
    // e^(10,000,000 / fraction): 19.99, 7.37, 3.31.
    for (const [pectraBlobScheduleTime, fees] of [
      [null, [19, 7, 7, 7, 3]],
      [1036n, [19, 19, 19, 7, 3]],
      [1049n, [19, 19, 19, 19, 19]],
    ] as const) {
      const { chain } = await make({ ecotone: 0n }, { pectraBlobScheduleTime, seqWindowSize: 1n });
      chain.rollupBytes = () => encodeRollup(chain.config, schedule);
      for (let i = 0; i < 6; i++) chain.addL1();
      const { failure, blocks } = chain.deriveAll(40n);
      expect(failure).toBeNull();
      const first = blocks.filter(({ sequenceNumber }) => sequenceNumber <= 1n);
      const feeAt = (origin: bigint) => {
        const block = first.find(({ l1Origin }) => l1Origin.number === origin)!;
        const data = readRlpList(block.transactions[0]!.subarray(1), 8)[7]!.payload;
        return Number(BigInt(toHex(data.subarray(68, 100))));
      };
      expect([100n, 101n, 102n, 103n, 104n].map(feeAt)).toEqual(fees);
    }
  });

  it("the end of the sequencing window: data of the last block still count, then empty blocks", async () => {
    // Epoch 100 has a window of six blocks: up to 106.
    for (const [at, expected] of [
      [106n, [1, 1]],
      [107n, [0, 0]],
    ] as const) {
      const { chain, sequencer } = await make({ delta: 0n });
      const batch = channelPayload(1, zlib(spanOf(chain, blocksOf(sequencer, 2))));
      while (chain.l1.at(-1)!.number < at - 1n) chain.addL1();
      chain.addL1({ data: [payload(frame(9, 3, new Uint8Array(5), 0)), batch] });
      expect([at, usersOf(chain.deriveAll(2n).blocks)]).toEqual([at, expected]);
    }
  });

  it("a span that begins far below the safe head: headers and transactions are asked for only when nothing else drops it", async () => {
    for (const forks of [{ delta: 0n }, { holocene: 0n }] as Forks[]) {
      const { chain, sequencer } = await make(forks, { seqWindowSize: 100n });
      const blocks: SequencedBlock[] = [];
      for (let i = 0; i < 4; i++) {
        while (sequencer.timestamp < chain.l1.at(-1)!.time + 10n) blocks.push(sequencer.next([user]));
        chain.addL1();
      }
      const safe = blocks[19]!;
      const from = (first: number, change: (span: SequencedBlock[]) => SequencedBlock[] = (span) => span) =>
        spanOf(chain, change(blocks.slice(first, 24)));
      const foreign = seededHash("foreign");
      // What drops them is known without the blocks below.
      const hopeless = [
        from(2, (span) =>
          span.map((block, i) =>
            i === span.length - 1 ? { ...block, epoch: { ...block.epoch, hash: foreign } } : block,
          ),
        ),
        from(2, (span) =>
          span.map((block) => ({ ...block, epoch: { ...block.epoch, number: block.epoch.number + 9n } })),
        ),
        from(2, (span) => span.map((block) => ({ ...block, timestamp: block.timestamp + 1n }))),
      ];
      const last = chain.addL1({
        data: [...hopeless, from(14)].map((batch, i) => channelPayload(i + 1, zlib(batch))),
      });
      const stream = await DerivationStream.load(variant);
      for (const { header, hash, nodes } of chain.l1) {
        stream.add(hash, header);
        for (const node of nodes) stream.add(keccak_256(node), node);
      }
      for (const block of blocks.slice(0, 20)) {
        stream.add(block.hash, block.header);
        for (const node of chain.core.list(block.transactions).nodes) stream.add(keccak_256(node), node.slice());
      }
      stream.open({ rollup: chain.rollupBytes(), l1Head: last.hash, start: safe.hash, target: 0n, firstL1: 100n });
      const before = stream.asked.length;
      const derived: DerivedBlock[] = [];
      for (let block = stream.next(); block !== null; block = stream.next()) {
        derived.push(block);
        stream.follow(blocks[19 + derived.length]!.header);
      }
      expect(usersOf(derived)).toEqual([1, 1, 1]);
      const headers = blocks
        .slice(0, 20)
        .filter(({ hash }) => stream.asked.slice(before).includes(stream.nameOf(hash)));
      // The parent of the one that counts, and the blocks between it and the safe head.
      expect(headers.map(({ number }) => Number(number))).toEqual([14, 15, 16, 17, 18, 19]);
    }
  });
});
