// The operator fee (OP Stack specs, Isthmus, "Operator fee", and Jovian, "Fee formula update"). At most 103 bits.
import { JOVIAN } from "../chain/optimism";
import { u256Add } from "../uint256/add";
import { u256Div } from "../uint256/divide";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64 } from "../uint256/word";
import { operatorFeeConstant, operatorFeeScalar } from "./l1Block";

const SCALE: u64 = 1_000_000;
const JOVIAN_FACTOR: u64 = 100;

const OPERAND: usize = memory.data(32, 8);

/** Writes the fee for `gas` to the word `dst`, with the parameters that were read last. */
export function operatorFee(dst: usize, gas: u64, fork: u32): void {
  u256FromU64(dst, gas);
  const scalar = <u64>operatorFeeScalar;
  u256FromU64(OPERAND, fork >= JOVIAN ? scalar * JOVIAN_FACTOR : scalar);
  u256Mul(dst, dst, OPERAND);
  if (fork < JOVIAN) {
    u256FromU64(OPERAND, SCALE);
    u256Div(dst, dst, OPERAND);
  }
  u256FromU64(OPERAND, operatorFeeConstant);
  u256Add(dst, dst, OPERAND);
}
