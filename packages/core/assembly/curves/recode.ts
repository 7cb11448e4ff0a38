// Scalars written as signed digits, for the point multiplications of secp256k1 and P-256.

/** Digits of a recoded scalar: room for 257 bits, one signed byte each, and padding to 8. */
export const DIGITS_SIZE: i32 = 264;

/** A scalar that `recode` reads: a word and 8 zero bytes after it. */
export const SCALAR_SIZE: i32 = 40;

/** Width-w non-adjacent form of the `bits` lowest bits of `scalar`, of which the highest must be 0: digits[i] is 0 or odd
 *  with |digit| < 2^(w-1), and of w digits in a row at most one is not 0. w at most 8. All digits change sign with
 *  `negate`. Returns the number of digits up to the last that is not 0. */
export function recode(digits: usize, scalar: usize, bits: u32, window: u32, negate: bool): u32 {
  memory.fill(digits, 0, DIGITS_SIZE);
  const ones: u32 = (1 << window) - 1;
  let carry: u32 = 0;
  let used: u32 = 0;
  let bit: u32 = 0;
  while (bit < bits) {
    const word = <u32>(load<u64>(scalar + <usize>((bit >> 5) << 2)) >> (<u64>(bit & 31)));
    if ((word & 1) == carry) {
      bit++;
      continue;
    }
    // What lies above `bits` is zero, so a digit that starts on a 0 after a carry cannot carry again there.
    let digit = <i32>((word & ones) + carry);
    carry = (<u32>digit) >> (window - 1);
    digit -= <i32>(carry << window);
    store<i8>(digits + bit, <i8>(negate ? -digit : digit));
    used = bit + 1;
    bit += window;
  }
  return used;
}
