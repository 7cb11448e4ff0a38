// The field of secp256k1 on a machine that multiplies modulo any number (accelerator/calls.ts). Each function returns false where there
// is no such machine. Elements are below p here, always: whoever enters with another representative normalizes it.
import { callMultiply, callMultiplyAdd } from "../accelerator/calls";
import { copy32 } from "../memory/bytes";

const P: usize = memory.data<u64>([0xfffffffefffffc2f, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff]);
const MINUS_ONE: usize = memory.data<u64>([
  0xfffffffefffffc2e, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
]);
/** p - 2: the exponent that inverts. */
const MINUS_TWO: usize = memory.data<u64>([
  0xfffffffefffffc2d, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff,
]);
const ONE: usize = memory.data<u64>([1, 0, 0, 0]);
/** (p + 1) / 2 */
const HALF: usize = memory.data<u64>([0xffffffff7ffffe18, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff]);

// @ts-ignore: decorator
@inline
export function acceleratedMultiply(dst: usize, a: usize, b: usize): bool {
  return callMultiply(dst, a, b, P);
}

// @ts-ignore: decorator
@inline
export function acceleratedAdd(dst: usize, a: usize, b: usize): bool {
  return callMultiplyAdd(dst, a, ONE, b, P);
}

// @ts-ignore: decorator
@inline
export function acceleratedSubtract(dst: usize, a: usize, b: usize): bool {
  return callMultiplyAdd(dst, b, MINUS_ONE, a, P);
}

// @ts-ignore: decorator
@inline
export function acceleratedHalve(dst: usize, a: usize): bool {
  return callMultiply(dst, a, HALF, P);
}

const POWER: usize = memory.data(32, 8);

/** dst = a^(p - 2), which is 1 / a, and 0 for 0: 500 products, where the extended Euclid takes 40,000 cycles. */
export function acceleratedInverse(dst: usize, a: usize): bool {
  if (!callMultiply(POWER, a, ONE, P)) return false;
  copy32(dst, ONE);
  for (let limb: usize = 0; limb < 32; limb += 8) {
    let bits = load<u64>(MINUS_TWO + limb);
    for (let i = 0; i < 64; i++) {
      if (bits & 1) callMultiply(dst, dst, POWER, P);
      callMultiply(POWER, POWER, POWER, P);
      bits >>= 1;
    }
  }
  return true;
}
