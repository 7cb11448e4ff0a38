// Natural numbers of any length for modexp: arrays of 32-bit limbs, least significant first.

/** dst (`limbs` limbs) = the big-endian integer of `length` bytes, length <= 4 * limbs. */
export function limbsFromBytes(dst: usize, limbs: u32, bytes: usize, length: u32): void {
  memory.fill(dst, 0, (<usize>limbs) << 2);
  let out = dst;
  let left = length;
  for (; left >= 4; left -= 4) {
    store<u32>(out, bswap<u32>(load<u32>(bytes + <usize>(left - 4))));
    out += 4;
  }
  for (; left > 0; left--) store<u8>(out++, load<u8>(bytes + <usize>(left - 1)));
}

/** The number at `src` (`limbs` limbs, below 2^(8 length)) as `length` big-endian bytes. */
export function limbsToBytes(bytes: usize, length: u32, src: usize, limbs: u32): void {
  let left = length;
  for (let i: u32 = 0; i < limbs && left > 0; i++) {
    const limb = load<u32>(src + ((<usize>i) << 2));
    if (left >= 4) {
      left -= 4;
      store<u32>(bytes + <usize>left, bswap<u32>(limb));
    } else {
      for (let rest = limb; left > 0; rest >>= 8) store<u8>(bytes + <usize>--left, <u8>rest);
    }
  }
  memory.fill(bytes, 0, <usize>left);
}

/** Number of limbs without leading zeros. */
export function trimmed(a: usize, limbs: u32): u32 {
  while (limbs > 0 && load<u32>(a + ((<usize>(limbs - 1)) << 2)) == 0) limbs--;
  return limbs;
}

/** Sign of a - b, both `limbs` long. */
export function compareLimbs(a: usize, b: usize, limbs: u32): i32 {
  for (let i = limbs; i > 0; i--) {
    const x = load<u32>(a + ((<usize>(i - 1)) << 2));
    const y = load<u32>(b + ((<usize>(i - 1)) << 2));
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** a -= b, both `limbs` long. Returns the borrow. */
export function subtractLimbs(a: usize, b: usize, limbs: u32): u32 {
  let borrow: i64 = 0;
  for (let i: usize = 0; i < (<usize>limbs) << 2; i += 4) {
    borrow += <i64>load<u32>(a + i) - <i64>load<u32>(b + i);
    store<u32>(a + i, <u32>borrow);
    borrow >>= 32;
  }
  return <u32>-borrow;
}

/** dst (`limbs` + 1 limbs) = a << shift for shift < 32. dst may be a. */
export function shiftLeft(dst: usize, a: usize, limbs: u32, shift: u32): void {
  let carry: u64 = 0;
  for (let i: usize = 0; i < (<usize>limbs) << 2; i += 4) {
    carry |= (<u64>load<u32>(a + i)) << (<u64>shift);
    store<u32>(dst + i, <u32>carry);
    carry >>= 32;
  }
  store<u32>(dst + ((<usize>limbs) << 2), <u32>carry);
}

/** dst (`limbs` limbs) = a >> shift for shift < 32. dst may be a. */
export function shiftRight(dst: usize, a: usize, limbs: u32, shift: u32): void {
  let above: u64 = 0;
  for (let i = limbs; i > 0; i--) {
    const at = (<usize>(i - 1)) << 2;
    above = (above << 32) | (<u64>load<u32>(a + at));
    store<u32>(dst + at, <u32>(above >> (<u64>shift)));
  }
}

/** dst (na + nb limbs) = a * b. dst overlaps neither. */
export function multiplyLimbs(dst: usize, a: usize, na: u32, b: usize, nb: u32): void {
  memory.fill(dst, 0, (<usize>(na + nb)) << 2);
  const end = (<usize>nb) << 2;
  for (let i: usize = 0; i < (<usize>na) << 2; i += 4) {
    const x = <u64>load<u32>(a + i);
    const row = dst + i;
    let carry: u64 = 0;
    for (let j: usize = 0; j < end; j += 4) {
      carry += x * <u64>load<u32>(b + j) + <u64>load<u32>(row + j);
      store<u32>(row + j, <u32>carry);
      carry >>= 32;
    }
    store<u32>(row + end, <u32>carry);
  }
}

/** One limb of the quotient: subtracts from u (n + 1 limbs) the greatest multiple of v (n limbs, n >= 2, highest bit set)
 *  that leaves it not negative, for u < v * 2^32 (Knuth, The Art of Computer Programming, 4.3.1, algorithm D, D3 to D6). */
function divideStep(u: usize, v: usize, n: u32): void {
  const end = (<usize>n) << 2;
  const v1 = <u64>load<u32>(v + end - 4);
  const v2 = <u64>load<u32>(v + end - 8);
  const high = ((<u64>load<u32>(u + end)) << 32) | (<u64>load<u32>(u + end - 4));
  const third = <u64>load<u32>(u + end - 8);
  let quotient: u64 = 0xffff_ffff;
  if (high >> 32 < v1) quotient = high / v1;
  let rest = high - quotient * v1;
  while (rest >> 32 == 0 && quotient * v2 > ((rest << 32) | third)) {
    quotient--;
    rest += v1;
  }
  if (quotient == 0) return;
  let carry: u64 = 0;
  let borrow: i64 = 0;
  for (let i: usize = 0; i < end; i += 4) {
    carry += quotient * <u64>load<u32>(v + i);
    borrow += <i64>load<u32>(u + i) - <i64>(carry & 0xffff_ffff);
    store<u32>(u + i, <u32>borrow);
    borrow >>= 32;
    carry >>= 32;
  }
  borrow += <i64>load<u32>(u + end) - <i64>carry;
  store<u32>(u + end, <u32>borrow);
  if (borrow >= 0) return;
  // The estimate was one too high.
  carry = 0;
  for (let i: usize = 0; i < end; i += 4) {
    carry += <u64>load<u32>(u + i) + <u64>load<u32>(v + i);
    store<u32>(u + i, <u32>carry);
    carry >>= 32;
  }
  store<u32>(u + end, load<u32>(u + end) + <u32>carry);
}

/** dst (n limbs) = a mod m for m of n limbs with the highest not 0. `a` has `na` limbs and is left alone. `work` is scratch
 *  of max(na, n) + 2 + n limbs; dst overlaps none of them. */
export function remainder(dst: usize, a: usize, na: u32, m: usize, n: u32, work: usize): void {
  na = trimmed(a, na);
  if (na < n || (na == n && compareLimbs(a, m, n) < 0)) {
    memory.fill(dst, 0, (<usize>n) << 2);
    memory.copy(dst, a, (<usize>na) << 2);
    return;
  }
  if (n == 1) {
    const divisor = <u64>load<u32>(m);
    let rest: u64 = 0;
    for (let i = na; i > 0; i--) rest = ((rest << 32) | (<u64>load<u32>(a + ((<usize>(i - 1)) << 2)))) % divisor;
    store<u32>(dst, <u32>rest);
    return;
  }
  const shift = <u32>clz<u32>(load<u32>(m + ((<usize>(n - 1)) << 2)));
  const v = work;
  const u = work + ((<usize>(n + 1)) << 2);
  shiftLeft(v, m, n, shift);
  shiftLeft(u, a, na, shift);
  for (let j = na - n + 1; j > 0; j--) divideStep(u + ((<usize>(j - 1)) << 2), v, n);
  shiftRight(dst, u, n, shift);
}
