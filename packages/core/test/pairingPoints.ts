// Points of the pairing curves from @noble/curves, in the encodings of the precompiles, and a seeded source of scalars.
import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bn254 } from "@noble/curves/bn254.js";

export { bls12_381, bn254 };

export type Bn254G1 = typeof bn254.G1.Point.BASE;
export type Bn254G2 = typeof bn254.G2.Point.BASE;
export type BlsG1 = typeof bls12_381.G1.Point.BASE;
export type BlsG2 = typeof bls12_381.G2.Point.BASE;

export const bytesOf = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex"));

export const concat = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Numbers below `bound` that depend on the seed alone. */
export function numbers(seed: string): (bound: bigint) => bigint {
  let count = 0;
  return (bound) => {
    let value = 0n;
    for (let i = 0; i < 3; i++) {
      const digest = createHash("sha256").update(`${seed} ${count++}`).digest("hex");
      value = (value << 256n) + BigInt(`0x${digest}`);
    }
    return value % bound;
  };
}

export function bn254G1(point: Bn254G1): Uint8Array {
  if (point.is0()) return new Uint8Array(64);
  const { x, y } = point.toAffine();
  return concat(bytesOf(x, 32), bytesOf(y, 32));
}

/** EIP-197: imaginary parts first. */
export function bn254G2(point: Bn254G2): Uint8Array {
  if (point.is0()) return new Uint8Array(128);
  const { x, y } = point.toAffine();
  return concat(...[x.c1, x.c0, y.c1, y.c0].map((part) => bytesOf(part, 32)));
}

export function blsG1(point: BlsG1): Uint8Array {
  if (point.is0()) return new Uint8Array(128);
  const { x, y } = point.toAffine();
  return concat(bytesOf(x, 64), bytesOf(y, 64));
}

/** EIP-2537: real parts first. */
export function blsG2(point: BlsG2): Uint8Array {
  if (point.is0()) return new Uint8Array(256);
  const { x, y } = point.toAffine();
  return concat(...[x.c0, x.c1, y.c0, y.c1].map((part) => bytesOf(part, 64)));
}

/** k times a point that need not be in the subgroup. */
export function multiple<P extends { add(other: P): P; double(): P }>(point: P, k: bigint, zero: P): P {
  let result = zero;
  let power = point;
  for (let rest = k; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result.add(power);
    power = power.double();
  }
  return result;
}

/** A square root modulo p = 3 mod 4, or undefined. */
export function squareRoot(value: bigint, p: bigint): bigint | undefined {
  const a = ((value % p) + p) % p;
  let root = 1n;
  for (let base = a, e = (p + 1n) / 4n; e > 0n; e >>= 1n) {
    if (e & 1n) root = (root * base) % p;
    base = (base * base) % p;
  }
  return (root * root) % p === a ? root : undefined;
}

// The declared types of noble's maps are wider than what they take and give.
type Map<Element, Point> = { mapToCurve(element: Element): Point };

export const mapToG1 = (u: bigint): BlsG1 => (bls12_381.G1 as unknown as Map<bigint, BlsG1>).mapToCurve(u);
export const mapToG2 = (u: bigint, v: bigint): BlsG2 =>
  (bls12_381.G2 as unknown as Map<bigint[], BlsG2>).mapToCurve([u, v]);
