// L1 attributes, deposits and upgrades against what is on real chains, and against the vectors of the specifications.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { readRlpList } from "@assay/chain/rlp";
import { rollupConfigFromJson } from "@assay/chain/rollupConfig";
import { superchainById } from "@assay/chain/superchain";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { payloadAttributes } from "./attributes.ts";
import { encodeDeposit, l1AttributesSource, upgradeSource, userSource } from "./depositTransaction.ts";
import { blobBaseFee, l1InfoDeposit, packedScalar, readL1Info } from "./l1Info.ts";
import { type L1Origin, readL1Origin } from "./l1Origin.ts";
import { l1OriginOf, l2Block } from "./l2Block.ts";
import { upgradeTransactions } from "./upgrades.ts";

const fixtures = new URL("../../../fixtures/", import.meta.url);
const read = (path: string) => JSON.parse(gunzipSync(readFileSync(new URL(path, fixtures))).toString());
const bytes = (hex: string) => fromHex(hex)!;
const fill = (value: number, length = 32) => new Uint8Array(length).fill(value);

describe("OP Mainnet 109279675 to 109279683, from their L1 blocks", () => {
  const fixture = read("derivation/op-mainnet-109279675-109279683.json.gz");
  const rollup = rollupConfigFromJson(fixture.rollupConfig, superchainById);
  const l1 = new Map<string, { header: string; receipts: string[] | null }>();
  for (const block of fixture.l1) l1.set(block.hash, block);
  const blocks = [fixture.start, ...fixture.expected.blocks].map((block) =>
    l2Block(bytes(block.header), block.transactions.map(bytes), []),
  );

  test.each(blocks.slice(1).map((block, i) => ({ number: block.number, block, parent: blocks[i]! })))(
    "$number",
    ({ block, parent }) => {
      const { header, receipts } = l1.get(l1OriginOf(rollup, block).hash)!;
      const origin = readL1Origin({ header: bytes(header), receipts: (receipts ?? []).map(bytes) });
      const signed = block.transactions.filter((raw) => raw[0] !== 0x7e);
      const attributes = payloadAttributes({ rollup, l1BlobSchedule: [], parent, origin, transactions: signed });
      expect(attributes.transactions.map(toHex)).toEqual(block.transactions.map(toHex));
      const fields = readRlpList(block.header, 30).map(({ payload }) => toHex(payload));
      expect(toHex(attributes.prevRandao)).toBe(fields[13]);
      expect(toHex(attributes.suggestedFeeRecipient)).toBe(fields[2]);
      expect(attributes.gasLimit).toBe(BigInt(fields[9]!));
      expect(attributes.timestamp).toBe(block.timestamp);
    },
  );
});

/** Blocks of real chains whose L1 blocks are not here: what their attributes say is written again. */
describe("L1 attributes of real blocks, read and written again", () => {
  test.each([
    ["op-mainnet-107728767", "bedrock"],
    ["op-mainnet-121003241", "ecotone"],
    ["op-mainnet-132797000", "ecotone"],
    ["op-sepolia-26207960", "ecotone"],
    ["unichain-mainnet-10211000", "ecotone"],
  ])("%s", (name, format) => {
    const { chainId, block } = read(`blocks/${name}.json.gz`);
    const rollup = superchainById(BigInt(chainId))!;
    const [header, transactions] = readRlpList(bytes(block), 4);
    const timestamp = BigInt(toHex(readRlpList(header!.encoded, 30)[11]!.payload));
    const first = readRlpList(transactions!.encoded, 10_000)[0]!.payload;
    const info = readL1Info(first);
    expect(info.format).toBe(format);
    // An excess of blob gas that gives this fee under a schedule that is made for it.
    const fee = info.blobBaseFee ?? 1n;
    const origin: L1Origin = {
      ...readL1Origin({ header: header!.encoded, receipts: [] }),
      hash: bytes(info.hash),
      number: info.number,
      timestamp: info.timestamp,
      baseFee: info.baseFee,
      excessBlobGas: excessFor(fee),
    };
    const system = { ...rollup.genesis.systemConfig, ...info };
    const l1BlobSchedule = [{ timestamp: 0n, baseFeeUpdateFraction: FRACTION }];
    const { sequenceNumber } = info;
    const written = l1InfoDeposit({ rollup, system, origin, sequenceNumber, timestamp, l1BlobSchedule });
    // The fee follows from the excess, not the reverse: where no excess gives it exactly, only its field may differ.
    const expected = first.slice();
    if (info.blobBaseFee !== null) {
      const at = expected.length - 164 + 68;
      expected.set(written.subarray(at, at + 32), at);
    }
    expect(toHex(written)).toBe(toHex(expected));
  });
});

