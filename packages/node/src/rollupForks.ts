// Which fork of the OP Stack rules at a time. A fork counts as active once a later one is.
import { ROLLUP_FORKS, type RollupConfig, type RollupFork } from "@assay/chain/rollupConfig";

export function isActive({ forkTimes }: Pick<RollupConfig, "forkTimes">, fork: RollupFork, time: bigint): boolean {
  return ROLLUP_FORKS.slice(ROLLUP_FORKS.indexOf(fork)).some((later) => {
    const activation = forkTimes[later];
    return activation !== undefined && activation <= time;
  });
}

/** Whether the L2 block at `time` is the first one under a fork. The genesis block's forks have no such block. */
export function isActivation(rollup: RollupConfig, fork: RollupFork, time: bigint): boolean {
  if (time <= rollup.genesis.l2Time) return false;
  return isActive(rollup, fork, time) && !isActive(rollup, fork, time - rollup.blockTime);
}

/** Whether L2's contracts know a fork's interface in the block at `time`: from the block after the one that upgrades them, or from
 *  genesis on. */
export function hasInterface(rollup: RollupConfig, fork: RollupFork, time: bigint): boolean {
  return isActive(rollup, fork, time) && !isActivation(rollup, fork, time);
}
