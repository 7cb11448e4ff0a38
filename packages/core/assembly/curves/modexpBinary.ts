// Arithmetic modulo 2^(32 limbs): the even part of a modulus in modexp.
import { alloc } from "../memory/arena";

let limbs: u32 = 0;
let product: usize = 0;

/** Sets the number of limbs for what follows. */
export function setBinary(n: u32): void {
  limbs = n;
  product = alloc((<usize>n) << 2);
}

/** dst (n limbs) = the lowest n limbs of a * b. dst overlaps neither. */
function multiplyLow(dst: usize, a: usize, b: usize, n: u32): void {
  const size = (<usize>n) << 2;
  memory.fill(dst, 0, size);
  for (let i: usize = 0; i < size; i += 4) {
    const x = <u64>load<u32>(a + i);
    if (x == 0) continue;
    let carry: u64 = 0;
    const row = dst + i;
    const end = size - i;
    for (let j: usize = 0; j < end; j += 4) {
      carry += x * <u64>load<u32>(b + j) + <u64>load<u32>(row + j);
      store<u32>(row + j, <u32>carry);
      carry >>= 32;
    }
  }
}

/** dst = a * b modulo 2^(32 limbs). dst may be a or b. */
export function multiplyBinary(dst: usize, a: usize, b: usize): void {
  multiplyLow(product, a, b, limbs);
  memory.copy(dst, product, (<usize>limbs) << 2);
}

/** dst = 1 / a modulo 2^(32 n) for odd a of n limbs. `work` is scratch of 2 n limbs. dst overlaps neither. */
export function invertBinary(dst: usize, a: usize, n: u32, work: usize): void {
  const a0 = load<u32>(a);
  let inverse = a0;
  for (let i = 0; i < 4; i++) inverse *= 2 - a0 * inverse;
  memory.fill(dst, 0, (<usize>n) << 2);
  store<u32>(dst, inverse);
  // Newton: dst = dst (2 - a dst), right to twice as many limbs each time.
  const t = work;
  const p = work + ((<usize>n) << 2);
  for (let have: u32 = 1; have < n;) {
    have = min(have << 1, n);
    multiplyLow(t, a, dst, have);
    let carry: u64 = 3;
    // 2 - t = ~t + 3
    for (let i: usize = 0; i < (<usize>have) << 2; i += 4) {
      const flipped: u32 = ~load<u32>(t + i);
      carry += <u64>flipped;
      store<u32>(t + i, <u32>carry);
      carry >>= 32;
    }
    multiplyLow(p, t, dst, have);
    memory.copy(dst, p, (<usize>have) << 2);
  }
}
