// Products in the field of secp256k1, two at once: the lanes of a SIMD vector hold two independent elements.
//
// An element pair is 80 bytes: nine limbs of 29 bits, limb i of both elements as two u32 at 8 i, 8 bytes of padding. Limbs
// may be larger than 29 bits: an element is of magnitude m when its limbs are below m * 2^29 * (1 + 2^-7). Products are of
// magnitude 1. Factors may have magnitudes whose product is at most 7, each at most 3: then columns of nine products
// stay below 2^64, and sums of two limbs below 2^32. The debug build checks that.
//
// Measured on Node 20 (AMD Zen 4): a pair of products takes 35 ns and a pair of squares 26 ns, against 28 ns for one product
// with its limbs spread over the lanes and 35 to 40 ns for one of scalar code. Nine limbs in three blocks of three by
// Karatsuba are 54 lane products instead of 81 (39 ns); an extended multiply is three instructions on x86-64, two of
// them shuffles.
// The rows below are regular; a script wrote them.

/** The 29 bits of a limb, in 64-bit columns. */
// @ts-ignore: decorator
@lazy const LIMB: v128 = i64x2(0x1fffffff, 0x1fffffff);
// @ts-ignore: decorator
@lazy const FOLD: v128 = i32x4(31264, 31264, 31264, 31264);

/** Traps when the limbs of factors are too large for `pairMultiply` and `pairSquare`. */
function checkFactors(a: usize, b: usize): void {
  let greatestA: u64 = 0;
  let greatestB: u64 = 0;
  for (let i: usize = 0; i < 72; i += 4) {
    greatestA = max(greatestA, <u64>load<u32>(a + i));
    greatestB = max(greatestB, <u64>load<u32>(b + i));
  }
  const one: u64 = (1 << 29) + (1 << 22);
  assert(greatestA <= 3 * one && greatestB <= 3 * one);
  // Nine products, and room for what folding adds.
  assert(greatestA * greatestB < ((1 << 63) / 9) * 2 - (1 << 50));
}

