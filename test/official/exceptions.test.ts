import { expect, test } from "vitest";
import { CODES } from "../../packages/core/src/codes.ts";
import { allowedCodes, namedCodes } from "./exceptions.ts";

test("every code in the table is one of the core's", () => {
  for (const code of namedCodes()) expect(CODES).toHaveProperty(code);
});

test("only the expected reason is allowed", () => {
  expect([...allowedCodes(["TransactionException.NONCE_MISMATCH_TOO_LOW"], "any")]).toEqual(["TX_NONCE_TOO_LOW"]);
  expect(() => allowedCodes(["TransactionException.NO_SUCH_NAME"], "any")).toThrow("no row");
});

test("a reason that is right for one test is wrong for another", () => {
  const expected = ["TransactionException.RLP_ERROR_EOF"];
  expect(allowedCodes(expected, "aMaliciousRLP Berlin").has("TX_TYPE")).toBe(true);
  expect(allowedCodes(expected, "anotherRLP Berlin").has("TX_TYPE")).toBe(false);
});
