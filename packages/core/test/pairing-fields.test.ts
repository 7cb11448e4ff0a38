// The field arithmetic below the pairing curves against BigInt, with limbs at the edges of what is allowed.
import { describe, expect, test } from "vitest";
import { type Loaded, loadTesting, variants } from "./load.js";
import { bls12_381, bn254, numbers } from "./pairingPoints.js";

type Pair = [bigint, bigint];

const curves = [
  {
    name: "bn254",
    curve: 0,
    p: bn254.fields.Fp.ORDER,
    bytes: 32,
    limbs: 9,
    bits: 29,
    xi: 9n,
    fp2: 6,
    lanes: 13,
    tidy: 4,
  },
  {
    name: "BLS12-381",
    curve: 1,
    p: bls12_381.fields.Fp.ORDER,
    bytes: 48,
    limbs: 14,
    bits: 28,
    xi: 1n,
    fp2: 17,
    lanes: 35,
    tidy: 10,
  },
] as const;

const FROM = 0;
const TO = 1;
const ADD = 2;
const SUB = 3;
const TIDY = 4;
const MULTIPLY = 5;
const LANES = 6;
const SQUARE = 7;
const XI = 8;
const INVERT = 9;
const REDUCE = 10;
const ZERO = 11;

function field(loaded: Loaded, { curve, p, bytes }: (typeof curves)[number]) {
  const { exports } = loaded;
  const [n0, n1] = [exports.alloc?.(64), exports.alloc?.(64)];
  const write = (ptr: number, value: bigint) => {
    const data = new Uint8Array(bytes);
    for (let i = 0; i < bytes; i++) data[i] = Number((value >> BigInt(8 * i)) & 255n);
    loaded.write(ptr, data);
  };
  const read = (ptr: number) => loaded.read(ptr, bytes).reduceRight((value, byte) => (value << 8n) + BigInt(byte), 0n);
  const run = (op: number, d: number, a: number, b: number): number => exports.operate?.(curve, op, d, a, b);
  return {
    run,
    mod: (value: bigint) => ((value % p) + p) % p,
    element: (): number => exports.alloc?.(112),
    put(element: number, [a, b]: Pair) {
      write(n0, a);
      write(n1, b);
      run(FROM, element, n0, n1);
    },
    get(element: number): Pair {
      run(TO, n0, n1, element);
      return [read(n0), read(n1)];
    },
  };
}

describe.each(variants)("%s", (variant) => {
  test.each(curves)("$name: operations agree with BigInt", async (shape) => {
    const f = field(await loadTesting("curves-fields", variant), shape);
    const { p, xi } = shape;
    const random = numbers(shape.name);
    const special = [0n, 1n, 2n, p - 1n, (p - 1n) / 2n, (p + 1n) / 2n];
    const pick = () => special[Number(random(18n))] ?? random(p);
    const [a, b, d] = [f.element(), f.element(), f.element()];
    for (let i = 0; i < 60; i++) {
      const [a0, a1, b0, b1] = [pick(), pick(), pick(), pick()];
      f.put(a, [a0, a1]);
      f.put(b, [b0, b1]);
      const check = (op: number, expected: Pair) => {
        f.run(op, d, a, b);
        expect(f.get(d), `operation ${op}`).toEqual(expected.map(f.mod));
      };
      expect(f.get(a)).toEqual([a0, a1]);
      check(ADD, [a0 + b0, a1 + b1]);
      check(SUB, [a0 - b0, a1 - b1]);
      check(MULTIPLY, [a0 * b0 - a1 * b1, a0 * b1 + a1 * b0]);
      check(LANES, [a0 * b0, a1 * b1]);
      check(SQUARE, [a0 * a0 - a1 * a1, 2n * a0 * a1]);
      check(XI, [xi * a0 - a1, xi * a1 + a0]);
      f.run(INVERT, d, a, a);
      f.run(MULTIPLY, d, d, a);
      expect(f.get(d)).toEqual(a0 === 0n && a1 === 0n ? [0n, 0n] : [1n, 0n]);
      // a - b - a + b is zero, however it is written.
      f.run(SUB, d, a, b);
      f.run(SUB, d, d, a);
      f.run(ADD, d, d, b);
      f.run(REDUCE, d, d, d);
      expect(f.run(ZERO, d, d, d)).toBe(3);
      f.run(REDUCE, d, a, a);
      expect(f.run(ZERO, d, d, d)).toBe(Number(a0 === 0n) + 2 * Number(a1 === 0n));
    }
  });
});

