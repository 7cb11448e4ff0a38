// The two-lane field of secp256k1 against BigInt: random and extreme limbs at every magnitude that is allowed, and the
// generator's table against @noble/curves.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { beforeAll, describe, expect, it } from "vitest";
import { type Loaded, loadTesting } from "./load.js";
import { randomSource } from "./operands.js";

const PRIME = secp256k1.Point.Fp.ORDER;
/** Limbs of magnitude 1 are at most this (packages/core/assembly/curves/secp256k1PairKernel.ts). */
const ONE = 2 ** 29 + 2 ** 22;

describe.each(["wasm", "debug"] as const)("%s", (variant) => {
  let core: Loaded;
  let a: number;
  let b: number;
  let c: number;
  let d: number;
  const random = randomSource(11);

  beforeAll(async () => {
    core = await loadTesting("secp256k1Lanes", variant);
    [a, b, c, d] = [0, 0, 0, 0].map(() => core.place(new Uint8Array(80)) as number) as [number, number, number, number];
  });

  const put = (ptr: number, limbs: number[]) => {
    const view = new DataView(core.memory.buffer, ptr, 80);
    for (let i = 0; i < 20; i++) view.setUint32(4 * i, limbs[i] ?? random(), true);
  };
  const get = (ptr: number, lane: number) => {
    const view = new DataView(core.memory.buffer, ptr, 80);
    let value = 0n;
    for (let i = 8; i >= 0; i--) value = (value << 29n) + BigInt(view.getUint32(8 * i + 4 * lane, true));
    return value;
  };
  const greatest = (ptr: number) => {
    const view = new DataView(core.memory.buffer, ptr, 80);
    return Math.max(...Array.from({ length: 18 }, (_, i) => view.getUint32(4 * i, true)));
  };
  const limbs = (magnitude: number) =>
    Array.from({ length: 18 }, () => {
      const kind = random() % 4;
      if (kind === 0) return Math.floor(magnitude * ONE);
      if (kind === 1) return 0;
      return Math.floor((random() / 2 ** 32) * magnitude * ONE);
    });
  const check = (of: (x: bigint, y: bigint, z: bigint) => bigint, bound: number) => {
    for (const lane of [0, 1]) {
      const value = of(get(a, lane), get(b, lane), get(c, lane));
      expect((((get(d, lane) - value) % PRIME) + PRIME) % PRIME).toBe(0n);
    }
    expect(greatest(d)).toBeLessThanOrEqual(Math.floor(bound * ONE));
  };

  it("multiplies and squares at all magnitudes", () => {
    for (const [x, y] of [
      [1, 1],
      [3, 2],
      [2, 3],
      [3, 1],
      [2, 2],
    ] as const) {
      for (let i = 0; i < 200; i++) {
        put(a, i === 0 ? Array(18).fill(x * ONE) : limbs(x));
        put(b, i === 0 ? Array(18).fill(y * ONE) : limbs(y));
        core.exports.pairMultiply!(d, a, b);
        check((p, q) => p * q, 1);
      }
    }
    for (const x of [1, 2, 2.5]) {
      for (let i = 0; i < 200; i++) {
        put(a, i === 0 ? Array(18).fill(Math.floor(x * ONE)) : limbs(x));
        core.exports.pairSquare!(d, a);
        check((p) => p * p, 1);
      }
    }
  });

  it("keeps magnitude 1 through chains of products", () => {
    put(a, limbs(1));
    put(b, limbs(1));
    let [x, y] = [get(a, 0), get(b, 0)];
    for (let i = 0; i < 1000; i++) {
      core.exports.pairMultiply!(a, a, b);
      core.exports.pairSquare!(b, a);
      x = (x * y) % PRIME;
      y = (x * x) % PRIME;
      expect(Math.max(greatest(a), greatest(b))).toBeLessThanOrEqual(ONE);
    }
    expect(get(a, 0) % PRIME).toBe(x);
    expect(get(b, 0) % PRIME).toBe(y);
  });

  it("subtracts and carries", () => {
    const p = core.exports;
    for (let i = 0; i < 300; i++) {
      const extreme = i % 10 === 0;
      put(a, limbs(1));
      put(b, extreme ? Array(18).fill(ONE) : limbs(1));
      put(c, extreme ? Array(18).fill(ONE) : limbs(1));
      p.pairSubtract!(d, a, b);
      check((x, y) => x - y, 1);
      p.pairSubtractLoose!(d, a, b);
      check((x, y) => x - y, 3);
      p.pairTriple!(d, a);
      check((x) => 3n * x, 1);
      p.pairSubtractAndTwice!(d, a, b, c);
      check((x, y, z) => x - y - 2n * z, 1);
      p.pairSubtractFourTimes!(d, a, b);
      check((x, y) => x - 4n * y, 1);
      p.pairTwiceMinus!(d, a, b);
      check((x, y) => 2n * x - y, 1);
      put(a, limbs(7));
      p.pairCarry!(d, a);
      check((x) => x, 1);
    }
  });

  it("moves words in and out, and takes square roots", () => {
    const edges = [0n, 1n, PRIME - 1n, PRIME, (1n << 256n) - 1n, 4n, 9n];
    const word = core.placeWord(0n);
    for (let i = 0; i < 100; i++) {
      put(a, []);
      const [x, y] = [edges[i] ?? get(a, 0) % PRIME, edges[i] ?? get(a, 1) % PRIME];
      core.writeWord(word, x);
      core.exports.laneFromWord!(a, 0, word);
      core.writeWord(word, y);
      core.exports.laneFromWord!(a, 1, word);
      for (const [lane, value] of [
        [0, x],
        [1, y],
      ] as const) {
        core.exports.laneToWord!(word, a, lane);
        expect(core.readWord(word)).toBe(value % PRIME);
      }
      core.exports.pairSquare!(b, a);
      core.exports.pairSquareRoot!(d, b);
      for (const lane of [0, 1]) expect(get(d, lane) ** 2n % PRIME).toBe(get(a, lane) ** 2n % PRIME);
      put(b, limbs(7));
      core.exports.laneToWord!(word, b, 1);
      expect(core.readWord(word)).toBe(get(b, 1) % PRIME);
    }
  });

  it("traps on factors that are too large, in the debug build", () => {
    put(a, Array(18).fill(3 * ONE));
    put(b, Array(18).fill(3 * ONE));
    const multiply = () => core.exports.pairMultiply!(d, a, b);
    if (variant === "debug") expect(multiply).toThrow();
    else multiply();
  });

  it("builds the generator's table", async () => {
    const fresh = await loadTesting("secp256k1Lanes", variant);
    const beta = 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een;
    const coordinate = (ptr: number) => {
      let value = 0n;
      const view = new DataView(fresh.memory.buffer, ptr, 48);
      for (let i = 8; i >= 0; i--) value = (value << 29n) + BigInt(view.getUint32(4 * i, true));
      return value % PRIME;
    };
    for (const [count, window] of [
      [1, 7],
      [40, 10],
      [500, 12],
    ] as const) {
      expect(fresh.exports.prepareGenerator!(count)).toBe(window);
      const rows = (fresh.exports.generatorRows!() as number) >>> 0;
      let point = secp256k1.Point.BASE;
      for (let k = 0; k < 2 ** (window - 1); k++) {
        if (k < 200 || k > 2 ** (window - 1) - 3) {
          const { x, y } = k < 200 ? point : secp256k1.Point.BASE.multiply(BigInt(k + 1));
          const row = rows + 144 * k;
          expect([coordinate(row), coordinate(row + 48), coordinate(row + 96)]).toEqual([x, (x * beta) % PRIME, y]);
        }
        if (k < 200) point = point.add(secp256k1.Point.BASE);
      }
    }
  });
});
