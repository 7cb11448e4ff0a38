// Products in the field of secp256k1, two at once: the lanes of a SIMD vector hold two independent elements.
//
// An element pair is 80 bytes: nine limbs of 29 bits, limb i of both elements as two u32 at 8 i, 8 bytes of padding. Limbs
// may be larger than 29 bits: an element is of magnitude m when its limbs are below m * 2^29 * (1 + 2^-7). Products are of
// magnitude 1. Factors may have magnitudes whose product is at most 7, each at most 3: then columns of nine products
// stay below 2^64, and sums of two limbs below 2^32. The debug build checks that.
//
// Measured on Node 20 (AMD Zen 4): a pair of products takes 33 ns and a pair of squares 26 ns, against 28 ns for one product
// with its limbs spread over the lanes and 35 to 40 ns for one of scalar code. Nine limbs in three blocks of three by
// Karatsuba are 54 lane products instead of 81 (38 ns); an extended multiply is three instructions on x86-64, two of
// them shuffles. Blocks go through memory because V8 else moves all loads to the front and spills (35 ns).
// The rows below are regular; a script wrote them.

/** The 29 bits of a limb, in 64-bit columns. */
// @ts-ignore: decorator
@lazy const LIMB: v128 = i64x2(0x1fffffff, 0x1fffffff);
// @ts-ignore: decorator
@lazy const FOLD: v128 = i32x4(31264, 31264, 31264, 31264);

