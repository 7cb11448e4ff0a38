// The Frobenius map x -> x^p on Fp12 and on the sextic twists. All its factors come from one constant of each curve,
// gamma = xi^((p-1)/6) = w^(p-1): w^k goes to gamma^k w^k. They are computed once and stay; nothing in them depends on input.
import { at, conjugate, copy, fromNumbers, isBn254, multiply, setOne } from "./fp2";
import { invert } from "./fpInverse";
import { LANE_BYTES } from "./primeFields";

/** gamma of each curve as two numbers. */
const BN254_GAMMA: usize = memory.data<u64>([
  0xd60b35dadcc9e470, 0x5c521e08292f2176, 0xe8b99fdd76e68b60, 0x1284b71c2865a7df, 0xca5cf05f80f362ac,
  0x747992778eeec7e5, 0xa6327cfe12150b8e, 0x246996f3b4fae7e6,
]);
const BLS12381_GAMMA: usize = memory.data<u64>([
  0x8d0775ed92235fb8, 0xf67ea53d63e7813d, 0x7b2443d784bab9c4, 0x0fd603fd3cbd5f4f, 0xc231beb4202c0d1f,
  0x1904d3bf02bb0667, 0x2cf78a126ddc4af3, 0x282d5ac14d6c7ec2, 0xec0c8ec971f63c5f, 0x54a14787b6c7b36f,
  0x88e9e902231f9fb8, 0x00fc3e2b36c4e032,
]);

/** gamma^k for k = 0 … 5, then the same for the square of the map and for its cube. */
const BN254_POWERS: usize = memory.data(18 * 80, 16);
const BLS12381_POWERS: usize = memory.data(18 * 112, 16);

/** gamma² and gamma³ or, where the twist is the other way (BLS12-381), their inverses. */
const BN254_TWIST: usize = memory.data(2 * 80, 16);
const BLS12381_TWIST: usize = memory.data(2 * 112, 16);

let bn254Ready = false;
let bls12381Ready = false;

// @ts-ignore: decorator
@inline
function powers<F>(): usize {
  return isBn254<F>() ? BN254_POWERS : BLS12381_POWERS;
}

// @ts-ignore: decorator
@inline
function twist<F>(): usize {
  return isBn254<F>() ? BN254_TWIST : BLS12381_TWIST;
}

/** Computes the factors at the first call. */
function prepare<F>(): void {
  if (isBn254<F>() ? bn254Ready : bls12381Ready) return;
  const first = powers<F>();
  const second = at<F>(first, 6);
  const third = at<F>(first, 12);
  const gamma = at<F>(first, 1);
  const number = isBn254<F>() ? BN254_GAMMA : BLS12381_GAMMA;
  setOne<F>(first);
  fromNumbers<F>(gamma, number, number + LANE_BYTES<F>());
  for (let k: usize = 2; k < 6; k++) multiply<F>(at<F>(first, k), at<F>(first, k - 1), gamma);
  for (let k: usize = 0; k < 6; k++) {
    // w^k -> gamma^k w^k -> conj(gamma)^k gamma^k w^k, and once more.
    const once = at<F>(first, k);
    const twice = at<F>(second, k);
    conjugate<F>(twice, once);
    multiply<F>(twice, twice, once);
    multiply<F>(at<F>(third, k), twice, once);
  }
  for (let k: usize = 0; k < 2; k++) {
    const to = at<F>(twist<F>(), k);
    copy<F>(to, at<F>(first, k + 2));
    if (!isBn254<F>()) invert<F>(to, to);
  }
  if (isBn254<F>()) bn254Ready = true;
  else bls12381Ready = true;
}

/** d = a^(p^times) for times 1, 2 or 3. d may be a. */
export function frobenius<F>(d: usize, a: usize, times: usize): void {
  prepare<F>();
  const factors = at<F>(powers<F>(), 6 * (times - 1));
  for (let k: usize = 0; k < 6; k++) {
    const to = at<F>(d, k);
    if (times == 2) copy<F>(to, at<F>(a, k));
    else conjugate<F>(to, at<F>(a, k));
    // The coefficients belong to 1, w², w⁴, w, w³, w⁵.
    if (k != 0) multiply<F>(to, to, at<F>(factors, k < 3 ? 2 * k : 2 * k - 5));
  }
}

/** (dx, dy) = psi(x, y): a point of the twist taken to the curve over Fp12, mapped by x -> x^p, and taken back. */
export function twistFrobenius<F>(dx: usize, dy: usize, x: usize, y: usize): void {
  prepare<F>();
  conjugate<F>(dx, x);
  conjugate<F>(dy, y);
  multiply<F>(dx, dx, twist<F>());
  multiply<F>(dy, dy, at<F>(twist<F>(), 1));
}
