// The field arithmetic below the pairing curves against BigInt, with limbs at the edges of what is allowed.
import { describe, expect, test } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
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
    squares: 3,
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
    squares: 5,
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
const SQUARE_LANES = 12;
const FP6_MULTIPLY = 13;
const FP6_MULTIPLY_BY_01 = 14;
const CYCLOTOMIC_SQUARE = 15;
const LINE = 16;
const MONIC_LINE = 17;

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

describe.each(acceleratedVariants)("%s", (variant) => {
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
      check(SQUARE_LANES, [a0 * a0, a1 * a1]);
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

type Sign = (i: number) => bigint;

/** Reading and writing limbs of the SIMD form. */
function limbsOf({ memory }: Loaded, { p, limbs, bits }: (typeof curves)[number]) {
  const limit = 2n ** BigInt(bits - 1) + 8n;
  return {
    /** Limbs of ± weight * limit, and a value of about ± weight * 0.54 p at most; returns the value. */
    fill(element: number, lane: number, weight: number, sign: Sign): bigint {
      const w = BigInt(weight);
      const top = (w * 54n * p) / 100n / 2n ** BigInt(bits * (limbs - 1)) - w;
      const words = new DataView(memory.buffer);
      let value = 0n;
      for (let i = 0; i < limbs; i++) {
        const limb = sign(i) * (i === limbs - 1 ? top : w * limit);
        words.setInt32(element + 8 * i + 4 * lane, Number(limb), true);
        value += limb << BigInt(bits * i);
      }
      if (limbs % 2) words.setInt32(element + 8 * limbs + 4 * lane, 0, true);
      return value;
    },
    /** The values of both lanes, which have to be tidy. */
    tidyValues(element: number): Pair {
      const words = new DataView(memory.buffer);
      return [0, 1].map((lane) => {
        let value = 0n;
        for (let i = 0; i < limbs; i++) {
          const limb = BigInt(words.getInt32(element + 8 * i + 4 * lane, true));
          expect(limb <= limit && limb >= -limit).toBe(true);
          value += limb << BigInt(bits * i);
        }
        expect(100n * value <= 54n * p && 100n * value >= -54n * p).toBe(true);
        return value;
      }) as Pair;
    },
  };
}

const signs: Sign[] = [() => 1n, () => -1n, (i) => (i % 2 ? 1n : -1n), (i) => (i % 2 ? -1n : 1n)];

/** Two weights whose product is at most `product`. */
const weights = (product: number): [number, number][] => {
  const root = Math.floor(Math.sqrt(product));
  return (
    [
      [1, product],
      [2, Math.floor(product / 2)],
      [root, root],
    ] as [number, number][]
  ).filter(([, w]) => w <= 7);
};

// The bounds that lanes.ts claims, with every limb as large as it may be: what random numbers never reach.
describe.each(["wasm", "debug"] as const)("limbs at their bounds, %s", (variant) => {
  test.each(curves)("$name: Fp2 and lanes", async (shape) => {
    const loaded = await loadTesting("curves-fields", variant);
    const { run, mod, element } = field(loaded, shape);
    const { fill, tidyValues } = limbsOf(loaded, shape);
    const r = inverse(2n ** BigInt(shape.limbs * shape.bits), shape.p);
    const [a, b, d] = [element(), element(), element()];
    const check = (op: number, expected: Pair) => {
      run(op, d, a, b);
      expect(tidyValues(d).map(mod), `operation ${op}`).toEqual(expected.map(mod));
    };
    for (const s0 of signs) {
      for (const s1 of signs) {
        for (const [wa, wb] of weights(shape.fp2)) {
          const [a0, a1] = [fill(a, 0, wa, s0), fill(a, 1, wa, s1)];
          const [b0, b1] = [fill(b, 0, wb, s1), fill(b, 1, wb, s0)];
          check(MULTIPLY, [(a0 * b0 - a1 * b1) * r, (a0 * b1 + a1 * b0) * r]);
        }
        for (const [wa, wb] of weights(shape.lanes)) {
          const [a0, a1] = [fill(a, 0, wa, s0), fill(a, 1, wa, s1)];
          const [b0, b1] = [fill(b, 0, wb, s0), fill(b, 1, wb, s0)];
          check(LANES, [a0 * b0 * r, a1 * b1 * r]);
        }
        for (const weight of [1, 2, shape.squares]) {
          const [a0, a1] = [fill(a, 0, weight, s0), fill(a, 1, weight, s1)];
          check(SQUARE_LANES, [a0 * a0 * r, a1 * a1 * r]);
        }
        for (const weight of [1, 2, shape.tidy]) check(TIDY, [fill(a, 0, weight, s0), fill(a, 1, weight, s1)]);
        const [a0, a1] = [fill(a, 0, 1, s0), fill(a, 1, 1, s1)];
        check(XI, [shape.xi * a0 - a1, shape.xi * a1 + a0]);
        check(SQUARE, [(a0 * a0 - a1 * a1) * r, 2n * a0 * a1 * r]);
      }
    }
  });

  test.each(curves)("$name: towers", async (shape) => {
    const loaded = await loadTesting("curves-fields", variant);
    const { run, mod, element } = field(loaded, shape);
    const { fill, tidyValues } = limbsOf(loaded, shape);
    const r = inverse(2n ** BigInt(shape.limbs * shape.bits), shape.p);
    const size = shape.curve === 0 ? 80 : 112;
    const elements = Array.from({ length: 18 }, element);
    const [a, b, d] = [elements[0] as number, elements[6] as number, elements[12] as number];
    const multiply = ([a0, a1]: Pair, [b0, b1]: Pair): Pair => [a0 * b0 - a1 * b1, a0 * b1 + a1 * b0];
    const sum = (...terms: Pair[]): Pair => terms.reduce(([x, y], [z, w]) => [x + z, y + w]);
    const times = (k: bigint, [x, y]: Pair): Pair => [k * x, k * y];
    const xi = ([x, y]: Pair): Pair => [shape.xi * x - y, shape.xi * y + x];
    const check = (op: number, expected: Pair[]) => {
      run(op, d, a, b);
      for (const [k, pair] of expected.entries())
        expect(tidyValues(d + k * size).map(mod), `operation ${op}`).toEqual(pair.map(mod));
    };
    for (let round = 0; round < 256; round++) {
      const pick = (k: number) => signs[(round >> (2 * (k % 4))) & 3] as Sign;
      const at = (base: number, k: number, shift: number): Pair => [
        fill(base + k * size, 0, 1, pick(k + shift)),
        fill(base + k * size, 1, 1, pick(k + shift + 1)),
      ];
      const x = [0, 1, 2, 3, 4, 5].map((k) => at(a, k, 0)) as [Pair, Pair, Pair, Pair, Pair, Pair];
      const y = [0, 1, 2].map((k) => at(b, k, 2)) as [Pair, Pair, Pair];
      const product = (z: [Pair, Pair, Pair]): Pair[] =>
        [
          sum(multiply(x[0], z[0]), xi(sum(multiply(x[1], z[2]), multiply(x[2], z[1])))),
          sum(multiply(x[0], z[1]), multiply(x[1], z[0]), xi(multiply(x[2], z[2]))),
          sum(multiply(x[0], z[2]), multiply(x[1], z[1]), multiply(x[2], z[0])),
        ].map((pair) => times(r, pair));
      check(FP6_MULTIPLY, product(y));
      check(FP6_MULTIPLY_BY_01, product([y[0], y[1], [0n, 0n]]));
      // Lines: the coefficients of Fp12 belong to 1, w², w⁴, w, w³, w⁵, and w⁶ = xi.
      const line = (terms: [number, Pair, bigint][]): Pair[] => {
        const result: Pair[] = Array.from({ length: 6 }, () => [0n, 0n]);
        for (const [degree, factor, scale] of terms) {
          for (const [k, from] of [0, 2, 4, 1, 3, 5].entries()) {
            const to = (from + degree) % 6;
            const term = times(scale, multiply(x[k] as Pair, factor));
            result[to] = sum(result[to] as Pair, from + degree >= 6 ? xi(term) : term);
          }
        }
        return [0, 2, 4, 1, 3, 5].map((k) => result[k] as Pair);
      };
      if (shape.curve === 0) {
        check(
          LINE,
          line([
            [0, y[0], r],
            [1, y[1], r],
            [3, y[2], r],
          ]),
        );
      } else {
        check(
          LINE,
          line([
            [0, y[0], r],
            [2, y[1], r],
            [3, y[2], r],
          ]),
        );
        check(
          MONIC_LINE,
          line([
            [0, y[0], r],
            [2, y[1], r],
            [3, [1n, 0n], 1n],
          ]),
        );
      }
      // Granger and Scott: three squares in Fp4, then 3 t ± 2 z.
      const fp4 = (u: Pair, v: Pair): [Pair, Pair] => [
        times(r, sum(multiply(u, u), xi(multiply(v, v)))),
        times(2n * r, multiply(u, v)),
      ];
      const less = (t: Pair, z: Pair) => sum(times(3n, t), times(-2n, z));
      const more = (t: Pair, z: Pair) => sum(times(3n, t), times(2n, z));
      const [t0, t1] = fp4(x[0], x[4]);
      const [t2, t3] = fp4(x[3], x[2]);
      const [t4, t5] = fp4(x[1], x[5]);
      check(CYCLOTOMIC_SQUARE, [
        less(t0, x[0]),
        less(t2, x[1]),
        less(t4, x[2]),
        more(xi(t5), x[3]),
        more(t1, x[4]),
        more(t3, x[5]),
      ]);
    }
  });
});

test.each(curves)("$name: the build with assertions refuses greater weights", async (shape) => {
  const loaded = await loadTesting("curves-fields", "debug");
  const { run, element } = field(loaded, shape);
  const { fill } = limbsOf(loaded, shape);
  const [a, b, d] = [element(), element(), element()];
  for (const [op, wa, wb] of [
    [MULTIPLY, shape.fp2 === 6 ? 4 : 3, shape.fp2 === 6 ? 2 : 6],
    [LANES, 7, shape.lanes === 13 ? 2 : 6],
    [SQUARE_LANES, shape.squares + 1, 1],
    [SQUARE, shape.curve + 2, 1],
    [TIDY, shape.tidy + 1, 1],
    [XI, shape.curve === 0 ? 2 : 6, 1],
  ] as const) {
    for (const [element, weight] of [
      [a, wa],
      [b, wb],
    ] as const) {
      fill(element, 0, weight, () => 1n);
      fill(element, 1, weight, () => -1n);
    }
    expect(() => run(op, d, a, b), `operation ${op}`).toThrow();
  }
});

function inverse(value: bigint, p: bigint): bigint {
  let [result, base] = [1n, value % p];
  for (let e = p - 2n; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}
