// Execution and derivation have a configuration each, sections 1 and 11 of the input. What both say must be the same: if only one
// of them knew of a fork, honest payloads would count as invalid.
//
// SOUNDNESS: both hashes are public, so a verdict says which rules it is about; this refuses pairs that are no chain's.
// Test: packages/core/test/program-boot.test.ts.
import { CONFIGURATIONS_DIFFER } from "../error/codes";
import { malformedInput } from "../error/fail";
import {
  configuredChainId,
  configuredDenominator,
  configuredElasticity,
  isListed,
  isOptimism,
  listedActivation,
  loadConfiguration,
} from "../chain/configuration";
import { JOVIAN, REGOLITH } from "../chain/optimism";
import {
  activationOf,
  bedrockDenominator,
  canyonDenominator,
  canyonElasticity,
  l2ChainId,
  loadRollup,
} from "../derivation/rollupConfig";

const NEVER: u64 = u64.MAX_VALUE;

/** The rollup's value, and that of the chain. */
function checkSame(rollup: u64, chain: u64): void {
  if (rollup != chain) malformedInput(CONFIGURATIONS_DIFFER, rollup, chain);
}

export function loadConfigurations(): void {
  loadConfiguration();
  loadRollup();
  checkSame(1, isOptimism() ? 1 : 0);
  checkSame(l2ChainId, configuredChainId());
  checkSame(canyonElasticity(), configuredElasticity());
  checkSame(bedrockDenominator(), configuredDenominator(false));
  checkSame(canyonDenominator(), configuredDenominator(true));
  for (let fork = REGOLITH; fork <= JOVIAN; fork++) {
    checkSame(activationOf(fork - REGOLITH), isListed(fork) ? listedActivation : NEVER);
  }
}
