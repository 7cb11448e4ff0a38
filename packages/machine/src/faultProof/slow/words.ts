// 64-bit words as bigints from 0 to 2^64 - 1.
export const MASK_64 = (1n << 64n) - 1n;
export const MASK_32 = (1n << 32n) - 1n;

/** The low `bits` bits, their highest one extended to 64. */
export function signExtend(value: bigint, bits: number): bigint {
  return BigInt.asUintN(64, BigInt.asIntN(bits, value));
}

export const wrap = (value: bigint) => BigInt.asUintN(64, value);
export const signed = (value: bigint) => BigInt.asIntN(64, value);
