// The curve by @noble/curves, to check and to measure ours against.

import { bn254 } from "@noble/curves/bn254.js";
import { concatBytes } from "../../core/src/bytes.ts";
import type { Bn254 } from "../src/bn254.ts";
import { bytesOf, wordAt } from "../src/words.ts";

type G1 = InstanceType<typeof bn254.G1.Point>;

function g1(bytes: Uint8Array): G1 {
  const [x, y] = [wordAt(bytes, 0), wordAt(bytes, 1)];
  if (x === 0n && y === 0n) return bn254.G1.Point.ZERO;
  const point = bn254.G1.Point.fromAffine({ x, y });
  point.assertValidity();
  return point;
}

function bytesOfPoint(point: G1): Uint8Array {
  const { x, y } = point.is0() ? { x: 0n, y: 0n } : point.toAffine();
  return concatBytes(bytesOf(x), bytesOf(y));
}

function g2(bytes: Uint8Array) {
  const [x1, x0, y1, y0] = [0, 1, 2, 3].map((i) => wordAt(bytes, i));
  const point = bn254.G2.Point.fromAffine({ x: { c0: x0!, c1: x1! }, y: { c0: y0!, c1: y1! } });
  point.assertValidity();
  return point;
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

export class NobleBn254 implements Bn254 {
  add(a: Uint8Array, b: Uint8Array): Uint8Array | null {
    return orNull(() => bytesOfPoint(g1(a).add(g1(b))));
  }

  multiply(point: Uint8Array, scalar: bigint): Uint8Array | null {
    return orNull(() => {
      const reduced = scalar % bn254.fields.Fr.ORDER;
      return bytesOfPoint(reduced === 0n ? bn254.G1.Point.ZERO : g1(point).multiplyUnsafe(reduced));
    });
  }

  pairing(pairs: Uint8Array): boolean | null {
    return orNull(() => {
      const list = [];
      for (let at = 0; at < pairs.length; at += 192) {
        const [first, second] = [g1(pairs.subarray(at, at + 64)), g2(pairs.subarray(at + 64, at + 192))];
        if (!first.is0()) list.push({ g1: first, g2: second });
      }
      const { Fp12 } = bn254.fields;
      return Fp12.eql(bn254.pairingBatch(list), Fp12.ONE);
    });
  }
}
