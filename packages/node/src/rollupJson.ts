// rollup.json of a chain, as op-node writes it and packages/chain reads it.
import { ROLLUP_FORKS, type RollupConfig } from "@assay/chain/rollupConfig";
import { jsonInteger } from "@assay/core/hex";

/** The object; integers are numbers, and hex beyond 2^53. */
export function rollupJson(rollup: RollupConfig): Record<string, unknown> {
  const { genesis, parameters } = rollup;
  const system = genesis.systemConfig;
  const present = (values: Record<string, bigint | string | null>) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) =>
        value === null ? [] : [[key, typeof value === "bigint" ? jsonInteger(value) : value]],
      ),
    );
  return {
    genesis: {
      l1: { hash: genesis.l1.hash, number: jsonInteger(genesis.l1.number) },
      l2: { hash: genesis.l2.hash, number: jsonInteger(genesis.l2.number) },
      l2_time: jsonInteger(genesis.l2Time),
      system_config: present({
        batcherAddr: system.batcherAddress,
        overhead: system.overhead,
        scalar: system.scalar,
        gasLimit: system.gasLimit,
        eip1559Params: system.eip1559Params,
        operatorFeeScalar: system.operatorFeeScalar,
        operatorFeeConstant: system.operatorFeeConstant,
        minBaseFee: system.minBaseFee,
        daFootprintGasScalar: system.daFootprintGasScalar,
      }),
    },
    ...present({
      block_time: rollup.blockTime,
      max_sequencer_drift: rollup.maxSequencerDrift,
      seq_window_size: rollup.seqWindowSize,
      channel_timeout: rollup.channelTimeout,
      granite_channel_timeout: rollup.graniteChannelTimeout,
      l1_chain_id: rollup.l1ChainId,
      l2_chain_id: rollup.l2ChainId,
      ...Object.fromEntries(ROLLUP_FORKS.map((fork) => [`${fork}_time`, rollup.forkTimes[fork] ?? null])),
      pectra_blob_schedule_time: rollup.pectraBlobScheduleTime,
      kroma_mpt_time: rollup.kromaMptTime,
      batch_inbox_address: rollup.batchInboxAddress,
      deposit_contract_address: rollup.depositContractAddress,
      l1_system_config_address: rollup.l1SystemConfigAddress,
    }),
    chain_op_config: present({
      eip1559Elasticity: parameters.elasticity,
      eip1559Denominator: parameters.denominator,
      eip1559DenominatorCanyon: parameters.denominatorCanyon,
    }),
  };
}
