// The BLS12-381 precompiles of EIP-2537, 0x0b to 0x11, with @noble/curves. Coordinates are 64 bytes, the first 16 zero.
import { concatBytes } from "@assay/core/bytes";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { integerOf } from "./bn254Pairing.ts";

const FIELD_BYTES = 64;
const SCALAR_BYTES = 32;
const G1_BYTES = 2 * FIELD_BYTES;
const G2_BYTES = 4 * FIELD_BYTES;

const { Fp, Fp2, Fp12, Fr } = bls12_381.fields;
const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
type G1Point = InstanceType<typeof G1>;
type G2Point = InstanceType<typeof G2>;

// The declared types of noble's maps are wider than what they take and give.
type FieldMap<Element, Point> = { mapToCurve(element: Element): Point };
const mapToG1 = (u: bigint) => (bls12_381.G1 as unknown as FieldMap<bigint, G1Point>).mapToCurve(u);
const mapToG2 = (u: bigint[]) => (bls12_381.G2 as unknown as FieldMap<bigint[], G2Point>).mapToCurve(u);

class Malformed extends Error {}

function element(input: Uint8Array, at: number): bigint {
  const value = integerOf(input.subarray(at, at + FIELD_BYTES));
  if (value >= Fp.ORDER) throw new Malformed();
  return value;
}

/** On the curve; in the subgroup too where the precompile asks for it. */
function checked<Point extends { isTorsionFree(): boolean }>(point: Point, inSubgroup: boolean): Point {
  if (inSubgroup && !point.isTorsionFree()) throw new Malformed();
  return point;
}

function g1(input: Uint8Array, at: number, inSubgroup: boolean): G1Point {
  const [x, y] = [element(input, at), element(input, at + FIELD_BYTES)];
  if (x === 0n && y === 0n) return G1.ZERO;
  if (Fp.sqr(y) !== Fp.add(Fp.mul(Fp.sqr(x), x), 4n)) throw new Malformed();
  return checked(G1.fromAffine({ x, y }), inSubgroup);
}

function g2(input: Uint8Array, at: number, inSubgroup: boolean): G2Point {
  const [x0, x1, y0, y1] = [0, 1, 2, 3].map((i) => element(input, at + i * FIELD_BYTES)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  if (x0 === 0n && x1 === 0n && y0 === 0n && y1 === 0n) return G2.ZERO;
  const x = Fp2.fromBigTuple([x0, x1]);
  const y = Fp2.fromBigTuple([y0, y1]);
  const right = Fp2.add(Fp2.mul(Fp2.sqr(x), x), Fp2.fromBigTuple([4n, 4n]));
  if (!Fp2.eql(Fp2.sqr(y), right)) throw new Malformed();
  return checked(G2.fromAffine({ x, y }), inSubgroup);
}

function fieldBytes(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * FIELD_BYTES, "0"), "hex");
}

function g1Bytes(point: G1Point): Uint8Array {
  if (point.is0()) return new Uint8Array(G1_BYTES);
  const { x, y } = point.toAffine();
  return concatBytes(fieldBytes(x), fieldBytes(y));
}

function g2Bytes(point: G2Point): Uint8Array {
  if (point.is0()) return new Uint8Array(G2_BYTES);
  const { x, y } = point.toAffine();
  return concatBytes(...[x.c0, x.c1, y.c0, y.c1].map(fieldBytes));
}

/** Offsets of the pieces of an input. */
function pieces(input: Uint8Array, size: number): number[] {
  if (input.length === 0 || input.length % size !== 0) throw new Malformed();
  return Array.from({ length: input.length / size }, (_, i) => i * size);
}

function exactly(input: Uint8Array, size: number): void {
  if (input.length !== size) throw new Malformed();
}

/** Any 32 bytes are a scalar; they count modulo the order. */
function scalar(input: Uint8Array, at: number): bigint {
  return integerOf(input.subarray(at, at + SCALAR_BYTES)) % Fr.ORDER;
}

function sumG1(input: Uint8Array): G1Point {
  return pieces(input, G1_BYTES + SCALAR_BYTES)
    .map((at) => g1(input, at, true).multiplyUnsafe(scalar(input, at + G1_BYTES)))
    .reduce((sum, point) => sum.add(point));
}

function sumG2(input: Uint8Array): G2Point {
  return pieces(input, G2_BYTES + SCALAR_BYTES)
    .map((at) => g2(input, at, true).multiplyUnsafe(scalar(input, at + G2_BYTES)))
    .reduce((sum, point) => sum.add(point));
}

function pairing(input: Uint8Array): Uint8Array {
  const pairs = pieces(input, G1_BYTES + G2_BYTES)
    .map((at) => ({ g1: g1(input, at, true), g2: g2(input, at + G1_BYTES, true) }))
    .filter((pair) => !pair.g1.is0() && !pair.g2.is0());
  const result = new Uint8Array(32);
  result[31] = pairs.length === 0 || Fp12.eql(bls12_381.pairingBatch(pairs), Fp12.ONE) ? 1 : 0;
  return result;
}

function compute(address: number, input: Uint8Array): Uint8Array {
  switch (address) {
    case 0x0b:
      exactly(input, 2 * G1_BYTES);
      return g1Bytes(g1(input, 0, false).add(g1(input, G1_BYTES, false)));
    case 0x0c:
      return g1Bytes(sumG1(input));
    case 0x0d:
      exactly(input, 2 * G2_BYTES);
      return g2Bytes(g2(input, 0, false).add(g2(input, G2_BYTES, false)));
    case 0x0e:
      return g2Bytes(sumG2(input));
    case 0x0f:
      return pairing(input);
    case 0x10:
      exactly(input, FIELD_BYTES);
      return g1Bytes(mapToG1(element(input, 0)));
    case 0x11:
      exactly(input, 2 * FIELD_BYTES);
      return g2Bytes(mapToG2([element(input, 0), element(input, FIELD_BYTES)]));
    default:
      throw new Malformed();
  }
}

/** What the precompile returns; null when it fails. */
export function blsOutput(address: number, input: Uint8Array): Uint8Array | null {
  try {
    return compute(address, input);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
