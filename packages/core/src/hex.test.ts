import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, jsonInteger, toHex } from "./hex.ts";

test("there and back, as Buffer does it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const hex = `0x${Buffer.from(bytes).toString("hex")}`;
      expect(toHex(bytes)).toBe(hex);
      expect(fromHex(hex)).toEqual(bytes);
      expect(fromHex(`0x${hex.slice(2).toUpperCase()}`)).toEqual(bytes);
    }),
  );
});

test.each(["", "0", "00", "0x0", "0xg0", "0x0g", "0X00", "0x 0", "0x00é"])("%j is refused", (text) => {
  expect(fromHex(text)).toBeNull();
});

test("integers: numbers up to 2^53, hex above", () => {
  expect([0n, 2n ** 53n, 2n ** 53n + 1n].map(jsonInteger)).toEqual([0, 2 ** 53, "0x20000000000001"]);
});