// The bounds that lanes.ts claims, with every limb as large as it may be: what random numbers never reach.
describe.each(["wasm", "debug"] as const)("limbs at their bounds, %s", (variant) => {
  test.each(curves)("$name", async (shape) => {
    const loaded = await loadTesting("curves-fields", variant);
    const f = field(loaded, shape);
    const { p, limbs, bits } = shape;
    const [a, b, d] = [f.element(), f.element(), f.element()];
    const limit = 2n ** BigInt(bits - 1) + 8n;
    const inverse = (value: bigint) => {
      let [result, base] = [1n, f.mod(value)];
      for (let e = p - 2n; e > 0n; e >>= 1n) {
        if (e & 1n) result = (result * base) % p;
        base = (base * base) % p;
      }
      return result;
    };
    const r = inverse(2n ** BigInt(limbs * bits));
    /** Limbs of ± weight * limit, with a value of ± weight * 0.54 p at most; returns the value. */
    const fill = (element: number, lane: number, weight: bigint, sign: (i: number) => bigint): bigint => {
      const top = (weight * 54n * p) / 100n / 2n ** BigInt(bits * (limbs - 1));
      const words = new DataView(loaded.memory.buffer);
      let value = 0n;
      for (let i = 0; i < limbs; i++) {
        const limb = sign(i) * (i === limbs - 1 ? top - weight : weight * limit);
        words.setInt32(element + 8 * i + 4 * lane, Number(limb), true);
        value += limb << BigInt(bits * i);
      }
      if (limbs % 2) words.setInt32(element + 8 * limbs + 4 * lane, 0, true);
      return value;
    };
    const patterns = [() => 1n, () => -1n, (i: number) => (i % 2 ? 1n : -1n), (i: number) => (i % 2 ? -1n : 1n)];
    const weights = (product: number) =>
      [
        [1, product],
        [2, Math.floor(product / 2)],
        [Math.floor(Math.sqrt(product)), Math.floor(Math.sqrt(product))],
      ].filter(([x, y]) => (x as number) <= 7 && (y as number) <= 7) as Pair2[];
    type Pair2 = [number, number];
    const stored = (): Pair => {
      const words = new DataView(loaded.memory.buffer);
      const lanes: Pair = [0n, 0n];
      for (let lane = 0; lane < 2; lane++) {
        let value = 0n;
        for (let i = 0; i < limbs; i++) {
          const limb = BigInt(words.getInt32(d + 8 * i + 4 * lane, true));
          // The result has to be tidy again.
          expect(limb <= limit && limb >= -limit).toBe(true);
          value += limb << BigInt(bits * i);
        }
        expect(100n * value <= 54n * p && 100n * value >= -54n * p).toBe(true);
        lanes[lane] = value;
      }
      return lanes;
    };
    for (const s0 of patterns) {
      for (const s1 of patterns) {
        for (const [wa, wb] of weights(shape.fp2)) {
          const [a0, a1] = [fill(a, 0, BigInt(wa), s0), fill(a, 1, BigInt(wa), s1)];
          const [b0, b1] = [fill(b, 0, BigInt(wb), s1), fill(b, 1, BigInt(wb), s0)];
          f.run(MULTIPLY, d, a, b);
          const [c0, c1] = stored();
          expect([f.mod(c0), f.mod(c1)]).toEqual([f.mod((a0 * b0 - a1 * b1) * r), f.mod((a0 * b1 + a1 * b0) * r)]);
        }
        for (const [wa, wb] of weights(shape.lanes)) {
          const [a0, a1] = [fill(a, 0, BigInt(wa), s0), fill(a, 1, BigInt(wa), s1)];
          const [b0, b1] = [fill(b, 0, BigInt(wb), s0), fill(b, 1, BigInt(wb), s0)];
          f.run(LANES, d, a, b);
          const [c0, c1] = stored();
          expect([f.mod(c0), f.mod(c1)]).toEqual([f.mod(a0 * b0 * r), f.mod(a1 * b1 * r)]);
        }
        for (const weight of [1n, 2n, BigInt(shape.tidy)]) {
          const [a0, a1] = [fill(a, 0, weight, s0), fill(a, 1, weight, s1)];
          f.run(TIDY, d, a, a);
          const [c0, c1] = stored();
          expect([f.mod(c0), f.mod(c1)]).toEqual([f.mod(a0), f.mod(a1)]);
        }
        const [a0, a1] = [fill(a, 0, 1n, s0), fill(a, 1, 1n, s1)];
        f.run(XI, d, a, a);
        const [c0, c1] = stored();
        expect([f.mod(c0), f.mod(c1)]).toEqual([f.mod(shape.xi * a0 - a1), f.mod(shape.xi * a1 + a0)]);
        f.run(SQUARE, d, a, a);
        const [q0, q1] = stored();
        expect([f.mod(q0), f.mod(q1)]).toEqual([f.mod((a0 * a0 - a1 * a1) * r), f.mod(2n * a0 * a1 * r)]);
      }
    }
  });
});
