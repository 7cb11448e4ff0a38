// Inverses of field elements: of one lane, of an element of Fp2, of many at once.
import { invertNumber } from "./fieldInverse";
import { add, conjugate, isBn254, multiplyLanes, reduce, zip00, zip10 } from "./fp2";
import { fusedPower, isFused } from "./fused/field";
import { laneDigits, setLaneDigits } from "./laneNumbers";
import { LANE_BYTES, r3Lanes } from "./primeFields";

const NUMBER: usize = memory.data(48, 8);
const SUM: usize = memory.data(112, 16);
const NORM: usize = memory.data(112, 16);

/** p - 2: the exponent that inverts, by Fermat. */
const BN254_MINUS_TWO: usize = memory.data<u64>([
  0x3c208c16d87cfd45, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029,
]);
const BLS12381_MINUS_TWO: usize = memory.data<u64>([
  0xb9feffffffffaaa9, 0x1eabfffeb153ffff, 0x6730d2a0f6b0f624, 0x64774b84f38512bf, 0x4b1ba7b6434bacd7,
  0x1a0111ea397fe69a,
]);

// @ts-ignore: decorator
@inline
function minusTwo<F>(): usize {
  return isBn254<F>() ? BN254_MINUS_TWO : BLS12381_MINUS_TWO;
}

/** d = (1 / a0, 1 / a0) for a product a; 0 gives 0. */
export function invertLane0<F>(d: usize, a: usize): void {
  if (TARGET_PROVING && isFused<F>()) {
    fusedPower<F>(d, a, minusTwo<F>());
    zip00<F>(d, d, d);
    return;
  }
  if (TARGET_GUEST) {
    memory.copy(NUMBER, a, LANE_BYTES<F>());
    invertNumber<F>(NUMBER, NUMBER);
    memory.copy(NORM, NUMBER, LANE_BYTES<F>());
  } else {
    laneDigits<F>(NUMBER, a, 0);
    invertNumber<F>(NUMBER, NUMBER);
    setLaneDigits<F>(NORM, 0, NUMBER);
  }
  // The inverse of a R is a⁻¹ R⁻¹: the product with R³, over R, is a⁻¹ R.
  zip00<F>(NORM, NORM, NORM);
  multiplyLanes<F>(d, NORM, r3Lanes<F>());
}

/** d = 1 / a in Fp2: the conjugate over the norm a0² + a1². 0 gives 0. */
export function invert<F>(d: usize, a: usize): void {
  multiplyLanes<F>(SUM, a, a);
  zip10<F>(NORM, SUM, SUM);
  add<F>(SUM, SUM, NORM);
  reduce<F>(SUM, SUM);
  invertLane0<F>(SUM, SUM);
  conjugate<F>(d, a);
  multiplyLanes<F>(d, d, SUM);
}
