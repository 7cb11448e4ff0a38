// Squares in the cyclotomic subgroup of Fp12 by fused steps (field.ts); the formulas are cyclotomic.ts's. With t = (a + b y)², y² = xi, the
// new coefficients are 3 t0 - 2 a and 3 t1 + 2 b: both multiples go into the factors and the first summand, so they cost little.
import { LANE_BYTES } from "../primeFields";
import { fuse, plusTimes, product, slot, space, times } from "./field";
import { setTimesXi } from "./fp2";
import { coefficient } from "./fp12";

/** t = 3 (a² + b² xi), ab = 6 a b; two slots each, neither among 0 to 9. */
// @ts-ignore: decorator
@inline
function squareFp4<F>(w: usize, t: usize, ab: usize, a: usize, b: usize): void {
  const n = LANE_BYTES<F>();
  const na = slot<F>(w, 0);
  const nb = slot<F>(w, 1);
  const a3 = slot<F>(w, 2);
  const a6 = slot<F>(w, 4);
  const b3 = slot<F>(w, 6);
  const s = slot<F>(w, 8);
  times<F>(w, na, -1, a + n);
  times<F>(w, nb, -1, b + n);
  times<F>(w, a3, 3, a);
  times<F>(w, a3 + n, 3, a + n);
  times<F>(w, a6, 6, a);
  times<F>(w, a6 + n, 6, a + n);
  times<F>(w, b3, 3, b);
  times<F>(w, b3 + n, 3, b + n);
  // 3 b²
  product<F>(w, s, b3, b);
  fuse<F>(w, s, b3 + n, nb, s);
  product<F>(w, s + n, b3, b + n);
  fuse<F>(w, s + n, b3, b + n, s + n);
  setTimesXi<F>(w, t, s);
  // 3 a²
  fuse<F>(w, t, a3, a, t);
  fuse<F>(w, t, a3 + n, na, t);
  fuse<F>(w, t + n, a6, a + n, t + n);
  // 6 a b
  product<F>(w, ab, a6, b);
  fuse<F>(w, ab, a6 + n, nb, ab);
  product<F>(w, ab + n, a6, b + n);
  fuse<F>(w, ab + n, a6 + n, b, ab + n);
}

/** d = t + k z */
// @ts-ignore: decorator
@inline
function plusMultiple<F>(w: usize, d: usize, t: usize, k: isize, z: usize): void {
  const n = LANE_BYTES<F>();
  plusTimes<F>(w, d, t, k, z);
  plusTimes<F>(w, d + n, t + n, k, z + n);
}

/** d = a² for a in the cyclotomic subgroup: 83 steps for bn254. d may be a. */
export function fusedCyclotomicSquare<F>(d: usize, a: usize): void {
  const w = space<F>();
  const a3 = coefficient<F>(a, 3);
  const t = slot<F>(w, 10);
  const ab = slot<F>(w, 12);
  squareFp4<F>(w, t, ab, a, a3);
  plusMultiple<F>(w, d, t, -2, a);
  plusMultiple<F>(w, coefficient<F>(d, 3), ab, 2, a3);
  fusedCompressedSquare<F>(d, a);
}

/** The coefficients of w², w⁴, w and w⁵ of a². d may be a. */
export function fusedCompressedSquare<F>(d: usize, a: usize): void {
  const w = space<F>();
  const a1 = coefficient<F>(a, 1);
  const a2 = coefficient<F>(a, 2);
  const a4 = coefficient<F>(a, 4);
  const a5 = coefficient<F>(a, 5);
  const t = slot<F>(w, 10);
  const ab = slot<F>(w, 12);
  const other = slot<F>(w, 14);
  const otherAb = slot<F>(w, 16);
  squareFp4<F>(w, t, ab, a1, a4);
  squareFp4<F>(w, other, otherAb, a2, a5);
  plusMultiple<F>(w, coefficient<F>(d, 2), t, -2, a2);
  plusMultiple<F>(w, coefficient<F>(d, 5), ab, 2, a5);
  plusMultiple<F>(w, coefficient<F>(d, 4), other, -2, a4);
  setTimesXi<F>(w, t, otherAb);
  plusMultiple<F>(w, coefficient<F>(d, 1), t, 2, a1);
}
