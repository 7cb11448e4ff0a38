// What the header of an OP Stack block must be, given its parent (OP Stack specs, execution engine, and its changes in Canyon,
// Ecotone, Holocene, Isthmus, Jovian). The gas limit is the sequencer's and L1's choice: no rule binds it to the parent's.
import {
  ANCESTOR_HEADER_MALFORMED,
  BASE_FEE,
  BLOCK_NUMBER,
  GAS_LIMIT_TOO_HIGH,
  GAS_USED_ABOVE_LIMIT,
  OPTIMISM_BLOB_GAS_USED,
  OPTIMISM_EXCESS_BLOB_GAS,
  OPTIMISM_EXTRA_DATA,
  POS_DIFFICULTY,
  POS_NONCE,
  TIMESTAMP_NOT_AFTER_PARENT,
} from "../error/codes";
import { incomplete, invalid, invalidNumbers, invalidWords } from "../error/fail";
import { ECOTONE, HOLOCENE, JOVIAN, optimismForkAt } from "../chain/optimism";
import { zero32 } from "../memory/bytes";
import { elasticityAfter, extraDataLength, isExtraData, optimismBaseFee } from "../optimism/baseFee";
import { u256Eq, u256IsZero } from "../uint256/word";
import { isBaseFeeInReach } from "./baseFee";
import { baseFeeOf, difficultyOf, FIELDS_LONDON, hashOf, Header } from "../header/header";

/** EIP-1985; the EVM counts gas in signed 64-bit numbers. */
const MAX_GAS_LIMIT: u64 = i64.MAX_VALUE;

const WORD: usize = memory.data(32, 8);

/**
 * SOUNDNESS: the parent is an ancestor by its hash, but nobody has checked its numbers. Those that the base fee is computed
 * from are bounded here; a real chain is far inside.
 */
function checkOptimismParent(parent: Header, parentFork: u32): void {
  let holds = parent.fieldCount >= FIELDS_LONDON && isBaseFeeInReach(baseFeeOf(parent));
  if (holds && parentFork >= HOLOCENE) holds = isExtraData(parent.extraData, parent.extraDataLength, parentFork);
  if (!holds || parent.gasLimit > MAX_GAS_LIMIT || parent.gasLimit < elasticityAfter(parent.extraData, parentFork)) {
    incomplete(ANCESTOR_HEADER_MALFORMED, hashOf(parent));
  }
}

/** Writes the base fee of `parent`'s child, a block of `fork`, to the word `dst`. */
export function baseFeeAfterOptimism(dst: usize, parent: Header, fork: u32): void {
  const parentFork = optimismForkAt(parent.number, parent.timestamp);
  checkOptimismParent(parent, parentFork);
  optimismBaseFee(
    dst,
    fork,
    parentFork,
    baseFeeOf(parent),
    parent.gasLimit,
    parent.gasUsed,
    parent.blobGasUsed,
    parent.extraData,
  );
}

/** Checks `h`, which has the fields of `fork`, against its parent. Does not return when a rule is broken. */
export function checkOptimismHeader(h: Header, parent: Header, fork: u32): void {
  if (h.number == 0 || h.number - 1 != parent.number) invalidNumbers(BLOCK_NUMBER, parent.number + 1, h.number);
  if (h.timestamp <= parent.timestamp) invalidNumbers(TIMESTAMP_NOT_AFTER_PARENT, parent.timestamp, h.timestamp);
  if (h.gasLimit > MAX_GAS_LIMIT) invalidNumbers(GAS_LIMIT_TOO_HIGH, MAX_GAS_LIMIT, h.gasLimit);
  if (h.gasUsed > h.gasLimit) invalidNumbers(GAS_USED_ABOVE_LIMIT, h.gasLimit, h.gasUsed);
  zero32(WORD);
  if (!u256IsZero(difficultyOf(h))) invalidWords(POS_DIFFICULTY, WORD, difficultyOf(h));
  if (load<u64>(h.nonce) != 0) invalid(POS_NONCE);
  if (!isExtraData(h.extraData, h.extraDataLength, fork)) {
    invalidNumbers(OPTIMISM_EXTRA_DATA, extraDataLength(fork), h.extraDataLength);
  }
  baseFeeAfterOptimism(WORD, parent, fork);
  if (!u256Eq(WORD, baseFeeOf(h))) invalidWords(BASE_FEE, WORD, baseFeeOf(h));
  if (fork < ECOTONE) return;
  // From Jovian on the field has the DA footprint, which is compared when all transactions have run.
  if (fork < JOVIAN && h.blobGasUsed != 0) invalidNumbers(OPTIMISM_BLOB_GAS_USED, 0, h.blobGasUsed);
  if (h.excessBlobGas != 0) invalidNumbers(OPTIMISM_EXCESS_BLOB_GAS, 0, h.excessBlobGas);
}
