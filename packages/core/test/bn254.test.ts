// The bn254 precompiles (EIP-196, EIP-197) against @noble/curves, and what they must reject.
import { describe, expect, test } from "vitest";
import { acceleratedVariants, type Loaded, loadTesting } from "./load.js";
import { bn254, bytesOf, concat, bn254G1 as g1, bn254G2 as g2, hex, multiple, numbers } from "./pairingPoints.js";

const { G1, G2, fields } = bn254;
const r = fields.Fr.ORDER;
const p = fields.Fp.ORDER;
const { Fp2 } = fields;

function precompiles({ exports, place, read }: Loaded) {
  const scratch = <T>(use: () => T): T => {
    const mark = exports.mark?.();
    const result = use();
    expect(exports.mark?.() >= mark).toBe(true);
    exports.release?.(mark);
    return result;
  };
  const call = (name: string, input: Uint8Array) =>
    scratch(() => {
      const output = place(new Uint8Array(64));
      return exports[name]?.(output, place(input)) ? hex(read(output, 64)) : "rejected";
    });
  return {
    add: (input: Uint8Array) => call("bn254Add", input),
    multiply: (input: Uint8Array) => call("bn254Multiply", input),
    pairing: (input: Uint8Array): number => scratch(() => exports.bn254Pairing?.(place(input), input.length / 192)),
  };
}

/** A point of the twist outside G2. */
function outsideG2(from: bigint): Uint8Array {
  for (let x = from; ; x++) {
    const element = Fp2.fromBigTuple([x, 1n]);
    const square = Fp2.add(
      Fp2.mul(Fp2.sqr(element), element),
      Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n])),
    );
    if (!Fp2.eql(Fp2.pow(square, (Fp2.ORDER - 1n) / 2n), Fp2.ONE)) continue;
    const y = Fp2.sqrt(square);
    return concat(...[1n, x, y.c1, y.c0].map((part) => bytesOf(part, 32)));
  }
}

const malformedG1: [string, Uint8Array][] = [
  ["x = p", concat(bytesOf(p, 32), bytesOf(0n, 32))],
  ["y = p", concat(bytesOf(0n, 32), bytesOf(p, 32))],
  ["infinity with x = y = p", concat(bytesOf(p, 32), bytesOf(p, 32))],
  ["x = 1 + p", concat(bytesOf(1n + p, 32), bytesOf(2n, 32))],
  ["x = 2^256 - 1", concat(bytesOf(2n ** 256n - 1n, 32), bytesOf(2n, 32))],
  ["off the curve", concat(bytesOf(1n, 32), bytesOf(3n, 32))],
  ["x = 0, y = 1", concat(bytesOf(0n, 32), bytesOf(1n, 32))],
  ["x = 1, y = 0", concat(bytesOf(1n, 32), bytesOf(0n, 32))],
];

