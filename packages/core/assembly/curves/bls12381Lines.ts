// Products of Fp12 of BLS12-381 with the lines of the Miller loop, in SIMD lanes (fp12.ts has the formulas): all products in Fp2
// before any reduction, then six reductions, one for each coefficient of the result.
import { add, at, negate, tidy, zip10 } from "./fp2";
import { fp6Sum, fp6TimesV } from "./fp6";
import { first, imaginary, minus, PAIR_BYTES, plus, productPair, real, second } from "./bls12381WidePairs";
import { blsWideFp2, blsWideReduce, wideTimesXi, WIDE_BYTES } from "./bls12381Wide";
import { Bls12381 } from "./primeFields";

/** Six pairs of products in Fp2 and a single one. */
const WIDE: usize = memory.data(19 * 448, 16);
const COLUMNS_END: usize = 27 * 16;
const SINGLE: usize = 6 * PAIR_BYTES;

const SUM_F: usize = memory.data(336, 16);
const OTHER_F: usize = memory.data(336, 16);
const SUM_LINE: usize = memory.data(112, 16);
const SUM_L: usize = memory.data(112, 16);
const SUM_A: usize = memory.data(112, 16);
const SUM_B: usize = memory.data(112, 16);

/** The products a0 l, a1 m, then (a1 + a2) m, (a0 + a2) l: two pairs towards a (l + m v), which lacks (a0 + a1)(l + m). */
function productsBy01(wide: usize, a: usize, l: usize, m: usize): void {
  const a2 = at<Bls12381>(a, 2);
  productPair(wide, a, l, at<Bls12381>(a, 1), m);
  add<Bls12381>(SUM_A, at<Bls12381>(a, 1), a2);
  add<Bls12381>(SUM_B, a, a2);
  productPair(wide + PAIR_BYTES, SUM_A, m, SUM_B, l);
}

/** The six coefficients of f from the columns at the head of WIDE. */
function reduceSix(f: usize): void {
  for (let k: usize = 0; k < 6; k++) blsWideReduce(at<Bls12381>(f, k), WIDE + k * WIDE_BYTES);
}

/** f = f (l0 + l2 w² + l3 w³), all tidy: with a = f0 (l0 + l2 v), b = f1 l3 v and c = (f0 + f1)(l0 + (l2 + l3) v) it is
 *  a + v b + (c - a - b) w. */
export function blsMultiplyByLine(f: usize, l0: usize, l2: usize, l3: usize): void {
  const f1 = at<Bls12381>(f, 3);
  productsBy01(WIDE, f, l0, l2);
  productPair(WIDE + 2 * PAIR_BYTES, f1, l3, at<Bls12381>(f1, 1), l3);
  add<Bls12381>(SUM_A, f, at<Bls12381>(f, 1));
  add<Bls12381>(SUM_B, l0, l2);
  productPair(WIDE + 3 * PAIR_BYTES, at<Bls12381>(f1, 2), l3, SUM_A, SUM_B);
  fp6Sum<Bls12381>(SUM_F, f, f1);
  add<Bls12381>(SUM_LINE, l2, l3);
  tidy<Bls12381>(SUM_LINE, SUM_LINE);
  productsBy01(WIDE + 4 * PAIR_BYTES, SUM_F, l0, SUM_LINE);
  add<Bls12381>(SUM_A, SUM_F, at<Bls12381>(SUM_F, 1));
  add<Bls12381>(SUM_L, l0, SUM_LINE);
  negate<Bls12381>(SUM_B, SUM_L);
  zip10<Bls12381>(SUM_B, SUM_B, SUM_L);
  blsWideFp2(WIDE + SINGLE, SUM_A, SUM_L, SUM_B);
  for (let k = WIDE; k < WIDE + COLUMNS_END; k += 16) {
    let re = real(k);
    let im = imaginary(k);
    const a00 = first(re, im);
    const a11 = second(re, im);
    re = real(k + PAIR_BYTES);
    im = imaginary(k + PAIR_BYTES);
    const a0 = plus(a00, wideTimesXi(minus(first(re, im), a11)));
    const a2 = plus(minus(second(re, im), a00), a11);
    // f1 l3, coefficient by coefficient
    re = real(k + 2 * PAIR_BYTES);
    im = imaginary(k + 2 * PAIR_BYTES);
    const b0 = first(re, im);
    const b1 = second(re, im);
    re = real(k + 3 * PAIR_BYTES);
    im = imaginary(k + 3 * PAIR_BYTES);
    const b2 = wideTimesXi(first(re, im));
    const a1 = minus(minus(second(re, im), a00), a11);
    re = real(k + 4 * PAIR_BYTES);
    im = imaginary(k + 4 * PAIR_BYTES);
    const c00 = first(re, im);
    const c11 = second(re, im);
    re = real(k + 5 * PAIR_BYTES);
    im = imaginary(k + 5 * PAIR_BYTES);
    const c0 = plus(c00, wideTimesXi(minus(first(re, im), c11)));
    const c1 = minus(minus(v128.load(k, SINGLE), c00), c11);
    const c2 = plus(minus(second(re, im), c00), c11);
    // a + v b, where b has the coefficients b2, b0, b1.
    v128.store(k, plus(a0, wideTimesXi(b1)));
    v128.store(k, plus(a1, b2), WIDE_BYTES);
    v128.store(k, plus(a2, b0), 2 * WIDE_BYTES);
    v128.store(k, minus(minus(c0, a0), b2), 3 * WIDE_BYTES);
    v128.store(k, minus(minus(c1, a1), b0), 4 * WIDE_BYTES);
    v128.store(k, minus(minus(c2, a2), b1), 5 * WIDE_BYTES);
  }
  reduceSix(f);
}

