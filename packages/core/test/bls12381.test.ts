// The BLS12-381 precompiles against the vectors of EIP-2537 and @noble/curves, and what they must reject.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import {
  bls12_381,
  blsG1,
  blsG2,
  bytesOf,
  concat,
  hex,
  mapToG1,
  mapToG2,
  multiple,
  numbers,
  squareRoot,
} from "./pairingPoints.js";

const { G1, G2, fields } = bls12_381;
const r = fields.Fr.ORDER;
const p = fields.Fp.ORDER;
const { Fp2 } = fields;

/** Export, output bytes (0: a truth value), input bytes or bytes of each pair. */
const operations = {
  add_G1: ["blsG1Add", 128, 256, 0],
  msm_G1: ["blsG1Msm", 128, 0, 160],
  mul_G1: ["blsG1Msm", 128, 0, 160],
  add_G2: ["blsG2Add", 256, 512, 0],
  msm_G2: ["blsG2Msm", 256, 0, 288],
  mul_G2: ["blsG2Msm", 256, 0, 288],
  pairing_check: ["blsPairing", 0, 0, 384],
  map_fp_to_G1: ["blsMapFpToG1", 128, 64, 0],
  map_fp2_to_G2: ["blsMapFp2ToG2", 256, 128, 0],
} as const;

type Operation = keyof typeof operations;

/** Runs an operation as the dispatch of the EVM does, which checks lengths. */
function precompile({ exports, place, read }: Loaded, name: Operation, input: Uint8Array): string {
  const [fn, output, size, pair] = operations[name];
  const pairs = pair === 0 ? 0 : input.length / pair;
  if (pair === 0 ? input.length !== size : pairs === 0 || !Number.isInteger(pairs)) return "rejected";
  const mark = exports.mark?.();
  const from = place(input);
  let result = "rejected";
  if (output === 0) {
    const truth = exports[fn]?.(from, pairs);
    if (truth >= 0) result = hex(bytesOf(BigInt(truth), 32));
  } else {
    const to = place(new Uint8Array(output));
    const ok = pair === 0 ? exports[fn]?.(to, from) : exports[fn]?.(to, from, pairs);
    if (ok) result = hex(read(to, output));
  }
  expect(exports.mark?.() - mark).toBeLessThan(input.length + output + 64);
  exports.release?.(mark);
  return result;
}

interface Vector {
  Name: string;
  Input: string;
  Expected?: string;
}

