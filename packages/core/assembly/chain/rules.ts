// Which fork's rules a block is under (docs/interfaces.md, "Configuration").
import { FRONTIER, GRAY_GLACIER, OSAKA, PARIS, SHANGHAI } from "../evm/forks";
import { u256IsZero, u256Lt } from "../uint256/word";
import { greatestActive, isListed, isParisFromGenesis, terminalTotalDifficulty } from "./configuration";

/** How it was decided whether a block is proof of stake. */
export const BY_CONFIGURATION: u32 = 0;
export const BY_TOTAL_DIFFICULTY: u32 = 1;
export const BY_OWN_DIFFICULTY: u32 = 2;

/** Of the last `isProofOfStake`. */
export let stakeDecidedBy: u32 = BY_CONFIGURATION;

/**
 * Whether the block is under Paris rules (EIP-3675). The merge block's number decides where the chain lists it, else the
 * total difficulty of the parent (word, 0 when not known) against the terminal one, else the block's own difficulty: the
 * header of a proof-of-work block never has difficulty zero.
 */
export function isProofOfStake(number: u64, timestamp: u64, difficulty: usize, parentTotalDifficulty: usize): bool {
  stakeDecidedBy = BY_CONFIGURATION;
  if (isParisFromGenesis()) return true;
  if (isListed(PARIS)) return greatestActive(PARIS, PARIS, number, timestamp, FRONTIER) == PARIS;
  const terminal = terminalTotalDifficulty();
  if (terminal == 0) return false;
  if (parentTotalDifficulty != 0) {
    stakeDecidedBy = BY_TOTAL_DIFFICULTY;
    return !u256Lt(parentTotalDifficulty, terminal);
  }
  stakeDecidedBy = BY_OWN_DIFFICULTY;
  return u256IsZero(difficulty);
}

/** The fork of a block: those by timestamp need Paris first. */
export function forkAt(number: u64, timestamp: u64, proofOfStake: bool): u32 {
  if (!proofOfStake) return greatestActive(FRONTIER, GRAY_GLACIER, number, timestamp, FRONTIER);
  return greatestActive(SHANGHAI, OSAKA, number, timestamp, PARIS);
}
