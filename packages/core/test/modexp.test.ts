// Modular exponentiation against BigInt: odd and even moduli, all lengths, and the corner cases of EIP-198.
import { beforeAll, describe, expect, it } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";
import { integer } from "./signatures.js";

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 0n) return 0n;
  let result = 1n % modulus;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const unhex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));

describe.each(acceleratedVariants)("%s", (variant) => {
  let core: Loaded;
  beforeAll(async () => {
    core = await loadTesting("curves-ecdsa", variant);
  });

  const modexp = (base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array) => {
    const { mark, release, modexp } = core.exports;
    const position = mark!();
    // A byte on either side shows writes beyond the result.
    const out = core.place(new Uint8Array(modulus.length + 2).fill(0xa5));
    const args = [base, exponent, modulus].flatMap((bytes) => [core.place(bytes), bytes.length]);
    const before = mark!();
    modexp!(out + 1, ...args);
    expect(mark!()).toBe(before);
    const found = core.read(out, modulus.length + 2);
    expect([found[0], found[modulus.length + 1]]).toEqual([0xa5, 0xa5]);
    release!(position);
    return found.slice(1, -1);
  };
  const check = (base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array) => {
    const want = power(integer(base), integer(exponent), integer(modulus));
    const found = modexp(base, exponent, modulus);
    if (integer(found) !== want) expect.fail(`${hex(base)} ^ ${hex(exponent)} mod ${hex(modulus)}: ${hex(found)}`);
  };

  /** Bytes of several kinds: random, all zeros, all ones, sparse, with leading or trailing zeros. */
  const bytes = (random: () => number, length: number) => {
    const kind = random() % 8;
    const out = randomBytes(random, length);
    if (kind === 0) out.fill(0);
    else if (kind === 1) out.fill(0xff);
    else if (kind === 2) for (let i = 0; i < length; i++) out[i] = random() % 3 ? 0 : 0xff;
    else if (kind === 3) out.fill(0, 0, random() % (length + 1));
    else if (kind === 4) out.fill(0, random() % (length + 1));
    return out;
  };

  it("agrees with BigInt on short integers of all kinds", () => {
    const random = randomSource(30);
    for (let i = 0; i < 4000; i++) {
      const most = i % 3 === 0 ? 40 : 12;
      check(bytes(random, random() % most), bytes(random, random() % most), bytes(random, random() % most));
    }
  });

  it("agrees with BigInt on long integers", () => {
    const random = randomSource(31);
    for (let i = 0; i < 60; i++) {
      check(bytes(random, random() % 300), bytes(random, random() % 24), bytes(random, random() % 300));
    }
    for (const length of [1023, 1024, 1025, 1500]) {
      const modulus = randomBytes(random, length);
      for (const last of [modulus[length - 1]! | 1, modulus[length - 1]! & 0xf0]) {
        modulus[length - 1] = last;
        check(randomBytes(random, length), Uint8Array.of(1, 0, 1), modulus);
      }
    }
  });

  it("agrees with BigInt where limbs change their width", () => {
    const random = randomSource(35);
    // 28 bits to 444 bytes, 27 to 1724, 26 to 6.6 kB.
    for (const length of [440, 444, 445, 446, 1720, 1724, 1726, 6640, 6660]) {
      const modulus = new Uint8Array(length).fill(0xff);
      check(new Uint8Array(length).fill(0xff, 1), Uint8Array.of(3), modulus);
      modulus.set(randomBytes(random, length - 1));
      check(randomBytes(random, length), Uint8Array.of(5), modulus);
    }
  });

  it("handles bases and exponents much longer than the modulus, and the reverse", () => {
    const random = randomSource(32);
    for (const length of [1, 4, 5, 32, 33]) {
      for (const low of [0, 1]) {
        const modulus = randomBytes(random, length);
        modulus[length - 1] = (modulus[length - 1]! & 0xfe) | low;
        check(randomBytes(random, 3000), randomBytes(random, 3), modulus);
        check(randomBytes(random, 3), randomBytes(random, 400), modulus);
        check(new Uint8Array(5000), new Uint8Array(5000), modulus);
      }
    }
    check(Uint8Array.of(3), Uint8Array.of(200), bytes(randomSource(33), 600).fill(0xff));
  });

  it("splits even moduli at every place", () => {
    const random = randomSource(34);
    for (let zeros = 0; zeros <= 130; zeros++) {
      for (const odd of [1n, 3n, 0xffff_ffffn, (1n << 64n) - 1n, integer(randomBytes(random, 9)) | 1n]) {
        const text = (odd << BigInt(zeros)).toString(16);
        check(
          randomBytes(random, 20),
          randomBytes(random, 3),
          unhex(text.padStart(text.length + (text.length & 1), "0")),
        );
      }
    }
  });

  it("keeps to EIP-198 where integers are empty or zero", () => {
    const none = new Uint8Array(0);
    const [zero, one, two, seven] = [0, 1, 2, 7].map((x) => Uint8Array.of(x)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(modexp(none, none, none)).toEqual(none);
    expect(modexp(two, two, none)).toEqual(none);
    // 0^0 is 1, and 0 modulo 1.
    expect(hex(modexp(none, none, seven))).toBe("01");
    expect(hex(modexp(zero, zero, seven))).toBe("01");
    expect(hex(modexp(none, none, one))).toBe("00");
    expect(hex(modexp(zero, two, seven))).toBe("00");
    expect(hex(modexp(two, none, seven))).toBe("01");
    // Modulo 0.
    expect(hex(modexp(two, two, zero))).toBe("00");
    expect(hex(modexp(two, two, new Uint8Array(70)))).toBe("00".repeat(70));
    expect(hex(modexp(two, unhex("0003"), unhex("0000000005")))).toBe("0000000003");
  });

  it("computes the examples of EIP-198", () => {
    const prime = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
    const less = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e";
    expect(hex(modexp(Uint8Array.of(3), unhex(less), unhex(prime)))).toBe("01".padStart(64, "0"));
    expect(hex(modexp(new Uint8Array(0), unhex(less), unhex(prime)))).toBe("00".repeat(32));
    const half = `80${"00".repeat(31)}`;
    expect(hex(modexp(Uint8Array.of(3), unhex("ffff"), unhex(half)))).toBe(
      "3b01b01ac41f2d6e917c6d6a221ce793802469026d9ab7578fa2e79e4da6aaab",
    );
  });

  it("may write its result over its inputs", () => {
    const { mark, release, modexp } = core.exports;
    for (const which of [0, 1, 2]) {
      const position = mark!();
      const at = [5, 7, 11].map((x) => core.place(Uint8Array.of(x)));
      modexp!(at[which]!, at[0], 1, at[1], 1, at[2], 1);
      expect(core.read(at[which]!, 1)[0]).toBe(Number(5n ** 7n % 11n));
      release!(position);
    }
  });
});
