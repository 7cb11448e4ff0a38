// Fees of the OP Stack by published vectors: FastLZ length (op-geth, op-revm), L1 fee per fork (op-geth, op-revm), operator fee
// and DA footprint by the formulas of their specifications.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, test } from "vitest";
import { type Loaded, loadTesting, variants } from "./load.js";
import { randomSource } from "./operands.js";

/** A contract call of OP Mainnet that the tests of op-geth and op-revm use: 345 bytes. */
const CONTRACT_CALL =
  "02f901550a758302df1483be21b88304743f94f80e51afb613d764fa61751affd3313c190a86bb870151bd62fd12adb8e41e" +
  "f24f3f000000000000000000000000000000000000000000000000000000000000006e000000000000000000000000af88d0" +
  "65e77c8cc2239327c5edb3a432268e5831000000000000000000000000000000000000000000000000000000000003c1e500" +
  "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
  "000000000000000000000000a000000000000000000000000000000000000000000000000000000000000000148c89ed219d" +
  "02f1a5be012c689b4f5b731827bebe000000000000000000000000c001a033fd89cb37c31b2cba46b6466e040c61fc9b2a36" +
  "75a7f5f493ebd5ad77c497f8a07cdf65680e238392693019b4092f610222e71b7cec06449cb922b93b6a12744e";

/** The other one of op-geth's tests: a legacy transaction without data. */
const EMPTY_TRANSACTION = "dd80808094095e7baea6a6c7c4c2dfeb977efac326af552d878080808080";

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

test("the contract call has its published length", () => expect(CONTRACT_CALL.length).toBe(2 * 345));

test("the Create2Deployer's code is the one of the specification", () => {
  const code = readFileSync(new URL("../data/create2-deployer.bin", import.meta.url));
  expect(code.length).toBe(1584);
  expect(Buffer.from(keccak_256(code)).toString("hex")).toBe(
    "b0550b5b431e30d38000efb7107aaa0ade03d48a7198a140edda9d27134468b2",
  );
  expect(createHash("sha256").update(code).digest("hex")).toBe(
    "48c4787c74f987c936025b65a0b793cc103f27ff18f9956999b3ee0bf0c34289",
  );
});

