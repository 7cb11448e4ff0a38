// The system configuration: what L1's SystemConfig contract tells the chain. It is at hand in every L2 block, and changes with the
// ConfigUpdate events of each new L1 origin. OP Stack specification, "System configuration".
import { readRlpList, rlpToInteger } from "@assay/chain/rlp";
import type { RollupConfig, SystemConfig } from "@assay/chain/rollupConfig";
import { type Hex, toHex } from "@assay/core/hex";
import { abiBytes } from "./eventData.ts";
import { isPackedScalar, readL1Info } from "./l1Info.ts";
import type { L1Log, L1Origin } from "./l1Origin.ts";
import type { L2Block } from "./l2Block.ts";
import { isActive } from "./rollupForks.ts";

/** keccak-256 of "ConfigUpdate(uint256,uint8,bytes)". */
export const CONFIG_UPDATE: Hex = "0x1d2b0bda21d56b8bd12d4f94ebacffdfb35f5e226f84b461103bb8beab6353be";
const VERSION_0: Hex = `0x${"00".repeat(32)}`;

const UPDATE = {
  batcher: 0n,
  feeScalars: 1n,
  gasLimit: 2n,
  eip1559Params: 4n,
  operatorFee: 5n,
  minBaseFee: 6n,
  daFootprintGasScalar: 7n,
} as const;

const FIELD = { gasLimit: 9, extraData: 12 } as const;
/** Offsets in a header's extra data from Holocene and Jovian on. */
const EXTRA = { parameters: 1, minBaseFee: 9, end: 17 } as const;

/** The configuration that an L2 block was made with. @throws InputError FIELD_WRONG when the block is not one of this chain */
export function systemConfigOf(rollup: RollupConfig, block: L2Block): SystemConfig {
  if (block.hash === rollup.genesis.l2.hash) return rollup.genesis.systemConfig;
  const info = readL1Info(block.transactions[0]);
  const fields = readRlpList(block.header, 40);
  const extra = fields[FIELD.extraData]!.payload;
  return {
    batcherAddress: info.batcherAddress,
    overhead: info.overhead,
    scalar: info.scalar,
    gasLimit: rlpToInteger(fields[FIELD.gasLimit]!.payload),
    eip1559Params: isActive(rollup, "holocene", block.timestamp)
      ? toHex(extra.subarray(EXTRA.parameters, EXTRA.minBaseFee))
      : null,
    operatorFeeScalar: info.operatorFeeScalar,
    operatorFeeConstant: info.operatorFeeConstant,
    minBaseFee: isActive(rollup, "jovian", block.timestamp)
      ? rlpToInteger(extra.subarray(EXTRA.minBaseFee, EXTRA.end))
      : null,
    daFootprintGasScalar: info.daFootprintGasScalar,
  };
}

/** The configuration after the updates in an L1 block. A malformed or unknown update is passed over: nothing that stands on L1 may
 *  stop the chain. */
export function withUpdates(rollup: RollupConfig, system: SystemConfig, origin: L1Origin): SystemConfig {
  const updated = { ...system };
  for (const log of origin.logs) {
    if (toHex(log.address) === rollup.l1SystemConfigAddress)
      Object.assign(updated, readUpdate(rollup, log, origin.timestamp));
  }
  return updated;
}

/** Whether the value has at most that many bits. */
function fits(value: bigint, bits: bigint): boolean {
  return value >> bits === 0n;
}

function readUpdate(rollup: RollupConfig, { topics, data }: L1Log, l1Time: bigint): Partial<SystemConfig> {
  const [event, version, type] = topics;
  if (!event || toHex(event) !== CONFIG_UPDATE || topics.length !== 3 || toHex(version!) !== VERSION_0) return {};
  const bytes = abiBytes(data);
  const kind = rlpToInteger(type!);
  if (bytes?.length !== (kind === UPDATE.feeScalars ? 64 : 32)) return {};
  const value = rlpToInteger(bytes.subarray(0, 32));
  switch (kind) {
    case UPDATE.batcher:
      return fits(value, 160n) ? { batcherAddress: toHex(bytes.subarray(12, 32)) } : {};
    case UPDATE.feeScalars: {
      const overhead = toHex(bytes.subarray(0, 32));
      const scalar = toHex(bytes.subarray(32));
      if (!isActive(rollup, "ecotone", l1Time)) return { overhead, scalar };
      return isPackedScalar(scalar) ? { overhead: VERSION_0, scalar } : {};
    }
    case UPDATE.gasLimit:
      return fits(value, 64n) ? { gasLimit: value } : {};
    case UPDATE.eip1559Params:
      return fits(value, 64n) ? { eip1559Params: toHex(bytes.subarray(24)) } : {};
    case UPDATE.operatorFee:
      if (!fits(value, 96n)) return {};
      return { operatorFeeScalar: value >> 64n, operatorFeeConstant: BigInt.asUintN(64, value) };
    case UPDATE.minBaseFee:
      return fits(value, 64n) ? { minBaseFee: value } : {};
    case UPDATE.daFootprintGasScalar:
      return fits(value, 16n) ? { daFootprintGasScalar: value } : {};
    default:
      return {};
  }
}
