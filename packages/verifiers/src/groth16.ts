// Groth16 over bn254 (Groth, "On the Size of Pairing-based Non-interactive Arguments", 2016): a proof A, B, C of public inputs
// is good when e(-A, B) e(alpha, beta) e(L, gamma) e(C, delta) = 1, L the inputs' combination of the key's points.
//
// SOUNDNESS: proof and inputs are untrusted: exact length, every coordinate below P, every input below R, points on the curve and
// in the group (the core's precompile rules) before the equation counts; tests: nativeProofs.test.ts.
import { concatBytes } from "@assay/core/bytes";
import { areBelow, areOnCurve, type Bn254, negate, P, R } from "./bn254.ts";
import { type Fault, fault } from "./fault.ts";

export const GROTH16_PROOF_BYTES = 256;

export interface Groth16Key {
  readonly alpha: Uint8Array;
  readonly beta: Uint8Array;
  readonly gamma: Uint8Array;
  readonly delta: Uint8Array;
  /** The constant's point, then one for each input. */
  readonly inputs: readonly Uint8Array[];
}

/** @returns null when the proof is good */
export function verifyGroth16(
  curve: Bn254,
  key: Groth16Key,
  proof: Uint8Array,
  inputs: readonly bigint[],
): Fault | null {
  if (proof.length !== GROTH16_PROOF_BYTES) {
    return fault("PROOF_LENGTH", `the proof has ${proof.length} bytes, not ${GROTH16_PROOF_BYTES}`);
  }
  if (inputs.length + 1 !== key.inputs.length) {
    return fault("KEY_MISMATCH", `the key is for ${key.inputs.length - 1} public inputs, not for ${inputs.length}`);
  }
  if (!areBelow(proof, P)) return fault("FIELD_ELEMENT", "a coordinate of the proof is not below the field's order");
  const tooGreat = inputs.findIndex((input) => input >= R);
  if (tooGreat >= 0) return fault("FIELD_ELEMENT", `public input ${tooGreat} is not below the group's order`);
  const a = proof.subarray(0, 64);
  const b = proof.subarray(64, 192);
  const c = proof.subarray(192, 256);
  if (!areOnCurve(curve, [a, c])) return fault("POINT_NOT_ON_CURVE", "a point of the proof is not on the curve");

  let combination: Uint8Array | null = key.inputs[0]!;
  for (const [i, input] of inputs.entries()) {
    const term = curve.multiply(key.inputs[i + 1]!, input);
    combination = term && combination && curve.add(combination, term);
  }
  if (combination === null) return fault("POINT_NOT_ON_CURVE", "a point of the verification key is not on the curve");
  const product = curve.pairing(concatBytes(negate(a), b, key.alpha, key.beta, combination, key.gamma, c, key.delta));
  if (product === null)
    return fault("POINT_NOT_ON_CURVE", "a point of the proof is not on the curve or not in its group");
  return product ? null : fault("PAIRING_FAILED", "the pairing equation does not hold");
}
