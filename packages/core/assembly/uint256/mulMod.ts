// Modular multiplication. A leaf: a proving machine with an accelerator does it itself.
import { callMultiply, callReduce } from "../accelerator/calls";
import { copy32, zero32 } from "../memory/bytes";
import { u256AddCarry, u256AddU64 } from "./add";
import { multiplyHigh } from "./limb";
import { DIVIDEND, longDivision, REMAINDER } from "./longDivision";
import { u256MulWide } from "./multiply";
import { u256IsU64, u256IsZero } from "./word";

const REDUCED: usize = memory.data(32, 8);

/** d = a * b mod m, the product in full; 0 when m is 0. */
export function u256MulMod(d: usize, a: usize, b: usize, m: usize): void {
  if (u256IsZero(m)) {
    zero32(d);
    return;
  }
  if (TARGET_PROVING && callReduce(REDUCED, a, m)) {
    callMultiply(d, REDUCED, b, m);
    return;
  }
  if (u256IsU64(a) && u256IsU64(b)) {
    const a0 = load<u64>(a);
    const b0 = load<u64>(b);
    store<u64>(DIVIDEND, a0 * b0);
    store<u64>(DIVIDEND, multiplyHigh(a0, b0), 8);
    longDivision(2, m);
    copy32(d, REMAINDER);
    return;
  }
  u256MulWide(DIVIDEND, a, b);
  if ((load<u64>(m) & load<u64>(m, 8) & load<u64>(m, 16) & load<u64>(m, 24)) == 0xffff_ffff_ffff_ffff) {
    // 2^256 - 1, how contracts get at the upper half of a product: 2^256 is 1, so the halves add up. The sum is below
    // twice the modulus.
    const carry = u256AddCarry(d, DIVIDEND, DIVIDEND + 32);
    if (carry) u256AddU64(d, d, 1);
    const all = load<u64>(d) & load<u64>(d, 8) & load<u64>(d, 16) & load<u64>(d, 24);
    if (all == 0xffff_ffff_ffff_ffff) zero32(d);
    return;
  }
  longDivision(8, m);
  copy32(d, REMAINDER);
}
