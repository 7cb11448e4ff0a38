// Products in Fp12 by fused steps (field.ts): coefficient by coefficient, each a chain of steps that begins with xi times what comes from
// w⁶ = xi on. Elements are those of fp12.ts: six of Fp2, for 1, w², w⁴, w, w³, w⁵.
import { LANE_BYTES } from "../primeFields";
import { fuse, slot, space, times } from "./field";
import { accumulate, setTimesXi } from "./fp2";

/** A product whose place is one of the operands'. */
const RESULT: usize = memory.data(6 * 112, 16);

/** The coefficient of w^k. */
// @ts-ignore: decorator
@inline
export function coefficient<F>(a: usize, k: usize): usize {
  return a + (k & 1 ? 3 + (k >> 1) : k >> 1) * offsetof<F>();
}

/** Copies six elements, the unused bytes between them left out. */
export function copyFp12<F>(d: usize, a: usize): void {
  const end = a + 6 * offsetof<F>();
  while (a < end) {
    for (let i: usize = 0; i < 2 * LANE_BYTES<F>(); i += 32) {
      const x = load<u64>(a + i);
      const y = load<u64>(a + i, 8);
      const z = load<u64>(a + i, 16);
      const t = load<u64>(a + i, 24);
      store<u64>(d + i, x);
      store<u64>(d + i, y, 8);
      store<u64>(d + i, z, 16);
      store<u64>(d + i, t, 24);
    }
    a += offsetof<F>();
    d += offsetof<F>();
  }
}

/** Where -b1 of coefficient k is. */
// @ts-ignore: decorator
@inline
function negated<F>(w: usize, k: usize): usize {
  return slot<F>(w, 4 + k);
}

/** Where the sum lies that xi is still to be multiplied to. */
// @ts-ignore: decorator
@inline
function high<F>(w: usize): usize {
  return slot<F>(w, 0);
}

/** d = a_i b_j + c. */
// @ts-ignore: decorator
@inline
function term<F>(w: usize, d: usize, a: usize, i: usize, b: usize, j: usize, c: usize): void {
  const n = LANE_BYTES<F>();
  accumulate<F>(w, d, coefficient<F>(a, i), coefficient<F>(b, j), negated<F>(w, j), c, c + n);
}

/** d = a_i b_j. */
// @ts-ignore: decorator
@inline
function first<F>(w: usize, d: usize, a: usize, i: usize, b: usize, j: usize): void {
  accumulate<F>(w, d, coefficient<F>(a, i), coefficient<F>(b, j), negated<F>(w, j), w, w);
}

// @ts-ignore: decorator
@inline
function negateCoefficient<F>(w: usize, b: usize, k: usize): void {
  times<F>(w, negated<F>(w, k), -1, coefficient<F>(b, k) + LANE_BYTES<F>());
}

