// A call fails with the error of whatever contract reverted, which need not be the one that was called. Added to an ABI,
// these let viem name all of them.
import type { Abi } from "viem";
import { assetManagerAbi } from "./abi/AssetManager.ts";
import { colosseumAbi } from "./abi/Colosseum.ts";
import { kromaPortalAbi } from "./abi/KromaPortal.ts";
import { securityCouncilAbi } from "./abi/SecurityCouncil.ts";
import { systemConfigAbi } from "./abi/SystemConfig.ts";
import { validatorManagerAbi } from "./abi/ValidatorManager.ts";
import { zkProofVerifierAbi } from "./abi/ZKProofVerifier.ts";

export type AbiError = Extract<Abi[number], { type: "error" }>;

const contracts = [
  assetManagerAbi,
  colosseumAbi,
  kromaPortalAbi,
  securityCouncilAbi,
  systemConfigAbi,
  validatorManagerAbi,
  zkProofVerifierAbi,
];

/** Every error of the L1 contracts, once. */
export const contractErrors: readonly AbiError[] = [
  ...new Map(
    contracts.flatMap((abi) =>
      abi.flatMap((item) => (item.type === "error" ? [[JSON.stringify(item), item as AbiError] as const] : [])),
    ),
  ).values(),
];
