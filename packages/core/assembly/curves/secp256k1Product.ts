// Products in the field of secp256k1 on words: the leaf of the scalar path that a machine with an accelerator for modular
// multiplication does itself.
//
// Limbs are 32 bits with 64-bit products, because Wasm has no 64x64 -> 128 multiply. Any 256-bit representative goes in
// and comes out. Operand scanning with everything in locals: a row's carry chain overlaps with the next row's in an
// out-of-order machine. 43 ns, and 35 ns for a square (52 and 43 with the product in memory between).
// The rows are regular; a script wrote them.
import { isFused, product, Secp256k1, space } from "./fused/field";

const LOW: u64 = 0xffff_ffff;

/** 2^256 - p */
const EXCESS: u64 = 0x1000003d1;

/** dst = the four limbs + top * 2^256 (mod p), top below 2^35. */
// @ts-ignore: decorator
@inline
function storeReduced(dst: usize, q0: u64, q1: u64, q2: u64, q3: u64, top: u64): void {
  // top * EXCESS may pass 64 bits: its part above 2^32 goes in with a shift.
  const low = q0 + top * 977;
  const s0 = low + (top << 32);
  const s1 = q1 + <u64>(low < q0) + <u64>(s0 < low) + (top >> 32);
  const k1 = <u64>(s1 < q1);
  const s2 = q2 + k1;
  const k2 = <u64>(s2 < k1);
  const s3 = q3 + k2;
  // A carry out of the top leaves a tiny number, so this addition cannot carry far.
  const s = s0 + (EXCESS & (0 - <u64>(s3 < k2)));
  store<u64>(dst, s);
  store<u64>(dst, s1 + <u64>(s < s0), 8);
  store<u64>(dst, s2, 16);
  store<u64>(dst, s3, 24);
}

