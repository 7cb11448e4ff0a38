// Proof-of-work difficulty: Yellow Paper 4.3.4 for Frontier, EIP-2 (Homestead), EIP-100 (Byzantium), and the bomb's delays
// EIP-649, 1234, 2384, 3554, 4345 and 5133.
import { ARROW_GLACIER, BYZANTIUM, CONSTANTINOPLE, GRAY_GLACIER, HOMESTEAD, LONDON, MUIR_GLACIER } from "../evm/forks";
import { copy32 } from "../memory/bytes";
import { u256AddCarry, u256Sub } from "../uint256/add";
import { u256Shl, u256Shr } from "../uint256/bits";
import { u256Mul } from "../uint256/multiply";
import { u256FromU64, u256Lt } from "../uint256/word";

const MINIMUM_DIFFICULTY: u64 = 131_072;
const BOMB_PERIOD: u64 = 100_000;

const STEP: usize = memory.data(32, 8);
const CHANGE: usize = memory.data(32, 8);
const SHIFT: usize = memory.data(32, 8);

/** Blocks by which the bomb is late. */
function bombDelay(fork: u32): u64 {
  if (fork >= GRAY_GLACIER) return 11_400_000;
  if (fork >= ARROW_GLACIER) return 10_700_000;
  if (fork >= LONDON) return 9_700_000;
  if (fork >= MUIR_GLACIER) return 9_000_000;
  if (fork >= CONSTANTINOPLE) return 5_000_000;
  if (fork >= BYZANTIUM) return 3_000_000;
  return 0;
}

/** d = a + b, or the greatest word when that is too large: such a difficulty no header can have. */
function addSaturating(d: usize, a: usize, b: usize): void {
  if (u256AddCarry(d, a, b)) memory.fill(d, 0xff, 32);
}

/**
 * Writes the difficulty that a block must have to the word `dst`. `parentDifficulty` is a word; `timestamp` is greater
 * than `parentTimestamp`.
 */
export function difficultyAfter(
  dst: usize,
  fork: u32,
  number: u64,
  timestamp: u64,
  parentDifficulty: usize,
  parentTimestamp: u64,
  parentHasOmmers: bool,
): void {
  u256FromU64(SHIFT, 11);
  u256Shr(STEP, SHIFT, parentDifficulty);
  const elapsed = timestamp - parentTimestamp;
  // Steps up (positive) or down (negative), at most 99 down.
  let steps: i64;
  if (fork >= BYZANTIUM) steps = (parentHasOmmers ? 2 : 1) - <i64>min<u64>(elapsed / 9, 101);
  else if (fork >= HOMESTEAD) steps = 1 - <i64>min<u64>(elapsed / 10, 100);
  else steps = elapsed < 13 ? 1 : -1;
  if (steps < -99) steps = -99;

  u256FromU64(CHANGE, <u64>(steps < 0 ? -steps : steps));
  u256Mul(CHANGE, CHANGE, STEP);
  if (steps >= 0) addSaturating(dst, parentDifficulty, CHANGE);
  else u256Sub(dst, parentDifficulty, CHANGE);

  const delay = bombDelay(fork);
  const periods = number > delay ? (number - delay) / BOMB_PERIOD : 0;
  if (periods >= 2) {
    u256FromU64(SHIFT, min<u64>(periods - 2, 256));
    u256FromU64(CHANGE, 1);
    u256Shl(CHANGE, SHIFT, CHANGE);
    if (periods - 2 >= 256) memory.fill(CHANGE, 0xff, 32);
    addSaturating(dst, dst, CHANGE);
  }
  u256FromU64(CHANGE, MINIMUM_DIFFICULTY);
  if (u256Lt(dst, CHANGE)) copy32(dst, CHANGE);
}
