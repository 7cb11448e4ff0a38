// What the contracts on L1 say to L2: every kind of configuration update and where it shows, and logs as those contracts could never
// write them, which are passed over (derivation reference, sections 9 and 10; spec, "System config").
import { deflateSync } from "node:zlib";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { readRlpList, rlpToInteger } from "../../chain/src/rlp.js";
import type { RollupFork } from "../../chain/src/rollupConfig.js";
import type { DerivedBlock } from "../src/derivation.js";
import { fromHex, toHex } from "../src/hex.js";
import { DerivationCore } from "./derivation.js";
import {
  BATCHER,
  batcherTransaction,
  channelPayload,
  joined,
  type Log,
  rollup,
  seededHash,
  singularBatch,
  TestChain,
  word,
} from "./derivation-chain.js";
import { variants } from "./load.js";

type TestLog = Log & { readonly failed?: boolean };

const UPDATED = keccak_256(Buffer.from("ConfigUpdate(uint256,uint8,bytes)"));
const DEPOSITED = keccak_256(Buffer.from("TransactionDeposited(address,address,uint256,bytes)"));
const u32 = (value: number, shift = 0) => BigInt(value) << BigInt(shift);
/** An Ecotone scalar: version 1, blob base fee scalar 9, base fee scalar 8. */
const ECOTONE_SCALAR = (1n << 248n) | u32(9, 32) | u32(8);

