// Every operation on words against BigInt, in every build, on edge operands and with the destination on an operand.
import { beforeAll, describe, expect, it } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { MASK, words } from "./operands.js";

const CASES = 50_000;
const sign = (x: bigint) => BigInt.asIntN(256, x);
const bitLength = (x: bigint) => (x === 0n ? 0 : x.toString(2).length);
const power = (a: bigint, e: bigint) => {
  let result = 1n;
  for (let base = a, rest = e; rest > 0n; rest >>= 1n, base = (base * base) & MASK) {
    if (rest & 1n) result = (result * base) & MASK;
  }
  return result;
};

/** Operands of a case: three words. Operations take the first `arity`. */
type Operation = { arity: 1 | 2 | 3; of: (a: bigint, b: bigint, m: bigint) => bigint; cases?: number };

/** Word results, by the meaning the Yellow Paper (appendix H) and the EIPs give them. */
const operations: Record<string, Operation> = {
  u256Add: { arity: 2, of: (a, b) => a + b },
  u256Sub: { arity: 2, of: (a, b) => a - b },
  u256Mul: { arity: 2, of: (a, b) => a * b },
  u256Div: { arity: 2, of: (a, b) => (b === 0n ? 0n : a / b) },
  u256Mod: { arity: 2, of: (a, b) => (b === 0n ? 0n : a % b) },
  u256SDiv: { arity: 2, of: (a, b) => (b === 0n ? 0n : sign(a) / sign(b)) },
  u256SMod: { arity: 2, of: (a, b) => (b === 0n ? 0n : sign(a) % sign(b)) },
  u256AddMod: { arity: 3, of: (a, b, m) => (m === 0n ? 0n : (a + b) % m) },
  u256MulMod: { arity: 3, of: (a, b, m) => (m === 0n ? 0n : (a * b) % m) },
  u256Exp: { arity: 2, of: power, cases: 10_000 },
  u256And: { arity: 2, of: (a, b) => a & b },
  u256Or: { arity: 2, of: (a, b) => a | b },
  u256Xor: { arity: 2, of: (a, b) => a ^ b },
  u256Not: { arity: 1, of: (a) => ~a },
  u256Negate: { arity: 1, of: (a) => -a },
  u256Clz: { arity: 1, of: (a) => BigInt(256 - bitLength(a)) },
  // The first operand, when it is large, is mostly brought into range, so that both ways are taken.
  u256Byte: { arity: 2, of: (i, x) => (i > 31n ? 0n : (x >> (8n * (31n - i))) & 0xffn) },
  u256Shl: { arity: 2, of: (n, x) => (n > 255n ? 0n : x << n) },
  u256Shr: { arity: 2, of: (n, x) => (n > 255n ? 0n : x >> n) },
  u256Sar: { arity: 2, of: (n, x) => sign(x) >> (n > 255n ? 255n : n) },
  u256SignExtend: { arity: 2, of: (k, x) => (k > 30n ? x : BigInt.asIntN(8 * (Number(k) + 1), x)) },
};
const counted = new Set(["u256Byte", "u256Shl", "u256Shr", "u256Sar", "u256SignExtend"]);

const predicates: Record<string, { arity: 1 | 2; of: (a: bigint, b: bigint) => boolean | number }> = {
  u256Lt: { arity: 2, of: (a, b) => a < b },
  u256Gt: { arity: 2, of: (a, b) => a > b },
  u256SLt: { arity: 2, of: (a, b) => sign(a) < sign(b) },
  u256SGt: { arity: 2, of: (a, b) => sign(a) > sign(b) },
  u256Eq: { arity: 2, of: (a, b) => a === b },
  u256IsZero: { arity: 1, of: (a) => a === 0n },
  u256IsU64: { arity: 1, of: (a) => a >> 64n === 0n },
  u256BitLength: { arity: 1, of: bitLength },
};

// Generated once; the third operand leans to be the larger, as moduli are.
const operands = words(3 * CASES, 20260101);
const counts = operands.map((x, i) => (i % 10 === 0 ? x : x % (i % 2 === 0 ? 34n : 260n)));
const expected = new Map<string, bigint[]>();

function wordsAt(loaded: Loaded, ptr: number): BigUint64Array {
  return new BigUint64Array(loaded.memory.buffer, ptr);
}