/** d = a b: 165 steps for bn254. d may be a or b. */
export function fusedFp12Multiply<F>(d: usize, a: usize, b: usize): void {
  if (d == a || d == b) {
    fusedFp12Multiply<F>(RESULT, a, b);
    copyFp12<F>(d, RESULT);
    return;
  }
  const w = space<F>();
  const s = high<F>(w);
  for (let k: usize = 0; k < 6; k++) negateCoefficient<F>(w, b, k);
  const d0 = d;
  first<F>(w, s, a, 1, b, 5);
  term<F>(w, s, a, 2, b, 4, s);
  term<F>(w, s, a, 3, b, 3, s);
  term<F>(w, s, a, 4, b, 2, s);
  term<F>(w, s, a, 5, b, 1, s);
  setTimesXi<F>(w, d0, s);
  term<F>(w, d0, a, 0, b, 0, d0);
  const d1 = coefficient<F>(d, 1);
  first<F>(w, s, a, 2, b, 5);
  term<F>(w, s, a, 3, b, 4, s);
  term<F>(w, s, a, 4, b, 3, s);
  term<F>(w, s, a, 5, b, 2, s);
  setTimesXi<F>(w, d1, s);
  term<F>(w, d1, a, 0, b, 1, d1);
  term<F>(w, d1, a, 1, b, 0, d1);
  const d2 = coefficient<F>(d, 2);
  first<F>(w, s, a, 3, b, 5);
  term<F>(w, s, a, 4, b, 4, s);
  term<F>(w, s, a, 5, b, 3, s);
  setTimesXi<F>(w, d2, s);
  term<F>(w, d2, a, 0, b, 2, d2);
  term<F>(w, d2, a, 1, b, 1, d2);
  term<F>(w, d2, a, 2, b, 0, d2);
  const d3 = coefficient<F>(d, 3);
  first<F>(w, s, a, 4, b, 5);
  term<F>(w, s, a, 5, b, 4, s);
  setTimesXi<F>(w, d3, s);
  term<F>(w, d3, a, 0, b, 3, d3);
  term<F>(w, d3, a, 1, b, 2, d3);
  term<F>(w, d3, a, 2, b, 1, d3);
  term<F>(w, d3, a, 3, b, 0, d3);
  const d4 = coefficient<F>(d, 4);
  first<F>(w, s, a, 5, b, 5);
  setTimesXi<F>(w, d4, s);
  term<F>(w, d4, a, 0, b, 4, d4);
  term<F>(w, d4, a, 1, b, 3, d4);
  term<F>(w, d4, a, 2, b, 2, d4);
  term<F>(w, d4, a, 3, b, 1, d4);
  term<F>(w, d4, a, 4, b, 0, d4);
  const d5 = coefficient<F>(d, 5);
  first<F>(w, d5, a, 0, b, 5);
  term<F>(w, d5, a, 1, b, 4, d5);
  term<F>(w, d5, a, 2, b, 3, d5);
  term<F>(w, d5, a, 3, b, 2, d5);
  term<F>(w, d5, a, 4, b, 1, d5);
  term<F>(w, d5, a, 5, b, 0, d5);
}

/** Where 2 a of coefficient k is: two slots. */
// @ts-ignore: decorator
@inline
function doubled<F>(w: usize, k: usize): usize {
  return slot<F>(w, 10 + 2 * k);
}

/** d = 2 a_i a_j + c, the doubled a_i in two slots. */
// @ts-ignore: decorator
@inline
function mixed<F>(w: usize, d: usize, i: usize, a: usize, j: usize, c0: usize, c1: usize): void {
  const n = LANE_BYTES<F>();
  const b = coefficient<F>(a, j);
  fuse<F>(w, d, doubled<F>(w, i), b, c0);
  fuse<F>(w, d, doubled<F>(w, i) + LANE_BYTES<F>(), negated<F>(w, j), d);
  fuse<F>(w, d + n, doubled<F>(w, i), b + n, c1);
  fuse<F>(w, d + n, doubled<F>(w, i) + LANE_BYTES<F>(), b, d + n);
}

/** d = a_i² + c. */
// @ts-ignore: decorator
@inline
function squared<F>(w: usize, d: usize, a: usize, i: usize, c0: usize, c1: usize): void {
  const n = LANE_BYTES<F>();
  const b = coefficient<F>(a, i);
  fuse<F>(w, d, b, b, c0);
  fuse<F>(w, d, b + n, negated<F>(w, i), d);
  fuse<F>(w, d + n, doubled<F>(w, i), b + n, c1);
}

// @ts-ignore: decorator
@inline
function prepareSquare<F>(w: usize, a: usize, k: usize): void {
  negateCoefficient<F>(w, a, k);
  times<F>(w, doubled<F>(w, k), 2, coefficient<F>(a, k));
  if (k != 5) times<F>(w, doubled<F>(w, k) + LANE_BYTES<F>(), 2, coefficient<F>(a, k) + LANE_BYTES<F>());
}