/** dst = a * b. dst may be a or b. */
export function fieldMultiply(dst: usize, a: usize, b: usize): void {
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    product<Secp256k1>(space<Secp256k1>(), dst, a, b);
    return;
  }
  const b0 = <u64>load<u32>(b, 0);
  const b1 = <u64>load<u32>(b, 4);
  const b2 = <u64>load<u32>(b, 8);
  const b3 = <u64>load<u32>(b, 12);
  const b4 = <u64>load<u32>(b, 16);
  const b5 = <u64>load<u32>(b, 20);
  const b6 = <u64>load<u32>(b, 24);
  const b7 = <u64>load<u32>(b, 28);
  let x = <u64>load<u32>(a, 0);
  let t = x * b0;
  const w0 = t & LOW;
  t = x * b1 + (t >> 32);
  let c1 = t & LOW;
  t = x * b2 + (t >> 32);
  let c2 = t & LOW;
  t = x * b3 + (t >> 32);
  let c3 = t & LOW;
  t = x * b4 + (t >> 32);
  let c4 = t & LOW;
  t = x * b5 + (t >> 32);
  let c5 = t & LOW;
  t = x * b6 + (t >> 32);
  let c6 = t & LOW;
  t = x * b7 + (t >> 32);
  let c7 = t & LOW;
  let c8 = t >> 32;

  x = <u64>load<u32>(a, 4);
  t = x * b0 + c1;
  const w1 = t & LOW;
  t = x * b1 + c2 + (t >> 32);
  c2 = t & LOW;
  t = x * b2 + c3 + (t >> 32);
  c3 = t & LOW;
  t = x * b3 + c4 + (t >> 32);
  c4 = t & LOW;
  t = x * b4 + c5 + (t >> 32);
  c5 = t & LOW;
  t = x * b5 + c6 + (t >> 32);
  c6 = t & LOW;
  t = x * b6 + c7 + (t >> 32);
  c7 = t & LOW;
  t = x * b7 + c8 + (t >> 32);
  c8 = t & LOW;
  let c9 = t >> 32;

  x = <u64>load<u32>(a, 8);
  t = x * b0 + c2;
  const w2 = t & LOW;
  t = x * b1 + c3 + (t >> 32);
  c3 = t & LOW;
  t = x * b2 + c4 + (t >> 32);
  c4 = t & LOW;
  t = x * b3 + c5 + (t >> 32);
  c5 = t & LOW;
  t = x * b4 + c6 + (t >> 32);
  c6 = t & LOW;
  t = x * b5 + c7 + (t >> 32);
  c7 = t & LOW;
  t = x * b6 + c8 + (t >> 32);
  c8 = t & LOW;
  t = x * b7 + c9 + (t >> 32);
  c9 = t & LOW;
  let c10 = t >> 32;

  x = <u64>load<u32>(a, 12);
  t = x * b0 + c3;
  const w3 = t & LOW;
  t = x * b1 + c4 + (t >> 32);
  c4 = t & LOW;
  t = x * b2 + c5 + (t >> 32);
  c5 = t & LOW;
  t = x * b3 + c6 + (t >> 32);
  c6 = t & LOW;
  t = x * b4 + c7 + (t >> 32);
  c7 = t & LOW;
  t = x * b5 + c8 + (t >> 32);
  c8 = t & LOW;
  t = x * b6 + c9 + (t >> 32);
  c9 = t & LOW;
  t = x * b7 + c10 + (t >> 32);
  c10 = t & LOW;
  let c11 = t >> 32;

  x = <u64>load<u32>(a, 16);
  t = x * b0 + c4;
  const w4 = t & LOW;
  t = x * b1 + c5 + (t >> 32);
  c5 = t & LOW;
  t = x * b2 + c6 + (t >> 32);
  c6 = t & LOW;
  t = x * b3 + c7 + (t >> 32);
  c7 = t & LOW;
  t = x * b4 + c8 + (t >> 32);
  c8 = t & LOW;
  t = x * b5 + c9 + (t >> 32);
  c9 = t & LOW;
  t = x * b6 + c10 + (t >> 32);
  c10 = t & LOW;
  t = x * b7 + c11 + (t >> 32);
  c11 = t & LOW;
  let c12 = t >> 32;

  x = <u64>load<u32>(a, 20);
  t = x * b0 + c5;
  const w5 = t & LOW;
  t = x * b1 + c6 + (t >> 32);
  c6 = t & LOW;
  t = x * b2 + c7 + (t >> 32);
  c7 = t & LOW;
  t = x * b3 + c8 + (t >> 32);
  c8 = t & LOW;
  t = x * b4 + c9 + (t >> 32);
  c9 = t & LOW;
  t = x * b5 + c10 + (t >> 32);
  c10 = t & LOW;
  t = x * b6 + c11 + (t >> 32);
  c11 = t & LOW;
  t = x * b7 + c12 + (t >> 32);
  c12 = t & LOW;
  let c13 = t >> 32;

  x = <u64>load<u32>(a, 24);
  t = x * b0 + c6;
  const w6 = t & LOW;
  t = x * b1 + c7 + (t >> 32);
  c7 = t & LOW;
  t = x * b2 + c8 + (t >> 32);
  c8 = t & LOW;
  t = x * b3 + c9 + (t >> 32);
  c9 = t & LOW;
  t = x * b4 + c10 + (t >> 32);
  c10 = t & LOW;
  t = x * b5 + c11 + (t >> 32);
  c11 = t & LOW;
  t = x * b6 + c12 + (t >> 32);
  c12 = t & LOW;
  t = x * b7 + c13 + (t >> 32);
  c13 = t & LOW;
  let c14 = t >> 32;

  x = <u64>load<u32>(a, 28);
  t = x * b0 + c7;
  const w7 = t & LOW;
  t = x * b1 + c8 + (t >> 32);
  const w8 = t & LOW;
  t = x * b2 + c9 + (t >> 32);
  const w9 = t & LOW;
  t = x * b3 + c10 + (t >> 32);
  const w10 = t & LOW;
  t = x * b4 + c11 + (t >> 32);
  const w11 = t & LOW;
  t = x * b5 + c12 + (t >> 32);
  const w12 = t & LOW;
  t = x * b6 + c13 + (t >> 32);
  const w13 = t & LOW;
  t = x * b7 + c14 + (t >> 32);
  const w14 = t & LOW;
  const w15 = t >> 32;

  // Twice the upper half times 2^32 + 977 is added to the lower.
  t = w0 + w8 * 977;
  const r0 = t & LOW;
  t = (t >> 32) + w1 + w9 * 977 + w8;
  const r1 = t & LOW;
  t = (t >> 32) + w2 + w10 * 977 + w9;
  const r2 = t & LOW;
  t = (t >> 32) + w3 + w11 * 977 + w10;
  const r3 = t & LOW;
  t = (t >> 32) + w4 + w12 * 977 + w11;
  const r4 = t & LOW;
  t = (t >> 32) + w5 + w13 * 977 + w12;
  const r5 = t & LOW;
  t = (t >> 32) + w6 + w14 * 977 + w13;
  const r6 = t & LOW;
  t = (t >> 32) + w7 + w15 * 977 + w14;
  const r7 = t & LOW;
  storeReduced(dst, r0 | (r1 << 32), r2 | (r3 << 32), r4 | (r5 << 32), r6 | (r7 << 32), (t >> 32) + w15);
}

