// Products of BLS12-381 field elements before reduction, in SIMD lanes: 27 columns of two signed 64-bit lanes, one for each of two
// products (lanes.ts). A sum of products then takes one reduction, not one for each, and a reduction is a third of a product in
// Fp2. Columns wrap around modulo 2^64 on the way; only the true sum that is reduced has to stay below 2^63 in every column: 35
// products of tidy elements in a lane, counted with the weights of their factors.
import { BITS, COLUMN, FourteenLimbs, HALF, high, low, LOWEST, P, quotient, sum, sum3 } from "./bls12381Lanes";

/** Bytes of the columns: 27, and one after them that has to be zero. */
export const WIDE_BYTES: usize = 448;

/** wide = (a0 b0, a1 b1), without the last, zero column. */
export function blsWideProduct(wide: usize, a: usize, other: usize): void {
  const b = changetype<FourteenLimbs>(other);
  const zero = i64x2.splat(0);
  let t0 = zero;
  let t1 = zero;
  let t2 = zero;
  let t3 = zero;
  let t4 = zero;
  let t5 = zero;
  let t6 = zero;
  let t7 = zero;
  let t8 = zero;
  let t9 = zero;
  let t10 = zero;
  let t11 = zero;
  let t12 = zero;
  let to = wide;
  for (let row = a; row < a + 112; row += 16) {
    const x0 = v128.load64_splat(row);
    const x1 = v128.load64_splat(row, 8);
    v128.store(to, sum(t0, low(x0, b.v0)));
    v128.store(to, sum3(t1, high(x0, b.v0), low(x1, b.v0)), 16);
    t0 = sum3(t2, low(x0, b.v1), high(x1, b.v0));
    t1 = sum3(t3, high(x0, b.v1), low(x1, b.v1));
    t2 = sum3(t4, low(x0, b.v2), high(x1, b.v1));
    t3 = sum3(t5, high(x0, b.v2), low(x1, b.v2));
    t4 = sum3(t6, low(x0, b.v3), high(x1, b.v2));
    t5 = sum3(t7, high(x0, b.v3), low(x1, b.v3));
    t6 = sum3(t8, low(x0, b.v4), high(x1, b.v3));
    t7 = sum3(t9, high(x0, b.v4), low(x1, b.v4));
    t8 = sum3(t10, low(x0, b.v5), high(x1, b.v4));
    t9 = sum3(t11, high(x0, b.v5), low(x1, b.v5));
    t10 = sum3(t12, low(x0, b.v6), high(x1, b.v5));
    t11 = sum(high(x0, b.v6), low(x1, b.v6));
    t12 = high(x1, b.v6);
    to += 32;
  }
  v128.store(to, t0);
  v128.store(to, t1, 16);
  v128.store(to, t2, 32);
  v128.store(to, t3, 48);
  v128.store(to, t4, 64);
  v128.store(to, t5, 80);
  v128.store(to, t6, 96);
  v128.store(to, t7, 112);
  v128.store(to, t8, 128);
  v128.store(to, t9, 144);
  v128.store(to, t10, 160);
  v128.store(to, t11, 176);
  v128.store(to, t12, 192);
}

/** wide = (a0 + a1 i)(b0 + b1 i), without the last, zero column; `turned` is (-b1, b0). */
export function blsWideFp2(wide: usize, a: usize, other: usize, turned: usize): void {
  const b = changetype<FourteenLimbs>(other);
  const s = changetype<FourteenLimbs>(turned);
  const zero = i64x2.splat(0);
  let t0 = zero;
  let t1 = zero;
  let t2 = zero;
  let t3 = zero;
  let t4 = zero;
  let t5 = zero;
  let t6 = zero;
  let t7 = zero;
  let t8 = zero;
  let t9 = zero;
  let t10 = zero;
  let t11 = zero;
  let t12 = zero;
  let to = wide;
  for (let row = a; row < a + 112; row += 16) {
    const x0 = v128.load32_splat(row);
    const y0 = v128.load32_splat(row, 4);
    const x1 = v128.load32_splat(row, 8);
    const y1 = v128.load32_splat(row, 12);
    v128.store(to, sum3(t0, low(x0, b.v0), low(y0, s.v0)));
    v128.store(to, sum3(sum3(t1, high(x0, b.v0), high(y0, s.v0)), low(x1, b.v0), low(y1, s.v0)), 16);
    t0 = sum3(sum3(t2, low(x0, b.v1), low(y0, s.v1)), high(x1, b.v0), high(y1, s.v0));
    t1 = sum3(sum3(t3, high(x0, b.v1), high(y0, s.v1)), low(x1, b.v1), low(y1, s.v1));
    t2 = sum3(sum3(t4, low(x0, b.v2), low(y0, s.v2)), high(x1, b.v1), high(y1, s.v1));
    t3 = sum3(sum3(t5, high(x0, b.v2), high(y0, s.v2)), low(x1, b.v2), low(y1, s.v2));
    t4 = sum3(sum3(t6, low(x0, b.v3), low(y0, s.v3)), high(x1, b.v2), high(y1, s.v2));
    t5 = sum3(sum3(t7, high(x0, b.v3), high(y0, s.v3)), low(x1, b.v3), low(y1, s.v3));
    t6 = sum3(sum3(t8, low(x0, b.v4), low(y0, s.v4)), high(x1, b.v3), high(y1, s.v3));
    t7 = sum3(sum3(t9, high(x0, b.v4), high(y0, s.v4)), low(x1, b.v4), low(y1, s.v4));
    t8 = sum3(sum3(t10, low(x0, b.v5), low(y0, s.v5)), high(x1, b.v4), high(y1, s.v4));
    t9 = sum3(sum3(t11, high(x0, b.v5), high(y0, s.v5)), low(x1, b.v5), low(y1, s.v5));
    t10 = sum3(sum3(t12, low(x0, b.v6), low(y0, s.v6)), high(x1, b.v5), high(y1, s.v5));
    t11 = sum(sum3(high(x0, b.v6), high(y0, s.v6), low(x1, b.v6)), low(y1, s.v6));
    t12 = sum(high(x1, b.v6), high(y1, s.v6));
    to += 32;
  }
  v128.store(to, t0);
  v128.store(to, t1, 16);
  v128.store(to, t2, 32);
  v128.store(to, t3, 48);
  v128.store(to, t4, 64);
  v128.store(to, t5, 80);
  v128.store(to, t6, 96);
  v128.store(to, t7, 112);
  v128.store(to, t8, 128);
  v128.store(to, t9, 144);
  v128.store(to, t10, 160);
  v128.store(to, t11, 176);
  v128.store(to, t12, 192);
}

