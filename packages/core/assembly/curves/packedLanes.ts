// Two base field elements side by side for the guest build: what lanes.ts, laneNumbers.ts and the multiplications in lanes do,
// with each element canonical and packed (packedMontgomery.ts). There are no weights here: every result is below p.
import {
  acceleratedDifference,
  acceleratedFp2Product,
  acceleratedProduct,
  acceleratedSum,
  acceleratedTimesXi,
  montgomeryFactor,
} from "./packedAccelerated";
import { packedAdd, packedIsZero, packedMultiply, packedSub } from "./packedMontgomery";
import { Bn254, LANE_BYTES, negatedInverse32, primeWords } from "./primeFields";

const ZERO: usize = memory.data(48, 8);
const P0: usize = memory.data(48, 8);
const P1: usize = memory.data(48, 8);
const P2: usize = memory.data(48, 8);

// @ts-ignore: decorator
@inline
function product<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING) {
    if (acceleratedProduct<F>(d, a, b)) return;
    packedMultiply(d, a, b, primeWords<F>(), negatedInverse32<F>(), LANE_BYTES<F>());
    packedMultiply(d, d, montgomeryFactor(LANE_BYTES<F>()), primeWords<F>(), negatedInverse32<F>(), LANE_BYTES<F>());
    return;
  }
  packedMultiply(d, a, b, primeWords<F>(), negatedInverse32<F>(), LANE_BYTES<F>());
}

// @ts-ignore: decorator
@inline
function plus<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && acceleratedSum<F>(d, a, b)) return;
  packedAdd(d, a, b, primeWords<F>(), LANE_BYTES<F>());
}

// @ts-ignore: decorator
@inline
function minus<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && acceleratedDifference<F>(d, a, b)) return;
  packedSub(d, a, b, primeWords<F>(), LANE_BYTES<F>());
}

export function addPacked<F>(d: usize, a: usize, b: usize): void {
  plus<F>(d, a, b);
  plus<F>(d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
}

export function subPacked<F>(d: usize, a: usize, b: usize): void {
  minus<F>(d, a, b);
  minus<F>(d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
}

export function negatePacked<F>(d: usize, a: usize): void {
  minus<F>(d, ZERO, a);
  minus<F>(d + LANE_BYTES<F>(), ZERO, a + LANE_BYTES<F>());
}

export function conjugatePacked<F>(d: usize, a: usize): void {
  if (d != a) memory.copy(d, a, LANE_BYTES<F>());
  minus<F>(d + LANE_BYTES<F>(), ZERO, a + LANE_BYTES<F>());
}

/** d = (a[i], b[j]), the lanes i and j given as byte offsets. */
export function zipPacked<F>(d: usize, a: usize, b: usize): void {
  memory.copy(P0, a, LANE_BYTES<F>());
  memory.copy(d + LANE_BYTES<F>(), b, LANE_BYTES<F>());
  memory.copy(d, P0, LANE_BYTES<F>());
}

export function multiplyLanesPacked<F>(d: usize, a: usize, b: usize): void {
  product<F>(d, a, b);
  product<F>(d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
}

/** d = (a0 + a1 i)(b0 + b1 i), with three products (Karatsuba). */
export function multiplyFp2Packed<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && acceleratedFp2Product<F>(d, a, b)) return;
  const n = LANE_BYTES<F>();
  plus<F>(P0, a, a + n);
  plus<F>(P1, b, b + n);
  product<F>(P2, P0, P1);
  product<F>(P0, a, b);
  product<F>(P1, a + n, b + n);
  minus<F>(d, P0, P1);
  minus<F>(P2, P2, P0);
  minus<F>(d + n, P2, P1);
}

export function squareFp2Packed<F>(d: usize, a: usize): void {
  const n = LANE_BYTES<F>();
  plus<F>(P0, a, a + n);
  minus<F>(P1, a, a + n);
  product<F>(P2, a, a + n);
  product<F>(d, P0, P1);
  plus<F>(d + n, P2, P2);
}

export function zeroLanesPacked<F>(a: usize): u32 {
  return (<u32>packedIsZero(a, LANE_BYTES<F>())) | ((<u32>packedIsZero(a + LANE_BYTES<F>(), LANE_BYTES<F>())) << 1);
}

/** d = a times 9 + i (bn254) or 1 + i (BLS12-381). */
export function timesXiPacked<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && acceleratedTimesXi<F>(d, a)) return;
  const n = LANE_BYTES<F>();
  memory.copy(P0, a, n);
  memory.copy(P1, a + n, n);
  minus<F>(d, P0, P1);
  plus<F>(d + n, P1, P0);
  if (offsetof<F>() == offsetof<Bn254>()) {
    for (let i = 0; i < 8; i++) {
      plus<F>(d, d, P0);
      plus<F>(d + n, d + n, P1);
    }
  }
}
