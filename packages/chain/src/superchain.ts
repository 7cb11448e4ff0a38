// The OP Stack chains that are built in: their rollup configurations and what execution needs of them.
import type { Hex } from "@assay/core/hex";
import { ROLLUP_FORKS, type RollupConfig, type RollupFork, rollupSpec } from "./rollupConfig.ts";
import type { ChainSpec } from "./spec.ts";
import { SUPERCHAIN, type SuperchainRow } from "./superchainData.ts";

/** The same on every chain of the registry, which therefore does not list them. */
const CHANNEL_TIMEOUT = 300n;
const GRANITE_CHANNEL_TIMEOUT = 50n;

function word(value: string): Hex {
  return `0x${value.slice(2).padStart(64, "0")}`;
}

function configOf(row: SuperchainRow): RollupConfig {
  const [name, l1ChainId, l2ChainId, blockTime, drift, window, inbox, portal, systemConfig, genesis] = row;
  const [l1Number, l1Hash, l2Number, l2Hash, l2Time, batcher, overhead, scalar, gasLimit] = genesis;
  const [, , , , , , , , , , times, pectra, [elasticity, denominator, denominatorCanyon]] = row;
  // Regolith since genesis, then the ones that the row lists.
  const forkTimes: Partial<Record<RollupFork, bigint>> = { regolith: 0n };
  for (const [i, time] of times.entries()) forkTimes[ROLLUP_FORKS[i + 1]!] = BigInt(time);
  return {
    name,
    genesis: {
      l1: { number: BigInt(l1Number), hash: l1Hash as Hex },
      l2: { number: BigInt(l2Number), hash: l2Hash as Hex },
      l2Time: BigInt(l2Time),
      systemConfig: {
        batcherAddress: batcher as Hex,
        overhead: word(overhead),
        scalar: word(scalar),
        gasLimit: BigInt(gasLimit),
        eip1559Params: null,
        operatorFeeScalar: null,
        operatorFeeConstant: null,
        minBaseFee: null,
        daFootprintGasScalar: null,
      },
    },
    blockTime: BigInt(blockTime),
    maxSequencerDrift: BigInt(drift),
    seqWindowSize: BigInt(window),
    channelTimeout: CHANNEL_TIMEOUT,
    graniteChannelTimeout: GRANITE_CHANNEL_TIMEOUT,
    l1ChainId: BigInt(l1ChainId),
    l2ChainId: BigInt(l2ChainId),
    forkTimes,
    pectraBlobScheduleTime: pectra === null ? null : BigInt(pectra),
    kromaMptTime: null,
    batchInboxAddress: inbox as Hex,
    depositContractAddress: portal as Hex,
    l1SystemConfigAddress: systemConfig as Hex,
    parameters: {
      elasticity: BigInt(elasticity),
      denominator: BigInt(denominator),
      denominatorCanyon: BigInt(denominatorCanyon),
    },
  };
}

/** The built-in chain with this id, or null. */
export function superchainById(chainId: bigint): RollupConfig | null {
  const row = SUPERCHAIN.find(([, , id]) => BigInt(id) === chainId);
  return row ? configOf(row) : null;
}

/** The built-in chain with this name, or null. */
export function superchainByName(name: string): RollupConfig | null {
  const row = SUPERCHAIN.find((candidate) => candidate[0] === name);
  return row ? configOf(row) : null;
}

export const SUPERCHAIN_NAMES: readonly string[] = SUPERCHAIN.map(([name]) => name);

/** What execution needs of the built-in chain with this id, or null. */
export function superchainSpec(chainId: bigint): ChainSpec | null {
  const config = superchainById(chainId);
  return config && rollupSpec(config);
}
