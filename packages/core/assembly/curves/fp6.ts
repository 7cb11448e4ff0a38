// Fp6 = Fp2[v]/(v³ - xi), three elements of Fp2 one after another. Operands and results are tidy, but for what the comments say.
import { blsFp6Multiply, blsFp6MultiplyBy01 } from "./bls12381Fp6";
import { add, at, copy, double, isBn254, multiply, sub, tidy, timesXi } from "./fp2";
import { invert } from "./fpInverse";

const V0: usize = memory.data(112, 16);
const V1: usize = memory.data(112, 16);
const V2: usize = memory.data(112, 16);
const T0: usize = memory.data(112, 16);
const T1: usize = memory.data(112, 16);
const T2: usize = memory.data(112, 16);

export function fp6Copy<F>(d: usize, a: usize): void {
  memory.copy(d, a, 3 * offsetof<F>());
}

/** d = a + b; the weights add up. */
export function fp6Add<F>(d: usize, a: usize, b: usize): void {
  add<F>(d, a, b);
  add<F>(at<F>(d, 1), at<F>(a, 1), at<F>(b, 1));
  add<F>(at<F>(d, 2), at<F>(a, 2), at<F>(b, 2));
}

/** d = a - b; the weights add up. */
export function fp6Sub<F>(d: usize, a: usize, b: usize): void {
  sub<F>(d, a, b);
  sub<F>(at<F>(d, 1), at<F>(a, 1), at<F>(b, 1));
  sub<F>(at<F>(d, 2), at<F>(a, 2), at<F>(b, 2));
}

export function fp6Tidy<F>(d: usize, a: usize): void {
  tidy<F>(d, a);
  tidy<F>(at<F>(d, 1), at<F>(a, 1));
  tidy<F>(at<F>(d, 2), at<F>(a, 2));
}

/** d = a + b, tidy. */
export function fp6Sum<F>(d: usize, a: usize, b: usize): void {
  fp6Add<F>(d, a, b);
  fp6Tidy<F>(d, d);
}

/** d = a v */
export function fp6TimesV<F>(d: usize, a: usize): void {
  timesXi<F>(T0, at<F>(a, 2));
  copy<F>(at<F>(d, 2), at<F>(a, 1));
  copy<F>(at<F>(d, 1), a);
  copy<F>(d, T0);
}

/** d = a b (Karatsuba: six products). d may be a or b. */
export function fp6Multiply<F>(d: usize, a: usize, b: usize): void {
  if (!TARGET_GUEST && !isBn254<F>()) {
    blsFp6Multiply(d, a, b);
    return;
  }
  const a1 = at<F>(a, 1);
  const a2 = at<F>(a, 2);
  const b1 = at<F>(b, 1);
  const b2 = at<F>(b, 2);
  multiply<F>(V0, a, b);
  multiply<F>(V1, a1, b1);
  multiply<F>(V2, a2, b2);
  add<F>(T0, a1, a2);
  add<F>(T1, b1, b2);
  multiply<F>(T2, T0, T1);
  sub<F>(T2, T2, V1);
  sub<F>(T2, T2, V2);
  tidy<F>(T2, T2);
  timesXi<F>(T2, T2);
  add<F>(T2, T2, V0);
  add<F>(T0, a, a1);
  add<F>(T1, b, b1);
  multiply<F>(T0, T0, T1);
  sub<F>(T0, T0, V0);
  sub<F>(T0, T0, V1);
  add<F>(T1, b, b2);
  sub<F>(V1, V1, V0);
  add<F>(V0, a, a2);
  multiply<F>(T1, V0, T1);
  tidy<F>(d, T2);
  sub<F>(T1, T1, V2);
  add<F>(T1, T1, V1);
  tidy<F>(at<F>(d, 2), T1);
  timesXi<F>(V2, V2);
  add<F>(T0, T0, V2);
  tidy<F>(at<F>(d, 1), T0);
}

/** d = a (b0 + b1 v), five products; one of b0 and b1 may have weight 2. d may be a. */
export function fp6MultiplyBy01<F>(d: usize, a: usize, b0: usize, b1: usize): void {
  if (!TARGET_GUEST && !isBn254<F>()) {
    blsFp6MultiplyBy01(d, a, b0, b1);
    return;
  }
  const a1 = at<F>(a, 1);
  const a2 = at<F>(a, 2);
  multiply<F>(V0, a, b0);
  multiply<F>(V1, a1, b1);
  add<F>(T0, a1, a2);
  multiply<F>(T0, T0, b1);
  sub<F>(T0, T0, V1);
  tidy<F>(T0, T0);
  timesXi<F>(T0, T0);
  add<F>(T1, a, a1);
  add<F>(T2, b0, b1);
  multiply<F>(T1, T1, T2);
  sub<F>(T1, T1, V0);
  add<F>(T2, a, a2);
  multiply<F>(T2, T2, b0);
  sub<F>(T2, T2, V0);
  add<F>(T2, T2, V1);
  add<F>(T0, T0, V0);
  tidy<F>(d, T0);
  sub<F>(T1, T1, V1);
  tidy<F>(at<F>(d, 1), T1);
  tidy<F>(at<F>(d, 2), T2);
}

/** d = a b1 v, three products. */
export function fp6MultiplyBy1<F>(d: usize, a: usize, b1: usize): void {
  multiply<F>(T0, at<F>(a, 2), b1);
  multiply<F>(at<F>(d, 2), at<F>(a, 1), b1);
  multiply<F>(at<F>(d, 1), a, b1);
  timesXi<F>(d, T0);
}

/** d = a b0, three products. */
export function fp6MultiplyBy0<F>(d: usize, a: usize, b0: usize): void {
  multiply<F>(at<F>(d, 2), at<F>(a, 2), b0);
  multiply<F>(at<F>(d, 1), at<F>(a, 1), b0);
  multiply<F>(d, a, b0);
}

/** d = 1/a: with c = (a0² - xi a1 a2, xi a2² - a0 a1, a1² - a0 a2), a c is a0 c0 + xi (a2 c1 + a1 c2). 0 gives 0. */
export function fp6Invert<F>(d: usize, a: usize): void {
  const a1 = at<F>(a, 1);
  const a2 = at<F>(a, 2);
  multiply<F>(T0, a1, a2);
  timesXi<F>(T0, T0);
  multiply<F>(V0, a, a);
  sub<F>(V0, V0, T0);
  multiply<F>(V1, a2, a2);
  timesXi<F>(V1, V1);
  multiply<F>(T0, a, a1);
  sub<F>(V1, V1, T0);
  multiply<F>(V2, a1, a1);
  multiply<F>(T0, a, a2);
  sub<F>(V2, V2, T0);
  multiply<F>(T0, a2, V1);
  multiply<F>(T1, a1, V2);
  add<F>(T0, T0, T1);
  tidy<F>(T0, T0);
  timesXi<F>(T0, T0);
  multiply<F>(T1, a, V0);
  add<F>(T0, T0, T1);
  tidy<F>(T0, T0);
  invert<F>(T0, T0);
  multiply<F>(d, V0, T0);
  multiply<F>(at<F>(d, 1), V1, T0);
  multiply<F>(at<F>(d, 2), V2, T0);
}

/** d = 2 a, tidy. */
export function fp6Double<F>(d: usize, a: usize): void {
  for (let k: usize = 0; k < 3; k++) {
    double<F>(at<F>(d, k), at<F>(a, k));
    tidy<F>(at<F>(d, k), at<F>(d, k));
  }
}
