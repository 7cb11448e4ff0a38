// The base field primes of bn254 (also called alt_bn128; EIP-196) and BLS12-381 (EIP-2537), and how their elements are kept.
//
// Generic code takes F = Bn254 or Bls12381. Memory for one element of Fp2, or for two elements of Fp side by side, is
// offsetof<F>() bytes, 16-aligned. Without SIMD (the guest build) lane 0 is its first LANE_BYTES bytes, lane 1 the next, packed
// as packedMontgomery.ts tells; with SIMD the lanes are interleaved as lanes.ts tells. Constants below exist in both forms.

/** bn254: p = 36u⁴ + 36u³ + 24u² + 6u + 1, u = 4965661367192848881. */
@unmanaged
export class Bn254 {
  private w0: u64;
  private w1: u64;
  private w2: u64;
  private w3: u64;
  private w4: u64;
  private w5: u64;
  private w6: u64;
  private w7: u64;
  private w8: u64;
  private w9: u64;
}

/** BLS12-381: p = (x - 1)² (x⁴ - x² + 1) / 3 + x, x = -0xd201000000010000. */
@unmanaged
export class Bls12381 {
  private w0: u64;
  private w1: u64;
  private w2: u64;
  private w3: u64;
  private w4: u64;
  private w5: u64;
  private w6: u64;
  private w7: u64;
  private w8: u64;
  private w9: u64;
  private w10: u64;
  private w11: u64;
  private w12: u64;
  private w13: u64;
}

// bn254: the prime, little-endian, then R, R² and R³ modulo it (R as each form has it), in both lanes.
// prettier-ignore
const BN254_PRIME: usize = memory.data<u64>([
  0x3c208c16d87cfd47, 0x97816a916871ca8d,
  0xb85045b68181585d, 0x30644e72e131a029,
], 16);
/** One in both lanes: where products are plain ones (packedAccelerated.ts), R is 1. */
const BN254_UNITS: usize = memory.data<u64>([1, 0, 0, 0, 1, 0, 0, 0], 16);
// prettier-ignore
const BN254_R: usize = TARGET_PROVING ? BN254_UNITS : TARGET_GUEST
  ? memory.data<u64>([
    0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d,
    0x666ea36f7879462c, 0x0e0a77c19a07df2f,
    0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d,
    0x666ea36f7879462c, 0x0e0a77c19a07df2f,
  ], 16)
  : memory.data<i32>([
    -176370655, -176370655, -199481511, -199481511,
    -128831276, -128831276, 21759002, 21759002,
    178483129, 178483129, -45989682, -45989682,
    -237679608, -237679608, 86689705, 86689705,
    903222, 903222, 0, 0,
  ], 16);
// prettier-ignore
const BN254_R2: usize = TARGET_PROVING ? BN254_UNITS : TARGET_GUEST
  ? memory.data<u64>([
    0xf32cfc5b538afa89, 0xb5e71911d44501fb,
    0x47ab1eff0a417ff6, 0x06d89f71cab8351f,
    0xf32cfc5b538afa89, 0xb5e71911d44501fb,
    0x47ab1eff0a417ff6, 0x06d89f71cab8351f,
  ], 16)
  : memory.data<i32>([
    220114633, 220114633, 202416876, 202416876,
    84767593, 84767593, 232122839, 232122839,
    215829697, 215829697, -1780258, -1780258,
    -168485870, -168485870, 53114649, 53114649,
    -414376, -414376, 0, 0,
  ], 16);
// prettier-ignore
const BN254_R3: usize = TARGET_PROVING ? BN254_UNITS : TARGET_GUEST
  ? memory.data<u64>([
    0xb1cd6dafda1530df, 0x62f210e6a7283db6,
    0xef7f0b0c0ada0afb, 0x20fd6e902d592544,
    0xb1cd6dafda1530df, 0x62f210e6a7283db6,
    0xef7f0b0c0ada0afb, 0x20fd6e902d592544,
  ], 16)
  : memory.data<i32>([
    -173664917, -173664917, -172229652, -172229652,
    257269819, 257269819, -100004294, -100004294,
    -64498074, -64498074, 5445070, 5445070,
    -54262965, -54262965, 41461484, 41461484,
    -631164, -631164, 0, 0,
  ], 16);
// prettier-ignore
const BN254_PRIME_LANES: usize = memory.data<i32>([
  -126026425, -126026425, 17064119, 17064119,
  -59595953, -59595953, 47522513, 47522513,
  -175777416, -175777416, 47923393, 47923393,
  10936641, 10936641, 240920116, 240920116,
  3171406, 3171406, 0, 0,
], 16);

