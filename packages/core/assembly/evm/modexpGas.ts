// What MODEXP costs: EIP-198, EIP-2565, EIP-7883, and the bound on lengths of EIP-7823.

/** A cost that no gas can pay. */
export const UNPAYABLE: u64 = u64.MAX_VALUE;

export const MODEXP_EIP198: u32 = 1;
export const MODEXP_EIP2565: u32 = 2;
export const MODEXP_EIP7883: u32 = 3;

/** EIP-7823. */
const MAX_LENGTH: u64 = 1024;

/** a * b, or UNPAYABLE from 2^63 on. */
function multiplySaturating(a: u64, b: u64): u64 {
  if (a != 0 && b > <u64>i64.MAX_VALUE / a) return UNPAYABLE;
  return a * b;
}

/** Position of the highest bit of the first `length` (at most 32) bytes of the exponent; 0 when they are zero. Bytes
 *  beyond `available` are zero. */
function highestBit(exponent: usize, available: u32, length: u32): u64 {
  for (let i: u32 = 0; i < length; i++) {
    if (i >= available) return 0;
    const byte = <u32>load<u8>(exponent + i);
    if (byte != 0) return ((<u64>(length - 1 - i)) << 3) + 31 - <u64>clz<u32>(byte);
  }
  return 0;
}

/** EIP-198: bit steps of the exponent; a byte beyond the first 32 counts `perByte`. */
function iterations(exponent: usize, available: u32, length: u64, perByte: u64): u64 {
  if (length <= 32) return highestBit(exponent, available, <u32>length);
  return multiplySaturating(length - 32, perByte) + highestBit(exponent, available, 32);
}

function complexity198(x: u64): u64 {
  if (x <= 64) return x * x;
  if (x <= 1024) return ((x * x) >> 2) + 96 * x - 3072;
  return ((x * x) >> 4) + 480 * x - 199680;
}

/**
 * Cost for the lengths of base, exponent and modulus. `exponent` points at the exponent's bytes, of which `available` are
 * in the input. Lengths are below 2^32, which the caller has seen to. UNPAYABLE also where a length breaks EIP-7823.
 */
export function modexpGas(
  rules: u32,
  baseLength: u64,
  exponentLength: u64,
  modulusLength: u64,
  exponent: usize,
  available: u32,
): u64 {
  const longest = max(baseLength, modulusLength);
  const words = (longest + 7) >> 3;
  if (rules == MODEXP_EIP198) {
    const steps = max(iterations(exponent, available, exponentLength, 8), 1);
    const product = multiplySaturating(complexity198(longest), steps);
    return product == UNPAYABLE ? UNPAYABLE : product / 20;
  }
  if (rules == MODEXP_EIP2565) {
    const steps = max(iterations(exponent, available, exponentLength, 8), 1);
    const product = multiplySaturating(words * words, steps);
    return product == UNPAYABLE ? UNPAYABLE : max(product / 3, 200);
  }
  if (max(longest, exponentLength) > MAX_LENGTH) return UNPAYABLE;
  const steps = max(iterations(exponent, available, exponentLength, 16), 1);
  return max((longest <= 32 ? 16 : 2 * words * words) * steps, 500);
}
