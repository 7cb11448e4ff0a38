// Blob gas: EIP-4844 (excess, price), EIP-7840 and 7892 (schedule), EIP-7918 (reserve price).
import { blobFraction, blobMax, blobTarget } from "../chain/configuration";
import { OSAKA } from "../evm/forks";
import { GAS_PER_BLOB } from "../evm/gas";
import { u256Add } from "../uint256/add";
import { u256Div } from "../uint256/divide";
import { u256Mul, u256MulWide } from "../uint256/multiply";
import { u256FromU64, u256Gt, u256IsZero } from "../uint256/word";
import { baseFeeOf, Header } from "../header/header";

const MIN_BASE_FEE_PER_BLOB_GAS: u64 = 1;
/** EIP-7918: execution gas that a blob is taken to cost at least. */
const BLOB_BASE_COST: u64 = 8192;

const TERM: usize = memory.data(32, 8);
const NUMERATOR: usize = memory.data(32, 8);
const DIVISOR: usize = memory.data(32, 8);
const SUM: usize = memory.data(32, 8);
const PRICE: usize = memory.data(32, 8);
const RESERVE: usize = memory.data(64, 8);

/** Quotient of excess and fraction from which the price saturates. e^120 is above 2^173 wei, more than all ether, and
 *  every intermediate below that stays under 256 bits. */
const GREATEST_EXPONENT: u64 = 120;

/**
 * Base fee per blob gas (word) for `excess`, with the schedule selected last (EIP-4844, fake_exponential).
 *
 * SOUNDNESS: `excess` comes out of an untrusted header. The number of rounds is bounded by the saturation above: terms
 * fall once the round exceeds the exponent, so a few hundred rounds at most.
 */
export function blobBaseFee(dst: usize, excess: u64): void {
  fakeExponential(dst, excess, blobFraction);
}

/** As `blobBaseFee`, for a schedule whose update fraction is `fraction`, which is not zero. */
export function fakeExponential(dst: usize, excess: u64, fraction: u64): void {
  if (excess / fraction >= GREATEST_EXPONENT) {
    memory.fill(dst, 0xff, 32);
    return;
  }
  u256FromU64(SUM, 0);
  u256FromU64(TERM, MIN_BASE_FEE_PER_BLOB_GAS * fraction);
  u256FromU64(NUMERATOR, excess);
  for (let i: u64 = 1; !u256IsZero(TERM); i++) {
    u256Add(SUM, SUM, TERM);
    u256Mul(TERM, TERM, NUMERATOR);
    u256FromU64(DIVISOR, fraction * i);
    u256Div(TERM, TERM, DIVISOR);
  }
  u256FromU64(DIVISOR, fraction);
  u256Div(dst, SUM, DIVISOR);
}

/** Excess blob gas of `parent`'s child, with the schedule in force at the child selected. A parent before Cancun counts as
 *  zero. */
export function excessBlobGasAfter(parent: Header, fork: u32): u64 {
  const excess = parent.excessBlobGas;
  const used = parent.blobGasUsed;
  const target = blobTarget * GAS_PER_BLOB;
  // SOUNDNESS: the parent's numbers are the witness's; a sum past 2^64 stays there.
  const sum = excess > u64.MAX_VALUE - used ? u64.MAX_VALUE : excess + used;
  if (sum < target) return 0;
  if (fork >= OSAKA) {
    blobBaseFee(PRICE, excess);
    u256FromU64(DIVISOR, GAS_PER_BLOB);
    u256MulWide(RESERVE, PRICE, DIVISOR);
    // The blob price's side can only pass 256 bits when it is saturated, and then it is the greater one.
    const saturated = !u256IsZero(RESERVE + 32);
    u256FromU64(DIVISOR, BLOB_BASE_COST);
    u256Mul(PRICE, baseFeeOf(parent), DIVISOR);
    if (!saturated && u256Gt(PRICE, RESERVE)) {
      const max = blobMax;
      // used * (max - target) / max, in two halves so that nothing overflows.
      const share = max - blobTarget;
      const grown = (used / max) * share + ((used % max) * share) / max;
      return excess > u64.MAX_VALUE - grown ? u64.MAX_VALUE : excess + grown;
    }
  }
  return sum - target;
}