/** f = f (l0 + l2 w² + w³), all tidy: with a = f0 (l0 + l2 v) and b = f1 (l0 + l2 v) it is a + v² f1 + (b + v f0) w. */
export function blsMultiplyByMonicLine(f: usize, l0: usize, l2: usize): void {
  const f1 = at<Bls12381>(f, 3);
  productsBy01(WIDE, f, l0, l2);
  productsBy01(WIDE + 2 * PAIR_BYTES, f1, l0, l2);
  add<Bls12381>(SUM_A, f, at<Bls12381>(f, 1));
  add<Bls12381>(SUM_B, f1, at<Bls12381>(f1, 1));
  add<Bls12381>(SUM_L, l0, l2);
  productPair(WIDE + 4 * PAIR_BYTES, SUM_A, SUM_L, SUM_B, SUM_L);
  for (let k = WIDE; k < WIDE + COLUMNS_END; k += 16) {
    let re = real(k);
    let im = imaginary(k);
    const a00 = first(re, im);
    const a11 = second(re, im);
    re = real(k + PAIR_BYTES);
    im = imaginary(k + PAIR_BYTES);
    const a0 = plus(a00, wideTimesXi(minus(first(re, im), a11)));
    const a2 = plus(minus(second(re, im), a00), a11);
    re = real(k + 2 * PAIR_BYTES);
    im = imaginary(k + 2 * PAIR_BYTES);
    const b00 = first(re, im);
    const b11 = second(re, im);
    re = real(k + 3 * PAIR_BYTES);
    im = imaginary(k + 3 * PAIR_BYTES);
    const b0 = plus(b00, wideTimesXi(minus(first(re, im), b11)));
    const b2 = plus(minus(second(re, im), b00), b11);
    re = real(k + 4 * PAIR_BYTES);
    im = imaginary(k + 4 * PAIR_BYTES);
    v128.store(k, a0);
    v128.store(k, minus(minus(first(re, im), a00), a11), WIDE_BYTES);
    v128.store(k, a2, 2 * WIDE_BYTES);
    v128.store(k, b0, 3 * WIDE_BYTES);
    v128.store(k, minus(minus(second(re, im), b00), b11), 4 * WIDE_BYTES);
    v128.store(k, b2, 5 * WIDE_BYTES);
  }
  // v f0 and v² f1 do not need products.
  fp6TimesV<Bls12381>(SUM_F, f);
  fp6TimesV<Bls12381>(OTHER_F, f1);
  fp6TimesV<Bls12381>(OTHER_F, OTHER_F);
  reduceSix(f);
  fp6Sum<Bls12381>(f, f, OTHER_F);
  fp6Sum<Bls12381>(f1, f1, SUM_F);
}
