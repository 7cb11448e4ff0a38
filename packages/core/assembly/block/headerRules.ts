// What a header must be, given its parent (Yellow Paper 4.3.4; EIP-1559, 3675, 4399, 4844, 7918, 779).
import {
  ANCESTOR_HEADER_MALFORMED,
  BASE_FEE,
  BLOB_GAS_USED_STEP,
  BLOB_GAS_USED_TOO_HIGH,
  BLOB_SCHEDULE_MISSING,
  BLOCK_NUMBER,
  DIFFICULTY,
  EXCESS_BLOB_GAS,
  EXTRA_DATA_TOO_LONG,
  GAS_LIMIT_STEP,
  GAS_LIMIT_TOO_HIGH,
  GAS_LIMIT_TOO_LOW,
  GAS_USED_ABOVE_LIMIT,
  MERGE_TOO_EARLY,
  MERGE_TOO_LATE,
  POS_DIFFICULTY,
  POS_NONCE,
  TIMESTAMP_NOT_AFTER_PARENT,
} from "../error/codes";
import { incomplete, invalid, invalidNumbers, invalidWords, malformedInput } from "../error/fail";
import { blobMax, selectBlobSchedule, terminalTotalDifficulty } from "../chain/configuration";
import { CANCUN, LONDON, PARIS } from "../evm/forks";
import { GAS_PER_BLOB } from "../evm/gas";
import { equal32, zero32 } from "../memory/bytes";
import { u256Eq, u256IsZero } from "../uint256/word";
import { baseFeeAfter, isBaseFeeInReach } from "./baseFee";
import { excessBlobGasAfter } from "./blobGas";
import { checkDaoExtraData } from "./dao";
import { EMPTY_OMMERS_HASH } from "./decode";
import { difficultyAfter } from "./difficulty";
import { baseFeeOf, difficultyOf, FIELDS_LONDON, hashOf, Header } from "../header/header";

const MAX_EXTRA_DATA: u32 = 32;
const MIN_GAS_LIMIT: u64 = 5_000;
/** EIP-1985; the EVM counts gas in signed 64-bit numbers. */
const MAX_GAS_LIMIT: u64 = i64.MAX_VALUE;
const GAS_LIMIT_DIVISOR: u64 = 1_024;
const ELASTICITY: u64 = 2;

const WORD: usize = memory.data(32, 8);

/**
 * SOUNDNESS: the parent is an ancestor by its hash, but nobody has checked its numbers. Those that the arithmetic below
 * divides by or multiplies with are bounded here; a real chain is far inside.
 */
export function checkParent(parent: Header): void {
  if (parent.gasLimit < 2 || parent.gasLimit > MAX_GAS_LIMIT || !isBaseFeeInReach(baseFeeOf(parent))) {
    incomplete(ANCESTOR_HEADER_MALFORMED, hashOf(parent));
  }
}

/** Checks `h`, which has the fields of `fork`, against its parent. Does not return when a rule is broken. */
export function checkHeader(h: Header, parent: Header, fork: u32): void {
  if (h.number == 0 || h.number - 1 != parent.number) invalidNumbers(BLOCK_NUMBER, parent.number + 1, h.number);
  if (h.timestamp <= parent.timestamp) invalidNumbers(TIMESTAMP_NOT_AFTER_PARENT, parent.timestamp, h.timestamp);
  checkGas(h, parent, fork);
  if (h.extraDataLength > MAX_EXTRA_DATA) invalidNumbers(EXTRA_DATA_TOO_LONG, MAX_EXTRA_DATA, h.extraDataLength);
  if (fork < PARIS) checkWork(h, parent, fork);
  else if (!u256IsZero(difficultyOf(h))) invalidWords(POS_DIFFICULTY, zeroWord(), difficultyOf(h));
  else if (load<u64>(h.nonce) != 0) invalid(POS_NONCE);
  if (fork >= LONDON) {
    baseFeeAfter(WORD, parent, parent.fieldCount >= FIELDS_LONDON);
    if (!u256Eq(WORD, baseFeeOf(h))) invalidWords(BASE_FEE, WORD, baseFeeOf(h));
  }
  if (fork >= CANCUN) checkBlobGas(h, parent, fork);
}

function zeroWord(): usize {
  zero32(WORD);
  return WORD;
}

function checkGas(h: Header, parent: Header, fork: u32): void {
  if (h.gasLimit > MAX_GAS_LIMIT) invalidNumbers(GAS_LIMIT_TOO_HIGH, MAX_GAS_LIMIT, h.gasLimit);
  // EIP-1559: in the first London block the limit doubles, so that the target is what the limit was. Twice a parent's limit
  // (`checkParent`) fits 64 bits.
  const isTransition = fork >= LONDON && parent.fieldCount < FIELDS_LONDON;
  const parentLimit = isTransition ? parent.gasLimit * ELASTICITY : parent.gasLimit;
  const step = parentLimit / GAS_LIMIT_DIVISOR;
  const change = h.gasLimit > parentLimit ? h.gasLimit - parentLimit : parentLimit - h.gasLimit;
  if (change >= step) invalidNumbers(GAS_LIMIT_STEP, parentLimit, h.gasLimit);
  if (h.gasLimit < MIN_GAS_LIMIT) invalidNumbers(GAS_LIMIT_TOO_LOW, MIN_GAS_LIMIT, h.gasLimit);
  if (h.gasUsed > h.gasLimit) invalidNumbers(GAS_USED_ABOVE_LIMIT, h.gasLimit, h.gasUsed);
}

/** Proof of work: the difficulty, and what the DAO fork's blocks carry. The seal itself is not judged. */
function checkWork(h: Header, parent: Header, fork: u32): void {
  checkDaoExtraData(h);
  const parentHasOmmers = !equal32(parent.ommersHash, EMPTY_OMMERS_HASH);
  difficultyAfter(WORD, fork, h.number, h.timestamp, difficultyOf(parent), parent.timestamp, parentHasOmmers);
  if (!u256Eq(WORD, difficultyOf(h))) invalidWords(DIFFICULTY, WORD, difficultyOf(h));
}

function checkBlobGas(h: Header, parent: Header, fork: u32): void {
  if (!selectBlobSchedule(h.timestamp)) malformedInput(BLOB_SCHEDULE_MISSING, 0, h.timestamp);
  const most = blobMax * GAS_PER_BLOB;
  if (h.blobGasUsed > most) invalidNumbers(BLOB_GAS_USED_TOO_HIGH, most, h.blobGasUsed);
  if (h.blobGasUsed % GAS_PER_BLOB != 0) invalidNumbers(BLOB_GAS_USED_STEP, GAS_PER_BLOB, h.blobGasUsed);
  const excess = excessBlobGasAfter(parent, fork);
  if (h.excessBlobGas != excess) invalidNumbers(EXCESS_BLOB_GAS, excess, h.excessBlobGas);
}

/** EIP-3675, where the total difficulty of the parent decides: the last block of work reaches the terminal total difficulty,
 *  and none comes after it. */
export function checkTransition(h: Header, fork: u32, parentTotalDifficulty: usize): void {
  const isWork = !u256IsZero(difficultyOf(h));
  if (fork >= PARIS && isWork) invalidWords(MERGE_TOO_LATE, terminalTotalDifficulty(), parentTotalDifficulty);
  if (fork < PARIS && !isWork) invalidWords(MERGE_TOO_EARLY, terminalTotalDifficulty(), parentTotalDifficulty);
}
