import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { createBlock } from "@ethereumjs/block";
import { Common, Hardfork, Hoodi } from "@ethereumjs/common";
import { RLP } from "@ethereumjs/rlp";
import { createTx } from "@ethereumjs/tx";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blockFromJson } from "./blockJson.ts";

// Blob transactions want a KZG library even where nothing is proven.
const common = new Common({ chain: Hoodi, hardfork: Hardfork.Prague, customCrypto: { kzg: {} as never } });

function replay(number: string) {
  const file = new URL(`../../../fixtures/ethrex-replay/cache_hoodi_${number}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).blocks[0];
}

function fixtureBlock(name: string): string {
  const file = new URL(`../../../fixtures/blocks/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()).block;
}

test.each(["1265656", "1281069"])("ethrex-replay's JSON of hoodi %s is the block's RLP", (number) => {
  const { rlp, hash, ...rest } = blockFromJson(replay(number), "block");
  expect(toHex(rlp)).toBe(fixtureBlock(`hoodi-${number}`));
  expect(hash).toBeNull();
  expect(rest.number).toBe(BigInt(number));
});

describe("against @ethereumjs/block and @ethereumjs/tx", () => {
  // Below half the order of the curve: @ethereumjs/tx refuses other signatures.
  const word = fc.bigInt({ min: 1n, max: 2n ** 254n });
  const amount = fc.bigInt({ min: 0n, max: 2n ** 60n });
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);
  const accessList = fc.array(fc.record({ address: bytes(20), storageKeys: fc.array(bytes(32), { maxLength: 3 }) }), {
    maxLength: 3,
  });
  const authorization = fc.record({
    chainId: amount.map((n) => `0x${n.toString(16)}`),
    address: bytes(20),
    nonce: amount.map((n) => `0x${n.toString(16)}`),
    yParity: fc.constantFrom("0x0", "0x1"),
    r: word.map((n) => `0x${n.toString(16)}`),
    s: word.map((n) => `0x${n.toString(16)}`),
  });
  const hex = (n: bigint) => `0x${n.toString(16)}`;

  const transaction = fc
    .record({
      type: fc.constantFrom(0, 1, 2, 3, 4),
      nonce: amount,
      gas: amount,
      to: fc.option(bytes(20), { nil: null }),
      value: amount,
      input: fc.uint8Array({ maxLength: 80 }).map(toHex),
      price: amount,
      tip: amount,
      r: word,
      s: word,
      parity: fc.constantFrom(0n, 1n),
      accessList,
      authorizationList: fc.array(authorization, { minLength: 1, maxLength: 2 }),
      blobs: fc.array(
        bytes(31).map((hash) => `0x01${hash.slice(2)}`),
        { minLength: 1, maxLength: 3 },
      ),
      blobFee: amount,
    })
    .map((t) => {
      const to = t.type >= 3 ? (t.to ?? `0x${"11".repeat(20)}`) : t.to;
      const base = {
        nonce: hex(t.nonce),
        gas: hex(t.gas),
        to,
        value: hex(t.value),
        input: t.input,
        type: hex(BigInt(t.type)),
      };
      const signature = { v: hex(t.type === 0 ? 27n + t.parity : t.parity), r: hex(t.r), s: hex(t.s) };
      const typed = t.type === 0 ? {} : { chainId: "0x88bb0", accessList: t.accessList, yParity: hex(t.parity) };
      const price =
        t.type < 2
          ? { gasPrice: hex(t.price) }
          : { maxFeePerGas: hex(t.price + t.tip), maxPriorityFeePerGas: hex(t.tip), gasPrice: "0x1" };
      const blob = t.type === 3 ? { blobVersionedHashes: t.blobs, maxFeePerBlobGas: hex(t.blobFee) } : {};
      const auth = t.type === 4 ? { authorizationList: t.authorizationList } : {};
      return { ...base, ...signature, ...typed, ...price, ...blob, ...auth };
    });

  test("transactions of every type", () => {
    const header = replay("1265656").header;
    fc.assert(
      fc.property(fc.array(transaction, { maxLength: 4 }), (transactions) => {
        const { rlp } = blockFromJson({ header, body: { transactions, uncles: [], withdrawals: [] } }, "block");
        const theirs = createBlock(
          {
            header: {
              ...header,
              coinbase: header.miner,
              uncleHash: header.sha3Uncles,
              transactionsTrie: header.transactionsRoot,
              receiptTrie: header.receiptsRoot,
            },
            withdrawals: [],
          } as never,
          { common, skipConsensusFormatValidation: true },
        );
        const txs = transactions.map((t) => createTx({ ...t, gasLimit: t.gas, data: t.input } as never, { common }));
        const body = txs.map((tx) => (tx.type === 0 ? tx.raw() : tx.serialize()));
        const [headerItem] = theirs.raw();
        const expected = encode([headerItem, body, [], []]);
        expect(toHex(rlp)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});

function encode(item: unknown): string {
  // @ethereumjs/rlp, so that our writer is not its own judge.
  return toHex(RLP.encode(item as never));
}

describe("refusals", () => {
  const { header, body } = replay("1265656");
  const [blob, call] = body.transactions;
  const { to: _to, ...withoutTo } = call;

  test("a contract creation has no recipient", () => {
    const created = { ...withoutTo, type: "0x2" };
    expect(blockFromJson({ header, body: { ...body, transactions: [created] } }, "block").rlp.length).toBeGreaterThan(
      600,
    );
  });

  test.each([
    ["an unknown type", [{ ...call, type: "0x7d" }], "BLOCK_UNSUPPORTED"],
    ["a deposit without its source hash", [{ ...call, type: "0x7e" }], "FIELD_MISSING"],
    ["a hash only", ["0x12"], "BLOCK_UNSUPPORTED"],
    ["no signature", [{ ...call, r: undefined }], "FIELD_MISSING"],
    ["a short recipient", [{ ...call, to: "0x12" }], "FIELD_WRONG"],
    ["a recipient that is a number", [{ ...call, to: 1 }], "FIELD_WRONG"],
    ["an access list that is none", [{ ...call, accessList: {} }], "FIELD_WRONG"],
    ["a blob hash of 31 bytes", [{ ...blob, blobVersionedHashes: [`0x${"11".repeat(31)}`] }], "FIELD_WRONG"],
    ["a value beyond 256 bits", [{ ...call, value: `0x1${"0".repeat(64)}` }], "FIELD_WRONG"],
    ["a nonce in words", [{ ...call, nonce: "one" }], "FIELD_WRONG"],
    ["a null", [null], "FIELD_WRONG"],
  ] as const)("%s", (_name, transactions, code) => {
    try {
      blockFromJson({ header, body: { ...body, transactions } }, "block");
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).code).toBe(code);
      expect((error as InputError).at).toContain("block.body.transactions[0]");
      return;
    }
    throw new Error("the block was accepted");
  });

  test("ommers, and a header with a hole", () => {
    expect(() => blockFromJson({ ...header, transactions: [], uncles: ["0x12"] }, "block")).toThrow(/ommers/);
    expect(() => blockFromJson({ ...header, transactions: [], withdrawalsRoot: null }, "block")).toThrow(
      /lacks a field/,
    );
  });
});
