// Keys, blobs, precompiles and output roots against values that others computed.
import { readFileSync } from "node:fs";
import { concatBytes, equalBytes } from "@assay/core/bytes";
import { fromHex, toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { computeKzgProof } from "c-kzg";
import { describe, expect, test } from "vitest";
import { CALLER, Evm, bytes as hexBytes } from "../../../core/test/evm.js";
import { loadTesting } from "../../../core/test/load.js";
import { blobFixture } from "../../test/blobFixture.js";
import { g2Cofactor } from "../../test/bn254Points.js";
import { blobPreimages, checkBlob, loadKzg, versionedHash } from "./blob.ts";
import { blobKey, keccakKey, keyType, localKey, matchesHash, sha256Key } from "./key.ts";
import { decodeOutput, encodeOutput, outputRoot } from "./outputRoot.ts";
import { precompileResult } from "./precompile.ts";
import { precompileGas } from "./precompileGas.ts";
import { blobPointIndex, blobPoints } from "./roots.ts";

const text = (value: string) => Buffer.from(value);

describe("keys", () => {
  test("each type", () => {
    // keccak-256 and SHA-256 of the empty string and of "abc" are in their standards' examples.
    expect(toHex(keccakKey(text("")))).toBe("0x02d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    expect(toHex(sha256Key(text("abc")))).toBe("0x047816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(toHex(localKey(4))).toBe(`0x01${"00".repeat(30)}04`);
    expect(keyType(localKey(1))).toBe("local");
  });

  test.each([0, 3, 7, 128, 129, 255])("type %i is refused", (type) => {
    const key = new Uint8Array(32);
    key[0] = type;
    expect(() => keyType(key)).toThrow(/type/);
  });

  test("a key of another length is refused", () => {
    expect(() => keyType(new Uint8Array(31).fill(2))).toThrow(/31 bytes/);
  });

  test("a value of another hash does not match", () => {
    expect(matchesHash(keccakKey(text("a")), text("a"))).toBe(true);
    expect(matchesHash(keccakKey(text("a")), text("b"))).toBe(false);
    expect(matchesHash(sha256Key(text("a")), text("a"))).toBe(true);
    expect(matchesHash(localKey(1), text("a"))).toBe(false);
  });
});

describe("blobs", () => {
  const fixture = blobFixture("2-1.blob");

  test("the commitment and versioned hash of a real blob", () => {
    expect(toHex(checkBlob(fixture.blob, fixture.versionedHash))).toBe(toHex(fixture.commitment));
    expect(toHex(versionedHash(fixture.commitment))).toBe(toHex(fixture.versionedHash));
  });

  test("a changed blob is refused", () => {
    const changed = Uint8Array.from(fixture.blob);
    changed[131_071]! ^= 1;
    expect(() => checkBlob(changed, fixture.versionedHash)).toThrow(/versioned hash/);
    changed[0] = 0xff;
    expect(() => checkBlob(changed, fixture.versionedHash)).toThrow(/field/);
    expect(() => checkBlob(changed.subarray(1), fixture.versionedHash)).toThrow(/131071 bytes/);
  });

  test("the elements are the polynomial's values at their points, as c-kzg computes them", () => {
    loadKzg();
    expect(new Set(blobPoints().map(toHex)).size).toBe(4096);
    for (const index of [0, 1, 2, 77, 2048, 4095]) {
      const point = blobPoints()[index]!;
      expect(blobPointIndex(point)).toBe(index);
      const [, value] = computeKzgProof(fixture.blob, point);
      expect(toHex(value)).toBe(toHex(fixture.blob.subarray(32 * index, 32 * index + 32)));
    }
    expect(blobPointIndex(new Uint8Array(32))).toBe(-1);
  });

  test("as preimages: commitment, 4096 requests and elements, the proof", () => {
    const preimages = blobPreimages(fixture.blob, fixture.commitment);
    expect(preimages).toHaveLength(1 + 2 * 4097);
    expect(toHex(preimages[0]![0])).toBe(`0x04${toHex(fixture.versionedHash).slice(4)}`);
    const request = concatBytes(fixture.commitment, blobPoints()[5]!);
    const value = preimages.find(([key]) => equalBytes(key, blobKey(request)))![1];
    expect(toHex(value)).toBe(toHex(fixture.blob.subarray(160, 192)));
  });
});

describe("output root", () => {
  const word = (byte: number) => new Uint8Array(32).fill(byte);
  const output = { stateRoot: word(1), messagePasserRoot: word(2), blockHash: word(3) };

  test("is the hash of the 128 bytes, which decode again", () => {
    const bytes = encodeOutput(output);
    expect(toHex(bytes)).toBe(`0x${"00".repeat(32)}${"01".repeat(32)}${"02".repeat(32)}${"03".repeat(32)}`);
    expect(decodeOutput(bytes)).toEqual(output);
    expect(outputRoot(output)).toEqual(keccak_256(bytes));
  });

  test("another version and another length are refused", () => {
    const bytes = encodeOutput(output);
    bytes[31] = 1;
    expect(() => decodeOutput(bytes)).toThrow(/version/);
    expect(() => decodeOutput(bytes.subarray(1))).toThrow(/127 bytes/);
    expect(() => encodeOutput({ ...output, stateRoot: word(1).subarray(1) })).toThrow(/stateRoot: 31 bytes/);
  });
});

describe("precompiles", () => {
  const request = (address: number, gas: bigint, input: Uint8Array) => {
    const head = new Uint8Array(28);
    head[19] = address;
    new DataView(head.buffer).setBigUint64(20, gas);
    return concatBytes(head, input);
  };
  const result = (address: number, input: Uint8Array, gas = 100_000_000n) =>
    toHex(precompileResult(request(address, gas, input), true));

  interface Vector {
    Name: string;
    Input: string;
    Expected?: string;
    Gas?: number;
  }
  const files: [string, number][] = [
    ["add_G1", 0x0b],
    ["msm_G1", 0x0c],
    ["mul_G1", 0x0c],
    ["add_G2", 0x0d],
    ["msm_G2", 0x0e],
    ["mul_G2", 0x0e],
    ["pairing_check", 0x0f],
    ["map_fp_to_G1", 0x10],
    ["map_fp2_to_G2", 0x11],
  ];
  const vectors = (name: string): Vector[] =>
    JSON.parse(readFileSync(new URL(`../../../../fixtures/eip-2537/${name}_bls.json`, import.meta.url), "utf8"));

  test.each(files)("EIP-2537's vectors: %s", (name, address) => {
    // Long sums take noble a while; two of them are enough here.
    // There is no file of good sums in G2; the products are sums of one.
    for (const vector of name === "msm_G2" ? [] : vectors(name).filter(({ Input }) => Input.length < 20_000)) {
      const input = fromHex(`0x${vector.Input}`)!;
      expect(result(address, input), vector.Name).toBe(`0x01${vector.Expected}`);
      if (vector.Gas !== undefined) expect(precompileGas(address, input.length), vector.Name).toBe(BigInt(vector.Gas));
      expect(result(address, input, BigInt(vector.Gas!) - 1n), "too little gas").toBe("0x00");
    }
    for (const vector of vectors(`fail-${name}`)) {
      expect(result(address, fromHex(`0x${vector.Input}`)!), vector.Name).toBe("0x00");
    }
  });

  describe("as the core computes them", async () => {
    const loaded = await loadTesting("evm", "wasm");
    const core = (address: number, input: Uint8Array) => {
      const evm = new Evm(loaded, "osaka");
      evm.setAccount(CALLER, { balance: 1n, nonce: 1n });
      evm.begin();
      const { status, output } = evm.run({ to: BigInt(address), data: input, gas: 10_000_000n });
      return status === "success" ? `0x01${output}` : "0x00";
    };

    const digest = "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c";
    const r = "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f";
    const s = "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549";
    const v = (value: string) => value.padStart(64, "0");
    test.each([
      ["a signature", digest + v("1c") + r + s],
      ["the other parity", digest + v("1b") + r + s],
      ["a wrong parity", digest + v("1d") + r + s],
      ["a parity with upper bytes", `${digest}01${v("1c").slice(2)}${r}${s}`],
      ["r zero", digest + v("1c") + v("0") + s],
      ["s beyond the order", digest + v("1c") + r + "f".repeat(64)],
      ["cut off", digest + v("1c") + r],
      ["longer", `${digest + v("1c") + r + s}ff`],
      ["empty", ""],
    ])("ecrecover of %s", (_, input) => {
      const data = hexBytes(input);
      expect(result(1, data)).toBe(core(1, data));
    });

    // EIP-197: e(G1, G2) · e(-G1, G2) = 1. Coordinates of G2 imaginary part first.
    const g1 = v("1") + v("2");
    const minusG1 = `${v("1")}30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45`;
    const g2 =
      "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2" +
      "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed" +
      "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b" +
      "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
    test.each([
      ["nothing", ""],
      ["a product that is one", g1 + g2 + minusG1 + g2],
      ["a product that is not", g1 + g2 + g1 + g2],
      ["points at infinity", "00".repeat(192)],
      ["infinity and a point", "00".repeat(64) + g2],
      ["a length that does not divide", `${g1 + g2}00`],
      ["a point off the curve", v("1") + v("3") + g2],
      [
        "a coordinate of the field's order",
        `30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47${v("2")}${g2}`,
      ],
      ["a point off the twist", `${g1 + g2.slice(0, -1)}b`],
      ["a point outside the subgroup", g1 + g2Cofactor()],
    ])("pairing of %s", (_, input) => {
      const data = hexBytes(input);
      expect(result(8, data)).toBe(core(8, data));
    });

    test("point evaluation", () => {
      const { blob, commitment, versionedHash: hash } = blobFixture("1-1.blob");
      loadKzg();
      const point = blobPoints()[3]!;
      const [proof, value] = computeKzgProof(blob, point);
      const good = concatBytes(hash, point, value, commitment, proof);
      expect(result(10, good)).toMatch(/^0x01/);
      for (const at of [0, 1, 40, 70, 100, 150]) {
        const bad = Uint8Array.from(good);
        bad[at]! ^= 1;
        expect(result(10, bad)).toBe(core(10, bad));
      }
      expect(result(10, good)).toBe(core(10, good));
      expect(result(10, good.subarray(1))).toBe(core(10, good.subarray(1)));
    });
  });

  test("only the accelerated ones are answered", () => {
    for (const address of [0, 2, 3, 4, 5, 6, 7, 9, 18])
      expect(() => result(address, new Uint8Array(0))).toThrow(/accelerated/);
    const far = request(1, 3000n, new Uint8Array(128));
    far[0] = 1;
    expect(() => precompileResult(far, true)).toThrow(/accelerated/);
    expect(() => precompileResult(new Uint8Array(19), true)).toThrow(/accelerated/);
  });
});
