// Seeded secp256k1 signatures and what @noble/curves makes of them.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Loaded } from "./load.js";
import { randomBytes, randomSource } from "./operands.js";

export const ORDER = secp256k1.Point.Fn.ORDER;
export const PRIME = secp256k1.Point.Fp.ORDER;

export interface Signature {
  digest: Uint8Array;
  r: Uint8Array;
  s: Uint8Array;
  parity: number;
  /** 64 bytes, or undefined when nothing can be recovered. */
  publicKey: Uint8Array | undefined;
}

export function bytes32(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
}

export function integer(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

/** Genuine signatures; half of them with s turned into its negative, which low-s rules refuse and recovery must not. */
export function validSignatures(count: number, seed: number): Signature[] {
  const random = randomSource(seed);
  return Array.from({ length: count }, (_, i) => {
    const secret = randomBytes(random, 32);
    secret[0]! &= 0x7f;
    const digest = randomBytes(random, 32);
    const bytes = secp256k1.sign(digest, secret, { prehash: false, format: "recovered" });
    const high = i % 2 === 1;
    const s = integer(bytes.subarray(33));
    return {
      digest,
      r: bytes.slice(1, 33),
      s: bytes32(high ? ORDER - s : s),
      parity: bytes[0]! ^ Number(high),
      publicKey: secp256k1.getPublicKey(secret, false).slice(1),
    };
  });
}

/** What @noble/curves recovers from any r, s, digest and parity. */
export function reference(digest: Uint8Array, r: bigint, s: bigint, parity: number): Signature {
  const signature = { digest, r: bytes32(r), s: bytes32(s), parity };
  let publicKey: Uint8Array | undefined;
  try {
    const recoverable = new secp256k1.Signature(r, s, parity);
    publicKey = recoverable.recoverPublicKey(digest).toBytes(false).slice(1);
  } catch {
    // r or s out of range, r no x of the curve, or the key at infinity.
  }
  return { ...signature, publicKey };
}

/** Signatures with one wrong part each. */
export function hostileSignatures(count: number, seed: number): Signature[] {
  const random = randomSource(seed);
  const out: Signature[] = [];
  const edges = [0n, 1n, 2n, ORDER - 1n, ORDER, ORDER + 1n, PRIME - 1n, PRIME, (1n << 256n) - 1n];
  for (const { digest, r, s, parity } of validSignatures(count, seed + 1)) {
    const edge = edges[random() % edges.length]!;
    const kind = random() % 6;
    const wide = integer(randomBytes(random, 32));
    if (kind === 0) out.push(reference(digest, edge, integer(s), parity));
    else if (kind === 1) out.push(reference(digest, integer(r), edge, parity));
    else if (kind === 2) out.push(reference(bytes32(edge), integer(r), integer(s), parity));
    else if (kind === 3) out.push(reference(digest, integer(r), integer(s), parity ^ 1));
    // Half of all r are no x of the curve.
    else if (kind === 4) out.push(reference(digest, wide, integer(s), parity));
    else
      out.push({
        ...reference(digest, integer(r), integer(s), parity),
        parity: 2 + (random() % 30),
        publicKey: undefined,
      });
  }
  return out;
}

/** Lambda, the factor by which the endomorphism multiplies. */
const LAMBDA = 0x5363ad4cc05c30e0a5261c028812645a122e22ea20816678df02967c1b23bd72n;

/** Signatures made so that points met on the way are equal, opposite or at infinity: the nonce point is a known multiple of
 *  the generator and the multipliers are small, negative, or related by the endomorphism. */
export function exceptionalSignatures(): Signature[] {
  const nonces = [
    1n,
    2n,
    3n,
    16n,
    32n,
    ORDER - 1n,
    ORDER - 2n,
    LAMBDA,
    ORDER - LAMBDA,
    (LAMBDA * LAMBDA) % ORDER,
    1n << 128n,
  ];
  const multipliers = [
    0n,
    1n,
    2n,
    15n,
    16n,
    31n,
    32n,
    33n,
    ORDER - 1n,
    ORDER - 16n,
    LAMBDA,
    ORDER - LAMBDA,
    1n << 127n,
    1n << 128n,
  ];
  const out: Signature[] = [];
  for (const k of nonces) {
    const nonce = secp256k1.Point.BASE.multiply(k).toAffine();
    const r = nonce.x % ORDER;
    for (const u1 of multipliers) {
      for (const u2 of multipliers) {
        if (u2 === 0n) continue;
        // u1 = -digest / r, u2 = s / r
        const digest = bytes32(((ORDER - u1) * r) % ORDER);
        out.push(reference(digest, r, (u2 * r) % ORDER, Number(nonce.y & 1n)));
      }
    }
  }
  return out;
}

/** Runs all through `secp256k1RecoverBatch`; undefined where it says no. */
export function recoverBatch({ exports, place, read }: Loaded, signatures: Signature[]): (Uint8Array | undefined)[] {
  const count = signatures.length;
  const mark = exports.mark!() as number;
  const join = (of: (signature: Signature) => Uint8Array) => place(Uint8Array.from(Buffer.concat(signatures.map(of))));
  const keys = place(new Uint8Array(64 * count).fill(0xaa));
  const ok = place(new Uint8Array(count).fill(0xaa));
  const parities = place(Uint8Array.from(signatures.map(({ parity }) => parity)));
  exports.secp256k1RecoverBatch!(
    count,
    keys,
    join((x) => x.digest),
    join((x) => x.r),
    join((x) => x.s),
    parities,
    ok,
  );
  const flags = read(ok, count);
  const found = signatures.map((_, i) => (flags[i] === 1 ? read(keys + 64 * i, 64) : undefined));
  if (flags.some((flag) => flag > 1)) throw new Error("a flag is neither 0 nor 1");
  exports.release!(mark);
  return found;
}

/** Runs one through `secp256k1Recover`. */
export function recover({ exports, place, read }: Loaded, signature: Signature): Uint8Array | undefined {
  const mark = exports.mark!() as number;
  const key = place(new Uint8Array(64));
  const { digest, r, s, parity } = signature;
  const ok = exports.secp256k1Recover!(key, place(digest), place(r), place(s), parity);
  const found = ok === 1 ? read(key, 64) : undefined;
  exports.release!(mark);
  return found;
}
