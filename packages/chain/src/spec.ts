// What a chain is: its forks, blob parameters, deposit contract and terminal total difficulty. Data only.
import type { ForkName } from "@assay/core/forks";
import type { Hex } from "@assay/core/hex";

/** Blob parameters in force from a timestamp on (EIP-7840, EIP-7892). */
export interface BlobParameters {
  readonly timestamp: bigint;
  readonly target: bigint;
  readonly max: bigint;
  readonly baseFeeUpdateFraction: bigint;
}

export interface ForkActivation {
  readonly fork: ForkName;
  /** What `activation` counts. */
  readonly by: "block" | "timestamp";
  readonly activation: bigint;
}

/** What execution needs to know of an OP Stack chain beyond its forks: EIP-1559 constants. */
export interface OptimismParameters {
  readonly elasticity: bigint;
  readonly denominator: bigint;
  /** From Canyon on. */
  readonly denominatorCanyon: bigint;
}

export interface ChainSpec {
  /** As on the command line and in JSON; `custom` for a genesis file of an unknown chain id. */
  readonly name: string;
  readonly chainId: bigint;
  /** Ascending in the order of FORKS; a fork that is not listed never activates. */
  readonly forks: readonly ForkActivation[];
  /** Strictly ascending by timestamp. */
  readonly blobSchedule: readonly BlobParameters[];
  /** Deposit contract (EIP-6110), or null. */
  readonly depositContract: Hex | null;
  /** null when the chain never leaves proof of work, or its merge block is all that is known. */
  readonly terminalTotalDifficulty: bigint | null;
  /** Whether block `dao` moves the balances of the DAO accounts (EIP-779). */
  readonly supportsDaoMove: boolean;
  readonly parisFromGenesis: boolean;
  /** Hash of block 0 where it is known; what `genesisBlock` must give. */
  readonly genesisHash: Hex | null;
  /** Only for chains of the OP Stack: their forks are Bedrock by block and every later one up to the last by timestamp. */
  readonly optimism?: OptimismParameters;
}

/** Block forks as `[name, block]`, timestamp forks as `[name, timestamp]`: the compact form of the tables. */
export function activations(
  byBlock: readonly (readonly [ForkName, number])[],
  byTimestamp: readonly (readonly [ForkName, number])[],
): ForkActivation[] {
  return [
    ...byBlock.map(([fork, block]) => ({ fork, by: "block", activation: BigInt(block) }) as const),
    ...byTimestamp.map(([fork, time]) => ({ fork, by: "timestamp", activation: BigInt(time) }) as const),
  ];
}
