// Arithmetic modulo an odd 256-bit prime that has no special form: the orders of the signature curves' groups. Montgomery
// reduction with 32-bit limbs in a loop; a signature check needs a dozen products here and thousands in the field.
//
// A modulus is 72 bytes: the prime m (word), 2^512 mod m (word), -1/m mod 2^32 (u64).
import { callMultiply } from "../accelerator/calls";
import { u256Sub } from "../uint256/add";
import { u256Lt } from "../uint256/word";
import { multiplyWide } from "./wide256";

const R2: usize = 32;
const NEGATED_INVERSE: usize = 64;

const WIDE: usize = memory.data(64, 8);

/** dst = wide / 2^256 mod m, below m, for wide (64 bytes, destroyed) < m * 2^256. */
function montgomeryReduce(dst: usize, wide: usize, modulus: usize): void {
  const factor = load<u32>(modulus, NEGATED_INVERSE);
  let top: u64 = 0;
  for (let row: usize = 0; row < 32; row += 4) {
    const base = wide + row;
    // The product is wanted modulo 2^32: in one expression with the widening asc would load and multiply 64 bits.
    const quotient: u32 = load<u32>(base) * factor;
    const u = <u64>quotient;
    let carry: u64 = 0;
    for (let i: usize = 0; i < 32; i += 4) {
      carry += u * <u64>load<u32>(modulus + i) + <u64>load<u32>(base + i);
      store<u32>(base + i, <u32>carry);
      carry >>= 32;
    }
    top += carry + <u64>load<u32>(base, 32);
    store<u32>(base, <u32>top, 32);
    top >>= 32;
  }
  if (top != 0 || !u256Lt(wide + 32, modulus)) u256Sub(dst, wide + 32, modulus);
  else memory.copy(dst, wide + 32, 32);
}

/** dst = a * b / 2^256 mod m, below m. One operand must be below m, the other may be any word. */
export function montgomeryMultiply(dst: usize, a: usize, b: usize, modulus: usize): void {
  multiplyWide(WIDE, a, b);
  montgomeryReduce(dst, WIDE, modulus);
}

/** dst = a * 2^256 mod m for any word a. */
export function toMontgomery(dst: usize, a: usize, modulus: usize): void {
  montgomeryMultiply(dst, a, modulus + R2, modulus);
}

/** dst = a * b mod m, below m. One operand must be below m, the other may be any word. */
export function multiplyModulo(dst: usize, a: usize, b: usize, modulus: usize): void {
  if (TARGET_PROVING && callMultiply(dst, a, b, modulus)) return;
  montgomeryMultiply(dst, a, b, modulus);
  montgomeryMultiply(dst, dst, modulus + R2, modulus);
}