const FRACTION = 3_338_477n;
function excessFor(fee: bigint): bigint {
  return BigInt(Math.floor(Number(FRACTION) * Math.log(Number(fee))));
}

test("blob base fees of EIP-4844's fake_exponential", () => {
  // execution-specs and geth test the same values: with a fraction of 1, e^0, e^1…; and mainnet's first blocks above the target.
  const origin = (excessBlobGas: bigint | null) => ({ excessBlobGas, timestamp: 5n }) as L1Origin;
  const schedule = [
    { timestamp: 0n, baseFeeUpdateFraction: 2n },
    { timestamp: 5n, baseFeeUpdateFraction: 3_338_477n },
    { timestamp: 6n, baseFeeUpdateFraction: 9n },
  ];
  expect(blobBaseFee(origin(null), schedule)).toBe(1n);
  expect(blobBaseFee(origin(0n), schedule)).toBe(1n);
  expect(blobBaseFee(origin(2_314_057n), schedule)).toBe(1n);
  expect(blobBaseFee(origin(2_314_058n), schedule)).toBe(2n);
  expect(blobBaseFee(origin(10n * 1024n * 1024n), schedule)).toBe(23n);
  expect(blobBaseFee(origin(5n), [])).toBe(1n);
});

test("source hashes and a deposit, as in the derivation reference's vectors", () => {
  const source = userSource(fill(0x11), 5n);
  expect(toHex(source)).toBe("0x146ccb4da69238482601254dfabe54985997c192573912fdcf46520b5d64b9a4");
  expect(toHex(l1AttributesSource(fill(0x11), 3n))).toBe(
    "0x01922cf960cd4db2030b18f451acdc3380e3d0fb75dd1143a26868768c807aa7",
  );
  const deposit = encodeDeposit({
    sourceHash: source,
    from: toHex(fill(0x22, 20)),
    to: toHex(fill(0x33, 20)),
    mint: 10n ** 18n,
    value: 10n ** 18n,
    gas: 100_000n,
    isSystem: false,
    data: new Uint8Array(0),
  });
  expect(toHex(keccak_256(deposit))).toBe("0x7d83dcc62154a2e30db5b73a162225fbf1bda5c17fe6a826f00d72f912e8ab04");
});

test("source hashes of upgrade transactions (specifications; Jovian's as they are on chain)", () => {
  const expected: Record<string, Hex> = {
    "Ecotone: L1 Block Deployment": "0x877a6077205782ea15a6dc8699fa5ebcec5e0f4389f09cb8eda09488231346f8",
    "Fjord: Gas Price Oracle Deployment": "0x86122c533fdcb89b16d8713174625e44578a89751d96c098ec19ab40a51a8ea3",
    "Isthmus: EIP-2935 Contract Deployment": "0xbfb734dae514c5974ddf803e54c1bc43d5cdb4a48ae27e1d9b875a5a150b553a",
    "Jovian: Gas Price Oracle Set Jovian": "0xe836db6a959371756f8941be3e962d000f7e12a32e49e2c9ca42ba177a92716c",
  };
  for (const [intent, hash] of Object.entries(expected)) expect(toHex(upgradeSource(intent))).toBe(hash);
  expect(toHex(upgradeTransactions("ecotone")[0]!)).toContain(expected["Ecotone: L1 Block Deployment"]!.slice(2));
  const counts = (["ecotone", "fjord", "isthmus", "jovian"] as const).map((fork) => upgradeTransactions(fork).length);
  expect(counts).toEqual([6, 3, 8, 5]);
});

test("the packed scalar of OP Mainnet", () => {
  // What its SystemConfig has had since Ecotone: version 1, 810949, 1368.
  expect(packedScalar(1368n, 810_949n)).toBe("0x010000000000000000000000000000000000000000000000000c5fc500000558");
});

test("what is no L1 attributes deposit is refused", () => {
  const { block } = read("blocks/op-mainnet-121003241.json.gz");
  const first = readRlpList(readRlpList(bytes(block), 4)[1]!.encoded, 10_000)[0]!.payload;
  expect(() => readL1Info(undefined)).toThrow(/no L1 attributes/);
  expect(() => readL1Info(Uint8Array.of(2, 0xc0))).toThrow(/no L1 attributes/);
  expect(() => readL1Info(Uint8Array.of(0x7e, 0xc0))).toThrow(/no calldata of L1 attributes/);
  const other = first.slice();
  other[other.length - 164]! ^= 1;
  expect(() => readL1Info(other)).toThrow(/164 bytes that are no calldata/);
});
