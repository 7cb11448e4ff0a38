// Forks of the OP Stack: their ids (docs/interfaces.md, "Configuration"), which one rules a block, and which rules of L1 it
// contains (specs, protocol/<fork>/overview). Delta only concerns derivation.
import { CANCUN, PARIS, PRAGUE, SHANGHAI } from "../evm/forks";
import { PRECOMPILES_FJORD, PRECOMPILES_GRANITE, PRECOMPILES_ISTHMUS, PRECOMPILES_JOVIAN } from "../evm/precompiles";
import { greatestActive, isListed, listedActivation } from "./configuration";

export const BEDROCK: u32 = 64;
export const REGOLITH: u32 = 65;
export const CANYON: u32 = 66;
export const DELTA: u32 = 67;
export const ECOTONE: u32 = 68;
export const FJORD: u32 = 69;
export const GRANITE: u32 = 70;
export const HOLOCENE: u32 = 71;
export const ISTHMUS: u32 = 72;
export const JOVIAN: u32 = 73;

/** No OP Stack fork: a block of an L1 chain, or one before Bedrock. */
export const NOT_OPTIMISM: u32 = 0;

/** The fork of a block. A fork counts as active as soon as a later one is. NOT_OPTIMISM before the first block that the
 *  configuration covers. */
export function optimismForkAt(number: u64, timestamp: u64): u32 {
  if (greatestActive(BEDROCK, BEDROCK, number, timestamp, NOT_OPTIMISM) != BEDROCK) return NOT_OPTIMISM;
  return greatestActive(REGOLITH, JOVIAN, number, timestamp, BEDROCK);
}

/** Whether `timestamp` is exactly the time at which Canyon activates. */
export function isCanyonTime(timestamp: u64): bool {
  return isListed(CANYON) && listedActivation == timestamp;
}

/** The fork of L1 whose EVM, gas costs and transaction types rule. */
export function l1ForkOf(optimismFork: u32): u32 {
  if (optimismFork >= ISTHMUS) return PRAGUE;
  if (optimismFork >= ECOTONE) return CANCUN;
  return optimismFork >= CANYON ? SHANGHAI : PARIS;
}

/** Row of the precompile table. */
export function precompilesOf(optimismFork: u32): u32 {
  if (optimismFork >= JOVIAN) return PRECOMPILES_JOVIAN;
  if (optimismFork >= ISTHMUS) return PRECOMPILES_ISTHMUS;
  if (optimismFork >= GRANITE) return PRECOMPILES_GRANITE;
  return optimismFork >= FJORD ? PRECOMPILES_FJORD : l1ForkOf(optimismFork);
}
