// Precompiles 0x0b to 0x11: BLS12-381 (EIP-2537).
import { blsG1Add, blsG1Msm, blsG2Add, blsG2Msm, blsMapFp2ToG2, blsMapFpToG1, blsPairing } from "../curves/bls12381";
import { truthOutput } from "./precompileCurves";

export const BLS_G1_ADD: u32 = 0x0b;
export const BLS_G1_MSM: u32 = 0x0c;
export const BLS_G2_ADD: u32 = 0x0d;
export const BLS_G2_MSM: u32 = 0x0e;
export const BLS_PAIRING: u32 = 0x0f;
export const BLS_MAP_FP_TO_G1: u32 = 0x10;
export const BLS_MAP_FP2_TO_G2: u32 = 0x11;

const FAILED: i32 = -1;

const G1_BYTES: u32 = 128;
const G2_BYTES: u32 = 256;
const SCALAR_BYTES: u32 = 32;

const GAS_G1_MULTIPLY: u64 = 12000;
const GAS_G2_MULTIPLY: u64 = 22500;

/** Discounts of multi-scalar multiplication in thousandths, by number of pairs from 1 to 128; more pairs as 128. */
const DISCOUNTS: u32 = 128;
// prettier-ignore
const G1_DISCOUNT: usize = memory.data<u16>([
  1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677,
  673, 669, 665, 661, 658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627,
  625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604, 603, 601, 599, 598,
  596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576,
  575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559,
  558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545, 544,
  543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531,
  530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519,
]);
// prettier-ignore
const G2_DISCOUNT: usize = memory.data<u16>([
  1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717,
  711, 704, 699, 693, 688, 683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646,
  643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615, 613, 611, 609, 607,
  606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582,
  580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562,
  561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548, 547,
  546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535,
  534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524,
]);

function msmGas(pairs: u32, multiply: u64, discounts: usize): u64 {
  if (pairs == 0) return 0;
  const discount = <u64>load<u16>(discounts + ((min(pairs, DISCOUNTS) - 1) << 1));
  return (<u64>pairs * multiply * discount) / 1000;
}

export function blsGas(number: u32, length: u32): u64 {
  switch (number) {
    case BLS_G1_ADD:
      return 375;
    case BLS_G1_MSM:
      return msmGas(length / (G1_BYTES + SCALAR_BYTES), GAS_G1_MULTIPLY, G1_DISCOUNT);
    case BLS_G2_ADD:
      return 600;
    case BLS_G2_MSM:
      return msmGas(length / (G2_BYTES + SCALAR_BYTES), GAS_G2_MULTIPLY, G2_DISCOUNT);
    case BLS_PAIRING:
      return 37700 + 32600 * <u64>(length / (G1_BYTES + G2_BYTES));
    case BLS_MAP_FP_TO_G1:
      return 5500;
    case BLS_MAP_FP2_TO_G2:
      return 23800;
  }
  unreachable();
  return 0;
}

/** Number of items of `size` bytes in the input, 0 when it is empty or does not divide. */
// @ts-ignore: decorator
@inline
function countOf(length: u32, size: u32): u32 {
  return length % size == 0 ? length / size : 0;
}

/** Writes the output and returns its length, -1 when the precompile fails: any wrong length, coordinate or point. */
export function blsOutput(number: u32, output: usize, input: usize, length: u32): i32 {
  switch (number) {
    case BLS_G1_ADD:
      return length == 2 * G1_BYTES && blsG1Add(output, input) ? G1_BYTES : FAILED;
    case BLS_G1_MSM: {
      const pairs = countOf(length, G1_BYTES + SCALAR_BYTES);
      return pairs != 0 && blsG1Msm(output, input, pairs) ? G1_BYTES : FAILED;
    }
    case BLS_G2_ADD:
      return length == 2 * G2_BYTES && blsG2Add(output, input) ? G2_BYTES : FAILED;
    case BLS_G2_MSM: {
      const pairs = countOf(length, G2_BYTES + SCALAR_BYTES);
      return pairs != 0 && blsG2Msm(output, input, pairs) ? G2_BYTES : FAILED;
    }
    case BLS_PAIRING: {
      const pairs = countOf(length, G1_BYTES + G2_BYTES);
      if (pairs == 0) return FAILED;
      const result = blsPairing(input, pairs);
      return result < 0 ? FAILED : truthOutput(output, result == 1);
    }
    case BLS_MAP_FP_TO_G1:
      return length == 64 && blsMapFpToG1(output, input) ? G1_BYTES : FAILED;
    case BLS_MAP_FP2_TO_G2:
      return length == 128 && blsMapFp2ToG2(output, input) ? G2_BYTES : FAILED;
  }
  unreachable();
  return 0;
}