function put(view: BigUint64Array, index: number, value: bigint): void {
  for (let i = 0; i < 4; i++) view[4 * index + i] = BigInt.asUintN(64, value >> BigInt(64 * i));
}

/** Whether word `index` of the view is `value`, without making a BigInt of 256 bits. */
function same(view: BigUint64Array, index: number, value: bigint): boolean {
  for (let i = 0; i < 4; i++) if (view[4 * index + i] !== BigInt.asUintN(64, value >> BigInt(64 * i))) return false;
  return true;
}

describe.each(acceleratedVariants)("uint256, %s", (variant) => {
  let loaded: Loaded;
  let normal: number;
  let counting: number;
  let result: number;

  beforeAll(async () => {
    loaded = await loadTesting("primitives", variant);
    normal = loaded.exports.alloc!(96 * CASES);
    counting = loaded.exports.alloc!(96 * CASES);
    result = loaded.exports.alloc!(64);
    operands.forEach((x, i) => {
      put(wordsAt(loaded, normal), i, x);
    });
    counts.forEach((x, i) => {
      put(wordsAt(loaded, counting), i, i % 3 === 0 ? x : (operands[i] as bigint));
    });
  });

  const operand = (name: string, i: number) => (counted.has(name) && i % 3 === 0 ? counts[i] : operands[i]) as bigint;

  it.each(Object.keys(operations))("%s", (name) => {
    const { arity, of, cases = CASES } = operations[name] as Operation;
    const call = loaded.exports[name]!;
    const base = counted.has(name) ? counting : normal;
    let wanted = expected.get(name);
    if (!wanted) {
      wanted = Array.from({ length: cases }, (_, i) =>
        BigInt.asUintN(256, of(operand(name, 3 * i), operand(name, 3 * i + 1), operand(name, 3 * i + 2))),
      );
      expected.set(name, wanted);
    }
    const view = wordsAt(loaded, result);
    const failures: string[] = [];
    for (let i = 0; i < cases && failures.length < 5; i++) {
      const at = base + 96 * i;
      call(result, at, arity > 1 ? at + 32 : undefined, at + 64);
      if (!same(view, 0, wanted[i] as bigint)) {
        const of = [0, 1, 2].slice(0, arity).map((k) => operand(name, 3 * i + k).toString(16));
        failures.push(`${of.join(" ")} gave ${loaded.readWord(result).toString(16)}, want ${wanted[i]?.toString(16)}`);
      }
    }
    expect(failures).toEqual([]);
    // Operands must be as they were: a sample of them, after all calls.
    for (let i = 0; i < 3 * cases; i += 97) {
      expect(loaded.readWord(base + 32 * i)).toBe(operand(name, i));
    }
  });

  it.each(Object.keys(operations))("%s with the destination on each operand", (name) => {
    const { arity, of } = operations[name] as Operation;
    const call = loaded.exports[name]!;
    const at = loaded.exports.alloc!(96);
    const view = wordsAt(loaded, at);
    for (let i = 0; i < 600; i++) {
      const values = [0, 1, 2].map((k) => operand(name, 3 * i + k));
      for (let d = 0; d < arity; d++) {
        values.forEach((x, k) => {
          put(view, k, x);
        });
        call(at + 32 * d, at, at + 32, at + 64);
        const wanted = BigInt.asUintN(256, of(values[0]!, values[1]!, values[2]!));
        expect(loaded.readWord(at + 32 * d)).toBe(wanted);
      }
      // All operands in one place.
      put(view, 0, values[0]!);
      call(at, at, at, at);
      expect(loaded.readWord(at)).toBe(BigInt.asUintN(256, of(values[0]!, values[0]!, values[0]!)));
    }
  });

  it.each(Object.keys(predicates))("%s", (name) => {
    const { of } = predicates[name]!;
    const call = loaded.exports[name]!;
    for (let i = 0; i < CASES; i++) {
      const at = normal + 96 * i;
      const got = call(at, at + 32);
      if (got !== Number(of(operands[3 * i]!, operands[3 * i + 1]!))) {
        expect.fail(`${name} ${operands[3 * i]?.toString(16)} ${operands[3 * i + 1]?.toString(16)} gave ${got}`);
      }
    }
  });

  it("carry, borrow, small additions and full products", () => {
    const at = loaded.exports.alloc!(64);
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = [operands[3 * i]!, operands[3 * i + 1]!];
      const pa = normal + 96 * i;
      if (loaded.exports.u256AddCarry!(at, pa, pa + 32) !== Number(a + b > MASK)) expect.fail(`carry of ${a} + ${b}`);
      if (!same(wordsAt(loaded, at), 0, a + b)) expect.fail(`${a} + ${b}`);
      if (loaded.exports.u256SubBorrow!(at, pa, pa + 32) !== Number(a < b)) expect.fail(`borrow of ${a} - ${b}`);
      if (!same(wordsAt(loaded, at), 0, a - b)) expect.fail(`${a} - ${b}`);
      const small = BigInt.asUintN(64, b);
      loaded.exports.u256AddU64!(at, pa, small);
      if (!same(wordsAt(loaded, at), 0, a + small)) expect.fail(`${a} + ${small}`);
      loaded.exports.u256MulWide!(at, pa, pa + 32);
      const product = a * b;
      if (!same(wordsAt(loaded, at), 0, product) || !same(wordsAt(loaded, at), 1, product >> 256n)) {
        expect.fail(`${a} * ${b} in full`);
      }
    }
  });

  it("words from big-endian bytes and from u64", () => {
    const source = loaded.place(new Uint8Array(40).map((_, i) => 0xa0 + i));
    const at = loaded.exports.alloc!(32);
    for (let length = 0; length <= 32; length++) {
      for (const offset of [0, 1, 5]) {
        loaded.exports.wordFromBigEndian!(at, source + offset, length);
        const bytes = Buffer.from(loaded.read(source + offset, length)).toString("hex");
        expect(loaded.readWord(at)).toBe(length === 0 ? 0n : BigInt(`0x${bytes}`));
      }
    }
    loaded.exports.u256FromU64!(at, 0xfedcba9876543210n);
    expect(loaded.readWord(at)).toBe(0xfedcba9876543210n);
  });

  it("powers of powers of two, and of other even numbers", () => {
    const [a, e, d] = [loaded.placeWord(0n), loaded.placeWord(0n), loaded.placeWord(0n)];
    for (const base of [0n, 1n, 2n, 4n, 6n, 8n, 32n, 256n, 1n << 32n, 1n << 63n, 1n << 64n, 3n << 64n, 1n << 255n]) {
      for (const exponent of [
        0n,
        1n,
        2n,
        3n,
        4n,
        5n,
        8n,
        31n,
        32n,
        51n,
        63n,
        64n,
        85n,
        127n,
        128n,
        254n,
        255n,
        256n,
        257n,
        1n << 64n,
        MASK,
      ]) {
        loaded.writeWord(a, base);
        loaded.writeWord(e, exponent);
        loaded.exports.u256Exp!(d, a, e);
        expect(loaded.readWord(d), `${base} ** ${exponent}`).toBe(power(base, exponent));
      }
    }
  });

  it("products modulo 2^256 - 1", () => {
    const [a, b, m, d] = [loaded.placeWord(0n), loaded.placeWord(0n), loaded.placeWord(MASK), loaded.placeWord(0n)];
    const values = [0n, 1n, 2n, MASK, MASK - 1n, MASK / 3n, 3n, MASK / 17n, 17n, 1n << 255n, ...operands.slice(0, 300)];
    for (const [i, x] of values.entries()) {
      for (const y of i < 10 ? values : values.slice(0, 10)) {
        loaded.writeWord(a, x);
        loaded.writeWord(b, y);
        loaded.exports.u256MulMod!(d, a, b, m);
        expect(loaded.readWord(d), `${x} * ${y}`).toBe((x * y) % MASK);
      }
    }
  });

  it("the corners of signed division", () => {
    const least = 1n << 255n;
    const [a, b, d] = [loaded.placeWord(least), loaded.placeWord(MASK), loaded.placeWord(0n)];
    loaded.exports.u256SDiv!(d, a, b);
    expect(loaded.readWord(d)).toBe(least);
    loaded.exports.u256SMod!(d, a, b);
    expect(loaded.readWord(d)).toBe(0n);
  });
});
