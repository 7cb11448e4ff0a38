// Steps of the Miller loop by fused steps (field.ts); what they compute is millerLoop.ts's: T = 2 T or T + Q in homogeneous coordinates,
// and the line. Here the line comes ready for the point P: with xP and yP in it.
import { Bn254, LANE_BYTES } from "../primeFields";
import { fuse, plusTimes, product, slot, space, times } from "./field";
import { accumulate, setTimesXi } from "./fp2";

/** d = a² + c, given n = -a1 and u = 2 a0. */
// @ts-ignore: decorator
@inline
function squarePlus<F>(w: usize, d: usize, a: usize, n: usize, u: usize, c0: usize, c1: usize): void {
  const l = LANE_BYTES<F>();
  fuse<F>(w, d, a, a, c0);
  fuse<F>(w, d, a + l, n, d);
  fuse<F>(w, d + l, u, a + l, c1);
}

/** d = k a */
// @ts-ignore: decorator
@inline
function timesBoth<F>(w: usize, d: usize, k: isize, a: usize): void {
  times<F>(w, d, k, a);
  times<F>(w, d + LANE_BYTES<F>(), k, a + LANE_BYTES<F>());
}

/** d = a + k b */
// @ts-ignore: decorator
@inline
function plusTimesBoth<F>(w: usize, d: usize, a: usize, k: isize, b: usize): void {
  plusTimes<F>(w, d, a, k, b);
  plusTimes<F>(w, d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), k, b + LANE_BYTES<F>());
}

/** T = (x, y, z) = 2 T. With e = 3b' Z²: X' = 2XY (B - 3e), Y' = (B + 3e)² - 12e², Z' = 4B · 2YZ, B = Y². The line's parts:
 *  lineX = 3X², lineY = 2YZ, line = B - e. `tripleB` is bn254's 3b'. */
export function fusedDoubleStep<F>(
  x: usize,
  y: usize,
  z: usize,
  tripleB: usize,
  lineX: usize,
  lineY: usize,
  line: usize,
): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const negY = slot<F>(w, 0);
  const negZ = slot<F>(w, 1);
  const negX = slot<F>(w, 2);
  const t = slot<F>(w, 3);
  const b = slot<F>(w, 4);
  const c = slot<F>(w, 6);
  const e = slot<F>(w, 8);
  const twice = slot<F>(w, 10);
  const g = slot<F>(w, 12);
  const a = slot<F>(w, 14);
  times<F>(w, negX, -1, x + n);
  times<F>(w, negY, -1, y + n);
  times<F>(w, negZ, -1, z + n);
  // B = Y²
  times<F>(w, t, 2, y);
  squarePlus<F>(w, b, y, negY, t, w, w);
  // 2YZ and Z²
  timesBoth<F>(w, twice, 2, z);
  accumulate<F>(w, lineY, twice, y, negY, w, w);
  squarePlus<F>(w, c, z, negZ, twice, w, w);
  // e: 3b' is 12 xi for BLS12-381
  if (offsetof<F>() == offsetof<Bn254>()) {
    times<F>(w, t, -1, tripleB + n);
    accumulate<F>(w, e, c, tripleB, t, w, w);
  } else {
    timesBoth<F>(w, c, 12, c);
    setTimesXi<F>(w, e, c);
  }
  // 3X² and 2XY
  timesBoth<F>(w, twice, 2, x);
  accumulate<F>(w, a, twice, y, negY, w, w);
  squarePlus<F>(w, lineX, x, negX, twice, w, w);
  timesBoth<F>(w, lineX, 3, lineX);
  plusTimesBoth<F>(w, line, b, -1, e);
  // X'
  plusTimesBoth<F>(w, c, b, -3, e);
  times<F>(w, t, -1, c + n);
  accumulate<F>(w, x, a, c, t, w, w);
  // Z' = 4B · 2YZ
  timesBoth<F>(w, a, 4, b);
  times<F>(w, t, -1, lineY + n);
  accumulate<F>(w, z, a, lineY, t, w, w);
  // Y' = g² - 12 e², g = B + 3e
  plusTimesBoth<F>(w, g, b, 3, e);
  timesBoth<F>(w, a, -12, e);
  times<F>(w, t, -1, a + n);
  product<F>(w, c, a, e);
  fuse<F>(w, c, t, e + n, c);
  times<F>(w, t, 2, a);
  product<F>(w, c + n, t, e + n);
  times<F>(w, t, 2, g);
  times<F>(w, twice, -1, g + n);
  squarePlus<F>(w, y, g, twice, t, c, c + n);
}

/** T = (x, y, z) = T + (qx, qy). With theta = Y - qy Z and lambda = X - qx Z: lineX = theta, lineY = lambda,
 *  line = theta qx - lambda qy. */
export function fusedAddStep<F>(
  x: usize,
  y: usize,
  z: usize,
  qx: usize,
  qy: usize,
  theta: usize,
  lambda: usize,
  line: usize,
): void {
  const w = space<F>();
  const n = LANE_BYTES<F>();
  const t = slot<F>(w, 0);
  const u = slot<F>(w, 1);
  const negLambda = slot<F>(w, 2);
  const negTheta = slot<F>(w, 4);
  const c = slot<F>(w, 6);
  const e = slot<F>(w, 8);
  const g = slot<F>(w, 10);
  const h = slot<F>(w, 12);
  const j = slot<F>(w, 14);
  const cube = slot<F>(w, 16);
  // theta and lambda, with -Z as a factor
  timesBoth<F>(w, j, -1, z);
  accumulate<F>(w, theta, qy, j, z + n, y, y + n);
  accumulate<F>(w, lambda, qx, j, z + n, x, x + n);
  timesBoth<F>(w, negLambda, -1, lambda);
  times<F>(w, negTheta, -1, theta + n);
  accumulate<F>(w, line, qx, theta, negTheta, w, w);
  accumulate<F>(w, line, qy, negLambda, lambda + n, line, line + n);
  // e = lambda², its cube, g = X e, c = theta²
  times<F>(w, t, 2, lambda);
  squarePlus<F>(w, e, lambda, negLambda + n, t, w, w);
  accumulate<F>(w, cube, e, lambda, negLambda + n, w, w);
  times<F>(w, t, -1, e + n);
  accumulate<F>(w, g, x, e, t, w, w);
  times<F>(w, t, 2, theta);
  squarePlus<F>(w, c, theta, negTheta, t, w, w);
  // h = cube + c Z - 2 g; here -Z1 is at hand.
  accumulate<F>(w, h, c, z, j + n, cube, cube + n);
  plusTimesBoth<F>(w, h, h, -2, g);
  accumulate<F>(w, x, h, lambda, negLambda + n, w, w);
  // Y' = theta (g - h) - Y cube
  plusTimesBoth<F>(w, g, g, -1, h);
  timesBoth<F>(w, e, -1, cube);
  accumulate<F>(w, c, y, e, cube + n, w, w);
  accumulate<F>(w, y, g, theta, negTheta, c, c + n);
  // Z' = Z cube, in place
  product<F>(w, t, z + n, e + n);
  product<F>(w, u, z, cube + n);
  fuse<F>(w, z, z, cube, t);
  fuse<F>(w, z + n, z + n, cube, u);
}
