// Modular addition.
import { callMultiplyAdd, callReduce } from "../accelerator/calls";
import { copy32, zero32 } from "../memory/bytes";
import { u256AddCarry, u256Sub } from "./add";
import { DIVIDEND, longDivision, REMAINDER } from "./longDivision";
import { u256IsZero, u256Lt } from "./word";

const SUM: usize = memory.data(32, 16);
const ONE: usize = memory.data<u64>([1, 0, 0, 0], 8);

/** d = a + b mod m, the sum in full; 0 when m is 0. */
export function u256AddMod(d: usize, a: usize, b: usize, m: usize): void {
  if (TARGET_PROVING && !u256IsZero(m) && callReduce(SUM, a, m)) {
    // The sum with what is below m: its quotient is below 2^256.
    callMultiplyAdd(d, SUM, ONE, b, m);
    return;
  }
  if (u256Lt(a, m) && u256Lt(b, m)) {
    // The usual case: both are reduced, so one subtraction does.
    const carry = u256AddCarry(SUM, a, b);
    if (carry || !u256Lt(SUM, m)) u256Sub(d, SUM, m);
    else copy32(d, SUM);
    return;
  }
  if (u256IsZero(m)) {
    zero32(d);
    return;
  }
  const carry = u256AddCarry(DIVIDEND, a, b);
  store<u64>(DIVIDEND, <u64>carry, 32);
  longDivision(5, m);
  copy32(d, REMAINDER);
}
