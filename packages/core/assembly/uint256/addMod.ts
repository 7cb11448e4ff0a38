// Modular addition.
import { zero32 } from "../memory/bytes";
import { u256AddCarry } from "./add";
import { divideWide } from "./divide";
import { u256IsZero } from "./word";

const SUM: usize = memory.data(64, 16);

/** d = a + b mod m, the sum in full; 0 when m is 0. */
export function u256AddMod(d: usize, a: usize, b: usize, m: usize): void {
  if (u256IsZero(m)) {
    zero32(d);
    return;
  }
  const carry = u256AddCarry(SUM, a, b);
  store<u64>(SUM, <u64>carry, 32);
  store<u64>(SUM, 0, 40);
  store<u64>(SUM, 0, 48);
  store<u64>(SUM, 0, 56);
  divideWide(d, SUM, 8, m);
}
