// Public values in the forms that other systems' contracts read: Kroma's own proof, and the vectors of the ethrex reference.
import { readFileSync } from "node:fs";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, it } from "vitest";
import { type Hex, toHex } from "../../core/src/hex.ts";
import { type BlocksValues, decodePublicValues, type ProgramValues, publicDigest } from "../src/publicValues.ts";
import { encodeEthrexBatch, ethrexL1Values, rollingHash, withdrawalsRoot } from "../src/publicValuesEthrex.ts";
import { encodeKromaValues, kromaValues } from "../src/publicValuesKroma.ts";

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;

const blocks: BlocksValues = {
  kind: "blocks",
  verdict: "valid",
  ruleCode: 0n,
  chainId: 560048n,
  configurationHash: hash("1"),
  blocks: 2n,
  parentHash: hash("2"),
  preStateRoot: hash("3"),
  number: 7n,
  blockHash: hash("4"),
  postStateRoot: hash("5"),
  receiptsRoot: hash("6"),
  gasUsed: 21_000n,
  transactions: 3n,
};

const program: ProgramValues = {
  kind: "program",
  verdict: "valid",
  ruleCode: 0n,
  chainId: 255n,
  configurationHash: hash("1"),
  rollupHash: hash("2"),
  l1Head: "0xc5f36b4618de22a58113263406f398342a7624d832fda0ccd05ab61b0ceb5352",
  agreedNumber: 20n,
  agreedOutputRoot: "0x8906045a3f098db0d7a5f7d9400e1299718fc9563b30417e887cf0c91a375fea",
  claimedNumber: 21n,
  claimedOutputRoot: "0x53ae7b0c4ef070efb9bec7ae130edce19797b2283f020e085a69796ad43b6c51",
  computedOutputRoot: "0x53ae7b0c4ef070efb9bec7ae130edce19797b2283f020e085a69796ad43b6c51",
  reachedNumber: 21n,
  reachedHash: hash("3"),
  stateRoot: hash("4"),
  payloadsRejected: 0n,
};

/** Words in the order of the fields, by hand: version, kind, verdict, … */
function words(kind: bigint, verdict: bigint, values: readonly (bigint | Hex)[]): Uint8Array {
  const hex = [1n, kind, verdict, ...values].map((value) =>
    typeof value === "bigint" ? value.toString(16).padStart(64, "0") : value.slice(2),
  );
  return Uint8Array.from(Buffer.from(hex.join(""), "hex"));
}

const fieldsOf = ({ kind: _, verdict: __, ...rest }: BlocksValues | ProgramValues) => Object.values(rest);

describe("words", () => {
  it("are read in their order, and nothing else is taken for them", () => {
    const good = words(1n, 3n, fieldsOf(blocks));
    expect(decodePublicValues(good)).toEqual(blocks);
    expect(decodePublicValues(words(2n, 3n, fieldsOf(program)))).toEqual(program);
    expect(toHex(publicDigest(good))).toBe(toHex(keccak_256(good)));
    const wrong = [
      good.subarray(0, good.length - 1),
      good.subarray(0, good.length - 32),
      words(2n, 3n, fieldsOf(blocks)),
      words(9n, 3n, fieldsOf(blocks)),
      words(1n, 2n, fieldsOf(blocks)),
      words(1n, 0n, fieldsOf(blocks)),
      words(1n, 1n, fieldsOf(blocks)),
      words(1n, 3n, fieldsOf({ ...blocks, ruleCode: 604n })),
      new Uint8Array(0),
    ];
    for (const bytes of wrong) expect(() => decodePublicValues(bytes)).toThrow(/FIELD_WRONG|public values/);
    const otherVersion = Uint8Array.from(good);
    otherVersion[31] = 2;
    expect(() => decodePublicValues(otherVersion)).toThrow(/version 2/);
  });
});

