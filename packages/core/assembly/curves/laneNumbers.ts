// Field elements in SIMD lanes (lanes.ts) as numbers, and back: canonical little-endian words below p.
import { LANE_BYTES, LIMB_BITS, LIMBS, primeLanes } from "./primeFields";

/** Limbs of one lane with the carries done. */
const DIGITS: usize = memory.data(14 * 8, 8);

/** Writes the number at `words` into one lane of d as it is: no Montgomery form, digits not balanced (weight 2). */
export function setLaneDigits<F>(d: usize, lane: i32, words: usize): void {
  const bits = <u64>LIMB_BITS<F>();
  const mask = ((<u64>1) << bits) - 1;
  const end = words + LANE_BYTES<F>();
  const to = d + ((<usize>lane) << 2);
  let held: u64 = 0;
  let heldBits: u64 = 0;
  let from = words;
  for (let i: usize = 0; i < LIMBS<F>(); i++) {
    if (heldBits < bits && from < end) {
      held |= (<u64>load<u32>(from)) << heldBits;
      heldBits += 32;
      from += 4;
    }
    store<i32>(to + (i << 3), <i32>(held & mask));
    held >>= bits;
    heldBits -= bits;
  }
  if (LIMBS<F>() & 1) store<i32>(to + (LIMBS<F>() << 3), 0);
}

/** The value of one lane of a, which must be above -p and below p, as a number in [0, p). Not out of Montgomery form. */
export function laneDigits<F>(words: usize, a: usize, lane: i32): void {
  const bits = <i64>LIMB_BITS<F>();
  const mask = ((<i64>1) << bits) - 1;
  const last = LIMBS<F>() - 1;
  const from = a + ((<usize>lane) << 2);
  let carry: i64 = 0;
  for (let i: usize = 0; i < last; i++) {
    carry += <i64>load<i32>(from + (i << 3));
    store<i64>(DIGITS + (i << 3), carry & mask);
    carry >>= bits;
  }
  carry += <i64>load<i32>(from + (last << 3));
  store<i64>(DIGITS + (last << 3), carry);
  if (carry < 0) {
    carry = 0;
    for (let i: usize = 0; i < last; i++) {
      carry += load<i64>(DIGITS + (i << 3)) + <i64>load<i32>(primeLanes<F>() + (i << 3));
      store<i64>(DIGITS + (i << 3), carry & mask);
      carry >>= bits;
    }
    carry += load<i64>(DIGITS + (last << 3)) + <i64>load<i32>(primeLanes<F>() + (last << 3));
    store<i64>(DIGITS + (last << 3), carry);
  }
  let held: u64 = 0;
  let heldBits: u64 = 0;
  let to = words;
  const end = words + LANE_BYTES<F>();
  for (let i: usize = 0; i <= last; i++) {
    held |= load<u64>(DIGITS + (i << 3)) << heldBits;
    heldBits += <u64>bits;
    if (heldBits >= 32 && to < end) {
      store<u32>(to, <u32>held);
      to += 4;
      held >>= 32;
      heldBits -= 32;
    }
  }
}
