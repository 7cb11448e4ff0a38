// Powers modulo numbers below 2^64 in registers: the least gas buys the most multiplications here (EIP-2565 asks a third
// of a gas for one), so they must cost little: 7 ns against 25 ns of the loops for any length.

/** Upper half of a * b. */
// @ts-ignore: decorator
@inline
function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffff_ffff;
  const a1 = a >> 32;
  const b0 = b & 0xffff_ffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const other = a0 * b1 + (middle & 0xffff_ffff);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}

/** a * b / 2^64 mod m for a, b < m; `inverse` is 1/m mod 2^64. */
// @ts-ignore: decorator
@inline
function montgomery(a: u64, b: u64, m: u64, inverse: u64): u64 {
  const high = multiplyHigh(a, b);
  const down = multiplyHigh(a * b * inverse, m);
  return high - down + (high < down ? m : 0);
}

/** 1/m mod 2^64 for odd m. */
function invert(m: u64): u64 {
  let inverse = m;
  for (let i = 0; i < 5; i++) inverse *= 2 - m * inverse;
  return inverse;
}

const TABLE: usize = memory.data(128, 8);

/** The `i`-th digit of four bits of the exponent before `end`. */
// @ts-ignore: decorator
@inline
export function digitAt(end: usize, i: u32): usize {
  return ((<usize>load<u8>(end - 1 - <usize>(i >> 1))) >> ((i & 1) << 2)) & 15;
}

/** base^exponent mod the odd m > 1 for base < m and an exponent of `bits` bits before `end`. */
function powerOdd(base: u64, end: usize, bits: u32, m: u64): u64 {
  const inverse = invert(m);
  // 2^64 mod m, and its square by doubling.
  const one = (0 - m) % m;
  let square = one;
  for (let i = 0; i < 64; i++) {
    const rest = m - square;
    square = square >= rest ? square - rest : square + square;
  }
  const element = montgomery(base, square, m, inverse);
  let power = one;
  for (let i: usize = 0; i < 16; i++) {
    store<u64>(TABLE + (i << 3), power);
    power = montgomery(power, element, m, inverse);
  }
  let result = one;
  for (let i = (bits + 3) >> 2; i > 0; i--) {
    result = montgomery(result, result, m, inverse);
    result = montgomery(result, result, m, inverse);
    result = montgomery(result, result, m, inverse);
    result = montgomery(result, result, m, inverse);
    result = montgomery(result, load<u64>(TABLE + (digitAt(end, i - 1) << 3)), m, inverse);
  }
  return montgomery(result, 1, m, inverse);
}

/** base^exponent mod 2^64. */
function powerBinary(base: u64, end: usize, bits: u32): u64 {
  let power: u64 = 1;
  for (let i: usize = 0; i < 16; i++) {
    store<u64>(TABLE + (i << 3), power);
    power *= base;
  }
  let result: u64 = 1;
  for (let i = (bits + 3) >> 2; i > 0; i--) {
    result *= result;
    result *= result;
    result *= result;
    result *= result;
    result *= load<u64>(TABLE + (digitAt(end, i - 1) << 3));
  }
  return result;
}

/** base^exponent mod m for m > 1, base < m, and an exponent of `bits` bits before `end`. */
export function powerSmall(base: u64, end: usize, bits: u32, m: u64): u64 {
  const zeros = ctz<u64>(m);
  if (zeros == 0) return powerOdd(base, end, bits, m);
  const odd = m >> zeros;
  const cut = ((<u64>1) << zeros) - 1;
  const binary = powerBinary(base, end, bits) & cut;
  if (odd == 1) return binary;
  // Chinese remainder.
  const residue = powerOdd(base % odd, end, bits, odd);
  return residue + odd * (((binary - residue) * invert(odd)) & cut);
}
