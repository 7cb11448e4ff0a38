// What a chain of one's own is to be: a rollup configuration before its genesis block is known, with defaults that suit a small chain.
import type { BlockId, RollupConfig, RollupFork, SystemConfig } from "@assay/chain/rollupConfig";
import { type Hex, toHex } from "@assay/core/hex";
import { word } from "./depositTransaction.ts";
import { packedScalar } from "./l1Info.ts";
import { isActive } from "./rollupForks.ts";

export type RollupPlan = Omit<RollupConfig, "genesis"> & { readonly genesis: Omit<RollupConfig["genesis"], "l2"> };

export interface PlanInputs {
  readonly l1ChainId: bigint;
  readonly l2ChainId: bigint;
  /** The L1 block that the chain begins at. */
  readonly l1: BlockId;
  /** Of the genesis block; at least that L1 block's. */
  readonly l2Time: bigint;
  /** Absolute times; at most the genesis block's time is "from genesis on". */
  readonly forkTimes: Partial<Record<RollupFork, bigint>>;
  readonly batcherAddress: Hex;
  readonly batchInboxAddress?: Hex;
  readonly depositContractAddress: Hex;
  readonly l1SystemConfigAddress: Hex;
  readonly systemConfig?: Partial<SystemConfig>;
  /** Seconds. */
  readonly blockTime?: bigint;
  readonly maxSequencerDrift?: bigint;
  readonly seqWindowSize?: bigint;
  readonly channelTimeout?: bigint;
  readonly graniteChannelTimeout?: bigint;
}

/** 0xff…, as OP Stack chains name their inbox; nobody has its key. */
const INBOX: Hex = `0xff${"00".repeat(18)}01`;
/** OP Mainnet's overhead and scalar at Bedrock, and its scalars after Ecotone: a packed scalar would be a giant one to Bedrock's rules. */
const BEDROCK_FEES = { overhead: toHex(word(188n)), scalar: toHex(word(684_000n)) };
const ECOTONE_FEES = { overhead: toHex(word(0n)), scalar: packedScalar(1368n, 810_949n) };

export function rollupPlan(inputs: PlanInputs): RollupPlan {
  const { l1ChainId, l2ChainId, l1, l2Time, forkTimes, depositContractAddress, l1SystemConfigAddress } = inputs;
  return {
    name: "custom",
    genesis: {
      l1,
      l2Time,
      systemConfig: {
        batcherAddress: inputs.batcherAddress,
        ...(isActive({ forkTimes }, "ecotone", l2Time) ? ECOTONE_FEES : BEDROCK_FEES),
        gasLimit: 30_000_000n,
        eip1559Params: null,
        operatorFeeScalar: null,
        operatorFeeConstant: null,
        minBaseFee: null,
        daFootprintGasScalar: null,
        ...inputs.systemConfig,
      },
    },
    blockTime: inputs.blockTime ?? 2n,
    maxSequencerDrift: inputs.maxSequencerDrift ?? 600n,
    seqWindowSize: inputs.seqWindowSize ?? 3600n,
    channelTimeout: inputs.channelTimeout ?? 300n,
    graniteChannelTimeout: inputs.graniteChannelTimeout ?? 50n,
    l1ChainId,
    l2ChainId,
    forkTimes,
    pectraBlobScheduleTime: null,
    kromaMptTime: null,
    batchInboxAddress: inputs.batchInboxAddress ?? INBOX,
    depositContractAddress,
    l1SystemConfigAddress,
    parameters: { elasticity: 6n, denominator: 50n, denominatorCanyon: 250n },
  };
}