/** dst = a * b. dst may be a or b. */
export function pairMultiply(dst: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) checkFactors(a, b);
  const a0 = v128.load_zero<u64>(a, 0);
  const a1 = v128.load_zero<u64>(a, 8);
  const a2 = v128.load_zero<u64>(a, 16);
  const a3 = v128.load_zero<u64>(a, 24);
  const a4 = v128.load_zero<u64>(a, 32);
  const a5 = v128.load_zero<u64>(a, 40);
  const a6 = v128.load_zero<u64>(a, 48);
  const a7 = v128.load_zero<u64>(a, 56);
  const a8 = v128.load_zero<u64>(a, 64);
  const b0 = v128.load_zero<u64>(b, 0);
  const b1 = v128.load_zero<u64>(b, 8);
  const b2 = v128.load_zero<u64>(b, 16);
  const b3 = v128.load_zero<u64>(b, 24);
  const b4 = v128.load_zero<u64>(b, 32);
  const b5 = v128.load_zero<u64>(b, 40);
  const b6 = v128.load_zero<u64>(b, 48);
  const b7 = v128.load_zero<u64>(b, 56);
  const b8 = v128.load_zero<u64>(b, 64);
  const p0 = i64x2.extmul_low_i32x4_u(a0, b0);
  const p1 = i64x2.add(i64x2.extmul_low_i32x4_u(a0, b1), i64x2.extmul_low_i32x4_u(a1, b0));
  const p2 = i64x2.add(
    i64x2.add(i64x2.extmul_low_i32x4_u(a0, b2), i64x2.extmul_low_i32x4_u(a1, b1)),
    i64x2.extmul_low_i32x4_u(a2, b0),
  );
  const p3 = i64x2.add(i64x2.extmul_low_i32x4_u(a1, b2), i64x2.extmul_low_i32x4_u(a2, b1));
  const p4 = i64x2.extmul_low_i32x4_u(a2, b2);
  const q0 = i64x2.extmul_low_i32x4_u(a3, b3);
  const q1 = i64x2.add(i64x2.extmul_low_i32x4_u(a3, b4), i64x2.extmul_low_i32x4_u(a4, b3));
  const q2 = i64x2.add(
    i64x2.add(i64x2.extmul_low_i32x4_u(a3, b5), i64x2.extmul_low_i32x4_u(a4, b4)),
    i64x2.extmul_low_i32x4_u(a5, b3),
  );
  const q3 = i64x2.add(i64x2.extmul_low_i32x4_u(a4, b5), i64x2.extmul_low_i32x4_u(a5, b4));
  const q4 = i64x2.extmul_low_i32x4_u(a5, b5);
  const r0 = i64x2.extmul_low_i32x4_u(a6, b6);
  const r1 = i64x2.add(i64x2.extmul_low_i32x4_u(a6, b7), i64x2.extmul_low_i32x4_u(a7, b6));
  const r2 = i64x2.add(
    i64x2.add(i64x2.extmul_low_i32x4_u(a6, b8), i64x2.extmul_low_i32x4_u(a7, b7)),
    i64x2.extmul_low_i32x4_u(a8, b6),
  );
  const r3 = i64x2.add(i64x2.extmul_low_i32x4_u(a7, b8), i64x2.extmul_low_i32x4_u(a8, b7));
  const r4 = i64x2.extmul_low_i32x4_u(a8, b8);
  const xu0 = i32x4.add(a0, a3);
  const yu0 = i32x4.add(b0, b3);
  const xu1 = i32x4.add(a1, a4);
  const yu1 = i32x4.add(b1, b4);
  const xu2 = i32x4.add(a2, a5);
  const yu2 = i32x4.add(b2, b5);
  const u0 = i64x2.extmul_low_i32x4_u(xu0, yu0);
  const u1 = i64x2.add(i64x2.extmul_low_i32x4_u(xu0, yu1), i64x2.extmul_low_i32x4_u(xu1, yu0));
  const u2 = i64x2.add(
    i64x2.add(i64x2.extmul_low_i32x4_u(xu0, yu2), i64x2.extmul_low_i32x4_u(xu1, yu1)),
    i64x2.extmul_low_i32x4_u(xu2, yu0),
  );
  const u3 = i64x2.add(i64x2.extmul_low_i32x4_u(xu1, yu2), i64x2.extmul_low_i32x4_u(xu2, yu1));
  const u4 = i64x2.extmul_low_i32x4_u(xu2, yu2);
  const xv0 = i32x4.add(a0, a6);
  const yv0 = i32x4.add(b0, b6);
  const xv1 = i32x4.add(a1, a7);
  const yv1 = i32x4.add(b1, b7);
  const xv2 = i32x4.add(a2, a8);
  const yv2 = i32x4.add(b2, b8);
  const v0 = i64x2.extmul_low_i32x4_u(xv0, yv0);
  const v1 = i64x2.add(i64x2.extmul_low_i32x4_u(xv0, yv1), i64x2.extmul_low_i32x4_u(xv1, yv0));
  const v2 = i64x2.add(
    i64x2.add(i64x2.extmul_low_i32x4_u(xv0, yv2), i64x2.extmul_low_i32x4_u(xv1, yv1)),
    i64x2.extmul_low_i32x4_u(xv2, yv0),
  );
  const v3 = i64x2.add(i64x2.extmul_low_i32x4_u(xv1, yv2), i64x2.extmul_low_i32x4_u(xv2, yv1));
  const v4 = i64x2.extmul_low_i32x4_u(xv2, yv2);
  const xw0 = i32x4.add(a3, a6);
  const yw0 = i32x4.add(b3, b6);
  const xw1 = i32x4.add(a4, a7);
  const yw1 = i32x4.add(b4, b7);
  const xw2 = i32x4.add(a5, a8);
  const yw2 = i32x4.add(b5, b8);
  const w0 = i64x2.extmul_low_i32x4_u(xw0, yw0);
  const w1 = i64x2.add(i64x2.extmul_low_i32x4_u(xw0, yw1), i64x2.extmul_low_i32x4_u(xw1, yw0));
  const w2 = i64x2.add(
    i64x2.add(i64x2.extmul_low_i32x4_u(xw0, yw2), i64x2.extmul_low_i32x4_u(xw1, yw1)),
    i64x2.extmul_low_i32x4_u(xw2, yw0),
  );
  const w3 = i64x2.add(i64x2.extmul_low_i32x4_u(xw1, yw2), i64x2.extmul_low_i32x4_u(xw2, yw1));
  const w4 = i64x2.extmul_low_i32x4_u(xw2, yw2);
  // The middle blocks by what they exceed the outer ones: at limb 3 u - p - q, at 6 v - p - r + q, at 9 w - q - r.
  const e0 = i64x2.sub(u0, i64x2.add(p0, q0));
  const f0 = i64x2.add(i64x2.sub(v0, i64x2.add(p0, r0)), q0);
  const g0 = i64x2.sub(w0, i64x2.add(q0, r0));
  const e1 = i64x2.sub(u1, i64x2.add(p1, q1));
  const f1 = i64x2.add(i64x2.sub(v1, i64x2.add(p1, r1)), q1);
  const g1 = i64x2.sub(w1, i64x2.add(q1, r1));
  const e2 = i64x2.sub(u2, i64x2.add(p2, q2));
  const f2 = i64x2.add(i64x2.sub(v2, i64x2.add(p2, r2)), q2);
  const g2 = i64x2.sub(w2, i64x2.add(q2, r2));
  const e3 = i64x2.sub(u3, i64x2.add(p3, q3));
  const f3 = i64x2.add(i64x2.sub(v3, i64x2.add(p3, r3)), q3);
  const g3 = i64x2.sub(w3, i64x2.add(q3, r3));
  const e4 = i64x2.sub(u4, i64x2.add(p4, q4));
  const f4 = i64x2.add(i64x2.sub(v4, i64x2.add(p4, r4)), q4);
  const g4 = i64x2.sub(w4, i64x2.add(q4, r4));
  let c0 = p0;
  let c1 = p1;
  let c2 = p2;
  let c3 = i64x2.add(e0, p3);
  let c4 = i64x2.add(e1, p4);
  let c5 = e2;
  let c6 = i64x2.add(f0, e3);
  let c7 = i64x2.add(f1, e4);
  let c8 = f2;
  let c9 = i64x2.add(g0, f3);
  let c10 = i64x2.add(g1, f4);
  let c11 = g2;
  let c12 = i64x2.add(r0, g3);
  let c13 = i64x2.add(r1, g4);
  let c14 = r2;
  let c15 = r3;
  let c16 = r4;
  // Columns 9 to 17 get 29 bits each, then fold: 2^261 = 2^37 + 31264 (mod p).
  c10 = i64x2.add(c10, i64x2.shr_u(c9, 29));
  c11 = i64x2.add(c11, i64x2.shr_u(c10, 29));
  c12 = i64x2.add(c12, i64x2.shr_u(c11, 29));
  c13 = i64x2.add(c13, i64x2.shr_u(c12, 29));
  c14 = i64x2.add(c14, i64x2.shr_u(c13, 29));
  c15 = i64x2.add(c15, i64x2.shr_u(c14, 29));
  c16 = i64x2.add(c16, i64x2.shr_u(c15, 29));
  const c17 = i64x2.shr_u(c16, 29);
  c9 = v128.and(c9, LIMB);
  c10 = v128.and(c10, LIMB);
  c11 = v128.and(c11, LIMB);
  c12 = v128.and(c12, LIMB);
  c13 = v128.and(c13, LIMB);
  c14 = v128.and(c14, LIMB);
  c15 = v128.and(c15, LIMB);
  c16 = v128.and(c16, LIMB);
  const h9 = v128.shuffle<i32>(c9, c10, 0, 2, 4, 6);
  const h11 = v128.shuffle<i32>(c11, c12, 0, 2, 4, 6);
  const h13 = v128.shuffle<i32>(c13, c14, 0, 2, 4, 6);
  const h15 = v128.shuffle<i32>(c15, c16, 0, 2, 4, 6);
  const h17 = v128.shuffle<i32>(c17, c17, 0, 2, 4, 6);
  c0 = i64x2.add(c0, i64x2.extmul_low_i32x4_u(h9, FOLD));
  c1 = i64x2.add(c1, i64x2.extmul_high_i32x4_u(h9, FOLD));
  c1 = i64x2.add(c1, i64x2.add(i64x2.shl(c9, 8), i64x2.shr_u(c0, 29)));
  c0 = v128.and(c0, LIMB);
  c2 = i64x2.add(c2, i64x2.extmul_low_i32x4_u(h11, FOLD));
  c2 = i64x2.add(c2, i64x2.add(i64x2.shl(c10, 8), i64x2.shr_u(c1, 29)));
  c1 = v128.and(c1, LIMB);
  c3 = i64x2.add(c3, i64x2.extmul_high_i32x4_u(h11, FOLD));
  c3 = i64x2.add(c3, i64x2.add(i64x2.shl(c11, 8), i64x2.shr_u(c2, 29)));
  c2 = v128.and(c2, LIMB);
  c4 = i64x2.add(c4, i64x2.extmul_low_i32x4_u(h13, FOLD));
  c4 = i64x2.add(c4, i64x2.add(i64x2.shl(c12, 8), i64x2.shr_u(c3, 29)));
  c3 = v128.and(c3, LIMB);
  c5 = i64x2.add(c5, i64x2.extmul_high_i32x4_u(h13, FOLD));
  c5 = i64x2.add(c5, i64x2.add(i64x2.shl(c13, 8), i64x2.shr_u(c4, 29)));
  c4 = v128.and(c4, LIMB);
  c6 = i64x2.add(c6, i64x2.extmul_low_i32x4_u(h15, FOLD));
  c6 = i64x2.add(c6, i64x2.add(i64x2.shl(c14, 8), i64x2.shr_u(c5, 29)));
  c5 = v128.and(c5, LIMB);
  c7 = i64x2.add(c7, i64x2.extmul_high_i32x4_u(h15, FOLD));
  c7 = i64x2.add(c7, i64x2.add(i64x2.shl(c15, 8), i64x2.shr_u(c6, 29)));
  c6 = v128.and(c6, LIMB);
  c8 = i64x2.add(c8, i64x2.extmul_low_i32x4_u(h17, FOLD));
  c8 = i64x2.add(c8, i64x2.add(i64x2.shl(c16, 8), i64x2.shr_u(c7, 29)));
  c7 = v128.and(c7, LIMB);
  // What is left above 2^261, below 2^41, folds once more: 31264 = 2^15 - 2^10 - 2^9 + 2^5.
  const top = i64x2.add(i64x2.shr_u(c8, 29), i64x2.shl(c17, 8));
  c8 = v128.and(c8, LIMB);
  const plus = i64x2.add(i64x2.shl(top, 15), i64x2.shl(top, 5));
  const minus = i64x2.add(i64x2.shl(top, 10), i64x2.shl(top, 9));
  c0 = i64x2.add(c0, i64x2.sub(plus, minus));
  c1 = i64x2.add(i64x2.add(c1, i64x2.shl(top, 8)), i64x2.shr_u(c0, 29));
  c0 = v128.and(c0, LIMB);
  c2 = i64x2.add(c2, i64x2.shr_u(c1, 29));
  c1 = v128.and(c1, LIMB);
  v128.store(dst, v128.shuffle<i32>(c0, c1, 0, 2, 4, 6), 0);
  v128.store(dst, v128.shuffle<i32>(c2, c3, 0, 2, 4, 6), 16);
  v128.store(dst, v128.shuffle<i32>(c4, c5, 0, 2, 4, 6), 32);
  v128.store(dst, v128.shuffle<i32>(c6, c7, 0, 2, 4, 6), 48);
  v128.store(dst, v128.shuffle<i32>(c8, c8, 0, 2, 4, 6), 64);
}

