// Powers.
import { copy32, zero32 } from "../memory/bytes";
import { u256Mul } from "./multiply";
import { u256BitLength, u256FromU64, u256IsU64, u256IsZero } from "./word";

const BASE: usize = memory.data(32, 16);
const POWER: usize = memory.data(32, 16);

/** d = a to the power of e, 1 when e is 0. */
export function u256Exp(d: usize, a: usize, e: usize): void {
  const bits = u256BitLength(e);
  if (bits == 0) {
    u256FromU64(d, 1);
    return;
  }
  const low = load<u64>(a);
  if ((low & 1) == 0) {
    // An even base: each factor shifts by a place at least, so that nothing is left after 256 of them. With 2^k for a
    // base, as in 256 ** n, the power is that shift alone.
    const e0 = load<u64>(e);
    if (bits > 8 || u256IsZero(a)) {
      zero32(d);
      return;
    }
    if (u256IsU64(a) && (low & (low - 1)) == 0) {
      const places = <usize>(ctz<u64>(low) * e0);
      zero32(d);
      if (places < 256) store<u64>(d + ((places >> 6) << 3), (<u64>1) << (places & 63));
      return;
    }
  }
  copy32(BASE, a);
  copy32(POWER, a);
  for (let i: u32 = bits - 1; i-- > 0;) {
    u256Mul(POWER, POWER, POWER);
    if ((load<u64>(e + ((i >> 6) << 3)) >> ((<u64>i) & 63)) & 1) u256Mul(POWER, POWER, BASE);
  }
  copy32(d, POWER);
}
