// What words are divided with: reciprocals of limbs, and division of up to eight limbs with operands made to reach the
// rare corrections of algorithm D.
import { beforeAll, describe, expect, it } from "vitest";
import { type Loaded, loadTesting, variants } from "./load.js";
import { randomSource, words } from "./operands.js";

const LIMB = 1n << 64n;
const TOP = 1n << 63n;
const low = (x: bigint) => BigInt.asUintN(64, x);
const limbs = words(40_000, 77).map(low);

/** Two-limb divisors about which the corrections of algorithm 6 compare equal numbers, with their reciprocals. All
 *  compare v d1 + d0 + floor(v d0 / 2^64), or its beginning, with d1, modulo 2^64 and after up to two corrections of v. */
const edges = limbs.slice(0, 1000).flatMap((limb) => {
  const d1 = low(limb | TOP);
  const v = (LIMB * LIMB - 1n) / d1 - LIMB;
  const found = [low(d1 - d1 * v)];
  for (let corrected = v; corrected > v - 3n && corrected >= 0n; corrected--) {
    for (let wraps = 0n; wraps < 3n; wraps++) {
      let [from, to] = [0n, LIMB - 1n];
      while (from < to) {
        const d0 = (from + to) / 2n;
        if (low(d1 * corrected) + d0 + ((corrected * d0) >> 64n) < d1 + wraps * LIMB) from = d0 + 1n;
        else to = d0;
      }
      found.push(from);
    }
  }
  return found.flatMap((near) =>
    [-2n, -1n, 0n, 1n, 2n].map((by) => {
      const d0 = low(near + by);
      return [d1, d0, (LIMB ** 3n - 1n) / (d1 * LIMB + d0) - LIMB] as const;
    }),
  );
});

describe.each(variants)("division, %s", (variant) => {
  let exports: Loaded["exports"];
  let loaded: Loaded;

  beforeAll(async () => {
    loaded = await loadTesting("primitives", variant);
    exports = loaded.exports;
  });

  it("products of limbs", () => {
    for (let i = 0; i + 3 < limbs.length; i += 2) {
      const [a, b, c, d] = limbs.slice(i, i + 4) as [bigint, bigint, bigint, bigint];
      const sum = a * b + c + d;
      if (low(exports.productLow!(a, b, c, d)) !== low(sum)) expect.fail(`low of ${a} * ${b} + ${c} + ${d}`);
      if (low(exports.productHigh!(a, b, c, d)) !== sum >> 64n) expect.fail(`high of ${a} * ${b} + ${c} + ${d}`);
      if (low(exports.multiplyHigh!(a, b)) !== (a * b) >> 64n) expect.fail(`high of ${a} * ${b}`);
    }
    const all = LIMB - 1n;
    expect(low(exports.productHigh!(all, all, all, all))).toBe(all);
  });

  it("reciprocals of limbs", () => {
    const divisors = [...limbs, 0n, 1n, LIMB - 1n];
    for (let k = 0n; k < 512n; k++) divisors.push((k << 54n) - 1n, k << 54n, (k << 54n) + 1n);
    divisors.forEach((x, i) => {
      const d1 = low(x | TOP);
      if (low(exports.reciprocal!(d1)) !== (LIMB * LIMB - 1n) / d1 - LIMB) expect.fail(`reciprocal of ${d1}`);
      const d0 = divisors[(i * 7 + 1) % divisors.length]!;
      const d = d1 * LIMB + low(d0);
      const want = (LIMB ** 3n - 1n) / d - LIMB;
      if (low(exports.reciprocal2!(d1, low(d0))) !== want) expect.fail(`reciprocal of ${d}`);
    });
  });

  it("reciprocals of two limbs at the edges of their corrections", () => {
    for (const [d1, d0, want] of edges) {
      if (low(exports.reciprocal2!(d1, d0)) !== want) expect.fail(`reciprocal of ${d1}, ${d0}`);
    }
  });

  it("up to eight limbs by up to four", () => {
    const random = randomSource(31);
    const pick = () => limbs[random() % limbs.length]!;
    const number = (length: number) => {
      let value = 0n;
      for (let i = 0; i < length; i++) value = value * LIMB + pick();
      return value;
    };
    const seen = { full: 0, remainders: 0 };
    for (let i = 0; i < 60_000; i++) {
      const n = 1 + (random() % 4);
      const b = number(n) || 1n;
      const m = 1 + (random() % 8);
      let a = number(m);
      // Half of the dividends are just above or below a multiple of the divisor, with quotient limbs that are mostly
      // all zeros or all ones.
      if (random() & 1) {
        let q = 0n;
        for (let k = n; k < m; k++) q = q * LIMB + ([0n, LIMB - 1n, LIMB - 2n, 1n, pick()][random() % 5] as bigint);
        a = q * b + ([0n, 1n, b - 1n, b >> 1n, b - LIMB][random() % 5] as bigint);
        if (a < 0n || a >> 512n) continue;
      }
      const used = Math.max(m, Math.ceil(a.toString(16).length / 16));
      if (used > 8) continue;
      for (let k = 0; k < 2; k++)
        loaded.writeWord(exports.dividend!() + 32 * k, BigInt.asUintN(256, a >> BigInt(256 * k)));
      const divisor = loaded.placeWord(b);
      exports.longDivision!(used, divisor);
      const at = exports.quotient!();
      let q = loaded.readWord(at) | (loaded.readWord(at + 32) << 256n);
      q = BigInt.asUintN(64 * used, q);
      const r = loaded.readWord(exports.remainder!());
      if (q !== a / b || r !== a % b)
        expect.fail(`${a.toString(16)} / ${b.toString(16)}: ${q.toString(16)}, ${r.toString(16)}`);
      if ((q & (LIMB - 1n)) === LIMB - 1n) seen.full++;
      if (r === b - 1n) seen.remainders++;
      exports.resetArena!();
    }
    expect(seen.full).toBeGreaterThan(1000);
    expect(seen.remainders).toBeGreaterThan(1000);
  });
});