describe("Kroma", () => {
  const file = new URL("../../../fixtures/proofs/sp1-plonk-v3.0.0-kroma.json", import.meta.url);
  const real = JSON.parse(readFileSync(file, "utf8")).publicValues as Hex;

  it("gets the 120 bytes of its own proof", () => {
    expect(toHex(kromaValues(program))).toBe(real);
  });

  it("gets nothing of a claim that is not valid or not about the next block", () => {
    const others: Partial<ProgramValues>[] = [
      { verdict: "invalid", ruleCode: 920n },
      { computedOutputRoot: hash("9") },
      { agreedNumber: 19n },
      { claimedNumber: 22n, reachedNumber: 22n },
      { reachedNumber: 20n },
    ];
    for (const change of others) expect(() => kromaValues({ ...program, ...change })).toThrow(/Kroma/);
    expect(() =>
      encodeKromaValues({ sourceOutputRoot: "0x00", targetOutputRoot: hash("1"), l1Head: hash("2") }),
    ).toThrow(/32 bytes/);
  });
});

describe("ethrex", () => {
  it("gets 160 bytes of blocks of L1 that are valid", () => {
    const text = [hash("3"), hash("5"), hash("4")].map((word) => word.slice(2)).join("");
    const numbers = [560048n, 3n].map((value) => value.toString(16).padStart(64, "0")).join("");
    expect(toHex(ethrexL1Values(blocks))).toBe(`0x${text}${numbers}`);
    expect(() => ethrexL1Values({ ...blocks, verdict: "invalid", ruleCode: 604n })).toThrow(/invalid/);
  });

  it("deposits roll up, withdrawals have a root: vectors of the reference", () => {
    const ids: Hex[] = [
      "0x5632f0ec3d05864b04b5e47282840434ef1a7ffe2660136cfd989b875ca602d1",
      "0x3a6d606c29a165add37656b4baa199a433a720969d059ec9f613a17c676902c6",
    ];
    expect(rollingHash([])).toBe(hash("0"));
    expect(rollingHash(ids.slice(0, 1))).toBe("0x00013483e5f56f029c0a3429c0f16ea4dea6e55fba34cf9d540a8b7edef61bc9");
    expect(rollingHash(ids)).toBe("0x0002a256b9575a1a3c3c9e4a508c841e7aa5dc44a7798830da6d40dff2a637d9");
    const leaves: Hex[] = [
      "0x957dcd33358901cadb7c720896b9f3bba82693f792473ff5db093b00a11124cc",
      "0xf30d9c74f5eca5feeb8b938ef669bf2cd08cba4cbfe7ccffbf31798c01622691",
      "0xed74ba9404faf197dfc8ea5ee85b09f738bdfe5325e94bcc50ba9bfa02fac70c",
    ];
    expect(withdrawalsRoot([])).toBe(hash("0"));
    expect(withdrawalsRoot(leaves.slice(0, 1))).toBe(leaves[0]);
    expect(withdrawalsRoot(leaves)).toBe("0x10967a19e8033d6c794ca678a7615939db32d48781d7a25e9014286a2a361d44");
  });

  it("a batch is eight words, then its messages, chain ids as the contract packs them", () => {
    const base = {
      initialStateRoot: hash("1"),
      finalStateRoot: hash("2"),
      withdrawalsRoot: hash("3"),
      depositsHash: hash("4"),
      blobVersionedHash: hash("5"),
      lastBlockHash: hash("6"),
      chainId: 65536999n,
      nonPrivilegedTransactions: 2n,
      balanceDiffs: [],
      incoming: [],
    };
    const eight = encodeEthrexBatch(base);
    expect(eight.length).toBe(256);
    expect(toHex(eight.subarray(192))).toBe(`0x${"3e803e7".padStart(64, "0")}${"2".padStart(64, "0")}`);
    const address = (digit: string): Hex => `0x${digit.repeat(40)}`;
    const token = { l1: address("a"), source: address("b"), destination: address("c"), value: 5n };
    const whole = encodeEthrexBatch({
      ...base,
      balanceDiffs: [{ chainId: 7n, value: 9n, tokens: [token], messageHashes: [hash("d")] }],
      incoming: [{ chainId: 8n, rollingHash: hash("e") }],
    });
    const number = (value: string) => value.padStart(64, "0");
    const diff = `${number("7")}${number("9")}${"a".repeat(40)}${"b".repeat(40)}${"c".repeat(40)}${number("5")}`;
    expect(toHex(whole.subarray(256))).toBe(`0x${diff}${"d".repeat(64)}${number("8")}${"e".repeat(64)}`);
  });
});
