import { InputError } from "@assay/core/inputError";
import { RLP } from "@ethereumjs/rlp";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRlp, type RlpItem, readRlpItem, readRlpList, rlpInteger, rlpToInteger } from "./rlp.ts";

const { item } = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof({ depthSize: "small" }, fc.uint8Array({ maxLength: 70 }), fc.array(tie("item"), { maxLength: 5 })),
}));

test("the writer agrees with @ethereumjs/rlp", () => {
  fc.assert(
    fc.property(item, (value) => {
      expect([...encodeRlp(value)]).toEqual([...RLP.encode(value as never)]);
    }),
  );
  for (const length of [55, 56, 255, 256, 65535, 65536, 1 << 24]) {
    expect(Buffer.compare(encodeRlp(new Uint8Array(length)), RLP.encode(new Uint8Array(length)))).toBe(0);
  }
});

test("one level is read back", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (items) => {
      const read = readRlpList(encodeRlp(items), 8);
      expect(read.map((slice) => [...slice.encoded])).toEqual(items.map((value) => [...encodeRlp(value)]));
    }),
  );
});

test("integers", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n }), (n) => {
      expect(rlpToInteger(rlpInteger(n))).toBe(n);
    }),
  );
  expect([...rlpInteger(256n)]).toEqual([1, 0]);
});

test("malformed bytes give an InputError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        readRlpList(bytes, 4);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }),
  );
  expect(() => readRlpItem(new Uint8Array(0))).toThrow(InputError);
  expect(() => readRlpList(encodeRlp([[], [], []]), 2)).toThrow(/more than 2/);
});
