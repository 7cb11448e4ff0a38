// Scalars written as signed digits at fixed places, so that the two lanes of a SIMD vector add at the same time.

/** Digits of a recoded half scalar: room for 26 of two bytes (five bits each), padded. */
export const WINDOWS_SIZE: i32 = 64;

/** Number of digits of `window` bits for scalars below 2^128: one bit is left for the last carry. */
// @ts-ignore: decorator
@inline
export function windowCount(window: u32): u32 {
  return (129 + window - 1) / window;
}

/** Digits (i16) of `scalar` < 2^128, which zeros follow in memory to 24 bytes: the sum of digits[i] * 2^(window i), each
 *  in [1 - 2^(window-1), 2^(window-1)]; all change sign with `negate`. window is 5 to 13. */
export function recodeWindows(digits: usize, scalar: usize, window: u32, negate: bool): void {
  const count = windowCount(window);
  const ones: u32 = (1 << window) - 1;
  const half: u32 = 1 << (window - 1);
  let carry: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const bit = i * window;
    const word = <u32>(load<u64>(scalar + <usize>((bit >> 5) << 2)) >> (<u64>(bit & 31)));
    let digit = <i32>((word & ones) + carry);
    carry = <u32>(<u32>digit > half);
    digit -= <i32>(carry << window);
    store<i16>(digits + <usize>(i << 1), <i16>(negate ? -digit : digit));
  }
}
