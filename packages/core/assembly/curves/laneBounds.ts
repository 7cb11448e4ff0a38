// The weights of lanes.ts, checked in the build with assertions: comments say what limbs may be, here is what they are.
import { Bn254, LIMBS } from "./primeFields";

/** The weight of a, rounded up: its greatest limb but the top ones, which hold what the value needs. */
function weightOf<F>(a: usize): i64 {
  let greatest: i64 = 0;
  for (let i: usize = 0; i < LIMBS<F>() - 1; i++) {
    greatest = max(greatest, abs(<i64>load<i32>(a + (i << 3))));
    greatest = max(greatest, abs(<i64>load<i32>(a + (i << 3), 4)));
  }
  // A tidy limb may be 8 above half, a sum of tidy ones that many times 8.
  const half: i64 = offsetof<F>() == offsetof<Bn254>() ? 1 << 28 : 1 << 27;
  return (greatest + half - 1 - 128) / half;
}

/** Whether the weight of a is at most `limit`. */
export function hasWeight<F>(a: usize, limit: i64): bool {
  return weightOf<F>(a) <= limit;
}

/** Whether the product of the weights of a and b is at most `limit`. */
export function haveWeights<F>(a: usize, b: usize, limit: i64): bool {
  return weightOf<F>(a) * weightOf<F>(b) <= limit;
}