describe.each(variants)("%s", (variant) => {
  let core: Loaded;
  beforeAll(async () => {
    core = await loadTesting("optimism", variant);
  });

  function length(data: Uint8Array): number {
    core.exports["reset"]!();
    const at = core.place(new Uint8Array([...data, 0xaa, 0xbb, 0xcc, 0xdd]));
    return core.exports["fastLzLength"]!(at, data.length) as number;
  }

  test.each([
    ["nothing", new Uint8Array(0), 0],
    ["facade", bytesOf("facade"), 4],
    ["1000 zeros", new Uint8Array(1000), 21],
    ["1000 ones", new Uint8Array(1000).fill(1), 21],
    ["every byte once", Uint8Array.from({ length: 256 }, (_, i) => i), 264],
    ["a contract call", bytesOf(CONTRACT_CALL), 202],
  ])("%s", (_name, data, expected) => {
    expect(length(data)).toBe(expected);
  });

  test("what repeats nothing is all literals; what repeats is never longer", () => {
    const random = randomSource(7);
    for (let i = 0; i < 200; i++) {
      const size = random() % 600;
      const noise = Uint8Array.from({ length: size }, () => random() & 0xff);
      const most = size + Math.ceil(size / 32);
      expect(length(noise)).toBeLessThanOrEqual(most);
      // No match fits into what is shorter than the tail.
      if (size < 16) expect(length(noise)).toBe(most);
      const few = Uint8Array.from({ length: size }, () => random() & 1);
      expect(length(few)).toBeLessThanOrEqual(most);
      // Nothing behind the data counts.
      expect(length(few)).toBe(length(few.slice()));
    }
  });

  test("a far repetition is out of reach, a near one is not", () => {
    const random = randomSource(9);
    const noise = (size: number) => Uint8Array.from({ length: size }, () => random() & 0xff);
    const block = noise(64);
    const near = new Uint8Array([...block, ...noise(100), ...block, ...noise(20)]);
    const far = new Uint8Array([...block, ...noise(9000), ...block, ...noise(20)]);
    expect(length(near)).toBeLessThan(near.length);
    expect(length(far)).toBeGreaterThan(far.length);
  });

  test("the estimate has its minimum, and grows with the length (Fjord)", () => {
    const estimate = (data: Uint8Array): bigint => {
      core.exports["reset"]!();
      return BigInt.asUintN(64, core.exports["estimatedSize"]!(core.place(data), data.length) as bigint);
    };
    expect(estimate(new Uint8Array(0))).toBe(100_000_000n);
    // 170 bytes are the last at the minimum: (100,000,000 + 42,585,600) / 836,500 is 170.45.
    expect(estimate(bytesOf(CONTRACT_CALL))).toBe(202n * 836_500n - 42_585_600n);
  });

  /** L1Block's slots, from values at the places that the table of the reference gives them. */
  function slots(values: {
    baseFee?: bigint;
    blobBaseFee?: bigint;
    overhead?: bigint;
    scalar?: bigint;
    baseFeeScalar?: bigint;
    blobBaseFeeScalar?: bigint;
    operatorFeeScalar?: bigint;
    operatorFeeConstant?: bigint;
    daFootprintGasScalar?: bigint;
  }): void {
    core.exports["reset"]!();
    const { baseFee = 0n, blobBaseFee = 0n, overhead = 0n, scalar = 0n } = values;
    const scalars = ((values.baseFeeScalar ?? 0n) << 96n) | ((values.blobBaseFeeScalar ?? 0n) << 64n) | 77n;
    const operator =
      ((values.daFootprintGasScalar ?? 0n) << 96n) |
      ((values.operatorFeeScalar ?? 0n) << 64n) |
      (values.operatorFeeConstant ?? 0n);
    const words = core.place(new Uint8Array(288));
    for (const [i, word] of [1n, baseFee, 2n, scalars, 3n, overhead, scalar, blobBaseFee, operator].entries()) {
      core.writeWord(words + 32 * i, word);
    }
    core.exports["setL1Block"]!(words);
  }

  function fee(data: Uint8Array, fork: number): bigint {
    const dst = core.placeWord(0n);
    core.exports["l1Fee"]!(dst, core.place(data), data.length, fork);
    return core.readWord(dst);
  }

  const bedrock = 64;
  const regolith = 65;
  const ecotone = 68;
  const fjord = 69;
  const isthmus = 72;
  const jovian = 73;
  /** Of op-geth, core/types/rollup_cost_test.go. */
  const OP_GETH = {
    baseFee: 1_000_000_000n,
    overhead: 50n,
    scalar: 7_000_000n,
    blobBaseFee: 10_000_000n,
    baseFeeScalar: 2n,
    blobBaseFeeScalar: 3n,
  };

  test.each([
    ["bedrock", bedrock, 11_326_000_000_000n],
    ["regolith", regolith, 3_710_000_000_000n],
    ["canyon", 66, 3_710_000_000_000n],
    ["ecotone", ecotone, 960_900n],
    ["fjord", fjord, 3_203_000n],
    ["jovian", jovian, 3_203_000n],
  ])("op-geth's empty transaction in %s", (_name, fork, expected) => {
    slots(OP_GETH);
    expect(fee(bytesOf(EMPTY_TRANSACTION), fork)).toBe(expected);
  });

  test.each([
    ["facade", "facade", 1700n],
    ["a contract call", CONTRACT_CALL, 2148n],
  ])("op-revm's Fjord fee of %s", (_name, data, expected) => {
    slots({ baseFee: 1000n, blobBaseFee: 1000n, baseFeeScalar: 1000n, blobBaseFeeScalar: 1000n });
    expect(fee(bytesOf(data), fjord)).toBe(expected);
  });

  test("the block that activates Ecotone pays as before, by the values of Bedrock", () => {
    slots({ baseFee: 1_000_000_000n, overhead: 50n, scalar: 7_000_000n });
    expect(fee(bytesOf(EMPTY_TRANSACTION), ecotone)).toBe(3_710_000_000_000n);
    expect(fee(bytesOf(EMPTY_TRANSACTION), fjord)).toBe(3_710_000_000_000n);
    // One of the three is enough to be past it.
    slots({ baseFee: 1_000_000_000n, overhead: 50n, scalar: 7_000_000n, blobBaseFee: 1n });
    expect(fee(bytesOf(EMPTY_TRANSACTION), ecotone)).toBe(0n);
  });

  test("a fee past 256 bits is one that nobody can pay", () => {
    slots({ baseFee: 1n << 255n, overhead: 50n, scalar: 2n });
    expect(fee(bytesOf(EMPTY_TRANSACTION), regolith)).toBe((1n << 256n) - 1n);
    slots({ baseFee: 1n << 250n, baseFeeScalar: 1n << 31n });
    expect(fee(bytesOf(EMPTY_TRANSACTION), ecotone)).toBe((1n << 256n) - 1n);
  });

  test("the operator fee by the formulas of Isthmus and Jovian", () => {
    const most = { scalar: (1n << 32n) - 1n, constant: (1n << 64n) - 1n, gas: (1n << 64n) - 1n };
    for (const { scalar, constant, gas } of [
      { scalar: 1_439_103_868n, constant: 1_256_417_826_609_331_460n, gas: 21_000n },
      { scalar: 1n, constant: 0n, gas: 999_999n },
      { scalar: 0n, constant: 5n, gas: 30_000n },
      most,
    ]) {
      slots({ operatorFeeScalar: scalar, operatorFeeConstant: constant });
      const dst = core.placeWord(0n);
      core.exports["operatorFee"]!(dst, gas, isthmus);
      expect(core.readWord(dst)).toBe((gas * scalar) / 1_000_000n + constant);
      core.exports["operatorFee"]!(dst, gas, jovian);
      expect(core.readWord(dst)).toBe(gas * scalar * 100n + constant);
    }
  });

  test("the DA footprint divides before it multiplies, and 0 stands for 400", () => {
    const footprint = (data: Uint8Array) =>
      core.exports["daFootprint"]!(core.place(new Uint8Array([...data, 0])), data.length) as bigint;
    slots({ daFootprintGasScalar: 7n });
    // 126,387,400 / 10^6 is 126.
    expect(footprint(bytesOf(CONTRACT_CALL))).toBe(126n * 7n);
    expect(footprint(bytesOf(EMPTY_TRANSACTION))).toBe(100n * 7n);
    slots({});
    expect(footprint(bytesOf(CONTRACT_CALL))).toBe(126n * 400n);
    slots({ daFootprintGasScalar: 65_535n });
    expect(footprint(bytesOf(CONTRACT_CALL))).toBe(126n * 65_535n);
  });
});
