// Fp12 = Fp6[w]/(w² - v), two elements of Fp6 one after another, all tidy. The coefficients in memory belong to
// 1, w², w⁴, w, w³, w⁵.
import { blsMultiplyByLine, blsMultiplyByMonicLine } from "./bls12381Lines";
import { add, at, equals, negate, setOne, setZero } from "./fp2";
import {
  fp6Add,
  fp6Copy,
  fp6Double,
  fp6Sum,
  fp6Invert,
  fp6Multiply,
  fp6MultiplyBy0,
  fp6MultiplyBy01,
  fp6MultiplyBy1,
  fp6Sub,
  fp6Tidy,
  fp6TimesV,
} from "./fp6";
import { isFused } from "./fused/field";
import {
  fusedFp12Multiply,
  fusedFp12Square,
  fusedMultiplyBy013,
  fusedMultiplyBy023,
  fusedMultiplyBy02One,
} from "./fused/fp12";

const A: usize = memory.data(336, 16);
const B: usize = memory.data(336, 16);
const C: usize = memory.data(336, 16);
const SUM: usize = memory.data(112, 16);

// @ts-ignore: decorator
@inline
export function fp12Bytes<F>(): usize {
  return 6 * offsetof<F>();
}

export function fp12Copy<F>(d: usize, a: usize): void {
  memory.copy(d, a, fp12Bytes<F>());
}

export function fp12SetOne<F>(d: usize): void {
  memory.fill(d, 0, fp12Bytes<F>());
  setOne<F>(d);
}

/** Whether a = 1. */
export function fp12IsOne<F>(a: usize): bool {
  setOne<F>(SUM);
  if (!equals<F>(SUM, a)) return false;
  setZero<F>(SUM);
  for (let k: usize = 1; k < 6; k++) if (!equals<F>(SUM, at<F>(a, k))) return false;
  return true;
}

/** d = a b (Karatsuba: eighteen products in Fp2). d may be a or b. */
export function fp12Multiply<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedFp12Multiply<F>(d, a, b);
    return;
  }
  const a1 = at<F>(a, 3);
  const b1 = at<F>(b, 3);
  fp6Sum<F>(A, a, a1);
  fp6Sum<F>(B, b, b1);
  fp6Multiply<F>(A, A, B);
  fp6Multiply<F>(B, a, b);
  fp6Multiply<F>(C, a1, b1);
  fp6Sub<F>(A, A, B);
  fp6Sub<F>(A, A, C);
  fp6Tidy<F>(at<F>(d, 3), A);
  fp6TimesV<F>(C, C);
  fp6Add<F>(B, B, C);
  fp6Tidy<F>(d, B);
}

/** d = a²: with t = a0 a1, (a0 + a1)(a0 + v a1) - t - v t and 2 t. Twelve products. d may be a. */
export function fp12Square<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedFp12Square<F>(d, a);
    return;
  }
  const a1 = at<F>(a, 3);
  fp6TimesV<F>(B, a1);
  fp6Sum<F>(B, B, a);
  fp6Sum<F>(A, a, a1);
  fp6Multiply<F>(C, a, a1);
  fp6Multiply<F>(A, A, B);
  fp6Sub<F>(A, A, C);
  fp6Double<F>(at<F>(d, 3), C);
  fp6TimesV<F>(C, C);
  fp6Sub<F>(A, A, C);
  fp6Tidy<F>(d, A);
}

/** d = (a0, -a1), the inverse of an element of the cyclotomic subgroup. */
export function fp12Conjugate<F>(d: usize, a: usize): void {
  if (d != a) fp6Copy<F>(d, a);
  for (let k: usize = 3; k < 6; k++) negate<F>(at<F>(d, k), at<F>(a, k));
}

/** d = 1/a: (a0, -a1) over a0² - v a1². 0 gives 0. */
export function fp12Invert<F>(d: usize, a: usize): void {
  const a1 = at<F>(a, 3);
  fp6Multiply<F>(A, a1, a1);
  fp6TimesV<F>(A, A);
  fp6Multiply<F>(B, a, a);
  fp6Sub<F>(B, B, A);
  fp6Tidy<F>(B, B);
  fp6Invert<F>(C, B);
  fp6Multiply<F>(A, a1, C);
  fp6Multiply<F>(d, a, C);
  for (let k: usize = 0; k < 3; k++) negate<F>(at<F>(d, 3 + k), at<F>(A, k));
}

/** f = f (l0 + l1 w + l3 w³), thirteen products: the lines of bn254. */
export function fp12MultiplyBy013<F>(f: usize, l0: usize, l1: usize, l3: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedMultiplyBy013<F>(f, l0, l1, l3);
    return;
  }
  const f1 = at<F>(f, 3);
  fp6MultiplyBy0<F>(A, f, l0);
  fp6MultiplyBy01<F>(B, f1, l1, l3);
  fp6Sum<F>(C, f, f1);
  add<F>(SUM, l0, l1);
  fp6MultiplyBy01<F>(C, C, SUM, l3);
  combine<F>(f, A, B, C);
}

/** f = f (l0 + l2 w² + l3 w³), thirteen products: the lines of BLS12-381. */
export function fp12MultiplyBy023<F>(f: usize, l0: usize, l2: usize, l3: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedMultiplyBy023<F>(f, l0, l2, l3);
    return;
  }
  if (!TARGET_GUEST) {
    blsMultiplyByLine(f, l0, l2, l3);
    return;
  }
  const f1 = at<F>(f, 3);
  fp6MultiplyBy01<F>(A, f, l0, l2);
  fp6MultiplyBy1<F>(B, f1, l3);
  fp6Sum<F>(C, f, f1);
  add<F>(SUM, l2, l3);
  fp6MultiplyBy01<F>(C, C, l0, SUM);
  combine<F>(f, A, B, C);
}

/** f = f (l0 + l2 w² + w³), ten products. */
export function fp12MultiplyBy02One<F>(f: usize, l0: usize, l2: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedMultiplyBy02One<F>(f, l0, l2);
    return;
  }
  if (!TARGET_GUEST) {
    blsMultiplyByMonicLine(f, l0, l2);
    return;
  }
  const f1 = at<F>(f, 3);
  fp6MultiplyBy01<F>(A, f, l0, l2);
  fp6MultiplyBy01<F>(B, f1, l0, l2);
  fp6TimesV<F>(C, f);
  fp6Add<F>(B, B, C);
  fp6TimesV<F>(C, f1);
  fp6TimesV<F>(C, C);
  fp6Add<F>(A, A, C);
  fp6Tidy<F>(at<F>(f, 3), B);
  fp6Tidy<F>(f, A);
}

/** f = a + v b + (c - a - b) w */
function combine<F>(f: usize, a: usize, b: usize, c: usize): void {
  fp6Sub<F>(c, c, a);
  fp6Sub<F>(c, c, b);
  fp6Tidy<F>(at<F>(f, 3), c);
  fp6TimesV<F>(b, b);
  fp6Add<F>(a, a, b);
  fp6Tidy<F>(f, a);
}
