// Modular exponentiation of integers of any length: precompile 0x05 (EIP-198). The lengths are the caller's to price
// (EIP-2565, EIP-7883) and, from Osaka, to limit (EIP-7823); nothing here depends on a limit, and nothing recurses.
//
// Least gas per time, by a search over lengths to 1024 bytes, kinds of exponent, odd and even moduli (Node 20, SIMD):
// 139 Mgas/s under EIP-7883 (32 bytes, even modulus, full exponent), 17 Mgas/s under EIP-2565 (16 bytes, even). Under
// EIP-198 small inputs cost no gas at all and 0.3 us, beside the 700 gas of the call.
import { callMultiply, callMultiplyAdd384 } from "../accelerator/calls";
import { alloc, allocZeroed, mark, release } from "../memory/arena";
import { invertBinary, multiplyBinary, setBinary } from "./modexpBinary";
import { limbsFromBytes, limbsToBytes, multiplyLimbs, remainder, shiftLeft, shiftRight, trimmed } from "./modexpLimbs";
import { fromLanes, laneSize, montgomeryBits, multiplyLanes, setLanes, toLanes } from "./modexpLanes";
import { multiplyMontgomery, setMontgomery } from "./modexpMontgomery";
import { exponentBits, power } from "./modexpPower";
import { digitAt, powerSmall } from "./modexpSmall";

const ZERO: usize = memory.data(48, 8);

// @ts-ignore: decorator
@inline
function allocLimbs(limbs: u32): usize {
  return alloc((<usize>limbs) << 2);
}

/** dst = base^exponent mod modulus, `modulusLength` bytes; all integers big-endian. 0^0 is 1 modulo anything above 1, and
 *  everything modulo 0 is 0 (EIP-198). A length of 0 means the integer 0. dst may overlap the inputs.
 *  SOUNDNESS: all inputs are attacker-chosen; time is bounded by what the caller's gas formula has priced. */
export function modexp(
  dst: usize,
  base: usize,
  baseLength: u32,
  exponent: usize,
  exponentLength: u32,
  modulus: usize,
  modulusLength: u32,
): void {
  if (modulusLength == 0) return;
  const position = mark();
  let n = (modulusLength + 3) >> 2;
  const m = allocLimbs(n);
  limbsFromBytes(m, n, modulus, modulusLength);
  n = trimmed(m, n);
  if (n == 0 || (n == 1 && load<u32>(m) == 1)) {
    memory.fill(dst, 0, modulusLength);
    release(position);
    return;
  }
  const result = allocLimbs(n + 1);
  const bits = exponentBits(exponent, exponentLength);
  if (bits == 0) {
    memory.fill(result, 0, (<usize>n) << 2);
    store<u32>(result, 1);
  } else {
    const nb = (baseLength + 3) >> 2;
    const b = allocLimbs(nb);
    limbsFromBytes(b, nb, base, baseLength);
    const reduced = allocLimbs(n);
    remainder(reduced, b, nb, m, n, allocLimbs(max(nb, n) + 2 + n));
    powerModulo(result, reduced, m, n, exponent + <usize>exponentLength, bits);
  }
  limbsToBytes(dst, modulusLength, result, n);
  release(position);
}

