// Addresses that every OP Stack chain has. OP Stack specification, "Predeploys".
import type { Hex } from "@assay/core/hex";

/** 0x4200…00NN. */
function predeploy(last: string): Hex {
  return `0x42${"00".repeat(18)}${last}`;
}

export const PREDEPLOY = {
  gasPriceOracle: predeploy("0f"),
  sequencerFeeVault: predeploy("11"),
  l1Block: predeploy("15"),
  l2ToL1MessagePasser: predeploy("16"),
  proxyAdmin: predeploy("18"),
  baseFeeVault: predeploy("19"),
  l1FeeVault: predeploy("1a"),
  operatorFeeVault: predeploy("1b"),
} as const satisfies Record<string, Hex>;

/** Sender of the L1 attributes deposit. */
export const DEPOSITOR: Hex = "0xdeaddeaddeaddeaddeaddeaddeaddeaddead0001";
export const CREATE2_DEPLOYER: Hex = "0x13b0d85ccb8bf860b6b79af3029fca081ae9bef2";
/** EIP-4788. */
export const BEACON_ROOTS: Hex = "0x000f3df6d732807ef1319fb7b8bb8522d0beac02";
/** EIP-2935. */
export const BLOCK_HASHES: Hex = "0x0000f90827f1c53a10cb7a02335b175320002935";