/** dst = a². dst may be a. */
export function pairSquare(dst: usize, a: usize): void {
  if (!ASC_NO_ASSERT) checkFactors(a, a);
  const a0 = v128.load(a, 0);
  const s0 = v128.shuffle<i32>(a0, a0, 2, 3, 0, 1);
  const d0 = i32x4.add(a0, a0);
  const a2 = v128.load(a, 16);
  const s2 = v128.shuffle<i32>(a2, a2, 2, 3, 0, 1);
  const d2 = i32x4.add(a2, a2);
  const a4 = v128.load(a, 32);
  const s4 = v128.shuffle<i32>(a4, a4, 2, 3, 0, 1);
  const d4 = i32x4.add(a4, a4);
  const a6 = v128.load(a, 48);
  const s6 = v128.shuffle<i32>(a6, a6, 2, 3, 0, 1);
  const d6 = i32x4.add(a6, a6);
  const a8 = v128.load(a, 64);
  const s8 = v128.shuffle<i32>(a8, a8, 2, 3, 0, 1);
  const d8 = i32x4.add(a8, a8);
  let c0 = i64x2.extmul_low_i32x4_u(a0, a0);
  let c1 = i64x2.extmul_low_i32x4_u(d0, s0);
  let c2 = i64x2.extmul_low_i32x4_u(d0, a2);
  c2 = i64x2.add(c2, i64x2.extmul_high_i32x4_u(a0, a0));
  let c3 = i64x2.extmul_low_i32x4_u(d0, s2);
  c3 = i64x2.add(c3, i64x2.extmul_high_i32x4_u(d0, s2));
  let c4 = i64x2.extmul_low_i32x4_u(d0, a4);
  c4 = i64x2.add(c4, i64x2.extmul_high_i32x4_u(d0, a2));
  c4 = i64x2.add(c4, i64x2.extmul_low_i32x4_u(a2, a2));
  let c5 = i64x2.extmul_low_i32x4_u(d0, s4);
  c5 = i64x2.add(c5, i64x2.extmul_high_i32x4_u(d0, s4));
  c5 = i64x2.add(c5, i64x2.extmul_low_i32x4_u(d2, s2));
  let c6 = i64x2.extmul_low_i32x4_u(d0, a6);
  c6 = i64x2.add(c6, i64x2.extmul_high_i32x4_u(d0, a4));
  c6 = i64x2.add(c6, i64x2.extmul_low_i32x4_u(d2, a4));
  c6 = i64x2.add(c6, i64x2.extmul_high_i32x4_u(a2, a2));
  let c7 = i64x2.extmul_low_i32x4_u(d0, s6);
  c7 = i64x2.add(c7, i64x2.extmul_high_i32x4_u(d0, s6));
  c7 = i64x2.add(c7, i64x2.extmul_low_i32x4_u(d2, s4));
  c7 = i64x2.add(c7, i64x2.extmul_high_i32x4_u(d2, s4));
  let c8 = i64x2.extmul_low_i32x4_u(d0, a8);
  c8 = i64x2.add(c8, i64x2.extmul_high_i32x4_u(d0, a6));
  c8 = i64x2.add(c8, i64x2.extmul_low_i32x4_u(d2, a6));
  c8 = i64x2.add(c8, i64x2.extmul_high_i32x4_u(d2, a4));
  c8 = i64x2.add(c8, i64x2.extmul_low_i32x4_u(a4, a4));
  let c9 = i64x2.extmul_high_i32x4_u(d0, s8);
  c9 = i64x2.add(c9, i64x2.extmul_low_i32x4_u(d2, s6));
  c9 = i64x2.add(c9, i64x2.extmul_high_i32x4_u(d2, s6));
  c9 = i64x2.add(c9, i64x2.extmul_low_i32x4_u(d4, s4));
  let c10 = i64x2.extmul_low_i32x4_u(d2, a8);
  c10 = i64x2.add(c10, i64x2.extmul_high_i32x4_u(d2, a6));
  c10 = i64x2.add(c10, i64x2.extmul_low_i32x4_u(d4, a6));
  c10 = i64x2.add(c10, i64x2.extmul_high_i32x4_u(a4, a4));
  let c11 = i64x2.extmul_high_i32x4_u(d2, s8);
  c11 = i64x2.add(c11, i64x2.extmul_low_i32x4_u(d4, s6));
  c11 = i64x2.add(c11, i64x2.extmul_high_i32x4_u(d4, s6));
  let c12 = i64x2.extmul_low_i32x4_u(d4, a8);
  c12 = i64x2.add(c12, i64x2.extmul_high_i32x4_u(d4, a6));
  c12 = i64x2.add(c12, i64x2.extmul_low_i32x4_u(a6, a6));
  let c13 = i64x2.extmul_high_i32x4_u(d4, s8);
  c13 = i64x2.add(c13, i64x2.extmul_low_i32x4_u(d6, s6));
  let c14 = i64x2.extmul_low_i32x4_u(d6, a8);
  c14 = i64x2.add(c14, i64x2.extmul_high_i32x4_u(a6, a6));
  let c15 = i64x2.extmul_high_i32x4_u(d6, s8);
  let c16 = i64x2.extmul_low_i32x4_u(a8, a8);
  // Columns 9 to 17 get 29 bits each, then fold: 2^261 = 2^37 + 31264 (mod p).
  c10 = i64x2.add(c10, i64x2.shr_u(c9, 29));
  c11 = i64x2.add(c11, i64x2.shr_u(c10, 29));
  c12 = i64x2.add(c12, i64x2.shr_u(c11, 29));
  c13 = i64x2.add(c13, i64x2.shr_u(c12, 29));
  c14 = i64x2.add(c14, i64x2.shr_u(c13, 29));
  c15 = i64x2.add(c15, i64x2.shr_u(c14, 29));
  c16 = i64x2.add(c16, i64x2.shr_u(c15, 29));
  const c17 = i64x2.shr_u(c16, 29);
  c9 = v128.and(c9, LIMB);
  c10 = v128.and(c10, LIMB);
  c11 = v128.and(c11, LIMB);
  c12 = v128.and(c12, LIMB);
  c13 = v128.and(c13, LIMB);
  c14 = v128.and(c14, LIMB);
  c15 = v128.and(c15, LIMB);
  c16 = v128.and(c16, LIMB);
  const h9 = v128.shuffle<i32>(c9, c10, 0, 2, 4, 6);
  const h11 = v128.shuffle<i32>(c11, c12, 0, 2, 4, 6);
  const h13 = v128.shuffle<i32>(c13, c14, 0, 2, 4, 6);
  const h15 = v128.shuffle<i32>(c15, c16, 0, 2, 4, 6);
  const h17 = v128.shuffle<i32>(c17, c17, 0, 2, 4, 6);
  c0 = i64x2.add(c0, i64x2.extmul_low_i32x4_u(h9, FOLD));
  c1 = i64x2.add(c1, i64x2.extmul_high_i32x4_u(h9, FOLD));
  c1 = i64x2.add(c1, i64x2.add(i64x2.shl(c9, 8), i64x2.shr_u(c0, 29)));
  c0 = v128.and(c0, LIMB);
  c2 = i64x2.add(c2, i64x2.extmul_low_i32x4_u(h11, FOLD));
  c2 = i64x2.add(c2, i64x2.add(i64x2.shl(c10, 8), i64x2.shr_u(c1, 29)));
  c1 = v128.and(c1, LIMB);
  c3 = i64x2.add(c3, i64x2.extmul_high_i32x4_u(h11, FOLD));
  c3 = i64x2.add(c3, i64x2.add(i64x2.shl(c11, 8), i64x2.shr_u(c2, 29)));
  c2 = v128.and(c2, LIMB);
  c4 = i64x2.add(c4, i64x2.extmul_low_i32x4_u(h13, FOLD));
  c4 = i64x2.add(c4, i64x2.add(i64x2.shl(c12, 8), i64x2.shr_u(c3, 29)));
  c3 = v128.and(c3, LIMB);
  c5 = i64x2.add(c5, i64x2.extmul_high_i32x4_u(h13, FOLD));
  c5 = i64x2.add(c5, i64x2.add(i64x2.shl(c13, 8), i64x2.shr_u(c4, 29)));
  c4 = v128.and(c4, LIMB);
  c6 = i64x2.add(c6, i64x2.extmul_low_i32x4_u(h15, FOLD));
  c6 = i64x2.add(c6, i64x2.add(i64x2.shl(c14, 8), i64x2.shr_u(c5, 29)));
  c5 = v128.and(c5, LIMB);
  c7 = i64x2.add(c7, i64x2.extmul_high_i32x4_u(h15, FOLD));
  c7 = i64x2.add(c7, i64x2.add(i64x2.shl(c15, 8), i64x2.shr_u(c6, 29)));
  c6 = v128.and(c6, LIMB);
  c8 = i64x2.add(c8, i64x2.extmul_low_i32x4_u(h17, FOLD));
  c8 = i64x2.add(c8, i64x2.add(i64x2.shl(c16, 8), i64x2.shr_u(c7, 29)));
  c7 = v128.and(c7, LIMB);
  // What is left above 2^261, below 2^41, folds once more: 31264 = 2^15 - 2^10 - 2^9 + 2^5.
  const top = i64x2.add(i64x2.shr_u(c8, 29), i64x2.shl(c17, 8));
  c8 = v128.and(c8, LIMB);
  const plus = i64x2.add(i64x2.shl(top, 15), i64x2.shl(top, 5));
  const minus = i64x2.add(i64x2.shl(top, 10), i64x2.shl(top, 9));
  c0 = i64x2.add(c0, i64x2.sub(plus, minus));
  c1 = i64x2.add(i64x2.add(c1, i64x2.shl(top, 8)), i64x2.shr_u(c0, 29));
  c0 = v128.and(c0, LIMB);
  c2 = i64x2.add(c2, i64x2.shr_u(c1, 29));
  c1 = v128.and(c1, LIMB);
  v128.store(dst, v128.shuffle<i32>(c0, c1, 0, 2, 4, 6), 0);
  v128.store(dst, v128.shuffle<i32>(c2, c3, 0, 2, 4, 6), 16);
  v128.store(dst, v128.shuffle<i32>(c4, c5, 0, 2, 4, 6), 32);
  v128.store(dst, v128.shuffle<i32>(c6, c7, 0, 2, 4, 6), 48);
  v128.store(dst, v128.shuffle<i32>(c8, c8, 0, 2, 4, 6), 64);
}
