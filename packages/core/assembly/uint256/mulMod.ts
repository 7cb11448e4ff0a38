// Modular multiplication. A leaf: a proving machine with an accelerator replaces this file.
import { zero32 } from "../memory/bytes";
import { divideWide } from "./divide";
import { u256MulWide } from "./multiply";
import { u256IsZero } from "./word";

const PRODUCT: usize = memory.data(64, 16);

/** d = a * b mod m, the product in full; 0 when m is 0. */
export function u256MulMod(d: usize, a: usize, b: usize, m: usize): void {
  if (u256IsZero(m)) {
    zero32(d);
    return;
  }
  u256MulWide(PRODUCT, a, b);
  divideWide(d, PRODUCT, 8, m);
}