/** dst (n + 1 limbs) = base^exponent mod m for base < m, m > 1, and an exponent of `bits` > 0 bits before `end`. */
function powerModulo(dst: usize, base: usize, m: usize, n: u32, end: usize, bits: u32): void {
  if (trimmed(base, n) == 0) {
    memory.fill(dst, 0, (<usize>n) << 2);
    return;
  }
  if (n <= 2) {
    const small = n == 2 ? load<u64>(m) : <u64>load<u32>(m);
    const residue = n == 2 ? load<u64>(base) : <u64>load<u32>(base);
    const result = powerSmall(residue, end, bits, small);
    store<u32>(dst, <u32>result);
    store<u32>(dst, <u32>(result >> 32), 4);
    return;
  }
  if (TARGET_PROVING && n <= 12 && powerAccelerated(dst, base, m, n, end, bits)) return;
  // m = odd * 2^zeros
  let zeroLimbs: u32 = 0;
  while (load<u32>(m + ((<usize>zeroLimbs) << 2)) == 0) zeroLimbs++;
  const zeroBits = <u32>ctz<u32>(load<u32>(m + ((<usize>zeroLimbs) << 2)));
  if (zeroLimbs + zeroBits == 0) {
    powerOdd(dst, base, n, m, n, end, bits);
    return;
  }
  const odd = allocLimbs(n - zeroLimbs);
  shiftRight(odd, m + ((<usize>zeroLimbs) << 2), n - zeroLimbs, zeroBits);
  const nOdd = trimmed(odd, n - zeroLimbs);
  // The power modulo 2^zeros, in whole limbs of which the highest is cut to `cut`.
  const nBinary = zeroLimbs + <u32>(zeroBits != 0);
  const cut: u32 = zeroBits == 0 ? 0xffff_ffff : (1 << zeroBits) - 1;
  const top = (<usize>(nBinary - 1)) << 2;
  const binary = allocLimbs(nBinary);
  setBinary(nBinary);
  power(binary, base, end, bits, (<usize>nBinary) << 2, false);
  if (nOdd == 1 && load<u32>(odd) == 1) {
    store<u32>(binary + top, load<u32>(binary + top) & cut);
    memory.fill(dst, 0, (<usize>n) << 2);
    memory.copy(dst, binary, (<usize>nBinary) << 2);
    return;
  }
  const residue = allocLimbs(max(nOdd, nBinary));
  memory.fill(residue, 0, (<usize>max(nOdd, nBinary)) << 2);
  powerOdd(residue, base, n, odd, nOdd, end, bits);
  // Chinese remainder: residue + odd * ((binary - residue) / odd mod 2^zeros)
  const wide = allocLimbs(max(nOdd, nBinary));
  memory.fill(wide, 0, (<usize>max(nOdd, nBinary)) << 2);
  memory.copy(wide, odd, (<usize>nOdd) << 2);
  const inverse = allocLimbs(nBinary);
  invertBinary(inverse, wide, nBinary, allocLimbs(2 * nBinary));
  let borrow: i64 = 0;
  for (let i: usize = 0; i <= top; i += 4) {
    borrow += <i64>load<u32>(binary + i) - <i64>load<u32>(residue + i);
    store<u32>(binary + i, <u32>borrow);
    borrow >>= 32;
  }
  multiplyBinary(binary, binary, inverse);
  store<u32>(binary + top, load<u32>(binary + top) & cut);
  // The sum is below m: what the product has beyond n limbs is zero.
  const product = allocLimbs(nOdd + nBinary);
  multiplyLimbs(product, odd, nOdd, binary, nBinary);
  let carry: u64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const at = (<usize>i) << 2;
    carry += <u64>load<u32>(product + at);
    if (i < nOdd) carry += <u64>load<u32>(residue + at);
    store<u32>(dst + at, <u32>carry);
    carry >>= 32;
  }
}

/** The same for up to 384 bits where the machine multiplies modulo any number; false where it does not. Four bits of the exponent at a
 *  time. */
function powerAccelerated(dst: usize, base: usize, m: usize, n: u32, end: usize, bits: u32): bool {
  const size: usize = n > 8 ? 48 : 32;
  const length = (<usize>n) << 2;
  const modulus = allocZeroed(size);
  memory.copy(modulus, m, length);
  // base^0 to base^15, and the result behind them.
  const table = allocZeroed(17 * size);
  const result = table + 16 * size;
  store<u32>(table, 1);
  memory.copy(table + size, base, length);
  if (!callProduct(result, table, table, modulus, size)) return false;
  for (let i: usize = 2; i < 16; i++) {
    callProduct(table + i * size, table + (i - 1) * size, table + size, modulus, size);
  }
  for (let i = (bits + 3) >> 2; i > 0;) {
    i--;
    for (let k = 0; k < 4; k++) callProduct(result, result, result, modulus, size);
    const digit = digitAt(end, i);
    if (digit != 0) callProduct(result, result, table + digit * size, modulus, size);
  }
  memory.copy(dst, result, length);
  return true;
}

/** d = a b modulo m, all of `size` bytes. */
// @ts-ignore: decorator
@inline
function callProduct(d: usize, a: usize, b: usize, m: usize, size: usize): bool {
  return size == 32 ? callMultiply(d, a, b, m) : callMultiplyAdd384(d, a, b, ZERO, m);
}

/** dst (n limbs) = base^exponent mod the odd m > 1 of n limbs, for a base of `nb` limbs, nb >= n. */
function powerOdd(dst: usize, base: usize, nb: u32, m: usize, n: u32, end: usize, bits: u32): void {
  let shift: u32;
  let size: usize;
  if (TARGET_GUEST) {
    setMontgomery(m, n);
    shift = n << 5;
    size = (<usize>n) << 2;
  } else {
    setLanes(m, n);
    shift = montgomeryBits();
    size = laneSize();
  }
  // Into Montgomery form by a division: base * 2^shift mod m.
  const zeros = shift >> 5;
  const shifted = allocLimbs(zeros + nb + 1);
  memory.fill(shifted, 0, (<usize>zeros) << 2);
  shiftLeft(shifted + ((<usize>zeros) << 2), base, nb, shift & 31);
  const residue = allocLimbs(n);
  remainder(residue, shifted, zeros + nb + 1, m, n, allocLimbs(zeros + nb + 3 + n));
  const result = allocZeroed(size);
  const element = alloc(size);
  if (TARGET_GUEST) memory.copy(element, residue, size);
  else toLanes(element, residue, n);
  power(result, element, end, bits, size, true);
  // Out of it: times 1 / 2^shift.
  memory.fill(element, 0, size);
  store<u32>(element, 1);
  if (TARGET_GUEST) multiplyMontgomery(dst, result, element);
  else {
    multiplyLanes(result, result, element);
    fromLanes(dst, n, result, m);
  }
}
