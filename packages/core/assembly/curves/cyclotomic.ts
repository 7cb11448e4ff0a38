// Squaring and powers in the cyclotomic subgroup of Fp12, where the final exponentiation works and inverses are conjugates
// (Granger and Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions", 2010).
import { alloc, mark, release } from "../memory/arena";
import { blsSquareFp4 } from "./bls12381Fp4";
import { add, at, double, isBn254, square, sub, tidy, timesXi } from "./fp2";
import { fp12Bytes, fp12Conjugate, fp12Copy, fp12Multiply } from "./fp12";
import { fusedCompressedSquare, fusedCyclotomicSquare } from "./fused/cyclotomic";
import { isFused } from "./fused/field";

const SUM: usize = memory.data(112, 16);
const R0: usize = memory.data(112, 16);
const R1: usize = memory.data(112, 16);
const S0: usize = memory.data(112, 16);
const S1: usize = memory.data(112, 16);

/** (r0 + r1 y)= (a + b y)² with y² = xi; both tidy. */
function squareFp4<F>(r0: usize, r1: usize, a: usize, b: usize): void {
  if (!TARGET_GUEST && !isBn254<F>()) {
    blsSquareFp4(r0, r1, a, b);
    return;
  }
  add<F>(SUM, a, b);
  tidy<F>(SUM, SUM);
  square<F>(SUM, SUM);
  square<F>(r1, b);
  square<F>(r0, a);
  sub<F>(SUM, SUM, r0);
  sub<F>(SUM, SUM, r1);
  timesXi<F>(r1, r1);
  add<F>(r0, r0, r1);
  tidy<F>(r0, r0);
  tidy<F>(r1, SUM);
}

/** z = 3 t - 2 z */
function tripleLess<F>(d: usize, t: usize, z: usize): void {
  sub<F>(SUM, t, z);
  tidy<F>(SUM, SUM);
  double<F>(SUM, SUM);
  add<F>(SUM, SUM, t);
  tidy<F>(d, SUM);
}

/** z = 3 t + 2 z */
function tripleMore<F>(d: usize, t: usize, z: usize): void {
  add<F>(SUM, t, z);
  tidy<F>(SUM, SUM);
  double<F>(SUM, SUM);
  add<F>(SUM, SUM, t);
  tidy<F>(d, SUM);
}

/** d = a² for a in the cyclotomic subgroup: nine squarings in Fp2. d may be a. */
export function cyclotomicSquare<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedCyclotomicSquare<F>(d, a);
    return;
  }
  const a4 = at<F>(a, 4);
  squareFp4<F>(R0, R1, a, a4);
  // Not used below: the other four coefficients of the square come from themselves.
  tripleLess<F>(d, R0, a);
  tripleMore<F>(at<F>(d, 4), R1, a4);
  compressedSquare<F>(d, a);
}

/** The coefficients of w², w⁴, w and w⁵ of a², which do not depend on those of 1 and w³: six squarings. d may be a. */
export function compressedSquare<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedCompressedSquare<F>(d, a);
    return;
  }
  const a1 = at<F>(a, 1);
  const a2 = at<F>(a, 2);
  const a3 = at<F>(a, 3);
  const a5 = at<F>(a, 5);
  squareFp4<F>(R0, R1, a3, a2);
  squareFp4<F>(S0, S1, a1, a5);
  tripleLess<F>(at<F>(d, 1), R0, a1);
  tripleMore<F>(at<F>(d, 5), R1, a5);
  timesXi<F>(S1, S1);
  tripleMore<F>(at<F>(d, 3), S1, a3);
  tripleLess<F>(at<F>(d, 2), S0, a2);
}

/** d = a^e in the cyclotomic subgroup; e is `count` signed digits, each 0 or odd and below 2 * `multiples` in size, highest
 *  first, the first above 0. d may be a. */
export function cyclotomicPower<F>(d: usize, a: usize, digits: usize, count: usize, multiples: usize): void {
  const start = mark();
  // a, a³, a⁵, …
  const table = alloc(multiples * fp12Bytes<F>());
  const factor = alloc(fp12Bytes<F>());
  if (multiples > 1) cyclotomicSquare<F>(factor, a);
  fp12Copy<F>(table, a);
  for (let k: usize = 1; k < multiples; k++) {
    fp12Multiply<F>(table + k * fp12Bytes<F>(), table + (k - 1) * fp12Bytes<F>(), factor);
  }
  fp12Copy<F>(d, table + <usize>(load<i8>(digits) >> 1) * fp12Bytes<F>());
  for (let i: usize = 1; i < count; i++) {
    cyclotomicSquare<F>(d, d);
    const digit = <i32>load<i8>(digits + i);
    if (digit > 0) {
      fp12Multiply<F>(d, d, table + <usize>(digit >> 1) * fp12Bytes<F>());
    } else if (digit < 0) {
      fp12Conjugate<F>(factor, table + <usize>(-digit >> 1) * fp12Bytes<F>());
      fp12Multiply<F>(d, d, factor);
    }
  }
  release(start);
}
