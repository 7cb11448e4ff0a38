// PLONK over bn254 with KZG commitments, as gnark proves and verifies it with one custom gate (Gabizon, Williamson, Ciobotaru,
// "PLONK", eprint 2019/953; gnark's BSB22 commitment). Names follow the paper: l, r, o the wires' values at zeta, s1 and s2 the
// permutation's, z the grand product, h the quotient in three parts.
//
// SOUNDNESS: proof and public inputs are untrusted: exact length, every coordinate below P, every opening and input below R, points
// on the curve (each takes part in a precompile's work); every byte of the statement and of the proof goes into the
// transcript or into the last equation. Tests: nativeProofs.test.ts.
import { concatBytes } from "@assay/core/bytes";
import { areBelow, areOnCurve, type Bn254, negate, P, R } from "./bn254.ts";
import { type Fault, fault } from "./fault.ts";
import { inverse, mod, power } from "./scalars.ts";
import { ascii, bytesOf, numberOf, sha, wordAt, words } from "./words.ts";

/** 24 words, and for the custom gate the opening of its selector and its commitment. */
export const PLONK_PROOF_BYTES = 864;

export interface PlonkKey {
  readonly publicInputs: number;
  readonly size: bigint;
  readonly omega: bigint;
  readonly cosetShift: bigint;
  /** Commitments to the selectors. */
  readonly ql: Uint8Array;
  readonly qr: Uint8Array;
  readonly qm: Uint8Array;
  readonly qo: Uint8Array;
  readonly qk: Uint8Array;
  readonly qcp: Uint8Array;
  /** Commitments to the permutation. */
  readonly s1: Uint8Array;
  readonly s2: Uint8Array;
  readonly s3: Uint8Array;
  /** Place of the custom gate's commitment, after the public inputs. */
  readonly commitmentIndex: bigint;
  /** Of the structured reference string: [1] in G1, [1] and [tau] in G2. */
  readonly g1: Uint8Array;
  readonly g2: Uint8Array;
  readonly g2Tau: Uint8Array;
}

/** Thrown inside this file alone, where a point of the key turns out not to be one. */
class NotAPoint extends Error {}

/** @returns null when the proof is good */
export function verifyPlonk(curve: Bn254, key: PlonkKey, proof: Uint8Array, inputs: readonly bigint[]): Fault | null {
  if (proof.length !== PLONK_PROOF_BYTES) {
    return fault("PROOF_LENGTH", `the proof has ${proof.length} bytes, not ${PLONK_PROOF_BYTES}`);
  }
  if (inputs.length !== key.publicInputs) {
    return fault("KEY_MISMATCH", `the key is for ${key.publicInputs} public inputs, not for ${inputs.length}`);
  }
  const tooGreat = inputs.findIndex((input) => input >= R);
  if (tooGreat >= 0) return fault("FIELD_ELEMENT", `public input ${tooGreat} is not below the group's order`);
  const parts = partsOf(proof);
  if (!areBelow(concatBytes(...parts.points), P))
    return fault("FIELD_ELEMENT", "a coordinate of the proof is not below the field's order");
  if (!areBelow(parts.scalars, R)) return fault("FIELD_ELEMENT", "an opening is not below the group's order");
  if (!areOnCurve(curve, parts.points)) return fault("POINT_NOT_ON_CURVE", "a point of the proof is not on the curve");
  try {
    return isGood(curve, key, parts, inputs) ? null : fault("PAIRING_FAILED", "the pairing equation does not hold");
  } catch (error) {
    if (!(error instanceof NotAPoint)) throw error;
    return fault("POINT_NOT_ON_CURVE", "a point of the verification key is not on the curve");
  }
}

/** The proof's words in gnark's order. */
function partsOf(proof: Uint8Array) {
  const point = (word: number) => proof.subarray(32 * word, 32 * word + 64);
  const z = point(17);
  const batchOpening = point(20);
  const shiftedOpening = point(22);
  const commitment = point(25);
  return {
    l: point(0),
    r: point(2),
    o: point(4),
    wires: proof.subarray(0, 192),
    h0: point(6),
    h1: point(8),
    h2: point(10),
    quotient: proof.subarray(192, 384),
    lAt: wordAt(proof, 12),
    rAt: wordAt(proof, 13),
    oAt: wordAt(proof, 14),
    s1At: wordAt(proof, 15),
    s2At: wordAt(proof, 16),
    z,
    zShifted: wordAt(proof, 19),
    batchOpening,
    shiftedOpening,
    qcpAt: wordAt(proof, 24),
    commitment,
    points: [...[0, 2, 4, 6, 8, 10].map(point), z, batchOpening, shiftedOpening, commitment],
    scalars: concatBytes(proof.subarray(384, 544), proof.subarray(608, 640), proof.subarray(768, 800)),
  };
}
type Parts = ReturnType<typeof partsOf>;

