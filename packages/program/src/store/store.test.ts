// Every store keeps what it is given, in the layout that others read; and what a store was made to say is found out.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { afterAll, describe, expect, test } from "vitest";
import { blobFixture } from "../../test/blobFixture.js";
import { proofPoint } from "../preimage/blob.ts";
import { blobKey, keccakKey, localKey, precompileKey, sha256Key, siblingKey } from "../preimage/key.ts";
import { blobPoints } from "../preimage/roots.ts";
import { DATA_FORMATS, openDataDirectory } from "./dataDirectory.ts";
import { MemoryStore } from "./store.ts";
import { VerifiedStore } from "./verifiedStore.ts";

const folder = mkdtempSync(join(tmpdir(), "assay-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = (value: string) => Uint8Array.from(Buffer.from(value));

describe.each(DATA_FORMATS)("%s", (format) => {
  test("keeps values of every size, over a restart", async () => {
    const path = join(folder, format);
    const values = [0, 1, 31, 500, 70_000, 2_000_000].map((size) => new Uint8Array(size).fill(size % 253));
    const store = openDataDirectory(path, format);
    store.putAll(values.map((value) => [keccakKey(value), value]));
    store.putAll([[keccakKey(values[3]!), values[3]!]]);
    expect(store.get(keccakKey(text("not there")))).toBeNull();
    await store.close();
    // The format that it was made with stays.
    const again = openDataDirectory(path, format === "file" ? "lmdb" : "file");
    for (const value of values) expect(Buffer.compare(again.get(keccakKey(value))!, value)).toBe(0);
    await again.close();
  });
});

test("op-program's layouts, byte for byte", () => {
  const key = keccakKey(text("abc"));
  const digits = toHex(key).slice(2);
  openDataDirectory(join(folder, "a"), "file").putAll([[key, text("abc")]]);
  expect(readFileSync(join(folder, "a", `0x${digits}.txt`), "utf8")).toBe("616263");
  expect(readFileSync(join(folder, "a", "kvformat"), "utf8")).toBe("file");
  openDataDirectory(join(folder, "b"), "directory").putAll([[key, text("abc")]]);
  expect(readFileSync(join(folder, "b", digits.slice(0, 4), `${digits.slice(4)}.txt`), "utf8")).toBe("616263");
});

test("a folder of something else is not written into, an unknown format not read", () => {
  const foreign = join(folder, "foreign");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "CURRENT"), "MANIFEST-000001");
  expect(() => openDataDirectory(foreign)).toThrow(expect.objectContaining({ code: "STORE_FORMAT_UNKNOWN" }));
  expect(existsSync(join(foreign, "kvformat"))).toBe(false);
  const pebble = join(folder, "pebble");
  mkdirSync(pebble);
  writeFileSync(join(pebble, "kvformat"), "pebble");
  expect(() => openDataDirectory(pebble)).toThrow(/pebble/);
});

test("a broken file is an error, not an answer", () => {
  const path = join(folder, "broken");
  const store = openDataDirectory(path, "file");
  const key = keccakKey(text("abc"));
  for (const body of ["61626", "6162zz", "616263 616263"]) {
    writeFileSync(join(path, `${toHex(key)}.txt`), body);
    expect(() => store.get(key)).toThrow(expect.objectContaining({ code: "STORE_BROKEN" }));
  }
});

describe("a verified store", () => {
  const { blob, commitment, versionedHash } = blobFixture("1-1.blob");
  const request = new Uint8Array(156);
  request[19] = 1;
  request[26] = 0x0b;
  request[27] = 0xb8;
  const element = blobKey(concatBytes(commitment, blobPoints()[3]!));
  const proof = blobKey(concatBytes(commitment, proofPoint()));

  function filled() {
    const data = new MemoryStore();
    const store = new VerifiedStore(data);
    store.putBlob(blob, versionedHash);
    store.putPrecompile(request, true);
    store.put(keccakKey(text("abc")), text("abc"));
    store.put(sha256Key(text("abc")), text("abc"));
    return data;
  }

  test("gives what was put, also by a store that knows nothing of it yet", () => {
    const store = new VerifiedStore(filled());
    expect(store.get(element)).toEqual(blob.slice(96, 128));
    expect(store.get(proof)).toHaveLength(48);
    expect(store.get(sha256Key(commitment))).toEqual(commitment);
    expect(store.get(precompileKey(request))).toEqual(Uint8Array.of(1));
    expect(store.get(keccakKey(text("abc")))).toEqual(text("abc"));
    expect(store.get(keccakKey(text("abd")))).toBeNull();
  });

  test.each([
    ["a keccak-256 preimage", keccakKey(text("abc")), text("abd")],
    ["a SHA-256 preimage", sha256Key(text("abc")), text("")],
    ["a blob's element", element, new Uint8Array(32).fill(1)],
    ["a blob's element, shorter", element, new Uint8Array(31)],
    ["a blob's proof", proof, new Uint8Array(48).fill(1)],
    ["a precompile's result", precompileKey(request), Uint8Array.of(0)],
    ["the request behind an element", siblingKey(element, "keccak256"), text("x")],
    ["the request behind a precompile", siblingKey(precompileKey(request), "keccak256"), text("x")],
  ])("finds out a changed value: %s", (_, key, value) => {
    const data = filled();
    data.putAll([[key, value]]);
    const store = new VerifiedStore(data);
    const asked = [key, element, precompileKey(request)];
    const failures = asked.map((one) => {
      try {
        store.get(one);
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(failures).toContain("STORE_BROKEN");
    // Another element of the blob is not given out either when the blob is not whole.
    if (key === element) {
      const other = blobKey(concatBytes(commitment, blobPoints()[4]!));
      expect(() => new VerifiedStore(data).get(other)).toThrow(expect.objectContaining({ code: "STORE_BROKEN" }));
    }
  });

  test("refuses to store what is not so", () => {
    const store = new VerifiedStore(new MemoryStore());
    const code = (value: string) => expect.objectContaining({ code: value });
    expect(() => store.put(keccakKey(text("abc")), text("abd"))).toThrow(code("PREIMAGE_WRONG"));
    expect(() => store.put(element, new Uint8Array(32))).toThrow(code("PREIMAGE_KEY_WRONG"));
    expect(() => store.put(localKey(1), new Uint8Array(32))).toThrow(code("PREIMAGE_KEY_WRONG"));
    expect(() => store.putBlob(blob, new Uint8Array(32))).toThrow(code("PREIMAGE_WRONG"));
    expect(() => store.putPrecompile(new Uint8Array(28), true)).toThrow(code("HINT_BROKEN"));
  });
});
