// Two base field elements side by side in SIMD lanes: the linear half of the arithmetic (bn254Lanes.ts and
// bls12381Lanes.ts multiply).
//
// A field element is a row of signed limbs of LIMB_BITS bits, Montgomery form, neither carried nor reduced after each
// addition. Two elements, "lane 0" and "lane 1", are interleaved limb by limb in 32-bit words, so a vector holds two limbs
// of each: (x[0], y[0], x[1], y[1]), (x[2], y[2], x[3], y[3]), … An odd last limb has zeros beside it.
//
// Bounds. An element is *tidy* when every limb lies in ±(2^(LIMB_BITS-1) + 8); multiplication and `tidyLanes` return tidy
// ones, and a product's value lies strictly between -p and p. Sums and differences of k tidy elements have *weight* k.
// Each multiplication states the weights it takes; that no 64-bit column overflows follows from them alone.
//
// F is Bn254 (80 bytes: nine limbs of 29 bits) or Bls12381 (112 bytes: fourteen of 28), see primeFields.ts.
import { LIMB_BITS } from "./primeFields";

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

/** d = the same value with every limb tidy again, for a of weight up to 6 (nine limbs) or 14 (fourteen limbs). All
 *  carries move one limb up at once, so a limb can end above half by what came in from below, which is at most 8. */
export function tidyLanes<F>(d: usize, a: usize): void {
  const bits = LIMB_BITS<F>();
  const half = i32x4.splat(1 << (bits - 1));
  let below = i32x4.splat(0);
  for (let i: usize = 0; i < offsetof<F>(); i += 16) {
    const x = at(a + i);
    let carry = i32x4.shr_s(i32x4.add(x, half), bits);
    // The top limb keeps what is above it: nothing may leave an element.
    if (i == offsetof<F>() - 16) carry = v128.and(carry, topCarries<F>());
    const low = i32x4.sub(x, i32x4.shl(carry, bits));
    v128.store(d + i, i32x4.add(low, v128.shuffle<i32>(below, carry, 2, 3, 4, 5)));
    below = carry;
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
