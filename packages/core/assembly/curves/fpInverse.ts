// Inverses of field elements: of one lane, of an element of Fp2, of many at once.
import { invertNumber } from "./fieldInverse";
import { add, conjugate, multiplyLanes, reduce, zip00, zip10 } from "./fp2";
import { laneDigits, setLaneDigits } from "./laneNumbers";
import { LANE_BYTES, r3Lanes } from "./primeFields";

const NUMBER: usize = memory.data(48, 8);
const SUM: usize = memory.data(112, 16);
const NORM: usize = memory.data(112, 16);

/** d = (1 / a0, 1 / a0) for a product a; 0 gives 0. */
export function invertLane0<F>(d: usize, a: usize): void {
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
