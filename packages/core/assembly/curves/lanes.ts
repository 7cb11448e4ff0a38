// Two base field elements side by side in SIMD lanes: the linear half of the arithmetic (bn254Lanes.ts and
// bls12381Lanes.ts multiply).
//
// A field element is a row of signed limbs of LIMB_BITS bits, Montgomery form, neither carried nor reduced after each
// addition. Two elements, "lane 0" and "lane 1", are interleaved limb by limb in 32-bit words, so a vector holds two limbs
// of each: (x[0], y[0], x[1], y[1]), (x[2], y[2], x[3], y[3]), … An odd last limb has zeros beside it.
//
// Bounds. An element is *tidy* when every limb lies in ±(2^(LIMB_BITS-1) + 8) and its value in ±0.54 p; multiplication and
// `tidyLanes` return tidy ones. Sums and differences of k tidy elements have *weight* k. What each operation takes is said in
// weights; that no 64-bit column and no 32-bit limb overflows, and that results are tidy again, follows from them alone.
// Without the bound on values a chain such as z = 3t + 2z would grow a bit with every step.
//
// F is Bn254 (80 bytes: nine limbs of 29 bits) or Bls12381 (112 bytes: fourteen of 28), see primeFields.ts.
import { LIMB_BITS, primeLanes } from "./primeFields";

const QUADRUPLE: usize = memory.data(80, 16);

// @ts-ignore: decorator
@inline
function at(p: usize): v128 {
  return v128.load(p);
}