/** d = a²: 110 steps for bn254. d may be a. */
export function fusedFp12Square<F>(d: usize, a: usize): void {
  if (d == a) {
    fusedFp12Square<F>(RESULT, a);
    copyFp12<F>(d, RESULT);
    return;
  }
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const s = high<F>(w);
  prepareSquare<F>(w, a, 0);
  prepareSquare<F>(w, a, 1);
  prepareSquare<F>(w, a, 2);
  prepareSquare<F>(w, a, 3);
  prepareSquare<F>(w, a, 4);
  prepareSquare<F>(w, a, 5);
  const d0 = d;
  mixed<F>(w, s, 1, a, 5, w, w);
  mixed<F>(w, s, 2, a, 4, s, s + n);
  squared<F>(w, s, a, 3, s, s + n);
  setTimesXi<F>(w, d0, s);
  squared<F>(w, d0, a, 0, d0, d0 + n);
  const d1 = coefficient<F>(d, 1);
  mixed<F>(w, s, 2, a, 5, w, w);
  mixed<F>(w, s, 3, a, 4, s, s + n);
  setTimesXi<F>(w, d1, s);
  mixed<F>(w, d1, 0, a, 1, d1, d1 + n);
  const d2 = coefficient<F>(d, 2);
  mixed<F>(w, s, 3, a, 5, w, w);
  squared<F>(w, s, a, 4, s, s + n);
  setTimesXi<F>(w, d2, s);
  mixed<F>(w, d2, 0, a, 2, d2, d2 + n);
  squared<F>(w, d2, a, 1, d2, d2 + n);
  const d3 = coefficient<F>(d, 3);
  mixed<F>(w, s, 4, a, 5, w, w);
  setTimesXi<F>(w, d3, s);
  mixed<F>(w, d3, 0, a, 3, d3, d3 + n);
  mixed<F>(w, d3, 1, a, 2, d3, d3 + n);
  const d4 = coefficient<F>(d, 4);
  squared<F>(w, s, a, 5, w, w);
  setTimesXi<F>(w, d4, s);
  mixed<F>(w, d4, 0, a, 4, d4, d4 + n);
  mixed<F>(w, d4, 1, a, 3, d4, d4 + n);
  squared<F>(w, d4, a, 2, d4, d4 + n);
  const d5 = coefficient<F>(d, 5);
  mixed<F>(w, d5, 0, a, 5, w, w);
  mixed<F>(w, d5, 1, a, 4, d5, d5 + n);
  mixed<F>(w, d5, 2, a, 3, d5, d5 + n);
}

/** f = f (l0 + l1 w + l3 w³): 81 steps for bn254. The lines of bn254. */
export function fusedMultiplyBy013<F>(f: usize, l0: usize, l1: usize, l3: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const n0 = slot<F>(w, 0);
  const n1 = slot<F>(w, 1);
  const n3 = slot<F>(w, 2);
  const x1 = slot<F>(w, 3);
  const x3 = slot<F>(w, 5);
  const nx1 = slot<F>(w, 7);
  const nx3 = slot<F>(w, 8);
  times<F>(w, n0, -1, l0 + n);
  times<F>(w, n1, -1, l1 + n);
  times<F>(w, n3, -1, l3 + n);
  setTimesXi<F>(w, x1, l1);
  setTimesXi<F>(w, x3, l3);
  times<F>(w, nx1, -1, x1 + n);
  times<F>(w, nx3, -1, x3 + n);
  line<F>(w, 0, f, 0, l0, n0, 5, x1, nx1, 3, x3, nx3);
  line<F>(w, 1, f, 1, l0, n0, 0, l1, n1, 4, x3, nx3);
  line<F>(w, 2, f, 2, l0, n0, 1, l1, n1, 5, x3, nx3);
  line<F>(w, 3, f, 3, l0, n0, 2, l1, n1, 0, l3, n3);
  line<F>(w, 4, f, 4, l0, n0, 3, l1, n1, 1, l3, n3);
  line<F>(w, 5, f, 5, l0, n0, 4, l1, n1, 2, l3, n3);
  copyFp12<F>(f, RESULT);
}

