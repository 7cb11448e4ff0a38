// The first stage: where the pipeline is on L1, and the system configuration as of that block.
import { applyConfigUpdates } from "./configUpdates";
import { L1Block } from "./l1Chain";
import { beginScratch, endScratch } from "./scratch";
import { copySystemConfig, newSystemConfig, SystemConfig } from "./systemConfig";

/** The L1 block that all stages are at. */
export let origin: L1Block = changetype<L1Block>(<usize>0);
/** Updates of the origin's own receipts are in it: they say whose transactions count in the origin. */
export let l1Config: SystemConfig = changetype<SystemConfig>(<usize>0);
/** Whether retrieval has not yet been handed the origin. */
let isFresh: bool = false;

export function resetTraversal(): void {
  origin = changetype<L1Block>(<usize>0);
  l1Config = changetype<SystemConfig>(<usize>0);
  isFresh = false;
}

/** Starts at `block`, with the configuration as of it. */
export function startTraversal(block: L1Block, config: SystemConfig): void {
  origin = block;
  l1Config = newSystemConfig();
  copySystemConfig(l1Config, config);
  isFresh = true;
}

/** Moves on to the next L1 block. False when the chain ends here. */
export function advanceOrigin(): bool {
  if (origin.next == 0) return false;
  origin = changetype<L1Block>(origin.next);
  const start = beginScratch();
  applyConfigUpdates(l1Config, origin);
  endScratch(start);
  isFresh = true;
  return true;
}

/** Whether the origin is new to the caller; true once for each block. */
export function takeOrigin(): bool {
  const was = isFresh;
  isFresh = false;
  return was;
}
