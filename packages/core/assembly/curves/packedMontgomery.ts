// Multiplication modulo the base field primes of bn254 and BLS12-381 for the guest build, without SIMD: 32-bit limbs packed
// without gaps, least significant first, always below p, Montgomery form with R = 2^256 or 2^384. What an accelerator
// of the proving machine does in its place is in packedAccelerated.ts.

/** One operand's partial products, so that d may be a or b. */
const ROWS: usize = memory.data(56, 8);

/** d = a - p when a >= p, else a; a has `bytes` bytes and the bit 2^(8 bytes) in `top`. */
function reduceOnce(d: usize, a: usize, top: u32, p: usize, bytes: usize): void {
  let borrow: i64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    borrow += <i64>load<u32>(a + i) - <i64>load<u32>(p + i);
    borrow >>= 32;
  }
  // A borrow that the top bit does not pay for: a is below p already.
  const keep = borrow + <i64>top < 0;
  borrow = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    borrow += <i64>load<u32>(a + i) - (keep ? 0 : <i64>load<u32>(p + i));
    store<u32>(d + i, <u32>borrow);
    borrow >>= 32;
  }
}

/** d = a b / R mod p; `factor` is -1/p modulo 2^32. */
export function packedMultiply(d: usize, a: usize, b: usize, p: usize, factor: u32, bytes: usize): void {
  memory.fill(ROWS, 0, bytes + 8);
  for (let row: usize = 0; row < bytes; row += 4) {
    const x = <u64>load<u32>(a + row);
    let carry: u64 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      carry += x * <u64>load<u32>(b + i) + <u64>load<u32>(ROWS + i);
      store<u32>(ROWS + i, <u32>carry);
      carry >>= 32;
    }
    carry += <u64>load<u32>(ROWS + bytes);
    store<u32>(ROWS + bytes, <u32>carry);
    const top = carry >> 32;
    // Modulo 2^32, in a statement of its own: with the widening in it asc would multiply 64 bits.
    const quotient: u32 = load<u32>(ROWS) * factor;
    const q = <u64>quotient;
    carry = (q * <u64>load<u32>(p) + <u64>load<u32>(ROWS)) >> 32;
    for (let i: usize = 4; i < bytes; i += 4) {
      carry += q * <u64>load<u32>(p + i) + <u64>load<u32>(ROWS + i);
      store<u32>(ROWS + i - 4, <u32>carry);
      carry >>= 32;
    }
    carry += <u64>load<u32>(ROWS + bytes);
    store<u32>(ROWS + bytes - 4, <u32>carry);
    store<u32>(ROWS + bytes, <u32>(top + (carry >> 32)));
  }
  reduceOnce(d, ROWS, load<u32>(ROWS + bytes), p, bytes);
}

/** d = a + b mod p. */
export function packedAdd(d: usize, a: usize, b: usize, p: usize, bytes: usize): void {
  let carry: u64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    carry += <u64>load<u32>(a + i) + <u64>load<u32>(b + i);
    store<u32>(d + i, <u32>carry);
    carry >>= 32;
  }
  reduceOnce(d, d, <u32>carry, p, bytes);
}

/** d = a - b mod p. */
export function packedSub(d: usize, a: usize, b: usize, p: usize, bytes: usize): void {
  let borrow: i64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    borrow += <i64>load<u32>(a + i) - <i64>load<u32>(b + i);
    store<u32>(d + i, <u32>borrow);
    borrow >>= 32;
  }
  if (borrow == 0) return;
  let carry: u64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) {
    carry += <u64>load<u32>(d + i) + <u64>load<u32>(p + i);
    store<u32>(d + i, <u32>carry);
    carry >>= 32;
  }
}

/** Whether all `bytes` bytes are zero. */
export function packedIsZero(a: usize, bytes: usize): bool {
  let seen: u32 = 0;
  for (let i: usize = 0; i < bytes; i += 4) seen |= load<u32>(a + i);
  return seen == 0;
}
