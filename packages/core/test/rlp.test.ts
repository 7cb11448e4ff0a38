// Strict RLP: the official tests, every way of not being canonical, hostile lengths at the end of memory, and a
// differential test against a plain TypeScript decoder on mutated encodings.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Loaded, loadTesting, variants } from "./load.js";
import { randomBytes, randomSource, words } from "./operands.js";

type Item = Uint8Array | Item[];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ""), "hex"));
const fixture = (name: string): Record<string, { in: unknown; out: string }> =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/rlp-tests/${name}`, import.meta.url), "utf8"));

const minimal = (value: bigint) => {
  const text = value.toString(16);
  return value === 0n ? new Uint8Array() : bytes(text.length % 2 ? `0${text}` : text);
};

/** What the official tests write as `in`: text, numbers, "#" and a large number, lists of these. */
function item(value: unknown): Item {
  if (Array.isArray(value)) return value.map(item);
  if (typeof value === "number") return minimal(BigInt(value));
  if (typeof value !== "string") throw new Error(`unexpected ${value}`);
  return value.startsWith("#") ? minimal(BigInt(value.slice(1))) : new TextEncoder().encode(value);
}

/** The encoder that the tests compare with, straight from the definition (Yellow Paper, appendix B). */
function encode(value: Item): Uint8Array {
  if (value instanceof Uint8Array && value.length === 1 && value[0]! < 0x80) return value;
  const payload = value instanceof Uint8Array ? value : Buffer.concat(value.map(encode));
  const base = value instanceof Uint8Array ? 0x80 : 0xc0;
  const length = minimal(BigInt(payload.length));
  const head = payload.length <= 55 ? [base + payload.length] : [base + 55 + length.length, ...length];
  return Uint8Array.from([...head, ...payload]);
}

/** The one item that is all of the bytes, by decoding leniently and asking whether it encodes back to the same. */
function decodeStrict(all: Uint8Array): Item | undefined {
  const lenient = (from: number, end: number): [Item, number] => {
    if (from >= end) throw new Error("empty");
    const first = all[from]!;
    if (first < 0x80) return [all.subarray(from, from + 1), from + 1];
    const base = first < 0xc0 ? 0x80 : 0xc0;
    let length = BigInt(first - base);
    let start = from + 1;
    if (length > 55n) {
      start += Number(length) - 55;
      if (start > end) throw new Error("length past the end");
      length = BigInt(`0x${hex(all.subarray(from + 1, start))}`);
    }
    if (BigInt(start) + length > BigInt(end)) throw new Error("payload past the end");
    const stop = start + Number(length);
    if (base === 0x80) return [all.subarray(start, stop), stop];
    const list: Item[] = [];
    for (let at = start; at < stop; ) {
      const [child, next] = lenient(at, stop);
      list.push(child);
      at = next;
    }
    return [list, stop];
  };
  try {
    const [value, next] = lenient(0, all.length);
    return next === all.length && hex(encode(value)) === hex(all) ? value : undefined;
  } catch {
    return undefined;
  }
}

describe.each(variants)("rlp, %s", (variant) => {
  let loaded: Loaded;
  let exports: Loaded["exports"];

  beforeAll(async () => {
    loaded = await loadTesting("primitives", variant);
    exports = loaded.exports;
  });

  /** The one item that is all of the bytes, read with the core, or undefined when the core refuses. */
  function read(all: Uint8Array): Item | undefined {
    const start = loaded.place(all);
    const next = (ptr: number, end: number): [Item, number] | undefined => {
      const after = exports.rlpNext!(ptr, end) >>> 0;
      if (after === 0) return undefined;
      const payload = exports.payload!() >>> 0;
      const length = exports.payloadLength!() >>> 0;
      expect(payload >= ptr && payload + length === after && after <= end && after > ptr).toBe(true);
      if (!exports.isList!()) return [loaded.read(payload, length), after];
      const list: Item[] = [];
      for (let at = payload; at < after; ) {
        const child = next(at, after);
        if (child === undefined) return undefined;
        list.push(child[0]);
        at = child[1];
      }
      return [list, after];
    };
    const found = next(start, start + all.length);
    exports.resetArena!();
    return found === undefined || found[1] !== start + all.length ? undefined : found[0];
  }

  /** The encoding that the core's writer makes. */
  function write(value: Item): Uint8Array {
    if (value instanceof Uint8Array) {
      const source = loaded.place(value);
      const size = exports.rlpBytesSize!(source, value.length);
      const target = loaded.place(new Uint8Array(size + 8).fill(0xee));
      expect(exports.rlpWriteBytes!(target, source, value.length)).toBe(target + size);
      expect(hex(loaded.read(target + size, 8))).toBe("ee".repeat(8));
      return loaded.read(target, size);
    }
    const payload = Buffer.concat(value.map(write));
    const target = loaded.exports.alloc!(16);
    const size = exports.rlpListHeaderSize!(payload.length);
    expect(exports.rlpWriteListHeader!(target, payload.length)).toBe(target + size);
    return Uint8Array.from([...loaded.read(target, size), ...payload]);
  }

  const valid = fixture("rlptest.json");
  it.each(Object.keys(valid))("official: %s", (name) => {
    const want = valid[name]!.out;
    const value = item(valid[name]!.in);
    expect(`0x${hex(write(value))}`).toBe(want.toLowerCase());
    expect(read(bytes(want))).toEqual(value);
    exports.resetArena!();
  });

  it("official: random example is accepted", () => {
    for (const { out } of Object.values(fixture("random-example.json"))) {
      const value = read(bytes(out));
      expect(value).toBeDefined();
      expect(hex(write(value!))).toBe(hex(bytes(out)));
    }
  });

  const refused = fixture("invalidRLPTest.json");
  it.each(Object.keys(refused))("official, refused: %s", (name) => {
    expect(read(bytes(refused[name]!.out))).toBeUndefined();
  });

  it.each([
    ["8100", "a single byte below 0x80 in long form"],
    ["817f", "a single byte below 0x80 in long form"],
    [`b837${"11".repeat(55)}`, "55 bytes in long form"],
    [`f837${"11".repeat(55)}`, "a list of 55 bytes in long form"],
    [`b90038${"11".repeat(56)}`, "a length with a leading zero"],
    [`f90038${"11".repeat(56)}`, "a list length with a leading zero"],
    ["81", "no payload"],
    ["b8", "no length"],
    ["b9ff", "half a length"],
    ["bfffffffffffffffff", "a length of 2^64 - 1"],
    ["ffffffffffffffffff", "a list length of 2^64 - 1"],
    ["bfffffffffffffffff00", "a length of 2^64 - 1 and a byte"],
    ["bb00000001", "a length with three leading zeros"],
    ["bf0000000100000001aa", "a length of 2^32 + 1 with leading zeros"],
    ["bc0100000001aa", "a length of 2^32 + 1, which is 1 in 32 bits"],
    ["bffffffffffffffff7aa", "a length that wraps an address round to its start"],
    ["bbfffffff0aa", "a length that wraps a 32-bit address"],
    ["fbffffffff", "a list length of 2^32 - 1"],
    ["c281", "a payload that its list cuts off"],
  ])("refuses %s: %s", (text) => {
    expect(read(bytes(text))).toBeUndefined();
    expect(decodeStrict(bytes(text))).toBeUndefined();
  });

  it("never reads past the end, also at the end of memory", () => {
    // An encoding cut at every length, placed so that the first byte after it is no memory at all.
    const whole = [
      encode(randomBytes(randomSource(3), 300)),
      encode([encode(new Uint8Array(70)), new Uint8Array(3)]),
      bytes("bfffffffffffffffff"),
    ];
    const end = loaded.memory.buffer.byteLength;
    for (const encoding of whole) {
      for (let cut = 0; cut <= encoding.length; cut++) {
        loaded.write(end - cut, encoding.subarray(0, cut));
        const got = exports.rlpNext!(end - cut, end) >>> 0;
        expect(got === 0 || got <= end).toBe(true);
        expect(got !== 0).toBe(cut === encoding.length && encoding[0] !== 0xbf);
      }
    }
  });

  it("agrees with the definition on mutated encodings", () => {
    const random = randomSource(11);
    const tree = (depth: number): Item =>
      depth > 0 && random() % 2 === 0
        ? Array.from({ length: random() % 6 }, () => tree(depth - 1))
        : randomBytes(random, [0, 1, 1, 2, 32, 54, 55, 56, 57, 260][random() % 10]!);
    let accepted = 0;
    for (let i = 0; i < 6000; i++) {
      const encoding = Uint8Array.from(encode(tree(3))).subarray(0, 600);
      for (let k = random() % 3; k > 0; k--) {
        const at = random() % encoding.length;
        encoding[random() % 3 ? (at % 6) % encoding.length : at] = [
          0, 1, 0x37, 0x38, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xb9, 0xbf, 0xc0, 0xf7, 0xf8, 0xff,
        ][random() % 15]!;
      }
      const want = decodeStrict(encoding);
      if (want !== undefined) accepted++;
      expect(read(encoding), hex(encoding)).toEqual(want);
    }
    expect(accepted).toBeGreaterThan(1000);
    expect(accepted).toBeLessThan(5900);
  });

  it("integers: canonical or refused", () => {
    const at = loaded.exports.alloc!(64);
    const top = loaded.exports.mark!();
    for (const value of [...words(2000, 5), 0n, 1n, 0x7fn, 0x80n, 0xffn, 0x100n]) {
      const encoding = encode(minimal(value));
      const start = loaded.place(encoding);
      expect(exports.rlpNext!(start, start + encoding.length)).toBe(start + encoding.length);
      expect(exports.rlpWord!(at)).toBe(1);
      expect(loaded.readWord(at)).toBe(value);
      exports.resetRlp!();
      exports.rlpNext!(start, start + encoding.length);
      const small = BigInt.asUintN(64, exports.rlpU64!());
      expect(small).toBe(value >> 64n === 0n ? value : 0n);
      expect(exports.ok!()).toBe(Number(value >> 64n === 0n));

      const target = loaded.place(new Uint8Array(64));
      expect(exports.rlpWordSize!(at)).toBe(encoding.length);
      expect(exports.rlpWriteWord!(target, at)).toBe(target + encoding.length);
      expect(hex(loaded.read(target, encoding.length))).toBe(hex(encoding));
      if (value >> 64n === 0n) {
        expect(exports.rlpU64Size!(value)).toBe(encoding.length);
        expect(exports.rlpWriteU64!(target + 1, value)).toBe(target + 1 + encoding.length);
        expect(hex(loaded.read(target + 1, encoding.length))).toBe(hex(encoding));
      }
      exports.release!(top);
    }
    for (const text of ["00", "820001", `a0${"00".repeat(32)}`, `a1${"01".repeat(33)}`, "c0", "c101"]) {
      const start = loaded.place(bytes(text));
      expect(exports.rlpNext!(start, start + text.length / 2) >>> 0).toBeGreaterThan(0);
      expect(exports.rlpWord!(at), text).toBe(0);
      exports.resetRlp!();
      exports.rlpNext!(start, start + text.length / 2);
      expect(exports.rlpU64!()).toBe(0n);
      expect(exports.ok!(), text).toBe(0);
      exports.resetRlp!();
      expect(exports.ok!()).toBe(1);
    }
  });

  it("counts the items of a payload", () => {
    const count = (text: string) => {
      const start = loaded.place(bytes(text));
      return exports.rlpCount!(start, start + bytes(text).length);
    };
    expect(count("")).toBe(0);
    expect(count("80c08161c101")).toBe(-1);
    expect(count("80c08181c101")).toBe(4);
    expect(count("80c2")).toBe(-1);
  });
});
