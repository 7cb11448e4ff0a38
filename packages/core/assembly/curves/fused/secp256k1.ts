// Points of secp256k1 by fused steps (field.ts): what secp256k1Point.ts computes. A point is X, Y and Z, 32 bytes each.
import { isZero32 } from "../../memory/bytes";
import { OPPOSITE, SAME, SUM } from "./g1";
import { fuse, plusTimes, product, Secp256k1, slot, space, times } from "./field";

const Y: usize = 32;
const Z: usize = 64;

/** 3/2 */
const THREE_HALVES: usize = memory.data<u64>([
  0xffffffff7ffffe19, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff,
]);

/** point = 2 point, over Z = YZ, eleven steps: A = 3/2 X², C = XY²; X' = A² - 2C, Y' = A (C - X') - Y⁴. */
export function fusedDoublePoint(point: usize): void {
  const w = space<Secp256k1>();
  const y = point + Y;
  const z = point + Z;
  const a = slot<Secp256k1>(w, 0);
  const b = slot<Secp256k1>(w, 1);
  const c = slot<Secp256k1>(w, 2);
  const t = slot<Secp256k1>(w, 3);
  product<Secp256k1>(w, z, z, y);
  product<Secp256k1>(w, t, point, THREE_HALVES);
  product<Secp256k1>(w, a, t, point);
  product<Secp256k1>(w, b, y, y);
  product<Secp256k1>(w, c, point, b);
  times<Secp256k1>(w, t, -2, c);
  fuse<Secp256k1>(w, point, a, a, t);
  plusTimes<Secp256k1>(w, c, c, -1, point);
  times<Secp256k1>(w, t, -1, b);
  product<Secp256k1>(w, b, b, t);
  fuse<Secp256k1>(w, y, a, c, b);
}

/** point += (x, y), or its negative, both over `zScale` (0: none; see addAffine in secp256k1Point.ts): sixteen steps. `ratio` gets the factor
 *  of Z. Where both points have the same x nothing is written, and the answer says which case it is. */
export function fusedAddAffine(point: usize, x: usize, y: usize, negative: bool, scale: usize, ratio: usize): u32 {
  const w = space<Secp256k1>();
  const py = point + Y;
  const pz = point + Z;
  const zz = slot<Secp256k1>(w, 0);
  const h = slot<Secp256k1>(w, 1);
  const r = slot<Secp256k1>(w, 2);
  const t = slot<Secp256k1>(w, 3);
  const v = slot<Secp256k1>(w, 4);
  let z = pz;
  if (scale != 0) {
    z = slot<Secp256k1>(w, 5);
    product<Secp256k1>(w, z, pz, scale);
  }
  product<Secp256k1>(w, zz, z, z);
  times<Secp256k1>(w, t, -1, point);
  fuse<Secp256k1>(w, h, x, zz, t);
  product<Secp256k1>(w, zz, zz, z);
  // r = y Z³ - Y; for the negative its negative: only its square and r (V - X') matter, see below.
  if (negative) {
    fuse<Secp256k1>(w, r, y, zz, py);
  } else {
    times<Secp256k1>(w, t, -1, py);
    fuse<Secp256k1>(w, r, y, zz, t);
  }
  if (isZero32(h)) return isZero32(r) ? SAME : OPPOSITE;
  times<Secp256k1>(w, ratio, 1, h);
  product<Secp256k1>(w, pz, pz, h);
  // V = X h², and -h³
  product<Secp256k1>(w, t, h, h);
  product<Secp256k1>(w, v, point, t);
  times<Secp256k1>(w, t, -1, t);
  product<Secp256k1>(w, t, t, h);
  product<Secp256k1>(w, zz, py, t);
  fuse<Secp256k1>(w, t, r, r, t);
  plusTimes<Secp256k1>(w, point, t, -2, v);
  // V - X', or X' - V where r has the other sign
  if (negative) plusTimes<Secp256k1>(w, v, point, -1, v);
  else plusTimes<Secp256k1>(w, v, v, -1, point);
  fuse<Secp256k1>(w, py, r, v, zz);
  return SUM;
}

/** dst = a^(2^count), count at least 1. */
export function fusedSquareTimes(dst: usize, a: usize, count: u32): void {
  const w = space<Secp256k1>();
  product<Secp256k1>(w, dst, a, a);
  for (let i: u32 = 1; i < count; i++) product<Secp256k1>(w, dst, dst, dst);
}
