import { InputError } from "@assay/core/inputError";
import fc from "fast-check";
import { expect, test } from "vitest";
import { asBuffer, byteLength, toBytes, writeBytes } from "./byteString.ts";

const place = () => "here";

test("hex and bytes give the same, with Node's decoder and with the portable one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const hex = `0x${Buffer.from(bytes).toString("hex")}`;
      expect(byteLength(hex, "here")).toBe(bytes.length);
      expect([...toBytes(hex, "here")]).toEqual([...bytes]);
      for (const wrap of [asBuffer, (memory: Uint8Array) => memory]) {
        for (const value of [bytes, hex]) {
          const memory = new Uint8Array(bytes.length + 4).fill(0xee);
          writeBytes(wrap(memory), 2, value, place);
          expect([...memory]).toEqual([0xee, 0xee, ...bytes, 0xee, 0xee]);
        }
      }
    }),
  );
});

test.each(["0x0g", "0xg0", "0x00 0", "0x0\u0130", "0x\u{1F600}"])("%j is refused by both decoders", (text) => {
  for (const wrap of [asBuffer, (memory: Uint8Array) => memory]) {
    expect(() => writeBytes(wrap(new Uint8Array(8)), 0, text, place)).toThrow(InputError);
  }
});

test.each(["", "0x0", "00", "x"])("%j has no length", (text) => {
  expect(() => byteLength(text, "here")).toThrow(/^here: /);
});
