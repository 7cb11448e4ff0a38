// Payload attributes of the next L2 block: everything that L1 and the configuration determine about it, and its transactions. This is
// what derivation makes out of a batch, written a second time: tests compare the two. OP Stack specification, "Derivation", "Payload
// attributes".
import type { RollupConfig } from "@assay/chain/rollupConfig";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { PayloadAttributes } from "@assay/witness/payloadAttributes";
import { type BlobFeeSchedule, l1InfoDeposit } from "./l1Info.ts";
import type { L1Origin } from "./l1Origin.ts";
import { type L2Block, l1OriginOf } from "./l2Block.ts";
import { PREDEPLOY } from "./predeployAddresses.ts";
import { isActive } from "./rollupForks.ts";
import { systemConfigOf, withUpdates } from "./systemConfig.ts";
import { upgradesAt } from "./upgrades.ts";
import { userDeposits } from "./userDeposits.ts";

export interface NextBlock {
  readonly rollup: RollupConfig;
  readonly l1BlobSchedule: readonly BlobFeeSchedule[];
  readonly parent: L2Block;
  /** The parent's origin, or the L1 block after it. */
  readonly origin: L1Origin;
  /** Signed ones, EIP-2718 bytes. */
  readonly transactions: readonly Uint8Array[];
}

/** Attributes whose transactions are all there as bytes. */
export interface BlockAttributes extends PayloadAttributes {
  readonly transactions: readonly Uint8Array[];
}

/** @throws InputError FIELD_WRONG when the origin is neither the parent's nor the one after it, or later than the block */
export function payloadAttributes({
  rollup,
  l1BlobSchedule,
  parent,
  origin,
  transactions,
}: NextBlock): BlockAttributes {
  const current = l1OriginOf(rollup, parent);
  const isFirst = checkOrigin(current, origin);
  const timestamp = parent.timestamp + rollup.blockTime;
  if (timestamp < origin.timestamp) {
    throw new InputError("FIELD_WRONG", `an L2 block at ${timestamp} before its L1 origin at ${origin.timestamp}`);
  }
  const before = systemConfigOf(rollup, parent);
  const system = isFirst ? withUpdates(rollup, before, origin) : before;
  const sequenceNumber = isFirst ? 0n : current.sequenceNumber + 1n;
  const info = l1InfoDeposit({ rollup, system, origin, sequenceNumber, timestamp, l1BlobSchedule });
  const deposits = isFirst ? userDeposits(origin, rollup.depositContractAddress) : [];
  const has = (fork: Parameters<typeof isActive>[1]) => isActive(rollup, fork, timestamp);
  return {
    timestamp,
    gasLimit: system.gasLimit,
    prevRandao: origin.mixHash,
    suggestedFeeRecipient: fromHex(PREDEPLOY.sequencerFeeVault)!,
    parentBeaconBlockRoot: has("ecotone") ? (origin.parentBeaconBlockRoot ?? new Uint8Array(32)) : null,
    eip1559Params: has("holocene") ? fromHex(system.eip1559Params ?? `0x${"00".repeat(8)}`) : null,
    minBaseFee: has("jovian") ? (system.minBaseFee ?? 0n) : null,
    transactions: [info, ...deposits, ...upgradesAt(rollup, timestamp), ...transactions],
  };
}

/** Whether the block is the first with its origin. */
function checkOrigin(current: { readonly number: bigint; readonly hash: Hex }, origin: L1Origin): boolean {
  if (toHex(origin.hash) === current.hash) return false;
  if (origin.number === current.number + 1n && toHex(origin.parentHash) === current.hash) return true;
  throw new InputError("FIELD_WRONG", `L1 block ${origin.number} does not follow the origin ${current.number}`);
}
