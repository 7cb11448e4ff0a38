// Hints as kona and op-program write them, and what is no hint.
import { describe, expect, test } from "vitest";
import { formatHint, parseHint, readHint } from "./hint.ts";

const hash = "ab".repeat(32);
const address = "cd".repeat(20);
const slot = "ef".repeat(32);
const number = "0000000006837743";
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

test("a hint is a name, a space and hex, with 0x or without", () => {
  expect(formatHint("l2-code", bytes("00ff"))).toBe("l2-code 0x00ff");
  for (const text of ["l2-code 0x00ff", "l2-code 00ff", "l2-code 0x00FF"]) {
    expect(parseHint(text)).toEqual({ name: "l2-code", payload: bytes("00ff") });
  }
});

describe("both spellings and lengths", () => {
  test.each([
    [`l1-block-header 0x${hash}`, { kind: "l1BlockHeader", blockHash: bytes(hash) }],
    [`l1-transactions ${hash}`, { kind: "l1Transactions", blockHash: bytes(hash) }],
    [`l1-receipts 0x${hash}`, { kind: "l1Receipts", blockHash: bytes(hash) }],
    [
      `l1-blob 0x${hash}${"00".repeat(7)}02${number}`,
      { kind: "l1Blob", versionedHash: bytes(hash), index: 2n, timestamp: 0x6837743n },
    ],
    [`l1-blob 0x${hash}${number}`, { kind: "l1Blob", versionedHash: bytes(hash), index: null, timestamp: 0x6837743n }],
    [`l2-block-header 0x${hash}`, { kind: "l2BlockHeader", blockHash: bytes(hash) }],
    [`l2-transactions 0x${hash}${number}`, { kind: "l2Transactions", blockHash: bytes(hash) }],
    [`l2-receipts 0x${hash}${number}`, { kind: "l2Receipts", blockHash: bytes(hash) }],
    [`l2-code 0x${hash}`, { kind: "l2Code", codeHash: bytes(hash) }],
    [`l2-state-node 0x${hash}${number}`, { kind: "l2StateNode", nodeHash: bytes(hash) }],
    [`starting-l2-output 0x${hash}`, { kind: "l2Output", outputRoot: bytes(hash) }],
    [`l2-output 0x${hash}${number}`, { kind: "l2Output", outputRoot: bytes(hash) }],
    [
      `l2-account-proof 0x${number}${address}`,
      { kind: "l2AccountProof", block: { number: 0x6837743n }, address: bytes(address) },
    ],
    [
      `l2-account-proof 0x${hash}${address}${number}`,
      { kind: "l2AccountProof", block: { hash: bytes(hash) }, address: bytes(address) },
    ],
    [
      `l2-account-storage-proof 0x${number}${address}${slot}`,
      { kind: "l2StorageProof", block: { number: 0x6837743n }, address: bytes(address), slot: bytes(slot) },
    ],
    [
      `l2-account-storage-proof 0x${hash}${address}${slot}${number}`,
      { kind: "l2StorageProof", block: { hash: bytes(hash) }, address: bytes(address), slot: bytes(slot) },
    ],
  ])("%s", (text, hint) => {
    expect(readHint(text)).toEqual(hint);
  });

  const precompile = (number: string) => `${"00".repeat(19)}${number}`;
  test.each([
    ["kona's ecrecover", `l1-precompile 0x${precompile("01")}${"00".repeat(8 + 128)}`, true],
    ["op-program's first ecrecover", `l1-precompile 0x${precompile("01")}${"00".repeat(128)}`, false],
    ["kona's pairing", `l1-precompile 0x${precompile("08")}${"00".repeat(8 + 384)}`, true],
    ["op-program's first pairing", `l1-precompile 0x${precompile("08")}${"00".repeat(384)}`, false],
    ["op-program's second", `l1-precompile-v2 0x${precompile("0a")}${"00".repeat(8 + 192)}`, true],
    ["kona's BLS", `l1-precompile 0x${precompile("0b")}${"00".repeat(8 + 256)}`, true],
  ])("%s precompile", (_, text, hasGas) => {
    expect(readHint(text)).toMatchObject({ kind: "precompile", hasGas });
  });

  const attributes = { timestamp: "0x64", noTxPool: true };
  const hex = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("hex");
  test("payload witness: a hash and attributes, or one object", () => {
    const expected = { kind: "l2PayloadWitness", parentHash: bytes(hash), attributes };
    expect(readHint(`l2-payload-witness 0x${hash}${hex(attributes)}`)).toEqual(expected);
    const object = { parentBlockHash: `0x${hash}`, payloadAttributes: attributes, chainID: 10 };
    expect(readHint(`l2-payload-witness 0x${hex(object)}`)).toEqual(expected);
    // A hash that begins like an object.
    const like = `7b${hash.slice(2)}`;
    expect(readHint(`l2-payload-witness 0x${like}${hex(attributes)}`)).toMatchObject({ parentHash: bytes(like) });
  });
});

describe("what is no hint", () => {
  test.each([
    "",
    " ",
    "l2-code",
    "l2-code  0x00",
    "l2-code 0x0",
    "l2-code 0xzz",
    "l2-code 0x00 0x00",
    `l2-code 0x${hash.slice(2)}`,
    `l1-block-header 0x${hash}${number}`,
    "l1-blob 0x",
    "l1-precompile 0x00",
    `l2-payload-witness 0x${hash}`,
    `l2-payload-witness 0x${hash}5b5d`,
    "l2-payload-witness 0x7b7d",
  ])("%j", (text) => {
    expect(() => readHint(text)).toThrow(expect.objectContaining({ code: "HINT_BROKEN" }));
  });

  test.each([`l2-block-data 0x${hash}`, `agreed-pre-state 0x${hash}`, `constructor 0x${hash}`, `other 0x${hash}`])(
    "%s is not supported",
    (text) => {
      expect(() => readHint(text)).toThrow(expect.objectContaining({ code: "HINT_UNSUPPORTED" }));
    },
  );
});
