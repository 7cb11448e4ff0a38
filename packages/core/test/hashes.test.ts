// Hashes against @noble/hashes in every build: every length from 0 to 600, long ones, unaligned addresses, and the
// destination inside the source.
import { blake2b } from "@noble/hashes/blake2.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { beforeAll, describe, expect, it } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const random = randomSource(7);
const data = randomBytes(random, 200_000);
const lengths = [
  ...Array.from({ length: 601 }, (_, i) => i),
  ...Array.from({ length: 30 }, () => 600 + (random() % 20_000)),
  199_990,
];

const hashes = {
  keccak256: keccak_256,
  sha256,
  ripemd160,
};

describe.each(acceleratedVariants)("hashes, %s", (variant) => {
  let loaded: Loaded;
  let source: number;
  let at: number;

  beforeAll(async () => {
    loaded = await loadTesting("primitives", variant);
    source = loaded.place(data);
    at = loaded.exports.alloc!(64);
  });

  describe.each(Object.keys(hashes) as (keyof typeof hashes)[])("%s", (name) => {
    it("agrees with noble", () => {
      const size = name === "ripemd160" ? 20 : 32;
      lengths.forEach((length, i) => {
        const offset = i % 9;
        loaded.write(at, new Uint8Array(64).fill(0xee));
        loaded.exports[name]!(at + (i % 4), source + offset, length);
        const want = hashes[name](data.subarray(offset, offset + length));
        const got = loaded.read(at, 64);
        expect(hex(got.subarray(i % 4, (i % 4) + size)), `length ${length}`).toBe(hex(want));
        expect(got.subarray((i % 4) + size).every((byte) => byte === 0xee)).toBe(true);
      });
      expect(hex(loaded.read(source, data.length))).toBe(hex(data));
    });

    it("may write over its input", () => {
      for (const length of [0, 1, 20, 32, 64, 135, 136, 137, 300]) {
        const place = loaded.place(data.subarray(0, 400));
        loaded.exports[name]!(place + 3, place, length);
        const want = hashes[name](data.subarray(0, length));
        expect(hex(loaded.read(place + 3, want.length))).toBe(hex(want));
      }
    });
  });

  it("keccak256Pair agrees with noble on lengths that differ and on equal ones", () => {
    const check = (a: number, b: number, offset: number) => {
      loaded.exports.keccak256Pair!(at, source + offset, a, at + 32, source + 1000, b);
      expect(hex(loaded.read(at, 32)), `${a} beside ${b}`).toBe(hex(keccak_256(data.subarray(offset, offset + a))));
      expect(hex(loaded.read(at + 32, 32)), `${b} beside ${a}`).toBe(hex(keccak_256(data.subarray(1000, 1000 + b))));
    };
    for (let length = 0; length <= 600; length++) {
      check(length, length, length % 8);
      check(length, (length * 7) % 601, 3);
      check((length * 11) % 601, length, 0);
    }
    check(20_000, 3, 0);
    check(0, 20_000, 0);
    check(20_000, 20_136, 1);
  });

  it("keccak256Pair may write a hash over its own input", () => {
    const [a, b] = [loaded.place(data.subarray(0, 300)), loaded.place(data.subarray(300, 900))];
    loaded.exports.keccak256Pair!(a, a, 300, b, b, 600);
    expect(hex(loaded.read(a, 32))).toBe(hex(keccak_256(data.subarray(0, 300))));
    expect(hex(loaded.read(b, 32))).toBe(hex(keccak_256(data.subarray(300, 900))));
  });

  it("blake2F is what BLAKE2b is made of", () => {
    // RFC 7693, section 3.3: h starts as the initial vector with the parameter block on top, then one F per block.
    const start =
      "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5" +
      "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b";
    const h = loaded.exports.alloc!(64);
    const m = loaded.exports.alloc!(128);
    for (const length of [0, 1, 3, 127, 128, 129, 255, 256, 257, 1000, 5000]) {
      loaded.write(h, Buffer.from(start, "hex"));
      for (let from = 0; from === 0 || from < length; from += 128) {
        const end = Math.min(from + 128, length);
        loaded.write(m, new Uint8Array(128));
        loaded.write(m, data.subarray(from, end));
        loaded.exports.blake2F!(12, h, m, BigInt(end), 0n, end === length);
      }
      expect(hex(loaded.read(h, 64)), `length ${length}`).toBe(hex(blake2b(data.subarray(0, length))));
    }
  });

  // EIP-152, test vectors 4 to 7: the message "abc", t = 3.
  it.each([
    [
      0,
      true,
      "08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b",
    ],
    [
      12,
      true,
      "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    ],
    [
      12,
      false,
      "75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d2875298743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735",
    ],
    [
      1,
      true,
      "b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fba551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421",
    ],
  ])("blake2F with %i rounds, final %s", (rounds, final, want) => {
    const h = loaded.place(
      Buffer.from(
        "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5" +
          "d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b",
        "hex",
      ),
    );
    const m = loaded.place(new Uint8Array(128));
    loaded.write(m, new TextEncoder().encode("abc"));
    loaded.exports.blake2F!(rounds, h, m, 3n, 0n, final);
    expect(hex(loaded.read(h, 64))).toBe(want);
  });

  it("blake2F counts bytes above 2^64", () => {
    const h = loaded.place(new Uint8Array(64));
    const m = loaded.place(new Uint8Array(128));
    const seen = new Set<string>();
    for (const [t0, t1] of [
      [0n, 0n],
      [1n, 0n],
      [0n, 1n],
    ] as const) {
      loaded.write(h, new Uint8Array(64));
      loaded.exports.blake2F!(3, h, m, t0, t1, false);
      seen.add(hex(loaded.read(h, 64)));
    }
    expect(seen.size).toBe(3);
  });
});