/** Products of blocks of three limbs: five columns each. */
const BLOCKS: usize = memory.data(30 * 16, 16);

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
  // Limbs 0 to 2 of both.
  const pa0 = v128.load_zero<u64>(a, 0);
  const pb0 = v128.load_zero<u64>(b, 0);
  const pa1 = v128.load_zero<u64>(a, 8);
  const pb1 = v128.load_zero<u64>(b, 8);
  const pa2 = v128.load_zero<u64>(a, 16);
  const pb2 = v128.load_zero<u64>(b, 16);
  v128.store(BLOCKS, i64x2.extmul_low_i32x4_u(pa0, pb0), 0);
  v128.store(BLOCKS, i64x2.add(i64x2.extmul_low_i32x4_u(pa0, pb1), i64x2.extmul_low_i32x4_u(pa1, pb0)), 16);
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.add(i64x2.extmul_low_i32x4_u(pa0, pb2), i64x2.extmul_low_i32x4_u(pa1, pb1)),
      i64x2.extmul_low_i32x4_u(pa2, pb0),
    ),
    32,
  );
  v128.store(BLOCKS, i64x2.add(i64x2.extmul_low_i32x4_u(pa1, pb2), i64x2.extmul_low_i32x4_u(pa2, pb1)), 48);
  v128.store(BLOCKS, i64x2.extmul_low_i32x4_u(pa2, pb2), 64);
  // Limbs 3 to 5 of both.
  const qa0 = v128.load_zero<u64>(a, 24);
  const qb0 = v128.load_zero<u64>(b, 24);
  const qa1 = v128.load_zero<u64>(a, 32);
  const qb1 = v128.load_zero<u64>(b, 32);
  const qa2 = v128.load_zero<u64>(a, 40);
  const qb2 = v128.load_zero<u64>(b, 40);
  v128.store(BLOCKS, i64x2.extmul_low_i32x4_u(qa0, qb0), 80);
  v128.store(BLOCKS, i64x2.add(i64x2.extmul_low_i32x4_u(qa0, qb1), i64x2.extmul_low_i32x4_u(qa1, qb0)), 96);
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.add(i64x2.extmul_low_i32x4_u(qa0, qb2), i64x2.extmul_low_i32x4_u(qa1, qb1)),
      i64x2.extmul_low_i32x4_u(qa2, qb0),
    ),
    112,
  );
  v128.store(BLOCKS, i64x2.add(i64x2.extmul_low_i32x4_u(qa1, qb2), i64x2.extmul_low_i32x4_u(qa2, qb1)), 128);
  v128.store(BLOCKS, i64x2.extmul_low_i32x4_u(qa2, qb2), 144);
  // Limbs 6 to 8 of both.
  const ra0 = v128.load_zero<u64>(a, 48);
  const rb0 = v128.load_zero<u64>(b, 48);
  const ra1 = v128.load_zero<u64>(a, 56);
  const rb1 = v128.load_zero<u64>(b, 56);
  const ra2 = v128.load_zero<u64>(a, 64);
  const rb2 = v128.load_zero<u64>(b, 64);
  v128.store(BLOCKS, i64x2.extmul_low_i32x4_u(ra0, rb0), 160);
  v128.store(BLOCKS, i64x2.add(i64x2.extmul_low_i32x4_u(ra0, rb1), i64x2.extmul_low_i32x4_u(ra1, rb0)), 176);
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.add(i64x2.extmul_low_i32x4_u(ra0, rb2), i64x2.extmul_low_i32x4_u(ra1, rb1)),
      i64x2.extmul_low_i32x4_u(ra2, rb0),
    ),
    192,
  );
  v128.store(BLOCKS, i64x2.add(i64x2.extmul_low_i32x4_u(ra1, rb2), i64x2.extmul_low_i32x4_u(ra2, rb1)), 208);
  v128.store(BLOCKS, i64x2.extmul_low_i32x4_u(ra2, rb2), 224);
  // At limb 9: (q + r) (q + r) - q q - r r.
  const wa0 = i32x4.add(v128.load_zero<u64>(a, 24), v128.load_zero<u64>(a, 48));
  const wb0 = i32x4.add(v128.load_zero<u64>(b, 24), v128.load_zero<u64>(b, 48));
  const wa1 = i32x4.add(v128.load_zero<u64>(a, 32), v128.load_zero<u64>(a, 56));
  const wb1 = i32x4.add(v128.load_zero<u64>(b, 32), v128.load_zero<u64>(b, 56));
  const wa2 = i32x4.add(v128.load_zero<u64>(a, 40), v128.load_zero<u64>(a, 64));
  const wb2 = i32x4.add(v128.load_zero<u64>(b, 40), v128.load_zero<u64>(b, 64));
  v128.store(
    BLOCKS,
    i64x2.sub(i64x2.extmul_low_i32x4_u(wa0, wb0), i64x2.add(v128.load(BLOCKS, 80), v128.load(BLOCKS, 160))),
    240,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(
      i64x2.add(i64x2.extmul_low_i32x4_u(wa0, wb1), i64x2.extmul_low_i32x4_u(wa1, wb0)),
      i64x2.add(v128.load(BLOCKS, 96), v128.load(BLOCKS, 176)),
    ),
    256,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(
      i64x2.add(
        i64x2.add(i64x2.extmul_low_i32x4_u(wa0, wb2), i64x2.extmul_low_i32x4_u(wa1, wb1)),
        i64x2.extmul_low_i32x4_u(wa2, wb0),
      ),
      i64x2.add(v128.load(BLOCKS, 112), v128.load(BLOCKS, 192)),
    ),
    272,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(
      i64x2.add(i64x2.extmul_low_i32x4_u(wa1, wb2), i64x2.extmul_low_i32x4_u(wa2, wb1)),
      i64x2.add(v128.load(BLOCKS, 128), v128.load(BLOCKS, 208)),
    ),
    288,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(i64x2.extmul_low_i32x4_u(wa2, wb2), i64x2.add(v128.load(BLOCKS, 144), v128.load(BLOCKS, 224))),
    304,
  );
  // At limb 6: (p + r) (p + r) - p p - r r + q q.
  const va0 = i32x4.add(v128.load_zero<u64>(a, 0), v128.load_zero<u64>(a, 48));
  const vb0 = i32x4.add(v128.load_zero<u64>(b, 0), v128.load_zero<u64>(b, 48));
  const va1 = i32x4.add(v128.load_zero<u64>(a, 8), v128.load_zero<u64>(a, 56));
  const vb1 = i32x4.add(v128.load_zero<u64>(b, 8), v128.load_zero<u64>(b, 56));
  const va2 = i32x4.add(v128.load_zero<u64>(a, 16), v128.load_zero<u64>(a, 64));
  const vb2 = i32x4.add(v128.load_zero<u64>(b, 16), v128.load_zero<u64>(b, 64));
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.sub(i64x2.extmul_low_i32x4_u(va0, vb0), i64x2.add(v128.load(BLOCKS, 0), v128.load(BLOCKS, 160))),
      v128.load(BLOCKS, 80),
    ),
    320,
  );
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.sub(
        i64x2.add(i64x2.extmul_low_i32x4_u(va0, vb1), i64x2.extmul_low_i32x4_u(va1, vb0)),
        i64x2.add(v128.load(BLOCKS, 16), v128.load(BLOCKS, 176)),
      ),
      v128.load(BLOCKS, 96),
    ),
    336,
  );
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.sub(
        i64x2.add(
          i64x2.add(i64x2.extmul_low_i32x4_u(va0, vb2), i64x2.extmul_low_i32x4_u(va1, vb1)),
          i64x2.extmul_low_i32x4_u(va2, vb0),
        ),
        i64x2.add(v128.load(BLOCKS, 32), v128.load(BLOCKS, 192)),
      ),
      v128.load(BLOCKS, 112),
    ),
    352,
  );
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.sub(
        i64x2.add(i64x2.extmul_low_i32x4_u(va1, vb2), i64x2.extmul_low_i32x4_u(va2, vb1)),
        i64x2.add(v128.load(BLOCKS, 48), v128.load(BLOCKS, 208)),
      ),
      v128.load(BLOCKS, 128),
    ),
    368,
  );
  v128.store(
    BLOCKS,
    i64x2.add(
      i64x2.sub(i64x2.extmul_low_i32x4_u(va2, vb2), i64x2.add(v128.load(BLOCKS, 64), v128.load(BLOCKS, 224))),
      v128.load(BLOCKS, 144),
    ),
    384,
  );
  // At limb 3: (p + q) (p + q) - p p - q q.
  const ua0 = i32x4.add(v128.load_zero<u64>(a, 0), v128.load_zero<u64>(a, 24));
  const ub0 = i32x4.add(v128.load_zero<u64>(b, 0), v128.load_zero<u64>(b, 24));
  const ua1 = i32x4.add(v128.load_zero<u64>(a, 8), v128.load_zero<u64>(a, 32));
  const ub1 = i32x4.add(v128.load_zero<u64>(b, 8), v128.load_zero<u64>(b, 32));
  const ua2 = i32x4.add(v128.load_zero<u64>(a, 16), v128.load_zero<u64>(a, 40));
  const ub2 = i32x4.add(v128.load_zero<u64>(b, 16), v128.load_zero<u64>(b, 40));
  v128.store(
    BLOCKS,
    i64x2.sub(i64x2.extmul_low_i32x4_u(ua0, ub0), i64x2.add(v128.load(BLOCKS, 0), v128.load(BLOCKS, 80))),
    400,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(
      i64x2.add(i64x2.extmul_low_i32x4_u(ua0, ub1), i64x2.extmul_low_i32x4_u(ua1, ub0)),
      i64x2.add(v128.load(BLOCKS, 16), v128.load(BLOCKS, 96)),
    ),
    416,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(
      i64x2.add(
        i64x2.add(i64x2.extmul_low_i32x4_u(ua0, ub2), i64x2.extmul_low_i32x4_u(ua1, ub1)),
        i64x2.extmul_low_i32x4_u(ua2, ub0),
      ),
      i64x2.add(v128.load(BLOCKS, 32), v128.load(BLOCKS, 112)),
    ),
    432,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(
      i64x2.add(i64x2.extmul_low_i32x4_u(ua1, ub2), i64x2.extmul_low_i32x4_u(ua2, ub1)),
      i64x2.add(v128.load(BLOCKS, 48), v128.load(BLOCKS, 128)),
    ),
    448,
  );
  v128.store(
    BLOCKS,
    i64x2.sub(i64x2.extmul_low_i32x4_u(ua2, ub2), i64x2.add(v128.load(BLOCKS, 64), v128.load(BLOCKS, 144))),
    464,
  );
  let c9 = i64x2.add(v128.load(BLOCKS, 240), v128.load(BLOCKS, 368));
  let c10 = i64x2.add(v128.load(BLOCKS, 256), v128.load(BLOCKS, 384));
  let c11 = v128.load(BLOCKS, 272);
  let c12 = i64x2.add(v128.load(BLOCKS, 160), v128.load(BLOCKS, 288));
  let c13 = i64x2.add(v128.load(BLOCKS, 176), v128.load(BLOCKS, 304));
  let c14 = v128.load(BLOCKS, 192);
  let c15 = v128.load(BLOCKS, 208);
  let c16 = v128.load(BLOCKS, 224);
  let c0 = v128.load(BLOCKS, 0);
  let c1 = v128.load(BLOCKS, 16);
  let c2 = v128.load(BLOCKS, 32);
  let c3 = i64x2.add(v128.load(BLOCKS, 400), v128.load(BLOCKS, 48));
  let c4 = i64x2.add(v128.load(BLOCKS, 416), v128.load(BLOCKS, 64));
  let c5 = v128.load(BLOCKS, 432);
  let c6 = i64x2.add(v128.load(BLOCKS, 320), v128.load(BLOCKS, 448));
  let c7 = i64x2.add(v128.load(BLOCKS, 336), v128.load(BLOCKS, 464));
  let c8 = v128.load(BLOCKS, 352);
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