/** dst = a². dst may be a. */
export function fieldSquare(dst: usize, a: usize): void {
  if (TARGET_PROVING && isFused<Secp256k1>()) {
    product<Secp256k1>(space<Secp256k1>(), dst, a, a);
    return;
  }
  const a0 = <u64>load<u32>(a, 0);
  const a1 = <u64>load<u32>(a, 4);
  const a2 = <u64>load<u32>(a, 8);
  const a3 = <u64>load<u32>(a, 12);
  const a4 = <u64>load<u32>(a, 16);
  const a5 = <u64>load<u32>(a, 20);
  const a6 = <u64>load<u32>(a, 24);
  const a7 = <u64>load<u32>(a, 28);
  let t = a0 * a1;
  let c1 = t & LOW;
  t = a0 * a2 + (t >> 32);
  let c2 = t & LOW;
  t = a0 * a3 + (t >> 32);
  let c3 = t & LOW;
  t = a0 * a4 + (t >> 32);
  let c4 = t & LOW;
  t = a0 * a5 + (t >> 32);
  let c5 = t & LOW;
  t = a0 * a6 + (t >> 32);
  let c6 = t & LOW;
  t = a0 * a7 + (t >> 32);
  let c7 = t & LOW;
  let c8 = t >> 32;

  t = a1 * a2 + c3;
  c3 = t & LOW;
  t = a1 * a3 + c4 + (t >> 32);
  c4 = t & LOW;
  t = a1 * a4 + c5 + (t >> 32);
  c5 = t & LOW;
  t = a1 * a5 + c6 + (t >> 32);
  c6 = t & LOW;
  t = a1 * a6 + c7 + (t >> 32);
  c7 = t & LOW;
  t = a1 * a7 + c8 + (t >> 32);
  c8 = t & LOW;
  let c9 = t >> 32;

  t = a2 * a3 + c5;
  c5 = t & LOW;
  t = a2 * a4 + c6 + (t >> 32);
  c6 = t & LOW;
  t = a2 * a5 + c7 + (t >> 32);
  c7 = t & LOW;
  t = a2 * a6 + c8 + (t >> 32);
  c8 = t & LOW;
  t = a2 * a7 + c9 + (t >> 32);
  c9 = t & LOW;
  let c10 = t >> 32;

  t = a3 * a4 + c7;
  c7 = t & LOW;
  t = a3 * a5 + c8 + (t >> 32);
  c8 = t & LOW;
  t = a3 * a6 + c9 + (t >> 32);
  c9 = t & LOW;
  t = a3 * a7 + c10 + (t >> 32);
  c10 = t & LOW;
  let c11 = t >> 32;

  t = a4 * a5 + c9;
  c9 = t & LOW;
  t = a4 * a6 + c10 + (t >> 32);
  c10 = t & LOW;
  t = a4 * a7 + c11 + (t >> 32);
  c11 = t & LOW;
  let c12 = t >> 32;

  t = a5 * a6 + c11;
  c11 = t & LOW;
  t = a5 * a7 + c12 + (t >> 32);
  c12 = t & LOW;
  let c13 = t >> 32;

  t = a6 * a7 + c13;
  c13 = t & LOW;
  let c14 = t >> 32;

  t = a0 * a0;
  const w0 = t & LOW;
  t = (t >> 32) + (c1 << 1);
  const w1 = t & LOW;
  t = (t >> 32) + (c2 << 1) + ((a1 * a1) & LOW);
  const w2 = t & LOW;
  t = (t >> 32) + (c3 << 1) + ((a1 * a1) >> 32);
  const w3 = t & LOW;
  t = (t >> 32) + (c4 << 1) + ((a2 * a2) & LOW);
  const w4 = t & LOW;
  t = (t >> 32) + (c5 << 1) + ((a2 * a2) >> 32);
  const w5 = t & LOW;
  t = (t >> 32) + (c6 << 1) + ((a3 * a3) & LOW);
  const w6 = t & LOW;
  t = (t >> 32) + (c7 << 1) + ((a3 * a3) >> 32);
  const w7 = t & LOW;
  t = (t >> 32) + (c8 << 1) + ((a4 * a4) & LOW);
  const w8 = t & LOW;
  t = (t >> 32) + (c9 << 1) + ((a4 * a4) >> 32);
  const w9 = t & LOW;
  t = (t >> 32) + (c10 << 1) + ((a5 * a5) & LOW);
  const w10 = t & LOW;
  t = (t >> 32) + (c11 << 1) + ((a5 * a5) >> 32);
  const w11 = t & LOW;
  t = (t >> 32) + (c12 << 1) + ((a6 * a6) & LOW);
  const w12 = t & LOW;
  t = (t >> 32) + (c13 << 1) + ((a6 * a6) >> 32);
  const w13 = t & LOW;
  t = (t >> 32) + (c14 << 1) + ((a7 * a7) & LOW);
  const w14 = t & LOW;
  t = (t >> 32) + ((a7 * a7) >> 32);
  const w15 = t & LOW;

  // Twice the upper half times 2^32 + 977 is added to the lower.
  t = w0 + w8 * 977;
  const r0 = t & LOW;
  t = (t >> 32) + w1 + w9 * 977 + w8;
  const r1 = t & LOW;
  t = (t >> 32) + w2 + w10 * 977 + w9;
  const r2 = t & LOW;
  t = (t >> 32) + w3 + w11 * 977 + w10;
  const r3 = t & LOW;
  t = (t >> 32) + w4 + w12 * 977 + w11;
  const r4 = t & LOW;
  t = (t >> 32) + w5 + w13 * 977 + w12;
  const r5 = t & LOW;
  t = (t >> 32) + w6 + w14 * 977 + w13;
  const r6 = t & LOW;
  t = (t >> 32) + w7 + w15 * 977 + w14;
  const r7 = t & LOW;
  storeReduced(dst, r0 | (r1 << 32), r2 | (r3 << 32), r4 | (r5 << 32), r6 | (r7 << 32), (t >> 32) + w15);
}
