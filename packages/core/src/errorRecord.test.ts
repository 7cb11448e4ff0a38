import { expect, test } from "vitest";
import { CODES } from "./codes.ts";
import { decodeErrorRecord, RECORD_BYTES } from "./errorRecord.ts";

function record(fill: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, 0xffffffff, true);
  view.setUint32(12, 0xffffffff, true);
  fill(view, bytes);
  return bytes;
}

test("an empty record is no failure", () => {
  expect(decodeErrorRecord(new Uint8Array(RECORD_BYTES))).toBeNull();
});

test("words", () => {
  const failure = decodeErrorRecord(
    record((view, bytes) => {
      view.setUint32(0, 1, true);
      view.setUint32(4, CODES.STATE_ROOT_MISMATCH.code, true);
      view.setUint32(8, 0, true);
      bytes.fill(0x11, 48, 80);
      bytes.fill(0x22, 80, 112);
    }),
  );
  expect(failure).toMatchObject({
    verdict: "invalid",
    name: "STATE_ROOT_MISMATCH",
    block: 0,
    transaction: null,
    hash: null,
    expected: `0x${"11".repeat(32)}`,
    actual: `0x${"22".repeat(32)}`,
  });
  expect(failure?.message).toBe(
    `${CODES.STATE_ROOT_MISMATCH.message}: expected 0x${"11".repeat(32)}, found 0x${"22".repeat(32)}`,
  );
});

test("numbers, with the transaction", () => {
  const failure = decodeErrorRecord(
    record((view) => {
      view.setUint32(0, 1, true);
      view.setUint32(4, CODES.TX_NONCE_TOO_LOW.code, true);
      view.setUint32(12, 3, true);
      view.setBigUint64(112, 2n ** 64n - 1n, true);
    }),
  );
  expect(failure?.message).toBe(
    "Transaction 3: The nonce is below the sender's: expected 18446744073709551615, found 0",
  );
  expect(failure?.transaction).toBe(3);
});

test("a missing node names its hash", () => {
  const failure = decodeErrorRecord(
    record((view, bytes) => {
      view.setUint32(0, 2, true);
      view.setUint32(4, CODES.WITNESS_NODE_MISSING.code, true);
      bytes.fill(0xab, 16, 48);
    }),
  );
  expect(failure).toMatchObject({ verdict: "incomplete", hash: `0x${"ab".repeat(32)}` });
  expect(failure?.message).toContain("0xabab");
  expect(failure?.advice).toMatch(/witness/);
});

test("a code of a newer core still says something", () => {
  const failure = decodeErrorRecord(
    record((view) => {
      view.setUint32(0, 2, true);
      view.setUint32(4, 899, true);
    }),
  );
  expect(failure).toMatchObject({ name: "CODE_899", message: "Rule 899" });
});