describe.each(acceleratedVariants)("%s", (variant) => {
  const rounds = variant === "wasm" ? 40 : 8;

  test("addition", async () => {
    const { add } = precompiles(await loadTesting("curves-pairing", variant));
    const random = numbers("bn254 addition");
    const infinity = G1.Point.ZERO;
    for (let i = 0; i < rounds; i++) {
      const a = G1.Point.BASE.multiply(random(r - 1n) + 1n);
      const b = G1.Point.BASE.multiply(random(r - 1n) + 1n);
      for (const [x, y] of [
        [a, b],
        [a, a],
        [a, a.negate()],
        [a, infinity],
        [infinity, a],
        [infinity, infinity],
      ] as const)
        expect(add(concat(g1(x), g1(y)))).toBe(hex(g1(x.add(y))));
    }
    for (const [, point] of malformedG1) {
      expect(add(concat(point, g1(G1.Point.BASE)))).toBe("rejected");
      expect(add(concat(g1(G1.Point.BASE), point))).toBe("rejected");
    }
  });

  test("multiplication", async () => {
    const { multiply } = precompiles(await loadTesting("curves-pairing", variant));
    const random = numbers("bn254 multiplication");
    // The scalars where the endomorphism's split is at its edges are near multiples of lambda.
    const lambda = 0xb3c4d79d41a917585bfc41088d8daaa78b17ea66b99c90ddn;
    const scalars = [
      0n,
      1n,
      2n,
      3n,
      r - 1n,
      r,
      r + 1n,
      2n ** 256n - 1n,
      2n ** 255n,
      5n * r,
      lambda,
      lambda - 1n,
      r - lambda,
    ];
    for (let i = 0; i < rounds; i++) scalars.push(random(2n ** 256n), random(2n ** 128n), random(2n ** 64n));
    for (const scalar of scalars) {
      const point = G1.Point.BASE.multiply(random(r - 1n) + 1n);
      const expected = scalar % r === 0n ? G1.Point.ZERO : point.multiplyUnsafe(scalar % r);
      expect(multiply(concat(g1(point), bytesOf(scalar, 32)))).toBe(hex(g1(expected)));
    }
    expect(multiply(concat(g1(G1.Point.ZERO), bytesOf(7n, 32)))).toBe(hex(new Uint8Array(64)));
    for (const [, point] of malformedG1) {
      expect(multiply(concat(point, bytesOf(0n, 32)))).toBe("rejected");
      expect(multiply(concat(point, bytesOf(5n, 32)))).toBe("rejected");
    }
  });

  test("pairing check", async () => {
    const { pairing } = precompiles(await loadTesting("curves-pairing", variant));
    const random = numbers("bn254 pairing");
    expect(pairing(new Uint8Array(0))).toBe(1);
    const infinity = new Uint8Array(192);
    expect(pairing(infinity)).toBe(1);
    expect(pairing(concat(g1(G1.Point.BASE), new Uint8Array(128)))).toBe(1);
    expect(pairing(concat(new Uint8Array(64), g2(G2.Point.BASE)))).toBe(1);
    expect(pairing(concat(g1(G1.Point.BASE), g2(G2.Point.BASE)))).toBe(0);
    // What cancels at once: the Miller loop's result may be 1 before the final exponentiation.
    const one = concat(g1(G1.Point.BASE), g2(G2.Point.BASE));
    expect(pairing(concat(one, g1(G1.Point.BASE.negate()), g2(G2.Point.BASE)))).toBe(1);
    expect(pairing(concat(one, g1(G1.Point.BASE), g2(G2.Point.BASE.negate())))).toBe(1);
    expect(pairing(concat(one, one))).toBe(0);
    for (let i = 0; i < (variant === "wasm" ? 6 : 2); i++) {
      const [a, b, c] = [random(r), random(r), random(r)];
      const last = (r - ((a * b + c) % r)) % r;
      const input = (tail: bigint) =>
        concat(
          g1(G1.Point.BASE.multiply(a)),
          g2(G2.Point.BASE.multiply(b)),
          infinity,
          g1(G1.Point.BASE.multiply(c)),
          g2(G2.Point.BASE),
          g1(G1.Point.BASE.multiply(tail)),
          g2(G2.Point.BASE),
        );
      expect(pairing(input(last))).toBe(1);
      expect(pairing(input((last + 1n) % r))).toBe(0);
    }
  });

  test("pairing check rejects", async () => {
    const { pairing } = precompiles(await loadTesting("curves-pairing", variant));
    const good = concat(g1(G1.Point.BASE), g2(G2.Point.BASE));
    for (const [name, point] of malformedG1) {
      expect(pairing(concat(point, g2(G2.Point.BASE))), name).toBe(-1);
      expect(pairing(concat(good, point, new Uint8Array(128))), name).toBe(-1);
    }
    const base = g2(G2.Point.BASE);
    const broken = (at: number, value: bigint) => {
      const point = base.slice();
      point.set(bytesOf(value, 32), at);
      return point;
    };
    const points: Uint8Array[] = [0, 32, 64, 96].flatMap((at) => [
      broken(at, p),
      broken(at, p + 1n),
      broken(at, 0n),
      broken(at, 1n),
    ]);
    points.push(outsideG2(1n), outsideG2(1000n), outsideG2(r));
    // Points whose order is 10069, the small factor of the twist's order, meet the special cases of the Miller loop; so do sums
    // of such a point and one of G2 at other places.
    const cofactor = 2n * p - r;
    const anywhere = outsideG2(5n);
    const number = (at: number) => BigInt(`0x${hex(anywhere.slice(at, at + 32))}`);
    const start = G2.Point.fromAffine({
      x: Fp2.fromBigTuple([number(32), number(0)]),
      y: Fp2.fromBigTuple([number(96), number(64)]),
    });
    const zero = G2.Point.ZERO;
    const small = multiple(start, (cofactor / 10069n) * r, zero);
    expect(small.is0()).toBe(false);
    expect(multiple(small, 10069n, zero).is0()).toBe(true);
    for (const k of [1n, 2n, 77n])
      points.push(g2(multiple(small, k, zero)), g2(multiple(small, k, zero).add(G2.Point.BASE)));
    points.push(g2(multiple(start, r, zero)), g2(multiple(start, 10069n, zero)));
    for (const point of points) {
      expect(pairing(concat(g1(G1.Point.BASE), point))).toBe(-1);
      // Beside infinity a point is checked just as well.
      expect(pairing(concat(new Uint8Array(64), point))).toBe(-1);
    }
  });
});