/** f = f (l0 + l2 w² + l3 w³). The lines of BLS12-381. */
export function fusedMultiplyBy023<F>(f: usize, l0: usize, l2: usize, l3: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const n0 = slot<F>(w, 0);
  const n2 = slot<F>(w, 1);
  const n3 = slot<F>(w, 2);
  const x2 = slot<F>(w, 3);
  const x3 = slot<F>(w, 5);
  const nx2 = slot<F>(w, 7);
  const nx3 = slot<F>(w, 8);
  times<F>(w, n0, -1, l0 + n);
  times<F>(w, n2, -1, l2 + n);
  times<F>(w, n3, -1, l3 + n);
  setTimesXi<F>(w, x2, l2);
  setTimesXi<F>(w, x3, l3);
  times<F>(w, nx2, -1, x2 + n);
  times<F>(w, nx3, -1, x3 + n);
  line<F>(w, 0, f, 0, l0, n0, 4, x2, nx2, 3, x3, nx3);
  line<F>(w, 1, f, 1, l0, n0, 5, x2, nx2, 4, x3, nx3);
  line<F>(w, 2, f, 2, l0, n0, 0, l2, n2, 5, x3, nx3);
  line<F>(w, 3, f, 3, l0, n0, 1, l2, n2, 0, l3, n3);
  line<F>(w, 4, f, 4, l0, n0, 2, l2, n2, 1, l3, n3);
  line<F>(w, 5, f, 5, l0, n0, 3, l2, n2, 2, l3, n3);
  copyFp12<F>(f, RESULT);
}

/** Coefficient k of the result: f_i a + f_j b + f_m c, each factor with its negated imaginary part. */
// @ts-ignore: decorator
@inline
function line<F>(
  w: usize,
  k: usize,
  f: usize,
  i: usize,
  a: usize,
  na: usize,
  j: usize,
  b: usize,
  nb: usize,
  m: usize,
  c: usize,
  nc: usize,
): void {
  const n = LANE_BYTES<F>();
  const d = coefficient<F>(RESULT, k);
  accumulate<F>(w, d, coefficient<F>(f, i), a, na, w, w);
  accumulate<F>(w, d, coefficient<F>(f, j), b, nb, d, d + n);
  accumulate<F>(w, d, coefficient<F>(f, m), c, nc, d, d + n);
}

/** f = f (l0 + l2 w² + w³). */
export function fusedMultiplyBy02One<F>(f: usize, l0: usize, l2: usize): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const n0 = slot<F>(w, 0);
  const n2 = slot<F>(w, 1);
  const x2 = slot<F>(w, 2);
  const nx2 = slot<F>(w, 4);
  times<F>(w, n0, -1, l0 + n);
  times<F>(w, n2, -1, l2 + n);
  setTimesXi<F>(w, x2, l2);
  times<F>(w, nx2, -1, x2 + n);
  // f w³ first: xi times the upper three coefficients, and the lower three as they are.
  const d0 = coefficient<F>(RESULT, 0);
  const d1 = coefficient<F>(RESULT, 1);
  const d2 = coefficient<F>(RESULT, 2);
  setTimesXi<F>(w, d0, coefficient<F>(f, 3));
  monic<F>(w, 0, f, l0, n0, 4, x2, nx2, d0);
  setTimesXi<F>(w, d1, coefficient<F>(f, 4));
  monic<F>(w, 1, f, l0, n0, 5, x2, nx2, d1);
  setTimesXi<F>(w, d2, coefficient<F>(f, 5));
  monic<F>(w, 2, f, l0, n0, 0, l2, n2, d2);
  monic<F>(w, 3, f, l0, n0, 1, l2, n2, coefficient<F>(f, 0));
  monic<F>(w, 4, f, l0, n0, 2, l2, n2, coefficient<F>(f, 1));
  monic<F>(w, 5, f, l0, n0, 3, l2, n2, coefficient<F>(f, 2));
  copyFp12<F>(f, RESULT);
}

/** Coefficient k of the result: f_k a + f_j b + c. */
// @ts-ignore: decorator
@inline
function monic<F>(w: usize, k: usize, f: usize, a: usize, na: usize, j: usize, b: usize, nb: usize, c: usize): void {
  const n = LANE_BYTES<F>();
  const d = coefficient<F>(RESULT, k);
  accumulate<F>(w, d, coefficient<F>(f, k), a, na, c, c + n);
  accumulate<F>(w, d, coefficient<F>(f, j), b, nb, d, d + n);
}
