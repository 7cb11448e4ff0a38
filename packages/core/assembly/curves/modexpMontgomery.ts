// Montgomery multiplication modulo an odd number of any length, 32-bit limbs: the inner loop of modexp.
import { alloc } from "../memory/arena";
import { compareLimbs, subtractLimbs } from "./modexpLimbs";

/** The modulus in use, its number of limbs, and -1/modulus mod 2^32. */
let modulus: usize = 0;
let limbs: u32 = 0;
let negatedInverse: u32 = 0;

/** The product while it is made: limbs + 1. */
let product: usize = 0;

/** Sets the modulus (odd, `n` limbs, highest not 0) for what follows; it must stay where it is. */
export function setMontgomery(m: usize, n: u32): void {
  modulus = m;
  limbs = n;
  product = alloc((<usize>(n + 1)) << 2);
  // Newton: each step doubles the number of right bits; m is its own inverse modulo 8.
  const m0 = load<u32>(m);
  let inverse = m0;
  for (let i = 0; i < 4; i++) inverse *= 2 - m0 * inverse;
  negatedInverse = 0 - inverse;
}

/** dst = a * b / 2^(32 limbs) mod modulus, below it, for a * b < modulus * 2^(32 limbs). dst may be a or b. */
export function multiplyMontgomery(dst: usize, a: usize, b: usize): void {
  const t = product;
  const m = modulus;
  const end = (<usize>limbs) << 2;
  memory.fill(t, 0, end + 4);
  const b0 = <u64>load<u32>(b);
  const m0 = <u64>load<u32>(m);
  for (let i: usize = 0; i < end; i += 4) {
    const x = <u64>load<u32>(a + i);
    let up = x * b0 + <u64>load<u32>(t);
    const factor: u32 = <u32>up * negatedInverse;
    const q = <u64>factor;
    let down = (q * m0 + (up & 0xffff_ffff)) >> 32;
    up >>= 32;
    for (let j: usize = 4; j < end; j += 4) {
      up += x * <u64>load<u32>(b + j) + <u64>load<u32>(t + j);
      down += q * <u64>load<u32>(m + j) + (up & 0xffff_ffff);
      store<u32>(t + j - 4, <u32>down);
      up >>= 32;
      down >>= 32;
    }
    up += down + <u64>load<u32>(t + end);
    store<u32>(t + end - 4, <u32>up);
    store<u32>(t + end, <u32>(up >> 32));
  }
  if (load<u32>(t + end) != 0 || compareLimbs(t, m, limbs) >= 0) subtractLimbs(t, m, limbs);
  memory.copy(dst, t, end);
}
