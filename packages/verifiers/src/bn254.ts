// The curve bn254 as its precompiles have it (EIP-196, EIP-197): points are 64 bytes in G1 and 128 in G2, big-endian, the
// imaginary part first. A G1 point of zeros is infinity.
import { concatBytes } from "@assay/core/bytes";
import { isOutcome, runMessage } from "@assay/core/call";
import { InputError } from "@assay/core/inputError";
import type { Core } from "@assay/core/instance";
import { bytesOf, numberOf } from "./words.ts";

/** Order of the coordinates' field, and of the groups: that of scalars. */
export const P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
export const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** Each gives null for a coordinate that is not below P, a point off the curve or outside the group. */
export interface Bn254 {
  add(a: Uint8Array, b: Uint8Array): Uint8Array | null;
  multiply(point: Uint8Array, scalar: bigint): Uint8Array | null;
  /** Whether the product of the pairings of G1 and G2 points, one after the other, is one. */
  pairing(pairs: Uint8Array): boolean | null;
}

const ADD = 6;
const MULTIPLY = 7;
const PAIRING = 8;
const GAS = 1n << 40n;

/** The curve of the core. A call costs some ten microseconds more than the curve work itself. */
export class CoreBn254 implements Bn254 {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  add(a: Uint8Array, b: Uint8Array): Uint8Array | null {
    return this.#run(ADD, concatBytes(a, b));
  }

  multiply(point: Uint8Array, scalar: bigint): Uint8Array | null {
    return this.#run(MULTIPLY, concatBytes(point, bytesOf(scalar)));
  }

  pairing(pairs: Uint8Array): boolean | null {
    const output = this.#run(PAIRING, pairs);
    return output === null ? null : output[31] === 1;
  }

  #run(precompile: number, data: Uint8Array): Uint8Array | null {
    const to = bytesOf(BigInt(precompile), 20);
    const outcome = runMessage(this.#core, { fork: "osaka", to, data, gasLimit: GAS });
    if (!isOutcome(outcome)) throw new InputError("CORE_TRAPPED", outcome.message);
    return outcome.status === "success" ? outcome.output : null;
  }
}

/** The point with the other y. */
export function negate(point: Uint8Array): Uint8Array {
  const half = point.length / 2;
  const negated = point.slice();
  for (let at = half; at < point.length; at += 32) {
    const y = numberOf(point.subarray(at, at + 32));
    negated.set(bytesOf(y === 0n ? 0n : P - y), at);
  }
  return negated;
}

/** Whether each of these is a point of G1. Cheap, so that what is no point needs no other work. */
export function areOnCurve(curve: Bn254, points: readonly Uint8Array[]): boolean {
  return points.every((point) => curve.add(point, new Uint8Array(64)) !== null);
}

/** Whether every word of `bytes` is below `order`. */
export function areBelow(bytes: Uint8Array, order: bigint): boolean {
  for (let at = 0; at < bytes.length; at += 32) if (numberOf(bytes.subarray(at, at + 32)) >= order) return false;
  return true;
}
