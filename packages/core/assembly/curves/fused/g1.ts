// Points of G1 by fused steps (field.ts): what g1Jacobian.ts computes, one coordinate at a time. Coordinates are given by their places.
import { Bls12381 } from "../primeFields";
import { fuse, number, plusTimes, product, slot, space, times } from "./field";

/** (dx, dy, dz) = 2 (x, y, z), thirteen steps: with D = 4XY², E = 3X²: X' = E² - 2D, Y' = E (D - X') - 8Y⁴, Z' = 2YZ. The places may
 *  be the same. */
export function fusedG1Double<F>(dx: usize, dy: usize, dz: usize, x: usize, y: usize, z: usize): void {
  const w = space<F>();
  const b = slot<F>(w, 0);
  const d = slot<F>(w, 1);
  const e = slot<F>(w, 2);
  const t = slot<F>(w, 3);
  const u = slot<F>(w, 4);
  product<F>(w, b, y, y);
  times<F>(w, t, 4, x);
  product<F>(w, d, t, b);
  times<F>(w, t, 3, x);
  product<F>(w, e, t, x);
  times<F>(w, t, 2, y);
  product<F>(w, dz, t, z);
  times<F>(w, t, -2, d);
  fuse<F>(w, dx, e, e, t);
  plusTimes<F>(w, d, d, -1, dx);
  times<F>(w, t, -8, b);
  product<F>(w, u, t, b);
  fuse<F>(w, dy, e, d, u);
}

/** What an addition of (x1, y1, z1) and (x2, y2) over Z² and Z³ comes to. */
export const SUM: u32 = 0;
export const SAME: u32 = 1;
export const OPPOSITE: u32 = 2;

/** (dx, dy, dz) = (x, y, z) + (qx, qy), seventeen steps, for points that have neither the same nor the opposite place: else nothing is
 *  written, and the answer says which. The places of the result may be the first point's. */
export function fusedG1AddAffine<F>(
  dx: usize,
  dy: usize,
  dz: usize,
  x: usize,
  y: usize,
  z: usize,
  qx: usize,
  qy: usize,
): u32 {
  const w = space<F>();
  const zz = slot<F>(w, 0);
  const h = slot<F>(w, 1);
  const r = slot<F>(w, 2);
  const negX = slot<F>(w, 3);
  product<F>(w, zz, z, z);
  times<F>(w, negX, -1, x);
  fuse<F>(w, h, qx, zz, negX);
  product<F>(w, zz, zz, z);
  times<F>(w, r, -1, y);
  fuse<F>(w, r, qy, zz, r);
  if (isZero<F>(h)) return isZero<F>(r) ? SAME : OPPOSITE;
  finish<F>(w, dx, dy, dz, x, y, z, h, r);
  return SUM;
}

/** (dx, dy, dz) = (x1, y1, z1) + (x2, y2, z2), as above. */
export function fusedG1Add<F>(
  dx: usize,
  dy: usize,
  dz: usize,
  x1: usize,
  y1: usize,
  z1: usize,
  x2: usize,
  y2: usize,
  z2: usize,
): u32 {
  const w = space<F>();
  const t = slot<F>(w, 0);
  const h = slot<F>(w, 1);
  const r = slot<F>(w, 2);
  const u1 = slot<F>(w, 8);
  const s1 = slot<F>(w, 9);
  const z = slot<F>(w, 10);
  product<F>(w, t, z2, z2);
  product<F>(w, u1, x1, t);
  product<F>(w, t, t, z2);
  product<F>(w, s1, y1, t);
  product<F>(w, t, z1, z1);
  times<F>(w, h, -1, u1);
  fuse<F>(w, h, x2, t, h);
  product<F>(w, t, t, z1);
  times<F>(w, r, -1, s1);
  fuse<F>(w, r, y2, t, r);
  if (isZero<F>(h)) return isZero<F>(r) ? SAME : OPPOSITE;
  product<F>(w, z, z1, z2);
  finish<F>(w, dx, dy, dz, u1, s1, z, h, r);
  return SUM;
}

/** X' = r² - h³ - 2V with V = X h², Y' = r (V - X') - Y h³, Z' = Z h. */
// @ts-ignore: decorator
@inline
function finish<F>(w: usize, dx: usize, dy: usize, dz: usize, x: usize, y: usize, z: usize, h: usize, r: usize): void {
  const hh = slot<F>(w, 4);
  const cube = slot<F>(w, 5);
  const v = slot<F>(w, 6);
  const t = slot<F>(w, 7);
  product<F>(w, dz, z, h);
  product<F>(w, hh, h, h);
  product<F>(w, v, x, hh);
  // -h³
  times<F>(w, hh, -1, hh);
  product<F>(w, cube, hh, h);
  fuse<F>(w, t, r, r, cube);
  fuse<F>(w, dx, v, number<F>(w, -2), t);
  plusTimes<F>(w, v, v, -1, dx);
  product<F>(w, t, y, cube);
  fuse<F>(w, dy, r, v, t);
}

// @ts-ignore: decorator
@inline
function isZero<F>(a: usize): bool {
  let seen = load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24);
  if (offsetof<F>() == offsetof<Bls12381>()) seen |= load<u64>(a, 32) | load<u64>(a, 40);
  return seen == 0;
}
