// Products of 256-bit integers, 512 bits long: the one multiplication under every 256-bit prime of the scalar paths.
//
// Limbs are 32 bits with 64-bit products, because Wasm has no 64x64 -> 128 multiply: 35 ns here against 40 ns for four
// 64-bit limbs with split products. A row's carry chain overlaps with the next row's in an out-of-order machine, so
// operand scanning with everything in locals is as fast as lazy columns. This is a leaf that a guest with an
// accelerator for 256-bit multiplication replaces.
// `wide` may alias neither operand.

const LOW: u64 = 0xffff_ffff;

/** wide (64 bytes, little-endian) = a * b, both 32 bytes little-endian. */
export function multiplyWide(wide: usize, a: usize, b: usize): void {
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
  store<u32>(wide, <u32>t, 0);
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
  store<u32>(wide, <u32>t, 4);
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
  store<u32>(wide, <u32>t, 8);
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
  store<u32>(wide, <u32>t, 12);
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
  store<u32>(wide, <u32>t, 16);
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
  store<u32>(wide, <u32>t, 20);
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
  store<u32>(wide, <u32>t, 24);
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
  store<u32>(wide, <u32>t, 28);
  t = x * b1 + c8 + (t >> 32);
  store<u32>(wide, <u32>t, 32);
  t = x * b2 + c9 + (t >> 32);
  store<u32>(wide, <u32>t, 36);
  t = x * b3 + c10 + (t >> 32);
  store<u32>(wide, <u32>t, 40);
  t = x * b4 + c11 + (t >> 32);
  store<u32>(wide, <u32>t, 44);
  t = x * b5 + c12 + (t >> 32);
  store<u32>(wide, <u32>t, 48);
  t = x * b6 + c13 + (t >> 32);
  store<u32>(wide, <u32>t, 52);
  t = x * b7 + c14 + (t >> 32);
  store<u32>(wide, <u32>t, 56);
  store<u32>(wide, <u32>(t >> 32), 60);
}

/** wide (64 bytes, little-endian) = a². Off-diagonal products once, doubled while the squares are added. */
export function squareWide(wide: usize, a: usize): void {
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
  store<u32>(wide, <u32>t, 0);
  t = (t >> 32) + (c1 << 1);
  store<u32>(wide, <u32>t, 4);
  t = (t >> 32) + (c2 << 1) + ((a1 * a1) & LOW);
  store<u32>(wide, <u32>t, 8);
  t = (t >> 32) + (c3 << 1) + ((a1 * a1) >> 32);
  store<u32>(wide, <u32>t, 12);
  t = (t >> 32) + (c4 << 1) + ((a2 * a2) & LOW);
  store<u32>(wide, <u32>t, 16);
  t = (t >> 32) + (c5 << 1) + ((a2 * a2) >> 32);
  store<u32>(wide, <u32>t, 20);
  t = (t >> 32) + (c6 << 1) + ((a3 * a3) & LOW);
  store<u32>(wide, <u32>t, 24);
  t = (t >> 32) + (c7 << 1) + ((a3 * a3) >> 32);
  store<u32>(wide, <u32>t, 28);
  t = (t >> 32) + (c8 << 1) + ((a4 * a4) & LOW);
  store<u32>(wide, <u32>t, 32);
  t = (t >> 32) + (c9 << 1) + ((a4 * a4) >> 32);
  store<u32>(wide, <u32>t, 36);
  t = (t >> 32) + (c10 << 1) + ((a5 * a5) & LOW);
  store<u32>(wide, <u32>t, 40);
  t = (t >> 32) + (c11 << 1) + ((a5 * a5) >> 32);
  store<u32>(wide, <u32>t, 44);
  t = (t >> 32) + (c12 << 1) + ((a6 * a6) & LOW);
  store<u32>(wide, <u32>t, 48);
  t = (t >> 32) + (c13 << 1) + ((a6 * a6) >> 32);
  store<u32>(wide, <u32>t, 52);
  t = (t >> 32) + (c14 << 1) + ((a7 * a7) & LOW);
  store<u32>(wide, <u32>t, 56);
  t = (t >> 32) + ((a7 * a7) >> 32);
  store<u32>(wide, <u32>t, 60);
}