/** d = a + b; the weights add up. */
export function addLanes<F>(d: usize, a: usize, b: usize): void {
  v128.store(d, i32x4.add(v128.load(a), v128.load(b)));
  v128.store(d, i32x4.add(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(d, i32x4.add(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(d, i32x4.add(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(d, i32x4.add(v128.load(a, 64), v128.load(b, 64)), 64);
  if (offsetof<F>() > 80) {
    v128.store(d, i32x4.add(v128.load(a, 80), v128.load(b, 80)), 80);
    v128.store(d, i32x4.add(v128.load(a, 96), v128.load(b, 96)), 96);
  }
}

/** d = a - b; the weights add up. */
export function subLanes<F>(d: usize, a: usize, b: usize): void {
  v128.store(d, i32x4.sub(v128.load(a), v128.load(b)));
  v128.store(d, i32x4.sub(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(d, i32x4.sub(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(d, i32x4.sub(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(d, i32x4.sub(v128.load(a, 64), v128.load(b, 64)), 64);
  if (offsetof<F>() > 80) {
    v128.store(d, i32x4.sub(v128.load(a, 80), v128.load(b, 80)), 80);
    v128.store(d, i32x4.sub(v128.load(a, 96), v128.load(b, 96)), 96);
  }
}

/** d = -a. */
export function negateLanes<F>(d: usize, a: usize): void {
  for (let i: usize = 0; i < offsetof<F>(); i += 16) v128.store(d + i, i32x4.neg(v128.load(a + i)));
}

/** d = (a0, -a1): the conjugate of an element of Fp2. */
export function conjugateLanes<F>(d: usize, a: usize): void {
  const sign = i32x4(0, -1, 0, -1);
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    v128.store(d + i, i32x4.sub(v128.xor(v128.load(a + i), sign), sign));
  }
}

/** d = a less the nearest multiple of p, every limb carried, for a of weight up to 4 (bn254) or 10 (BLS12-381). The multiple is
 *  found from the top limb. All carries move one limb up at once, so a limb can end above half by what came in from below,
 *  which is at most 8. */
export function tidyLanes<F>(d: usize, a: usize): void {
  const bits = LIMB_BITS<F>();
  const half = i32x4.splat(1 << (bits - 1));
  const multiple = nearestMultiple<F>(a);
  let below = i32x4.splat(0);
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    const x = i32x4.sub(at(a + i), i32x4.mul(multiple, at(primeLanes<F>() + i)));
    let carry = i32x4.shr_s(i32x4.add(x, half), bits);
    // The top limb keeps what is above it: nothing may leave an element.
    if (i == offsetof<F>() - 16) carry = v128.and(carry, topCarries<F>());
    const low = i32x4.sub(x, i32x4.shl(carry, bits));
    v128.store(d + i, i32x4.add(low, v128.shuffle<i32>(below, carry, 2, 3, 4, 5)));
    below = carry;
  }
}

/** round(a / p) for each lane, twice, off by at most 0.53 before rounding: the top limbs of p are 3171406 (bn254) and
 *  106513 (BLS12-381), and 85 / 2^28 and 158 / 2^24 are their inverses to half a percent. */
// @ts-ignore: decorator
@inline
function nearestMultiple<F>(a: usize): v128 {
  if (offsetof<F>() == 80) {
    const top = at(a + 64);
    const quotient = i32x4.mul(i32x4.shr_s(v128.shuffle<i32>(top, top, 0, 1, 0, 1), 10), i32x4.splat(85));
    return i32x4.shr_s(i32x4.add(quotient, i32x4.splat(1 << 17)), 18);
  } else {
    const top = at(a + 96);
    const quotient = i32x4.mul(i32x4.shr_s(v128.shuffle<i32>(top, top, 2, 3, 2, 3), 4), i32x4.splat(158));
    return i32x4.shr_s(i32x4.add(quotient, i32x4.splat(1 << 19)), 20);
  }
}

/** Which limbs of the last vector may carry: with nine limbs the last is alone, with fourteen the first of two may. */
// @ts-ignore: decorator
@inline
function topCarries<F>(): v128 {
  if (offsetof<F>() == 80) return i32x4.splat(0);
  return i32x4(-1, -1, 0, 0);
}

/** d = (a0, b0). */
export function zipLow<F>(d: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    v128.store(d + i, v128.shuffle<i32>(at(a + i), at(b + i), 0, 4, 2, 6));
  }
}

/** d = (a0, b1). */
export function zipLowHigh<F>(d: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    v128.store(d + i, v128.shuffle<i32>(at(a + i), at(b + i), 0, 5, 2, 7));
  }
}

/** d = (a1, b0). */
export function zipHighLow<F>(d: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    v128.store(d + i, v128.shuffle<i32>(at(a + i), at(b + i), 1, 4, 3, 6));
  }
}

/** d = (a1, b1). */
export function zipHigh<F>(d: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    v128.store(d + i, v128.shuffle<i32>(at(a + i), at(b + i), 1, 5, 3, 7));
  }
}

/** Bit k is set when all limbs of lane k are zero. For a product or a constant that means: the element is zero. */
export function zeroLanes<F>(a: usize): u32 {
  let seen = at(a);
  for (let i: usize = 16; i < offsetof<F>(); i += 16) seen = v128.or(seen, at(a + i));
  const folded = i64x2.extract_lane(seen, 0) | i64x2.extract_lane(seen, 1);
  return (<u32>(<u32>folded == 0)) | ((<u32>(<u32>(folded >> 32) == 0)) << 1);
}

/** The two factors of a square in Fp2: left = (a0 + a1, 2 a0), right = (a0 - a1, a1). */
export function squareTerms<F>(left: usize, right: usize, a: usize): void {
  const mask = i32x4(0, -1, 0, -1);
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    const x = at(a + i);
    const low = v128.shuffle<i32>(x, x, 0, 0, 2, 2);
    const turned = v128.shuffle<i32>(x, x, 1, 0, 3, 2);
    v128.store(left + i, i32x4.add(low, turned));
    // Lane 0: a0 - a1. Lane 1: a1.
    v128.store(right + i, v128.bitselect(x, i32x4.sub(x, turned), mask));
  }
}

/** d = a times the sextic non-residue, tidy, for tidy a: 9 + i for bn254, 1 + i for BLS12-381 (there a may have weight 5). */
export function timesXiLanes<F>(d: usize, a: usize): void {
  const sign = i32x4(-1, 0, -1, 0);
  if (offsetof<F>() == 80) {
    // 9 a + i a = 2 (4 a) + a + i a, since 9 a at once would not fit its limbs.
    for (let i: usize = 0; i < offsetof<F>(); i += 16) v128.store(QUADRUPLE + i, i32x4.shl(at(a + i), 2));
    tidyLanes<F>(QUADRUPLE, QUADRUPLE);
  }
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    const x = at(a + i);
    // (-a1, a0)
    const turned = i32x4.sub(v128.xor(v128.shuffle<i32>(x, x, 1, 0, 3, 2), sign), sign);
    let sum = i32x4.add(turned, x);
    if (offsetof<F>() == 80) sum = i32x4.add(sum, i32x4.shl(at(QUADRUPLE + i), 1));
    v128.store(d + i, sum);
  }
  tidyLanes<F>(d, d);
}