// BLS12-381: the prime, little-endian, then R, R² and R³ modulo it (R as each form has it), in both lanes.
// prettier-ignore
const BLS12381_PRIME: usize = memory.data<u64>([
  0xb9feffffffffaaab, 0x1eabfffeb153ffff,
  0x6730d2a0f6b0f624, 0x64774b84f38512bf,
  0x4b1ba7b6434bacd7, 0x1a0111ea397fe69a,
], 16);
const BLS12381_UNITS: usize = memory.data<u64>([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0], 16);
// prettier-ignore
const BLS12381_R: usize = TARGET_PROVING ? BLS12381_UNITS : TARGET_GUEST
  ? memory.data<u64>([
    0x760900000002fffd, 0xebf4000bc40c0002,
    0x5f48985753c758ba, 0x77ce585370525745,
    0x5c071a97a256ec6d, 0x15f65ec3fa80e493,
    0x760900000002fffd, 0xebf4000bc40c0002,
    0x5f48985753c758ba, 0x77ce585370525745,
    0x5c071a97a256ec6d, 0x15f65ec3fa80e493,
  ], 16)
  : memory.data<i32>([
    55049400, 55049400, -41943040, -41943040,
    176410, 176410, 13493970, 13493970,
    -59632928, -59632928, -130408303, -130408303,
    3630752, 3630752, -39782594, -39782594,
    -105866429, -105866429, 19495857, 19495857,
    85318031, 85318031, 1231484, 1231484,
    106560762, 106560762, 22394, 22394,
  ], 16);
// prettier-ignore
const BLS12381_R2: usize = TARGET_PROVING ? BLS12381_UNITS : TARGET_GUEST
  ? memory.data<u64>([
    0xf4df1f341c341746, 0x0a76e6a609d104f1,
    0x8de5476c4c95b6d5, 0x67eb88a9939d83c0,
    0x9a793e85b519952d, 0x11988fe592cae3aa,
    0xf4df1f341c341746, 0x0a76e6a609d104f1,
    0x8de5476c4c95b6d5, 0x67eb88a9939d83c0,
    0x9a793e85b519952d, 0x11988fe592cae3aa,
  ], 16)
  : memory.data<i32>([
    17002733, 17002733, 114410309, 114410309,
    -31179422, -31179422, -20685740, -20685740,
    61986395, 61986395, 9646461, 9646461,
    -78694752, -78694752, 97992841, 97992841,
    -66000270, -66000270, -127545063, -127545063,
    120719990, 120719990, -2765488, -2765488,
    -53958822, -53958822, 51413, 51413,
  ], 16);
// prettier-ignore
const BLS12381_R3: usize = TARGET_PROVING ? BLS12381_UNITS : TARGET_GUEST
  ? memory.data<u64>([
    0xed48ac6bd94ca1e0, 0x315f831e03a7adf8,
    0x9a53352a615e29dd, 0x34c04e5e921e1761,
    0x2512d43565724728, 0x0aa6346091755d4d,
    0xed48ac6bd94ca1e0, 0x315f831e03a7adf8,
    0x9a53352a615e29dd, 0x34c04e5e921e1761,
    0x2512d43565724728, 0x0aa6346091755d4d,
  ], 16)
  : memory.data<i32>([
    33033701, 33033701, 44354637, 44354637,
    99856232, 99856232, -77874601, -77874601,
    110207521, 110207521, 33434701, 33434701,
    -48072717, -48072717, 126949257, 126949257,
    -38852763, -38852763, 73603923, 73603923,
    128883811, 128883811, -102771946, -102771946,
    37388858, 37388858, -24166, -24166,
  ], 16);
// prettier-ignore
const BLS12381_PRIME_LANES: usize = memory.data<i32>([
  -21845, -21845, -1048576, -1048576,
  67108794, 67108794, -5355, -5355,
  103030444, 103030444, -99652849, -99652849,
  -10014509, -10014509, -13086420, -13086420,
  74926981, 74926981, 79351158, 79351158,
  -72894909, -72894909, -26630990, -26630990,
  32127360, 32127360, 106513, 106513,
], 16);

/** Limbs of an element in the SIMD form. */
// @ts-ignore: decorator
@inline
export function LIMBS<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? 9 : 14;
}

/** Bits of a limb in the SIMD form. */
// @ts-ignore: decorator
@inline
export function LIMB_BITS<F>(): i32 {
  return offsetof<F>() == offsetof<Bn254>() ? 29 : 28;
}

/** Bytes of a canonical base field element as a number: little-endian u64 words. */
// @ts-ignore: decorator
@inline
export function LANE_BYTES<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? 32 : 48;
}

/** The prime as a number. */
// @ts-ignore: decorator
@inline
export function primeWords<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? BN254_PRIME : BLS12381_PRIME;
}

/** The prime as balanced limbs in both lanes (SIMD form). */
// @ts-ignore: decorator
@inline
export function primeLanes<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? BN254_PRIME_LANES : BLS12381_PRIME_LANES;
}

/** -1/p modulo 2^32. */
// @ts-ignore: decorator
@inline
export function negatedInverse32<F>(): u32 {
  return offsetof<F>() == offsetof<Bn254>() ? 0xe486_6389 : 0xfffc_fffd;
}

/** One, in Montgomery form, in both lanes. */
// @ts-ignore: decorator
@inline
export function oneLanes<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? BN254_R : BLS12381_R;
}

/** R² modulo p in both lanes: a Montgomery product with it enters Montgomery form. */
// @ts-ignore: decorator
@inline
export function r2Lanes<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? BN254_R2 : BLS12381_R2;
}

/** R³ modulo p in both lanes: takes the plain inverse of a Montgomery form to the Montgomery form of the inverse. */
// @ts-ignore: decorator
@inline
export function r3Lanes<F>(): usize {
  return offsetof<F>() == offsetof<Bn254>() ? BN254_R3 : BLS12381_R3;
}
