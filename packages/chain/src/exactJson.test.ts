import { InputError } from "@assay/core/inputError";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExactJson } from "./exactJson.ts";

test("integers of more than 15 digits become strings, everything else is JSON.parse", () => {
  expect(
    parseExactJson('{"a":58750000000000000000000,"b":[123456789012345,-1234567890123456],"c":"1234567890123456789"}'),
  ).toEqual({
    a: "58750000000000000000000",
    b: [123456789012345, "-1234567890123456"],
    c: "1234567890123456789",
  });
  expect(parseExactJson('[1.2345678901234567890, 1234567890123456e6, "\\"12345678901234567", 0]')).toEqual([
    1.2345678901234567,
    1234567890123456e6,
    '"12345678901234567',
    0,
  ]);
});

test("JSON with small numbers comes out as JSON.parse gives it", () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const plain = JSON.parse(text);
      if (!/\d{16}/.test(text)) expect(parseExactJson(text)).toEqual(plain);
      else parseExactJson(text);
    }),
  );
});

test("what is no JSON is an InputError", () => {
  for (const text of ["", "{", '{"a":12345678901234567', "[1 2]", "0012345678901234567", '"'.repeat(3)]) {
    expect(() => parseExactJson(text)).toThrow(InputError);
  }
});
