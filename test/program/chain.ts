// A seeded chain over real L1 blocks: traffic, deposits, configuration changes, batches of one policy.
import type { RollupFork } from "@assay/chain/rollupConfig";
import type { BatcherPolicy } from "@assay/node/batcher/batcher";
import { Devnet, type DevnetOptions } from "@assay/node/devnet/devnet";
import { depositCall } from "@assay/node/devnet/l1Contracts";
import { Dice, Traffic } from "./traffic.ts";

export interface ChainOptions {
  readonly seed: string;
  readonly forks: Partial<Record<RollupFork, bigint>>;
  readonly policy?: Partial<BatcherPolicy>;
  readonly plan?: DevnetOptions["plan"];
  readonly batchesPerL1Block?: number;
  /** No real contracts on L1: logs of any kind, and no deposits of users and changes of the configuration but these. */
  readonly anyLogs?: boolean;
  /** L1 blocks with L2 blocks beside them. */
  readonly steps: number;
  /** Most transactions in an L2 block. */
  readonly busy?: number;
  /** Called before each L1 block: for what else is to stand there. */
  readonly beforeL1?: (devnet: Devnet, step: number) => Promise<void>;
}

export interface Chain {
  readonly devnet: Devnet;
  readonly traffic: Traffic;
}

/** Makes a chain whose every L2 block can be derived from L1. */
export async function makeChain(options: ChainOptions): Promise<Chain> {
  const { seed, forks, policy, plan, batchesPerL1Block, anyLogs = false, steps, busy = 3 } = options;
  const funds = Traffic.funds(seed);
  const devnet = await Devnet.start({
    seed,
    forks,
    anyLogs,
    genesis: { funds },
    ...(policy ? { policy } : {}),
    ...(plan ? { plan } : {}),
    ...(batchesPerL1Block ? { batchesPerL1Block } : {}),
  });
  try {
    const traffic = new Traffic(devnet, seed);
    const dice = new Dice(`${seed} steps`);
    const depositors = [await devnet.wallet("depositor 1"), await devnet.wallet("depositor 2")];
    const portal = devnet.rollup.depositContractAddress;
    for (let i = 0; i < steps; i++) {
      for (let deposits = anyLogs ? 0 : dice.below(3); deposits > 0; deposits--) {
        await dice.pick(depositors).send(depositCall(portal, traffic.deposit()));
      }
      if (!anyLogs && dice.below(2) === 0) await devnet.owner.send(traffic.configChange());
      await options.beforeL1?.(devnet, i);
      await devnet.step(() => traffic.transactions(busy), dice.below(5) === 0 ? 2n : 1n);
    }
    await postEverything(devnet);
    return { devnet, traffic };
  } catch (error) {
    await devnet.stop();
    throw error;
  }
}

/** Brings what is left of the batches to L1. */
export async function postEverything(devnet: Devnet): Promise<void> {
  devnet.batcher.closeChannel();
  do await devnet.postAndMine();
  while (devnet.hasWaiting);
}
