// The base fee of an OP Stack block (EIP-1559 with the chain's constants; from Holocene on with the parameters in the parent's
// extra data, from Jovian on with a minimum and with the DA footprint beside the gas), and the extra data itself.
import { configuredDenominator, configuredElasticity } from "../chain/configuration";
import { CANYON, HOLOCENE, JOVIAN } from "../chain/optimism";
import { copy32, loadBE32, loadBE64 } from "../memory/bytes";
import { u256AddCarry, u256Sub } from "../uint256/add";
import { u256Div } from "../uint256/divide";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64, u256IsZero, u256Lt } from "../uint256/word";

const HOLOCENE_LENGTH: u32 = 9;
const JOVIAN_LENGTH: u32 = 17;

const DELTA: usize = memory.data(32, 8);
const OPERAND: usize = memory.data(32, 8);

/** How long extra data is from `fork` on. */
export function extraDataLength(fork: u32): u32 {
  if (fork >= JOVIAN) return JOVIAN_LENGTH;
  return fork >= HOLOCENE ? HOLOCENE_LENGTH : 0;
}

/** Whether the extra data is that of a block of `fork`: version byte, denominator and elasticity, which are not zero, and the
 *  minimum base fee. Before Holocene there is none. */
export function isExtraData(extra: usize, length: u32, fork: u32): bool {
  if (length != extraDataLength(fork)) return false;
  if (fork < HOLOCENE) return true;
  if (load<u8>(extra) != (fork >= JOVIAN ? 1 : 0)) return false;
  return loadBE32(extra + 1) != 0 && loadBE32(extra + 5) != 0;
}

/** Sets by how much a base fee moves, from the parent's extra data (of `parentFork`, well formed) or the chain's constants. */
function denominatorOf(extra: usize, fork: u32, parentFork: u32): u64 {
  return parentFork >= HOLOCENE ? <u64>loadBE32(extra + 1) : configuredDenominator(fork >= CANYON);
}

/** Gas limit divided by this is the gas that leaves the base fee as it is. */
export function elasticityAfter(extra: usize, parentFork: u32): u64 {
  return parentFork >= HOLOCENE ? <u64>loadBE32(extra + 5) : configuredElasticity();
}

/**
 * Writes the base fee of a block of `fork` to the word `dst`. Of its parent, of `parentFork`: base fee (word, below 2^192), gas
 * limit, gas used, blob gas used and extra data, well formed. The limit is at least the elasticity.
 */
export function optimismBaseFee(
  dst: usize,
  fork: u32,
  parentFork: u32,
  fee: usize,
  gasLimit: u64,
  gasUsed: u64,
  blobGasUsed: u64,
  extra: usize,
): void {
  const target = gasLimit / elasticityAfter(extra, parentFork);
  const metered = parentFork >= JOVIAN ? max<u64>(gasUsed, blobGasUsed) : gasUsed;
  copy32(dst, fee);
  if (metered != target) {
    const rises = metered > target;
    u256FromU64(OPERAND, rises ? metered - target : target - metered);
    u256Mul(DELTA, fee, OPERAND);
    u256FromU64(OPERAND, target);
    u256Div(DELTA, DELTA, OPERAND);
    u256FromU64(OPERAND, denominatorOf(extra, fork, parentFork));
    u256Div(DELTA, DELTA, OPERAND);
    if (rises) {
      if (u256IsZero(DELTA)) u256FromU64(DELTA, 1);
      u256AddCarry(dst, fee, DELTA);
    } else if (u256Lt(fee, DELTA)) {
      // Only where a denominator of one meets an empty block.
      u256FromU64(dst, 0);
    } else {
      u256Sub(dst, fee, DELTA);
    }
  }
  if (parentFork < JOVIAN) return;
  u256FromU64(OPERAND, loadBE64(extra + 9));
  if (u256Lt(dst, OPERAND)) copy32(dst, OPERAND);
}