const vectors = (file: string): Vector[] =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/eip-2537/${file}_bls.json`, import.meta.url), "utf8"));

/** A point of the curve with x from `from` on, outside the subgroup with overwhelming likelihood. */
function anyG1(from: bigint): Uint8Array {
  for (let x = from; ; x++) {
    const y = squareRoot(x ** 3n + 4n, p);
    if (y !== undefined) return concat(bytesOf(x, 64), bytesOf(y, 64));
  }
}

function anyG2(from: bigint): Uint8Array {
  for (let x = from; ; x++) {
    const element = Fp2.fromBigTuple([x, 1n]);
    const square = Fp2.add(Fp2.mul(Fp2.sqr(element), element), Fp2.fromBigTuple([4n, 4n]));
    if (!Fp2.eql(Fp2.pow(square, (Fp2.ORDER - 1n) / 2n), Fp2.ONE)) continue;
    const y = Fp2.sqrt(square);
    return concat(...[x, 1n, y.c0, y.c1].map((part) => bytesOf(part, 64)));
  }
}

/** The number with all factors `prime` taken out. */
const without = (value: bigint, prime: bigint): bigint => (value % prime ? value : without(value / prime, prime));

/** Points of the small orders that the cofactors have, which meet the special cases of additions, alone and added to a generator. */
function smallOrderG1(): Uint8Array[] {
  const cofactor = 0x396c8c005555e1568c00aaab0000aaabn;
  const start = G1.Point.fromAffine(affine1(anyG1(5n)));
  const zero = G1.Point.ZERO;
  return [3n, 11n, 10177n].flatMap((order) => {
    const point = multiple(start, without(cofactor, order) * r, zero);
    expect(point.is0()).toBe(false);
    return [blsG1(point), blsG1(point.double()), blsG1(point.add(G1.Point.BASE))];
  });
}

function smallOrderG2(): Uint8Array[] {
  const cofactor =
    0x5d543a95414e7f1091d50792876a202cd91de4547085abaa68a205b2e5a7ddfa628f1cb4d9e82ef21537e293a6691ae1616ec6e786f0c70cf1c38e31c7238e5n;
  const start = G2.Point.fromAffine(affine2(anyG2(5n)));
  const zero = G2.Point.ZERO;
  return [13n, 23n, 2713n, 11953n].flatMap((order) => {
    const point = multiple(start, without(cofactor, order) * r, zero);
    expect(point.is0()).toBe(false);
    return [blsG2(point), blsG2(point.double()), blsG2(point.add(G2.Point.BASE))];
  });
}

/** (0, 2), of order 3: the curve's smallest subgroup besides infinity. */
const order3 = concat(bytesOf(0n, 64), bytesOf(2n, 64));

describe.each(acceleratedVariants)("%s", (variant) => {
  const isFast = variant === "wasm";

  test.each(Object.keys(operations) as Operation[])("EIP-2537 vectors: %s", async (name) => {
    const loaded = await loadTesting("curves-pairing", variant);
    if (name !== "msm_G2") {
      for (const { Name, Input, Expected } of vectors(name)) {
        if (!isFast && Input.length > 20_000) continue;
        expect(precompile(loaded, name, Buffer.from(Input, "hex")), Name).toBe(Expected);
      }
    }
    for (const { Name, Input } of vectors(`fail-${name}`))
      expect(precompile(loaded, name, Buffer.from(Input, "hex")), Name).toBe("rejected");
  });

  test("additions also outside the subgroups", async () => {
    const loaded = await loadTesting("curves-pairing", variant);
    for (let i = 1n; i < 200n; i += 50n) {
      const [a, b] = [anyG1(i), anyG1(i + 20n)];
      const sum = G1.Point.fromAffine(affine1(a)).add(G1.Point.fromAffine(affine1(b)));
      expect(precompile(loaded, "add_G1", concat(a, b))).toBe(hex(blsG1(sum)));
      const [c, d] = [anyG2(i), anyG2(i + 20n)];
      const sum2 = G2.Point.fromAffine(affine2(c)).add(G2.Point.fromAffine(affine2(d)));
      expect(precompile(loaded, "add_G2", concat(c, d))).toBe(hex(blsG2(sum2)));
      expect(precompile(loaded, "add_G2", concat(c, c))).toBe(hex(blsG2(G2.Point.fromAffine(affine2(c)).double())));
    }
    // 2 (0, 2) = (0, -2)
    expect(precompile(loaded, "add_G1", concat(order3, order3))).toBe(
      hex(concat(bytesOf(0n, 64), bytesOf(p - 2n, 64))),
    );
  });

  test("multi-scalar multiplications", async () => {
    const loaded = await loadTesting("curves-pairing", variant);
    const random = numbers("bls msm");
    const x = 0xd201000000010000n;
    const scalars = [
      0n,
      1n,
      r - 1n,
      r,
      r + 1n,
      2n ** 256n - 1n,
      x,
      x * x,
      x * x - 1n,
      x ** 3n,
      r - x * x,
      x ** 4n - x * x,
    ];
    for (const count of isFast ? [1, 2, 12, 70] : [1, 2, 12]) {
      let input1: Uint8Array = new Uint8Array(0);
      let input2: Uint8Array = new Uint8Array(0);
      let [sum1, sum2] = [G1.Point.ZERO, G2.Point.ZERO];
      for (let i = 0; i < count; i++) {
        const scalar = i < scalars.length ? (scalars[(i + count) % scalars.length] as bigint) : random(2n ** 256n);
        // Some points twice, some opposite, some at infinity: sums that meet.
        const multiple = i % 5 === 3 ? 1n : i % 5 === 4 ? r - 1n : random(r);
        const [p1, p2] =
          i === 7
            ? [G1.Point.ZERO, G2.Point.ZERO]
            : [G1.Point.BASE.multiply(multiple), G2.Point.BASE.multiply(multiple)];
        input1 = concat(input1, blsG1(p1), bytesOf(scalar, 32));
        input2 = concat(input2, blsG2(p2), bytesOf(scalar, 32));
        const reduced = scalar % r;
        if (reduced === 0n || i === 7) continue;
        sum1 = sum1.add(p1.multiplyUnsafe(reduced));
        sum2 = sum2.add(p2.multiplyUnsafe(reduced));
      }
      expect(precompile(loaded, "msm_G1", input1)).toBe(hex(blsG1(sum1)));
      expect(precompile(loaded, "msm_G2", input2)).toBe(hex(blsG2(sum2)));
    }
  });

  test("points outside the subgroups are rejected", async () => {
    const loaded = await loadTesting("curves-pairing", variant);
    const good = concat(blsG1(G1.Point.BASE), blsG2(G2.Point.BASE));
    for (const bad of [...smallOrderG1(), anyG1(1n), anyG1(77n), order3, anyG1(r)]) {
      for (const scalar of [0n, 1n, 3n, r])
        expect(precompile(loaded, "msm_G1", concat(bad, bytesOf(scalar, 32)))).toBe("rejected");
      expect(precompile(loaded, "pairing_check", concat(bad, blsG2(G2.Point.BASE)))).toBe("rejected");
      expect(precompile(loaded, "pairing_check", concat(good, bad, new Uint8Array(256)))).toBe("rejected");
      // The check of two points at once: the bad one first, second, both.
      const fine = concat(blsG1(G1.Point.BASE), bytesOf(5n, 32));
      const wrong = concat(bad, bytesOf(5n, 32));
      for (const pair of [concat(fine, wrong), concat(wrong, fine), concat(wrong, wrong), concat(fine, fine, wrong)])
        expect(precompile(loaded, "msm_G1", pair)).toBe("rejected");
    }
    for (const bad of [...smallOrderG2(), anyG2(1n), anyG2(77n), anyG2(r)]) {
      for (const scalar of [0n, 1n, 3n, r])
        expect(precompile(loaded, "msm_G2", concat(bad, bytesOf(scalar, 32)))).toBe("rejected");
      expect(precompile(loaded, "pairing_check", concat(blsG1(G1.Point.BASE), bad))).toBe("rejected");
      expect(precompile(loaded, "pairing_check", concat(good, new Uint8Array(128), bad))).toBe("rejected");
    }
  });

  test("every field element: not below p, wrong padding", async () => {
    const loaded = await loadTesting("curves-pairing", variant);
    const valid: Record<Operation, Uint8Array> = {
      add_G1: concat(blsG1(G1.Point.BASE), blsG1(G1.Point.BASE)),
      msm_G1: concat(blsG1(G1.Point.BASE), bytesOf(2n, 32)),
      mul_G1: concat(blsG1(G1.Point.BASE), bytesOf(2n, 32)),
      add_G2: concat(blsG2(G2.Point.BASE), blsG2(G2.Point.BASE)),
      msm_G2: concat(blsG2(G2.Point.BASE), bytesOf(2n, 32)),
      mul_G2: concat(blsG2(G2.Point.BASE), bytesOf(2n, 32)),
      pairing_check: concat(blsG1(G1.Point.BASE), blsG2(G2.Point.BASE)),
      map_fp_to_G1: bytesOf(5n, 64),
      map_fp2_to_G2: concat(bytesOf(5n, 64), bytesOf(6n, 64)),
    };
    for (const name of Object.keys(valid) as Operation[]) {
      expect(precompile(loaded, name, valid[name])).not.toBe("rejected");
      for (let at = 0; at + 64 <= valid[name].length; at += 64) {
        for (const value of [p, p + 1n, 2n ** 384n, 2n ** 384n - 1n, 2n ** 511n, 2n ** 512n - 1n]) {
          const input = valid[name].slice();
          input.set(bytesOf(value, 64), at);
          expect(precompile(loaded, name, input)).toBe("rejected");
        }
        // The element plus p, so the same modulo p.
        const input = valid[name].slice();
        const element = BigInt(`0x${hex(input.slice(at, at + 64))}`);
        input.set(bytesOf(element + p, 64), at);
        expect(precompile(loaded, name, input)).toBe("rejected");
      }
    }
  });

  test("pairing check", async () => {
    const loaded = await loadTesting("curves-pairing", variant);
    const random = numbers("bls pairing");
    const yes = hex(bytesOf(1n, 32));
    const no = hex(bytesOf(0n, 32));
    // What cancels at once: the Miller loop's result may be 1 before the final exponentiation.
    const one = concat(blsG1(G1.Point.BASE), blsG2(G2.Point.BASE));
    const inverses = [
      concat(blsG1(G1.Point.BASE.negate()), blsG2(G2.Point.BASE)),
      concat(blsG1(G1.Point.BASE), blsG2(G2.Point.BASE.negate())),
    ];
    for (const inverse of inverses) expect(precompile(loaded, "pairing_check", concat(one, inverse))).toBe(yes);
    expect(precompile(loaded, "pairing_check", concat(one, one))).toBe(no);
    for (let i = 0; i < (isFast ? 5 : 1); i++) {
      const [a, b, c] = [random(r), random(r), random(r)];
      const last = (r - ((a * b + c) % r)) % r;
      const input = (tail: bigint) =>
        concat(
          blsG1(G1.Point.BASE.multiply(a)),
          blsG2(G2.Point.BASE.multiply(b)),
          new Uint8Array(384),
          blsG1(G1.Point.BASE.multiply(c)),
          blsG2(G2.Point.BASE),
          blsG1(G1.Point.BASE.multiply(tail)),
          blsG2(G2.Point.BASE),
        );
      expect(precompile(loaded, "pairing_check", input(last))).toBe(yes);
      expect(precompile(loaded, "pairing_check", input((last + 1n) % r))).toBe(no);
    }
  });

  test("maps agree with noble", async () => {
    const loaded = await loadTesting("curves-pairing", variant);
    const random = numbers("bls map");
    // Where Z² u⁴ + Z u² = 0 the map takes another way: u = 0 and u = 1 / sqrt(-11).
    const exceptional = fields.Fp.inv(squareRoot(-11n, p) as bigint);
    const elements = [
      0n,
      1n,
      exceptional,
      p - exceptional,
      p - 1n,
      (p - 1n) / 2n,
      ...Array.from({ length: isFast ? 12 : 3 }, () => random(p)),
    ];
    for (const u of elements) {
      expect(precompile(loaded, "map_fp_to_G1", bytesOf(u, 64))).toBe(hex(blsG1(mapToG1(u))));
      for (const v of [0n, random(p)]) {
        const input = concat(bytesOf(u, 64), bytesOf(v, 64));
        expect(precompile(loaded, "map_fp2_to_G2", input)).toBe(hex(blsG2(mapToG2(u, v))));
      }
    }
  });
});

function affine1(bytes: Uint8Array) {
  const number = (at: number) => BigInt(`0x${hex(bytes.slice(at, at + 64))}`);
  return { x: number(0), y: number(64) };
}

function affine2(bytes: Uint8Array) {
  const number = (at: number) => BigInt(`0x${hex(bytes.slice(at, at + 64))}`);
  return { x: Fp2.fromBigTuple([number(0), number(64)]), y: Fp2.fromBigTuple([number(128), number(192)]) };
}
