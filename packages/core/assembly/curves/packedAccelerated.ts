// The base fields of bn254 and BLS12-381 on a machine that multiplies modulo any number (accelerator/calls.ts). Products are plain ones
// here, not Montgomery's: R is 1 in the build `proving`, with or without such a machine. Functions of elements return false where
// there is none.
import { callMultiplyAdd, callMultiplyAdd384 } from "../accelerator/calls";
import { Bn254, LANE_BYTES, primeWords } from "./primeFields";

const ZERO: usize = memory.data(48, 8);
const ONE: usize = memory.data<u64>([1, 0, 0, 0, 0, 0], 8);
const NINE: usize = memory.data<u64>([9, 0, 0, 0, 0, 0], 8);
const T: usize = memory.data(48, 8);
const U: usize = memory.data(48, 8);

/** p - 1, by which a product is the negative. */
const BN254_MINUS_ONE: usize = memory.data<u64>([
  0x3c208c16d87cfd46, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029,
]);
const BLS12381_MINUS_ONE: usize = memory.data<u64>([
  0xb9feffffffffaaaa, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624, 0x64774b84f38512bf, 0x4b1ba7b6434bacd7,
  0x1a0111ea397fe69a,
]);

/** 2^512 and 2^768 modulo the primes: a Montgomery product with it takes another one's 1 / R away. */
const BN254_R2: usize = memory.data<u64>([
  0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f,
]);
const BLS12381_R2: usize = memory.data<u64>([
  0xf4df1f341c341746, 0x0a76e6a609d104f1, 0x8de5476c4c95b6d5, 0x67eb88a9939d83c0, 0x9a793e85b519952d,
  0x11988fe592cae3aa,
]);

/** What a Montgomery product is to be multiplied by, to be a plain one. */
export function montgomeryFactor(bytes: usize): usize {
  return bytes == 32 ? BN254_R2 : BLS12381_R2;
}

// @ts-ignore: decorator
@inline
function multiplyAdd<F>(d: usize, a: usize, b: usize, c: usize): bool {
  if (offsetof<F>() == offsetof<Bn254>()) return callMultiplyAdd(d, a, b, c, primeWords<F>());
  return callMultiplyAdd384(d, a, b, c, primeWords<F>());
}

// @ts-ignore: decorator
@inline
function minusOne<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? BN254_MINUS_ONE : BLS12381_MINUS_ONE;
}

// @ts-ignore: decorator
@inline
export function acceleratedProduct<F>(d: usize, a: usize, b: usize): bool {
  return multiplyAdd<F>(d, a, b, ZERO);
}

// @ts-ignore: decorator
@inline
export function acceleratedSum<F>(d: usize, a: usize, b: usize): bool {
  return multiplyAdd<F>(d, a, ONE, b);
}

// @ts-ignore: decorator
@inline
export function acceleratedDifference<F>(d: usize, a: usize, b: usize): bool {
  return multiplyAdd<F>(d, b, minusOne<F>(), a);
}

/** d = (a0 + a1 i)(b0 + b1 i): five steps, where Karatsuba takes eight. */
export function acceleratedFp2Product<F>(d: usize, a: usize, b: usize): bool {
  const n = LANE_BYTES<F>();
  if (!multiplyAdd<F>(T, a + n, b + n, ZERO)) return false;
  multiplyAdd<F>(T, T, minusOne<F>(), ZERO);
  multiplyAdd<F>(T, a, b, T);
  multiplyAdd<F>(U, a, b + n, ZERO);
  multiplyAdd<F>(d + n, a + n, b, U);
  multiplyAdd<F>(d, T, ONE, ZERO);
  return true;
}

/** d = a times 9 + i (bn254) or 1 + i (BLS12-381). */
export function acceleratedTimesXi<F>(d: usize, a: usize): bool {
  const n = LANE_BYTES<F>();
  const real = offsetof<F>() == offsetof<Bn254>() ? NINE : ONE;
  if (!multiplyAdd<F>(T, a + n, minusOne<F>(), ZERO)) return false;
  multiplyAdd<F>(T, a, real, T);
  multiplyAdd<F>(d + n, a + n, real, a);
  multiplyAdd<F>(d, T, ONE, ZERO);
  return true;
}
