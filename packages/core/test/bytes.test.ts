// Fixed-length byte strings, at aligned and unaligned addresses and with the two places overlapping.
import { beforeAll, describe, expect, it } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe.each(acceleratedVariants)("bytes, %s", (variant) => {
  let loaded: Loaded;
  const random = randomSource(21);
  const data = randomBytes(random, 128);

  beforeAll(async () => {
    loaded = await loadTesting("primitives", variant);
  });

  it.each([
    ["equal32", 32],
    ["equal20", 20],
  ] as const)("%s sees every byte", (name, size) => {
    for (let offset = 0; offset < 9; offset++) {
      const a = loaded.place(data) + offset;
      const b = loaded.place(data) + offset;
      expect(loaded.exports[name]!(a, b)).toBe(1);
      for (let i = -1; i <= size; i++) {
        if (offset + i < 0) continue;
        loaded.write(b + i, Uint8Array.of(data[offset + i]! ^ (1 << (random() % 8))));
        expect(loaded.exports[name]!(a, b), `byte ${i}`).toBe(Number(i < 0 || i >= size));
        loaded.write(b, data.subarray(offset, offset + size));
      }
    }
  });

  it("isZero32 and zero32", () => {
    const at = loaded.place(new Uint8Array(48).fill(0xee)) + 3;
    loaded.exports.zero32!(at);
    expect(hex(loaded.read(at - 1, 34))).toBe(`ee${"00".repeat(32)}ee`);
    expect(loaded.exports.isZero32!(at)).toBe(1);
    for (let i = 0; i < 32; i++) {
      loaded.write(at + i, Uint8Array.of(0x80));
      expect(loaded.exports.isZero32!(at)).toBe(0);
      loaded.write(at + i, Uint8Array.of(0));
    }
  });

  it.each([
    ["copy32", 32, false],
    ["copy20", 20, false],
    ["reverse32", 32, true],
  ] as const)("%s, also overlapping", (name, size, reversed) => {
    for (const shift of [-32, -9, -1, 0, 1, 8, 17, 40]) {
      const at = loaded.place(data) + 40;
      loaded.exports[name]!(at + shift, at);
      const want = data.slice();
      const piece = data.slice(40, 40 + size);
      want.set(reversed ? piece.reverse() : piece, 40 + shift);
      expect(hex(loaded.read(at - 40, 128))).toBe(hex(want));
    }
  });

  it("big-endian numbers", () => {
    const at = loaded.place(data) + 1;
    const view = new DataView(data.buffer);
    expect(loaded.exports.loadBE16!(at)).toBe(view.getUint16(1));
    expect(loaded.exports.loadBE32!(at) >>> 0).toBe(view.getUint32(1));
    expect(BigInt.asUintN(64, loaded.exports.loadBE64!(at))).toBe(view.getBigUint64(1));
    for (let length = 0; length <= 8; length++) {
      const want = length === 0 ? 0n : BigInt(`0x${hex(data.subarray(1, 1 + length))}`);
      expect(BigInt.asUintN(64, loaded.exports.loadBigEndian!(at, length))).toBe(want);
    }
    loaded.exports.storeBE32!(at, 0x01020304);
    loaded.exports.storeBE64!(at + 4, 0x05060708090a0b0cn);
    expect(hex(loaded.read(at, 12))).toBe("0102030405060708090a0b0c");
  });

  it("equalBytes sees every byte and no other", () => {
    const a = loaded.place(data);
    const b = loaded.place(data);
    for (const length of [0, 1, 7, 8, 9, 16, 31, 55]) {
      for (let i = 0; i <= length; i++) {
        loaded.write(b + 2 + i, Uint8Array.of(data[2 + i]! ^ 0x10));
        expect(loaded.exports.equalBytes!(a + 2, b + 2, length)).toBe(Number(i === length));
        loaded.write(b + 2 + i, Uint8Array.of(data[2 + i]!));
      }
    }
  });
});
