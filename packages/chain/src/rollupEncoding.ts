// The canonical binary encoding of a rollup configuration: section 11 of the core's input (docs/interfaces.md, "Rollup
// configuration"). The rollup hash is the keccak-256 of these bytes.
import { fromHex } from "@assay/core/hex";
import type { RollupConfig } from "./rollupConfig.ts";
import type { BlobParameters } from "./spec.ts";

const FIXED_BYTES = 456;
const BLOB_BYTES = 16;
const VERSION = 1;
const NEVER = 2n ** 64n - 1n;

/** In the order of assembly/derivation/rollupConfig.ts. */
const FORKS = [
  "regolith",
  "canyon",
  "delta",
  "ecotone",
  "fjord",
  "granite",
  "holocene",
  "isthmus",
  "jovian",
  "interop",
];

/** `l1BlobSchedule`: that of the L1 chain, for the blob base fee that L2 is told. */
export function encodeRollup(
  config: RollupConfig,
  l1BlobSchedule: readonly Pick<BlobParameters, "timestamp" | "baseFeeUpdateFraction">[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FIXED_BYTES + l1BlobSchedule.length * BLOB_BYTES);
  const view = new DataView(bytes.buffer);
  const u32 = (at: number, value: bigint | number) => view.setUint32(at, Number(value), true);
  const u64 = (at: number, value: bigint) => view.setBigUint64(at, value, true);
  const hex = (at: number, value: string) => bytes.set(fromHex(value)!, at);
  const { genesis, parameters } = config;
  const system = genesis.systemConfig;
  u32(0, VERSION);
  u64(8, config.l2ChainId);
  u64(16, config.l1ChainId);
  u64(24, config.blockTime);
  u64(32, config.maxSequencerDrift);
  u64(40, config.seqWindowSize);
  u64(48, config.channelTimeout);
  u64(56, config.graniteChannelTimeout);
  u64(64, genesis.l1.number);
  hex(72, genesis.l1.hash);
  u64(104, genesis.l2.number);
  hex(112, genesis.l2.hash);
  u64(144, genesis.l2Time);
  hex(152, system.batcherAddress);
  hex(176, system.overhead);
  hex(208, system.scalar);
  u64(240, system.gasLimit);
  if (system.eip1559Params) {
    const params = new DataView(fromHex(system.eip1559Params)!.buffer);
    u32(248, params.getUint32(0));
    u32(252, params.getUint32(4));
  }
  u32(256, system.operatorFeeScalar ?? 0);
  u32(260, system.daFootprintGasScalar ?? 0);
  u64(264, system.operatorFeeConstant ?? 0n);
  u64(272, system.minBaseFee ?? 0n);
  hex(280, config.batchInboxAddress);
  hex(304, config.depositContractAddress);
  hex(328, config.l1SystemConfigAddress);
  u32(352, parameters.elasticity);
  u32(356, parameters.denominator);
  u32(360, parameters.denominatorCanyon);
  u32(364, l1BlobSchedule.length);
  const times: Partial<Record<string, bigint>> = config.forkTimes;
  for (const [i, fork] of FORKS.entries()) u64(368 + 8 * i, times[fork] ?? NEVER);
  u64(448, config.pectraBlobScheduleTime ?? NEVER);
  for (const [i, entry] of l1BlobSchedule.entries()) {
    u64(FIXED_BYTES + BLOB_BYTES * i, entry.timestamp);
    u64(FIXED_BYTES + BLOB_BYTES * i + 8, entry.baseFeeUpdateFraction);
  }
  return bytes;
}