/** Fiat-Shamir: each challenge is a hash of the one before, unreduced, and of what was sent since. */
function challenges(key: PlonkKey, proof: Parts, inputs: readonly bigint[]) {
  const fixed = [key.s1, key.s2, key.s3, key.ql, key.qr, key.qm, key.qo, key.qk, key.qcp];
  const gamma = sha(ascii("gamma"), ...fixed, words(...inputs), proof.wires);
  const beta = sha(ascii("beta"), gamma);
  const alpha = sha(ascii("alpha"), beta, proof.commitment, proof.z);
  const zeta = sha(ascii("zeta"), alpha, proof.quotient);
  return {
    gamma: mod(numberOf(gamma)),
    beta: mod(numberOf(beta)),
    alpha: mod(numberOf(alpha)),
    zeta: mod(numberOf(zeta)),
  };
}

function isGood(curve: Bn254, key: PlonkKey, proof: Parts, inputs: readonly bigint[]): boolean {
  const { alpha, beta, gamma, zeta } = challenges(key, proof, inputs);
  const { lAt, rAt, oAt, s1At, s2At, zShifted, qcpAt } = proof;
  const sum = (...terms: readonly (readonly [Uint8Array, bigint])[]) => combine(curve, terms);

  const vanishing = mod(power(zeta, key.size) - 1n);
  // The i-th Lagrange polynomial at zeta.
  const lagrange = (i: bigint) => {
    const root = power(key.omega, i);
    return mod(root * vanishing * inverse(mod(key.size * (zeta - root))));
  };
  const publicPart = inputs.reduce(
    (total, input, i) => total + input * lagrange(BigInt(i)),
    hashToScalar(proof.commitment) * lagrange(BigInt(key.publicInputs) + key.commitmentIndex),
  );

  // The linearised polynomial: its value at zeta, and its commitment.
  const alphaSquareFirst = mod(alpha * alpha * lagrange(0n));
  const permuted = mod((lAt + beta * s1At + gamma) * (rAt + beta * s2At + gamma));
  const linearAt = mod(alphaSquareFirst - publicPart - alpha * permuted * (oAt + gamma) * zShifted);
  const shift = key.cosetShift;
  const identity =
    mod((lAt + beta * zeta + gamma) * (rAt + beta * shift * zeta + gamma)) *
    (oAt + beta * shift * shift * zeta + gamma);
  const step = power(zeta, key.size + 2n);
  const linear = sum(
    [key.ql, lAt],
    [key.qr, rAt],
    [key.qm, mod(lAt * rAt)],
    [key.qo, oAt],
    [key.qk, 1n],
    [proof.commitment, qcpAt],
    [key.s3, mod(alpha * beta * permuted * zShifted)],
    [proof.z, mod(alphaSquareFirst - alpha * identity)],
    [proof.h0, mod(-vanishing)],
    [proof.h1, mod(-vanishing * step)],
    [proof.h2, mod(-vanishing * step * step)],
  );

  // All openings at zeta as one.
  const opened: readonly (readonly [Uint8Array, bigint])[] = [
    [linear, linearAt],
    [proof.l, lAt],
    [proof.r, rAt],
    [proof.o, oAt],
    [key.s1, s1At],
    [key.s2, s2At],
    [key.qcp, qcpAt],
  ];
  const fold = mod(
    numberOf(
      sha(
        ascii("gamma"),
        bytesOf(zeta),
        ...opened.map(([commitment]) => commitment),
        words(...opened.map(([, value]) => value), zShifted),
      ),
    ),
  );
  const powers = opened.map((_, i) => power(fold, BigInt(i)));
  const digest = sum(...opened.map(([commitment], i) => [commitment, powers[i]!] as const));
  const value = opened.reduce((total, [, at], i) => total + at * powers[i]!, 0n);

  // Both openings, at zeta and at omega zeta, in one pairing check. The factor binds both.
  const factor = mod(
    numberOf(sha(digest, proof.batchOpening, proof.z, proof.shiftedOpening, bytesOf(zeta), bytesOf(fold))),
  );
  const left = sum(
    [digest, 1n],
    [proof.z, factor],
    [key.g1, mod(-value - factor * zShifted)],
    [proof.batchOpening, zeta],
    [proof.shiftedOpening, mod(factor * zeta * key.omega)],
  );
  const right = sum([proof.batchOpening, 1n], [proof.shiftedOpening, factor]);
  const product = curve.pairing(concatBytes(left, key.g2, negate(right), key.g2Tau));
  if (product === null) throw new NotAPoint();
  return product;
}

/** The sum of the points times their scalars. */
function combine(curve: Bn254, terms: readonly (readonly [Uint8Array, bigint])[]): Uint8Array {
  let total: Uint8Array = new Uint8Array(64);
  for (const [point, scalar] of terms) {
    const term = scalar === 1n ? point : curve.multiply(point, scalar);
    const next = term && curve.add(total, term);
    if (next === null) throw new NotAPoint();
    total = next;
  }
  return total;
}

/** expand_message_xmd of RFC 9380, section 5.3.1, with SHA-256 to 48 bytes, which are then a scalar. */
function hashToScalar(point: Uint8Array): bigint {
  const tag = concatBytes(ascii("BSB22-Plonk"), Uint8Array.of(11));
  const first = sha(new Uint8Array(64), point, Uint8Array.of(0, 48, 0), tag);
  const second = sha(first, Uint8Array.of(1), tag);
  const third = sha(
    first.map((byte, i) => byte ^ second[i]!),
    Uint8Array.of(2),
    tag,
  );
  return mod(numberOf(concatBytes(second, third.subarray(0, 16))));
}