describe.each(variants)("%s", (variant) => {
  /** The block that is the first with L1 block 101 as its origin, which has these logs; the sequencer is silent. */
  async function firstOf(
    forks: Partial<Record<RollupFork, bigint>>,
    logs: (chain: TestChain) => TestLog[],
  ): Promise<DerivedBlock> {
    const chain = new TestChain(await DerivationCore.load(variant), rollup(forks, { seqWindowSize: 1n }));
    chain.addL1({ logs: logs(chain) });
    for (let i = 0; i < 3; i++) chain.addL1();
    const { failure, blocks } = chain.deriveAll(7n);
    expect(failure).toBeNull();
    return blocks.find(({ l1Origin, sequenceNumber }) => l1Origin.number === 101n && sequenceNumber === 0n)!;
  }

  const update = (chain: TestChain, type: bigint, ...values: bigint[]): TestLog => ({
    address: fromHex(chain.config.l1SystemConfigAddress)!,
    topics: [UPDATED, word(0n), word(type)],
    data: joined(word(32n), word(32n * BigInt(values.length)), ...values.map(word)),
  });

  /** Everything that an update can change. */
  function settings(block: DerivedBlock) {
    const data = Buffer.from(readRlpList(block.transactions[0]!.subarray(1), 8)[7]!.payload);
    const isPacked = data.length < 200;
    return {
      batcher: toHex(isPacked ? data.subarray(144, 164) : data.subarray(176, 196)),
      overhead: isPacked ? null : BigInt(toHex(data.subarray(196, 228))),
      scalar: isPacked ? [data.readUInt32BE(4), data.readUInt32BE(8)] : BigInt(toHex(data.subarray(228, 260))),
      operatorFee: data.length >= 176 && isPacked ? [data.readUInt32BE(164), data.readBigUInt64BE(168)] : null,
      footprint: data.length === 178 ? data.readUInt16BE(176) : null,
      gasLimit: block.gasLimit,
      eip1559: block.eip1559Params,
      minBaseFee: block.minBaseFee,
    };
  }

  const FORKS = [
    ["Bedrock", {}],
    ["Ecotone", { ecotone: 0n }],
    ["Holocene", { holocene: 0n }],
    ["Isthmus", { isthmus: 0n }],
    ["Jovian", { jovian: 0n }],
  ] as const;

  it.each(FORKS)("configuration updates, %s: each shows where its fork has a place for it", async (name, forks) => {
    const at = (...names: string[]) => names.includes(name);
    const plain = settings(await firstOf(forks, () => []));
    const packed = name !== "Bedrock";
    const cases: readonly [string, bigint, bigint[], Partial<typeof plain>][] = [
      ["batcher", 0n, [0xabcdn], { batcher: `0x${"00".repeat(18)}abcd` }],
      ["scalars of Bedrock", 1n, [7n, 8n], packed ? { scalar: [8, 0] } : { overhead: 7n, scalar: 8n }],
      [
        "scalars of Ecotone",
        1n,
        [7n, ECOTONE_SCALAR],
        packed ? { scalar: [8, 9] } : { overhead: 7n, scalar: ECOTONE_SCALAR },
      ],
      ["scalars of version 2", 1n, [7n, 2n << 248n], packed ? {} : { overhead: 7n, scalar: 2n << 248n }],
      [
        "version 1, not padded",
        1n,
        [7n, ECOTONE_SCALAR | (1n << 200n)],
        packed ? {} : { overhead: 7n, scalar: ECOTONE_SCALAR | (1n << 200n) },
      ],
      ["gas limit", 2n, [77_000_000n], { gasLimit: 77_000_000n }],
      ["signer of unsafe blocks", 3n, [5n], {}],
      [
        "EIP-1559 parameters",
        4n,
        [u32(300, 32) | 7n],
        at("Bedrock", "Ecotone") ? {} : { eip1559: "0x0000012c00000007" },
      ],
      ["operator fee", 5n, [u32(11, 64) | 13n], at("Isthmus", "Jovian") ? { operatorFee: [11, 13n] } : {}],
      ["minimum base fee", 6n, [99n], at("Jovian") ? { minBaseFee: 99n } : {}],
      ["DA footprint", 7n, [600n], at("Jovian") ? { footprint: 600 } : {}],
      ["of nobody's kind", 8n, [1n], {}],
      ["kind 2^64", 1n << 64n, [1n], {}],
    ];
    for (const [what, type, values, changed] of cases) {
      expect([what, settings(await firstOf(forks, (chain) => [update(chain, type, ...values)]))]).toEqual([
        what,
        { ...plain, ...changed },
      ]);
    }
  });

  it("updates as the contract could not write them are passed over; of several, the last one counts", async () => {
    const forks = { jovian: 0n };
    const plain = settings(await firstOf(forks, () => []));
    const good = (chain: TestChain) => update(chain, 2n, 77_000_000n);
    const malformed: readonly [string, (log: TestLog) => TestLog][] = [
      ["version 1", (log) => ({ ...log, topics: [UPDATED, word(1n), word(2n)] })],
      ["no version", (log) => ({ ...log, topics: [UPDATED, word(2n)] })],
      ["a topic too many", (log) => ({ ...log, topics: [...log.topics, word(0n)] })],
      ["no topics", (log) => ({ ...log, topics: [] })],
      ["no data", (log) => ({ ...log, data: new Uint8Array(0) })],
      ["a byte too few", (log) => ({ ...log, data: log.data.subarray(1) })],
      ["a word too many", (log) => ({ ...log, data: joined(log.data, word(0n)) })],
      ["offset 64", (log) => ({ ...log, data: joined(word(64n), log.data.subarray(32)) })],
      ["length 64", (log) => ({ ...log, data: joined(word(32n), word(64n), log.data.subarray(64)) })],
      [
        "length 2^64 + 32",
        (log) => ({ ...log, data: joined(word(32n), word((1n << 64n) + 32n), log.data.subarray(64)) }),
      ],
      ["value of 65 bits", (log) => ({ ...log, data: joined(log.data.subarray(0, 64), word(1n << 64n)) })],
      ["a transaction that failed", (log) => ({ ...log, failed: true })],
      ["another contract", (log) => ({ ...log, address: new Uint8Array(20).fill(1) })],
    ];
    for (const [what, change] of malformed) {
      expect([what, settings(await firstOf(forks, (chain) => [change(good(chain))]))]).toEqual([what, plain]);
    }
    const wide: readonly [bigint, bigint][] = [
      [0n, 1n << 160n],
      [4n, 1n << 64n],
      [5n, 1n << 96n],
      [6n, 1n << 64n],
      [7n, 1n << 16n],
    ];
    for (const [type, value] of wide) {
      expect([type, settings(await firstOf(forks, (chain) => [update(chain, type, value)]))]).toEqual([type, plain]);
    }
    const several = await firstOf(forks, (chain) => [update(chain, 2n, 1n), good(chain), update(chain, 2n, 1n << 70n)]);
    expect(several.gasLimit).toBe(77_000_000n);
  });

  it("another batcher counts from the very block on that names it", async () => {
    const key = seededHash("the next batcher");
    const address = keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).subarray(12);
    for (const [isNamed, expected] of [
      [true, [1]],
      [false, []],
    ] as const) {
      const chain = new TestChain(await DerivationCore.load(variant), rollup({}));
      const inbox = fromHex(chain.config.batchInboxAddress)!;
      const batch = singularBatch(keccak_256(chain.l2Genesis), chain.l1[0]!, 1002n, [
        batcherTransaction(inbox, BATCHER),
      ]);
      const payload = channelPayload(1, new Uint8Array(deflateSync(batch)));
      const logs = isNamed ? [update(chain, 0n, BigInt(toHex(address)))] : [];
      chain.addL1({ logs, transactions: [batcherTransaction(inbox, payload, key)] });
      const { blocks } = chain.deriveAll(1n);
      expect(blocks.map(({ transactions, deposits }) => transactions.length - deposits)).toEqual(expected);
    }
  });

  it("deposits as the portal could not write them are passed over; indices count every log there is", async () => {
    const opaque = (creates: number, data = new Uint8Array(0)) =>
      joined(word(5n), word(6n), word(21_000n).subarray(24), Uint8Array.of(creates), data);
    const abi = (bytes: Uint8Array, length = BigInt(bytes.length)) =>
      joined(word(32n), word(length), bytes, new Uint8Array((32 - (bytes.length % 32)) % 32));
    const log = (chain: TestChain, data: Uint8Array, topics = [DEPOSITED, word(1n), word(2n), word(0n)]): TestLog => ({
      address: fromHex(chain.config.depositContractAddress)!,
      topics,
      data,
    });
    const good = abi(opaque(0));
    const malformed: readonly [string, (chain: TestChain) => TestLog][] = [
      ["a topic too many", (chain) => log(chain, good, [DEPOSITED, word(1n), word(2n), word(0n), word(0n)])],
      ["version 2^64", (chain) => log(chain, good, [DEPOSITED, word(1n), word(2n), word(1n << 64n)])],
      ["another event", (chain) => log(chain, good, [UPDATED, word(1n), word(2n), word(0n)])],
      ["72 bytes", (chain) => log(chain, abi(opaque(0).subarray(0, 72)))],
      ["length beyond the data", (chain) => log(chain, abi(opaque(0), 129n))],
      ["length 2^64 + 73", (chain) => log(chain, abi(opaque(0), (1n << 64n) + 73n))],
      ["length 2^32 + 73", (chain) => log(chain, abi(opaque(0), (1n << 32n) + 73n))],
      ["offset 33", (chain) => log(chain, joined(word(33n), good.subarray(32)))],
      ["nothing", (chain) => log(chain, new Uint8Array(0))],
      ["half a word", (chain) => log(chain, good.subarray(0, 48))],
      ["failed", (chain) => ({ ...log(chain, good), failed: true })],
    ];
    const block = await firstOf({}, (chain) => [
      ...malformed.map(([, make]) => make(chain)),
      log(chain, good),
      // Any byte but zero says that it creates a contract.
      log(chain, abi(opaque(2, Uint8Array.of(0x60)))),
    ]);
    expect(block.userDeposits).toBe(2);
    const [one, two] = [1, 2].map((i) =>
      readRlpList(block.transactions[i]!.subarray(1), 8).map(({ payload }) => payload),
    );
    const source = (index: number) =>
      toHex(keccak_256(joined(word(0n), keccak_256(joined(fromHex(block.l1Origin.hash)!, word(BigInt(index)))))));
    expect([toHex(one![0]!), rlpToInteger(one![5]!), one![2]!.length]).toEqual([source(malformed.length), 21_000n, 20]);
    expect([toHex(two![0]!), two![2]!.length, toHex(two![7]!)]).toEqual([source(malformed.length + 1), 0, "0x60"]);
  });
});
