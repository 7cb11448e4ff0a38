// Two base field elements side by side for the guest build: what lanes.ts, laneNumbers.ts and the multiplications in lanes do,
// with each element canonical and packed (packedMontgomery.ts). There are no weights here: every result is below p.
import { isFused } from "./fused/field";
import {
  fusedAdd,
  fusedConjugate,
  fusedLanes,
  fusedMultiply,
  fusedNegate,
  fusedSquare,
  fusedSub,
  fusedTimesXi,
} from "./fused/fp2";
import { packedAdd, packedIsZero, packedMultiply, packedSub } from "./packedMontgomery";
import { copy32 } from "../memory/bytes";
import { Bn254, LANE_BYTES, negatedInverse32, primeWords } from "./primeFields";

const ZERO: usize = memory.data(48, 8);
const P0: usize = memory.data(48, 8);
const P1: usize = memory.data(48, 8);
const P2: usize = memory.data(48, 8);

/** 2^512 and 2^768 modulo the primes: a Montgomery product with it takes another one's 1 / R away. */
const BN254_R2: usize = memory.data<u64>([
  0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f,
]);
const BLS12381_R2: usize = memory.data<u64>([
  0xf4df1f341c341746, 0x0a76e6a609d104f1, 0x8de5476c4c95b6d5, 0x67eb88a9939d83c0, 0x9a793e85b519952d,
  0x11988fe592cae3aa,
]);

// @ts-ignore: decorator
@inline
function product<F>(d: usize, a: usize, b: usize): void {
  packedMultiply(d, a, b, primeWords<F>(), negatedInverse32<F>(), LANE_BYTES<F>());
  if (TARGET_PROVING) {
    // Products are plain ones there: R is 1.
    const r2 = offsetof<F>() == offsetof<Bn254>() ? BN254_R2 : BLS12381_R2;
    packedMultiply(d, d, r2, primeWords<F>(), negatedInverse32<F>(), LANE_BYTES<F>());
  }
}

// @ts-ignore: decorator
@inline
function plus<F>(d: usize, a: usize, b: usize): void {
  packedAdd(d, a, b, primeWords<F>(), LANE_BYTES<F>());
}

// @ts-ignore: decorator
@inline
function minus<F>(d: usize, a: usize, b: usize): void {
  packedSub(d, a, b, primeWords<F>(), LANE_BYTES<F>());
}

/** d = a */
export function copyPacked<F>(d: usize, a: usize): void {
  for (let i: usize = 0; i < 2 * LANE_BYTES<F>(); i += 32) copy32(d + i, a + i);
}

export function addPacked<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedAdd<F>(d, a, b);
    return;
  }
  plus<F>(d, a, b);
  plus<F>(d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
}

export function subPacked<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedSub<F>(d, a, b);
    return;
  }
  minus<F>(d, a, b);
  minus<F>(d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
}

export function negatePacked<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedNegate<F>(d, a);
    return;
  }
  minus<F>(d, ZERO, a);
  minus<F>(d + LANE_BYTES<F>(), ZERO, a + LANE_BYTES<F>());
}

export function conjugatePacked<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedConjugate<F>(d, a);
    return;
  }
  if (d != a) memory.copy(d, a, LANE_BYTES<F>());
  minus<F>(d + LANE_BYTES<F>(), ZERO, a + LANE_BYTES<F>());
}

/** d = (a[i], b[j]), the lanes i and j given as byte offsets. */
export function zipPacked<F>(d: usize, a: usize, b: usize): void {
  // Either may be a part of d.
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const a4 = LANE_BYTES<F>() > 32 ? load<u64>(a, 32) : 0;
  const a5 = LANE_BYTES<F>() > 32 ? load<u64>(a, 40) : 0;
  const to = d + LANE_BYTES<F>();
  copy32(to, b);
  if (LANE_BYTES<F>() > 32) {
    const b4 = load<u64>(b, 32);
    const b5 = load<u64>(b, 40);
    store<u64>(to, b4, 32);
    store<u64>(to, b5, 40);
  }
  store<u64>(d, a0);
  store<u64>(d, a1, 8);
  store<u64>(d, a2, 16);
  store<u64>(d, a3, 24);
  if (LANE_BYTES<F>() > 32) {
    store<u64>(d, a4, 32);
    store<u64>(d, a5, 40);
  }
}

export function multiplyLanesPacked<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedLanes<F>(d, a, b);
    return;
  }
  product<F>(d, a, b);
  product<F>(d + LANE_BYTES<F>(), a + LANE_BYTES<F>(), b + LANE_BYTES<F>());
}

/** d = (a0 + a1 i)(b0 + b1 i), with three products (Karatsuba). */
export function multiplyFp2Packed<F>(d: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedMultiply<F>(d, a, b);
    return;
  }
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
  if (TARGET_PROVING && isFused<F>()) {
    fusedSquare<F>(d, a);
    return;
  }
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
  if (TARGET_PROVING && isFused<F>()) {
    fusedTimesXi<F>(d, a);
    return;
  }
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
