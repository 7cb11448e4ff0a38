import { InputError } from "@assay/core/inputError";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asArray, asBytes, asHash, asInteger, asObject, asString, isObject, required } from "./fields.ts";

function refusal(call: () => unknown): InputError {
  try {
    call();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("integers", () => {
  test.each([
    [0, 0n],
    ["0", 0n],
    ["0x0", 0n],
    ["0x0000000000000000", 0n],
    [2 ** 53 - 1, 2n ** 53n - 1n],
    ["18446744073709551615", 2n ** 64n - 1n],
    ["0xFFFFFFFFFFFFFFFF", 2n ** 64n - 1n],
  ])("%j", (value, expected) => expect(asInteger(value, "x", 64)).toBe(expected));

  test.each([
    -1,
    1.5,
    2 ** 53,
    Number.NaN,
    "",
    "0x",
    "-1",
    "+1",
    "1e3",
    " 1",
    "0xg",
    "1n",
    "١",
    null,
    undefined,
    [],
    {},
    true,
    "9".repeat(101),
  ])("%j is none", (value) =>
    expect(refusal(() => asInteger(value, "place", 256))).toMatchObject({ code: "FIELD_WRONG", at: "place" }),
  );

  test("too wide", () => {
    expect(refusal(() => asInteger("0x10000000000000000", "x", 64)).message).toContain("does not fit 64 bits");
  });
});

test("bytes and hashes", () => {
  expect([...asBytes("0xAb01", "x")]).toEqual([0xab, 1]);
  expect(asHash(`0x${"AB".repeat(32)}`, "x")).toBe(`0x${"ab".repeat(32)}`);
  expect(refusal(() => asBytes("0x1", "x")).code).toBe("HEX_BROKEN");
  expect(refusal(() => asBytes("0x01", "x", 2)).code).toBe("FIELD_WRONG");
  expect(refusal(() => asBytes(1, "x")).code).toBe("FIELD_WRONG");
  expect(refusal(() => asHash("0x01", "x")).code).toBe("FIELD_WRONG");
});

test("kinds are named", () => {
  expect(refusal(() => asObject([], "a")).message).toBe("a: an array where an object should be");
  expect(refusal(() => asArray(null, "a")).message).toBe("a: null where an array should be");
  expect(refusal(() => asString(5, "a")).message).toBe("a: a number where a string should be");
  expect(isObject(null) || isObject([])).toBe(false);
});

test("a missing field is named with its place", () => {
  for (const object of [{}, { key: null }, { key: undefined }]) {
    expect(refusal(() => required(object, "key", "witness"))).toMatchObject({ code: "FIELD_MISSING", at: "witness" });
  }
  expect(required({ key: 0 }, "key", "")).toBe(0);
});

test("no JSON value ever gives another error", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const read of [asObject, asArray, asString, asBytes, asHash]) {
        try {
          read(value, "x");
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }
    }),
  );
});
