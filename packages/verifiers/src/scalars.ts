// Arithmetic with scalars of bn254: the field of order R.
import { R } from "./bn254.ts";

/** The representative from 0 to R - 1. */
export function mod(value: bigint): bigint {
  const rest = value % R;
  return rest < 0n ? rest + R : rest;
}

export function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = mod(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % R;
    square = (square * square) % R;
  }
  return result;
}

/** The inverse by Fermat; 0 of 0. */
export function inverse(value: bigint): bigint {
  return power(value, R - 2n);
}
