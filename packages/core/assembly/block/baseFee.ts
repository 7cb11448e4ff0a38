// EIP-1559: the base fee that follows from the parent.
import { copy32 } from "../memory/bytes";
import { u256AddCarry, u256Sub } from "../uint256/add";
import { u256Div } from "../uint256/divide";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64, u256IsZero } from "../uint256/word";
import { baseFeeOf, Header } from "../header/header";

const INITIAL_BASE_FEE: u64 = 1_000_000_000;
const ELASTICITY: u64 = 2;
const DENOMINATOR: u64 = 8;

const DELTA: usize = memory.data(32, 8);
const OPERAND: usize = memory.data(32, 8);

/** Whether the base fee of an ancestor can be computed with: below 2^192, far above all ether there is. */
export function isBaseFeeInReach(fee: usize): bool {
  return load<u64>(fee, 24) == 0;
}

/** Writes the base fee of `parent`'s child to the word `dst`. `parentIsLondon`: the parent has a base fee. The parent's gas
 *  limit is at least 2 and its base fee in reach. */
export function baseFeeAfter(dst: usize, parent: Header, parentIsLondon: bool): void {
  if (!parentIsLondon) {
    u256FromU64(dst, INITIAL_BASE_FEE);
    return;
  }
  const target = parent.gasLimit / ELASTICITY;
  const fee = baseFeeOf(parent);
  copy32(dst, fee);
  if (parent.gasUsed == target) return;
  const rises = parent.gasUsed > target;
  u256FromU64(OPERAND, rises ? parent.gasUsed - target : target - parent.gasUsed);
  u256Mul(DELTA, fee, OPERAND);
  u256FromU64(OPERAND, target);
  u256Div(DELTA, DELTA, OPERAND);
  u256FromU64(OPERAND, DENOMINATOR);
  u256Div(DELTA, DELTA, OPERAND);
  if (rises) {
    if (u256IsZero(DELTA)) u256FromU64(DELTA, 1);
    u256AddCarry(dst, fee, DELTA);
  } else {
    u256Sub(dst, fee, DELTA);
  }
}
