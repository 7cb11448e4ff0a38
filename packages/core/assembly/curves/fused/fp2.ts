// Fp2, and two elements of Fp side by side, by fused steps (field.ts). d may be any of the operands.
import { Bn254, LANE_BYTES } from "../primeFields";
import { fuse, number, plusTimes, product, slot, space, times } from "./field";

/** d = a + b */
export function fusedAdd<F>(d: usize, a: usize, b: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  plusTimes<F>(w, d, a, 1, b);
  plusTimes<F>(w, d + n, a + n, 1, b + n);
}

/** d = a - b */
export function fusedSub<F>(d: usize, a: usize, b: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  plusTimes<F>(w, d, a, -1, b);
  plusTimes<F>(w, d + n, a + n, -1, b + n);
}

/** d = -a */
export function fusedNegate<F>(d: usize, a: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  times<F>(w, d, -1, a);
  times<F>(w, d + n, -1, a + n);
}

/** d = (a0, -a1) */
export function fusedConjugate<F>(d: usize, a: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  if (d != a) times<F>(w, d, 1, a);
  times<F>(w, d + n, -1, a + n);
}

/** d = (a0 b0, a1 b1) */
export function fusedLanes<F>(d: usize, a: usize, b: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  product<F>(w, d, a, b);
  product<F>(w, d + n, a + n, b + n);
}

/** d = a b + c in Fp2, given n = -b1, in four steps. d may be c, not a or b. */
// @ts-ignore: decorator
@inline
export function accumulate<F>(w: usize, d: usize, a: usize, b: usize, n: usize, c0: usize, c1: usize): void {
  const l = LANE_BYTES<F>();
  fuse<F>(w, d, a, b, c0);
  fuse<F>(w, d, a + l, n, d);
  fuse<F>(w, d + l, a, b + l, c1);
  fuse<F>(w, d + l, a + l, b, d + l);
}

/** d = a b */
export function fusedMultiply<F>(d: usize, a: usize, b: usize): void {
  if (a == b) {
    fusedSquare<F>(d, a);
    return;
  }
  // What is read last is neither's real part of d.
  if (d == b) {
    b = a;
    a = d;
  }
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const t = slot<F>(w, 0);
  const u = slot<F>(w, 1);
  times<F>(w, t, -1, b + n);
  product<F>(w, t, a + n, t);
  product<F>(w, u, a, b + n);
  fuse<F>(w, d, a, b, t);
  fuse<F>(w, d + n, a + n, b, u);
}

/** d = a² */
export function fusedSquare<F>(d: usize, a: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const t = slot<F>(w, 0);
  const u = slot<F>(w, 1);
  times<F>(w, t, -1, a + n);
  product<F>(w, t, a + n, t);
  times<F>(w, u, 2, a);
  fuse<F>(w, d, a, a, t);
  product<F>(w, d + n, u, a + n);
}

/** d = s xi, with xi = 9 + i (bn254) or 1 + i (BLS12-381). d is not s. */
// @ts-ignore: decorator
@inline
export function setTimesXi<F>(w: usize, d: usize, s: usize): void {
  const n = LANE_BYTES<F>();
  if (offsetof<F>() == offsetof<Bn254>()) {
    times<F>(w, d, -1, s + n);
    plusTimes<F>(w, d, d, 9, s);
    plusTimes<F>(w, d + n, s, 9, s + n);
  } else {
    plusTimes<F>(w, d, s, -1, s + n);
    plusTimes<F>(w, d + n, s, 1, s + n);
  }
}

/** d = a xi */
export function fusedTimesXi<F>(d: usize, a: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const real: isize = offsetof<F>() == offsetof<Bn254>() ? 9 : 1;
  const t = slot<F>(w, 0);
  times<F>(w, t, -1, a + n);
  fuse<F>(w, d + n, a + n, number<F>(w, real), a);
  fuse<F>(w, d, a, number<F>(w, real), t);
}
