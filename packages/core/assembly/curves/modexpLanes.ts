// Montgomery multiplication modulo an odd number of any length in SIMD lanes: the inner loop of modexp in all builds but
// the guest's.
//
// Numbers are arrays of u32 limbs of `width` bits, so few that a 64-bit column takes all its 2 n products without a carry:
// 28 bits up to 444 bytes, 27 up to 1724, 26 up to 6.6 kB and so on. Two rows of both products, a * b and quotient * m, go
// over the columns at a time: per four columns eight extended multiplies, two loads and two stores of columns. About
// 0.15 ns a product against 1 ns of scalar code. Operands and results are below 2 m, and 4 m is below
// R = 2^(width n), so that no product needs a final subtraction (Walter, 1999).
import { alloc } from "../memory/arena";
import { compareLimbs, subtractLimbs } from "./modexpLimbs";

/** Bits of a limb, their mask, and the number of limbs, which is even. */
let width: u32 = 0;
let mask: u64 = 0;
let limbs: u32 = 0;

/** The modulus; -1/modulus mod 2^width; columns while they add up. */
let modulus: usize = 0;
let negatedInverse: u64 = 0;
let columns: usize = 0;

/** Limbs that every number has beyond its own, zero: what the vector loop reads past the end. */
const PADDING: u32 = 8;

/** Bytes of a number. */
// @ts-ignore: decorator
@inline
export function laneSize(): usize {
  return (<usize>(limbs + PADDING)) << 2;
}

/** Bits of R. */
// @ts-ignore: decorator
@inline
export function montgomeryBits(): u32 {
  return width * limbs;
}

/** Sets the modulus (odd, n limbs of 32 bits, the highest not 0) for what follows. */
export function setLanes(m: usize, n: u32): void {
  const bits = (n << 5) - <u32>clz<u32>(load<u32>(m + ((<usize>(n - 1)) << 2)));
  // 2 n products of 2 width bits, and a carry, must stay below 2^64.
  width = 28;
  while (true) {
    limbs = ((bits + 2 + width - 1) / width + 1) & ~1;
    if (limbs < (<u32>1) << (63 - 2 * width)) break;
    width--;
  }
  mask = ((<u64>1) << (<u64>width)) - 1;
  modulus = alloc(laneSize());
  toLanes(modulus, m, n);
  columns = alloc((<usize>(2 * limbs + PADDING)) << 3);
  const m0 = load<u32>(m);
  let inverse = m0;
  for (let i = 0; i < 4; i++) inverse *= 2 - m0 * inverse;
  const negated: u32 = 0 - inverse;
  negatedInverse = (<u64>negated) & mask;
}

/** dst = the n limbs of 32 bits at `a`, a number below R. */
export function toLanes(dst: usize, a: usize, n: u32): void {
  memory.fill(dst, 0, laneSize());
  let held: u64 = 0;
  let bits: u32 = 0;
  let out = dst;
  for (let i: u32 = 0; i < n; i++) {
    held |= (<u64>load<u32>(a + ((<usize>i) << 2))) << (<u64>bits);
    bits += 32;
    while (bits >= width) {
      store<u32>(out, <u32>(held & mask));
      out += 4;
      held >>= <u64>width;
      bits -= width;
    }
  }
  if (bits != 0) store<u32>(out, <u32>held);
}

/** dst (n limbs of 32 bits) = a below the modulus `m`, for a number up to m. */
export function fromLanes(dst: usize, n: u32, a: usize, m: usize): void {
  let held: u64 = 0;
  let bits: u32 = 0;
  let at = a;
  const end = a + ((<usize>limbs) << 2);
  for (let i: u32 = 0; i < n; i++) {
    while (bits < 32 && at < end) {
      held |= (<u64>load<u32>(at)) << (<u64>bits);
      at += 4;
      bits += width;
    }
    store<u32>(dst + ((<usize>i) << 2), <u32>held);
    held >>= 32;
    bits = bits < 32 ? 0 : bits - 32;
  }
  if (compareLimbs(dst, m, n) >= 0) subtractLimbs(dst, m, n);
}

/** dst = a * b / R mod modulus, below twice the modulus as a and b are. dst may be a or b. */
export function multiplyLanes(dst: usize, a: usize, b: usize): void {
  const n = (<usize>limbs) << 2;
  const m = modulus;
  const shift = <u64>width;
  const low = mask;
  let column = columns;
  memory.fill(column, 0, (n << 2) + (PADDING << 3));
  const b0 = <u64>load<u32>(b);
  const b1 = <u64>load<u32>(b, 4);
  const m0 = <u64>load<u32>(m);
  const m1 = <u64>load<u32>(m, 4);
  let carry: u64 = 0;
  for (let i: usize = 0; i < n; i += 8) {
    const x0 = <u64>load<u32>(a + i);
    const x1 = <u64>load<u32>(a + i, 4);
    const c0 = load<u64>(column) + carry + x0 * b0;
    const q0 = (c0 * negatedInverse) & low;
    const c1 = load<u64>(column, 8) + ((c0 + q0 * m0) >> shift) + x0 * b1 + q0 * m1 + x1 * b0;
    const q1 = (c1 * negatedInverse) & low;
    carry = (c1 + q1 * m0) >> shift;
    column += 16;
    const vx0 = i32x4.splat(<i32>x0);
    const vx1 = i32x4.splat(<i32>x1);
    const vq0 = i32x4.splat(<i32>q0);
    const vq1 = i32x4.splat(<i32>q1);
    let t = column;
    const end = b + n;
    let mj = m;
    for (let bj = b; bj < end; bj += 16) {
      const b2 = v128.load(bj, 8);
      const m2 = v128.load(mj, 8);
      const bb = v128.load(bj, 4);
      const mm = v128.load(mj, 4);
      const s0 = i64x2.add(i64x2.extmul_low_i32x4_u(b2, vx0), i64x2.extmul_low_i32x4_u(m2, vq0));
      const s1 = i64x2.add(i64x2.extmul_low_i32x4_u(bb, vx1), i64x2.extmul_low_i32x4_u(mm, vq1));
      v128.store(t, i64x2.add(v128.load(t), i64x2.add(s0, s1)));
      const s2 = i64x2.add(i64x2.extmul_high_i32x4_u(b2, vx0), i64x2.extmul_high_i32x4_u(m2, vq0));
      const s3 = i64x2.add(i64x2.extmul_high_i32x4_u(bb, vx1), i64x2.extmul_high_i32x4_u(mm, vq1));
      v128.store(t, i64x2.add(v128.load(t, 16), i64x2.add(s2, s3)), 16);
      t += 32;
      mj += 16;
    }
  }
  for (let i: usize = 0; i < n; i += 4) {
    carry += load<u64>(column);
    store<u32>(dst + i, <u32>(carry & low));
    carry >>= shift;
    column += 8;
  }
}
