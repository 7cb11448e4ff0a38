// What the program boots from: built-in chains, and the two ways in which kona and op-program give another one.
import { decodeConfiguration, encodeConfiguration } from "@assay/chain/configuration";
import { holesky, mainnet } from "@assay/chain/networks";
import { rollupSpec } from "@assay/chain/rollupConfig";
import { encodeRollup } from "@assay/chain/rollupEncoding";
import { superchainById } from "@assay/chain/superchain";
import { InputError } from "@assay/core/inputError";
import { describe, expect, test } from "vitest";
import { u64 } from "../../test/client.ts";
import { CUSTOM_CHAIN_ID, readBoot } from "./boot.ts";

/** As op-node writes it for a chain of its own, all forks up to Isthmus at genesis. */
const rollup = {
  genesis: {
    l1: { hash: `0x${"11".repeat(32)}`, number: 5 },
    l2: { hash: `0x${"22".repeat(32)}`, number: 0 },
    l2_time: 1_700_000_000,
    system_config: {
      batcherAddr: `0x${"33".repeat(20)}`,
      overhead: `0x${"00".repeat(32)}`,
      scalar: `0x01${"00".repeat(31)}`,
      gasLimit: 60_000_000,
      eip1559Params: "0x000000fa00000006",
      operatorFeeParams: `0x${"00".repeat(32)}`,
    },
  },
  block_time: 2,
  max_sequencer_drift: 600,
  seq_window_size: 3600,
  channel_timeout: 300,
  l1_chain_id: 900,
  l2_chain_id: 901,
  regolith_time: 0,
  canyon_time: 0,
  delta_time: 0,
  ecotone_time: 0,
  fjord_time: 0,
  granite_time: 0,
  holocene_time: 0,
  isthmus_time: 7,
  batch_inbox_address: "0xff00000000000000000000000000000000000901",
  deposit_contract_address: `0x${"44".repeat(20)}`,
  l1_system_config_address: `0x${"55".repeat(20)}`,
  chain_op_config: { eip1559Elasticity: 6, eip1559Denominator: 50, eip1559DenominatorCanyon: 250 },
};

/** As geth writes its ChainConfig. */
const l1 = {
  chainId: 900,
  homesteadBlock: 0,
  eip150Block: 0,
  eip155Block: 0,
  eip158Block: 0,
  byzantiumBlock: 0,
  constantinopleBlock: 0,
  petersburgBlock: 0,
  istanbulBlock: 0,
  berlinBlock: 0,
  londonBlock: 0,
  terminalTotalDifficulty: 0,
  shanghaiTime: 0,
  cancunTime: 0,
  pragueTime: 1000,
  blobSchedule: {
    cancun: { target: 3, max: 6, baseFeeUpdateFraction: 3338477 },
    prague: { target: 6, max: 9, baseFeeUpdateFraction: 5007716 },
  },
};

const l2 = {
  ...l1,
  chainId: 901,
  shanghaiTime: 0,
  cancunTime: 0,
  pragueTime: 7,
  blobSchedule: undefined,
  bedrockBlock: 0,
  regolithTime: 0,
  canyonTime: 0,
  ecotoneTime: 0,
  fjordTime: 0,
  graniteTime: 0,
  holoceneTime: 0,
  isthmusTime: 7,
  optimism: { eip1559Elasticity: 6, eip1559Denominator: 50, eip1559DenominatorCanyon: 250 },
};

const json = (value: unknown) => Uint8Array.from(Buffer.from(JSON.stringify(value)));
const word = (byte: number) => new Uint8Array(32).fill(byte);

/** The local half of a host. */
function hostOf(chainId: bigint, more: Record<number, unknown> = {}, changed: Record<number, Uint8Array> = {}) {
  const values = new Map<number, Uint8Array>([
    [1, word(1)],
    [2, word(2)],
    [3, word(3)],
    [4, u64(77n)],
    [5, u64(chainId)],
  ]);
  for (const [ident, value] of Object.entries(more)) values.set(Number(ident), json(value));
  for (const [ident, value] of Object.entries(changed)) values.set(Number(ident), value);
  const asked: number[] = [];
  return {
    asked,
    preimage: (key: Uint8Array) => {
      expect(key[0]).toBe(1);
      const ident = key[31]!;
      asked.push(ident);
      const value = values.get(ident);
      if (!value) throw new InputError("PREIMAGE_MISSING", "no such boot value", { at: String(ident) });
      return value;
    },
  };
}

const failure = (host: ReturnType<typeof hostOf>): string => {
  try {
    readBoot(host);
    return "booted";
  } catch (error) {
    return `${(error as InputError).code} ${(error as InputError).message}`;
  }
};

describe("a chain that is built in", () => {
  test("is taken from the registry; nothing further is asked for", () => {
    const host = hostOf(10n, { 6: rollup, 7: l1 });
    const boot = readBoot(host);
    const config = superchainById(10n)!;
    expect(boot.configuration).toEqual(encodeConfiguration(rollupSpec(config)));
    expect(boot.rollupConfiguration).toEqual(encodeRollup(config, mainnet.blobSchedule));
    expect(boot).toMatchObject({ custom: false, claimedBlockNumber: 77n, l1Head: word(1), claimedOutputRoot: word(3) });
    expect(host.asked).toEqual([1, 2, 3, 4, 5]);
  });
});

