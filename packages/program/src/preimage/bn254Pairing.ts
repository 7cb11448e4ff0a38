// The pairing check of EIP-197. @noble/curves is kept apart from the core's own curves on purpose: a host that computes with other
// code than the client notices when one of the two is wrong.
import { bn254 } from "@noble/curves/bn254.js";

const PAIR_BYTES = 192;

const { Fp, Fp2, Fp12 } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
/** The twist's constant: 3 / (9 + i). */
const TWIST_B = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));

export function integerOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

class Malformed extends Error {}

function coordinate(bytes: Uint8Array): bigint {
  const value = integerOf(bytes);
  if (value >= Fp.ORDER) throw new Malformed();
  return value;
}

function g1(bytes: Uint8Array): InstanceType<typeof G1> {
  const x = coordinate(bytes.subarray(0, 32));
  const y = coordinate(bytes.subarray(32, 64));
  if (x === 0n && y === 0n) return G1.ZERO;
  if (Fp.sqr(y) !== Fp.add(Fp.mul(Fp.sqr(x), x), 3n)) throw new Malformed();
  return G1.fromAffine({ x, y });
}

/** The imaginary part comes first. */
function g2(bytes: Uint8Array): InstanceType<typeof G2> {
  const parts = [0, 32, 64, 96].map((at) => coordinate(bytes.subarray(at, at + 32)));
  const [x1, x0, y1, y0] = parts as [bigint, bigint, bigint, bigint];
  if (parts.every((part) => part === 0n)) return G2.ZERO;
  const x = Fp2.fromBigTuple([x0, x1]);
  const y = Fp2.fromBigTuple([y0, y1]);
  if (!Fp2.eql(Fp2.sqr(y), Fp2.add(Fp2.mul(Fp2.sqr(x), x), TWIST_B))) throw new Malformed();
  const point = G2.fromAffine({ x, y });
  // On the twist, but perhaps not in the subgroup: EIP-197 asks for both. G1 has no other points.
  if (!point.isTorsionFree()) throw new Malformed();
  return point;
}

/** 32 bytes, 1 when the product of the pairings is one, else 0; null when the input is malformed. */
export function bn254Pairing(input: Uint8Array): Uint8Array | null {
  if (input.length % PAIR_BYTES !== 0) return null;
  const result = new Uint8Array(32);
  try {
    const pairs = [];
    for (let at = 0; at < input.length; at += PAIR_BYTES) {
      const pair = { g1: g1(input.subarray(at, at + 64)), g2: g2(input.subarray(at + 64, at + PAIR_BYTES)) };
      // A pairing with the point at infinity is one; noble refuses to compute it.
      if (!pair.g1.is0() && !pair.g2.is0()) pairs.push(pair);
    }
    result[31] = pairs.length === 0 || Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE) ? 1 : 0;
    return result;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