/** d = wide / R, tidy. The last column has to be zero. */
export function blsWideReduce(dst: usize, wide: usize): void {
  const d = changetype<FourteenLimbs>(dst);
  const p = changetype<FourteenLimbs>(P);
  const column = i64x2.splat(COLUMN);
  let t0 = sum(v128.load(wide), i64x2.splat(LOWEST));
  let t1 = sum(v128.load(wide, 16), column);
  let t2 = sum(v128.load(wide, 32), column);
  let t3 = sum(v128.load(wide, 48), column);
  let t4 = sum(v128.load(wide, 64), column);
  let t5 = sum(v128.load(wide, 80), column);
  let t6 = sum(v128.load(wide, 96), column);
  let t7 = sum(v128.load(wide, 112), column);
  let t8 = sum(v128.load(wide, 128), column);
  let t9 = sum(v128.load(wide, 144), column);
  let t10 = sum(v128.load(wide, 160), column);
  let t11 = sum(v128.load(wide, 176), column);
  let t12 = sum(v128.load(wide, 192), column);
  let t13 = sum(v128.load(wide, 208), column);
  for (let row = wide; row < wide + 224; row += 16) {
    const q = quotient(t0);
    const carry = i64x2.shr_u(sum(t0, low(q, p.v0)), BITS);
    t0 = sum3(t1, carry, high(q, p.v0));
    t1 = sum(t2, low(q, p.v1));
    t2 = sum(t3, high(q, p.v1));
    t3 = sum(t4, low(q, p.v2));
    t4 = sum(t5, high(q, p.v2));
    t5 = sum(t6, low(q, p.v3));
    t6 = sum(t7, high(q, p.v3));
    t7 = sum(t8, low(q, p.v4));
    t8 = sum(t9, high(q, p.v4));
    t9 = sum(t10, low(q, p.v5));
    t10 = sum(t11, high(q, p.v5));
    t11 = sum(t12, low(q, p.v6));
    t12 = sum(t13, high(q, p.v6));
    t13 = sum(v128.load(row, 224), column);
  }
  const half = i64x2.splat(HALF);
  const mask = i64x2.splat((1 << BITS) - 1);
  const half4 = i32x4.splat(HALF);
  let c = sum(t0, half);
  let u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t1);
  d.v0 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
  c = sum3(i64x2.shr_u(c, BITS), half, t2);
  u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t3);
  d.v1 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
  c = sum3(i64x2.shr_u(c, BITS), half, t4);
  u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t5);
  d.v2 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
  c = sum3(i64x2.shr_u(c, BITS), half, t6);
  u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t7);
  d.v3 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
  c = sum3(i64x2.shr_u(c, BITS), half, t8);
  u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t9);
  d.v4 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
  c = sum3(i64x2.shr_u(c, BITS), half, t10);
  u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t11);
  d.v5 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
  c = sum3(i64x2.shr_u(c, BITS), half, t12);
  u = v128.and(c, mask);
  c = sum3(i64x2.shr_u(c, BITS), half, t13);
  d.v6 = i32x4.sub(v128.shuffle<i32>(u, v128.and(c, mask), 0, 2, 4, 6), half4);
}

/** A column times xi = 1 + i. */
// @ts-ignore: decorator
@inline
export function wideTimesXi(x: v128): v128 {
  const sign = i64x2(-1, 0);
  const turned = v128.xor(v128.shuffle<i64>(x, x, 1, 0), sign);
  return i64x2.add(x, i64x2.sub(turned, sign));
}