describe.each([
  ["kona's keys", 901n, { 6: rollup, 7: l1 }],
  ["op-program's keys", CUSTOM_CHAIN_ID, { 6: l2, 7: rollup, 9: l1 }],
  ["op-program's keys, the real chain id", 901n, { 6: l2, 7: rollup, 9: l1 }],
  ["kona's keys, op-program's mark", CUSTOM_CHAIN_ID, { 6: rollup, 7: l1 }],
  [
    "older files: the constants are the L2 chain's, nulls are written out",
    CUSTOM_CHAIN_ID,
    { 6: { ...l2, jovianTime: null, verkleTime: null }, 7: { ...rollup, chain_op_config: undefined }, 9: l1 },
  ],
  ["the whole genesis file of L1", 901n, { 6: rollup, 7: { config: l1, alloc: {} } }],
])("a chain of its own, %s", (_, chainId, values) => {
  test("gives the same input", () => {
    const boot = readBoot(hostOf(chainId, values));
    expect(boot).toMatchObject({ custom: true, rollup: { l2ChainId: 901n, name: "custom" } });
    expect(Buffer.from(boot.values.get(5)!).readBigUInt64BE()).toBe(901n);
    const spec = decodeConfiguration(boot.configuration, () => undefined);
    expect(spec.forks.at(-1)).toEqual({ fork: "isthmus", by: "timestamp", activation: 7n });
    expect(spec.optimism).toEqual({ elasticity: 6n, denominator: 50n, denominatorCanyon: 250n });
    const view = new DataView(boot.rollupConfiguration.buffer);
    expect([view.getBigUint64(8, true), view.getUint32(364, true)]).toEqual([901n, 2]);
    expect([view.getBigUint64(456 + 16, true), view.getBigUint64(456 + 24, true)]).toEqual([1000n, 5007716n]);
  });
});

test("on a built-in L1 its configuration is not asked for", () => {
  const host = hostOf(901n, { 6: { ...rollup, l1_chain_id: 17000 } });
  const schedule = readBoot(host).rollupConfiguration.length - 456;
  expect(schedule).toBe(16 * holesky.blobSchedule.length);
  expect(host.asked).not.toContain(7);
});

describe("what does not fit together ends the run", () => {
  test.each([
    ["a hash of 31 bytes", hostOf(10n, {}, { 1: new Uint8Array(31) }), /^FIELD_WRONG boot value 1: 31 bytes/],
    ["a number of 32 bytes", hostOf(10n, {}, { 4: new Uint8Array(32) }), /^FIELD_WRONG boot value 4: 32 bytes/],
    ["a chain id of 4 bytes", hostOf(10n, {}, { 5: new Uint8Array(4) }), /^FIELD_WRONG boot value 5/],
    ["an unknown chain and nothing else", hostOf(901n), /^PREIMAGE_MISSING/],
    ["another chain's file", hostOf(902n, { 6: rollup, 7: l1 }), /^FIELD_WRONG boot value 6: .* 901, .* about 902/],
    ["no configuration of L1", hostOf(901n, { 6: rollup }), /^CHAIN_UNKNOWN boot value 7: the L1 chain 900/],
    [
      "that of another L1",
      hostOf(901n, { 6: rollup, 7: { ...l1, chainId: 5 } }),
      /^FIELD_WRONG boot value 7: .*chain 5/,
    ],
    ["op-program without L1's", hostOf(CUSTOM_CHAIN_ID, { 6: l2, 7: rollup }), /^CHAIN_UNKNOWN boot value 9/],
    ["no JSON", hostOf(901n, {}, { 6: Uint8Array.of(0x7b) }), /^JSON_BROKEN/],
    ["a key that nobody knows", hostOf(901n, { 6: { ...rollup, new_time: 3 }, 7: l1 }), /^ROLLUP_UNKNOWN_KEY/],
    ["one in L1's", hostOf(901n, { 6: rollup, 7: { ...l1, newTime: 3 } }), /^GENESIS_UNKNOWN_KEY/],
    ["one in L2's", hostOf(901n, { 6: { ...l2, newTime: 3 }, 7: rollup, 9: l1 }), /^GENESIS_UNKNOWN_KEY .*newTime/],
    ["L2 forks that differ", hostOf(901n, { 6: { ...l2, isthmusTime: 8 }, 7: rollup, 9: l1 }), /isthmusTime: 8, where/],
    [
      "a fork that only one has",
      hostOf(901n, { 6: { ...l2, jovianTime: 9 }, 7: rollup, 9: l1 }),
      /jovianTime: 9, .*none/,
    ],
    ["L1's forks beside L2's", hostOf(901n, { 6: { ...l2, pragueTime: 8 }, 7: rollup, 9: l1 }), /pragueTime: 8/],
    ["L2's chain id", hostOf(901n, { 6: { ...l2, chainId: 902 }, 7: rollup, 9: l1 }), /chain 902, the rollup's of 901/],
    [
      "constants that differ",
      hostOf(901n, { 6: { ...l2, optimism: { ...l2.optimism, eip1559Elasticity: 2 } }, 7: rollup, 9: l1 }),
      /EIP-1559 constants/,
    ],
    ["no object", hostOf(901n, { 6: [] }), /^FIELD_WRONG boot value 6: an array/],
  ] as [string, ReturnType<typeof hostOf>, RegExp][])("%s", (_, host, message) => {
    expect(failure(host)).toMatch(message);
  });
});
