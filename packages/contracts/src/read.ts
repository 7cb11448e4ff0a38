// What a validator's client wants to know, in one call each: all values are of one block.
import type { Address, Hex, PublicClient } from "viem";
import { assetManagerAbi } from "./abi/AssetManager.ts";
import { colosseumAbi } from "./abi/Colosseum.ts";
import { validatorManagerAbi } from "./abi/ValidatorManager.ts";
import type { Addresses } from "./deploymentPlan.ts";
import { CHALLENGE_STATUS, type ChallengeStatus, VALIDATOR_STATUS, type ValidatorStatus } from "./status.ts";

export interface ValidatorState {
  readonly status: ValidatorStatus;
  /** Weight in the tree; 0 outside of it. */
  readonly weight: bigint;
  readonly inJail: boolean;
  /** Unix seconds; 0 when not in jail. */
  readonly jailExpiresAt: bigint;
  /** Turns missed in a row. */
  readonly misses: number;
  readonly commissionRate: number;
  readonly withdrawAccount: Address;
  /** Wei of KRO. */
  readonly own: bigint;
  readonly bonded: bigint;
  readonly delegated: bigint;
  readonly kghCount: bigint;
}

export interface ChallengeState {
  readonly status: ChallengeStatus;
  readonly turn: number;
  /** Unix seconds. */
  readonly timeoutAt: bigint;
  readonly asserter: Address;
  readonly challenger: Address;
  /** Who is to move; null when nobody can bisect. */
  readonly onTurn: Address | null;
  readonly l1Head: Hex;
  /** Blocks between two segments. */
  readonly step: bigint;
  readonly segments: readonly { readonly blockNumber: bigint; readonly outputRoot: Hex }[];
}

type Contracts = Pick<Addresses, "AssetManager" | "Colosseum" | "ValidatorManager">;

export async function readValidator(
  chain: PublicClient,
  contracts: Contracts,
  validator: Address,
): Promise<ValidatorState> {
  const blockNumber = await chain.getBlockNumber({ cacheTime: 0 });
  const manager = {
    address: contracts.ValidatorManager,
    abi: validatorManagerAbi,
    args: [validator],
    blockNumber,
  } as const;
  const assets = { address: contracts.AssetManager, abi: assetManagerAbi, args: [validator], blockNumber } as const;
  const [status, weight, inJail, jailExpiresAt, misses, commissionRate] = await Promise.all([
    chain.readContract({ ...manager, functionName: "getStatus" }),
    chain.readContract({ ...manager, functionName: "getWeight" }),
    chain.readContract({ ...manager, functionName: "inJail" }),
    chain.readContract({ ...manager, functionName: "jailExpiresAt" }),
    chain.readContract({ ...manager, functionName: "noSubmissionCount" }),
    chain.readContract({ ...manager, functionName: "getCommissionRate" }),
  ]);
  const [withdrawAccount, own, bonded, delegated, kghCount] = await Promise.all([
    chain.readContract({ ...assets, functionName: "getWithdrawAccount" }),
    chain.readContract({ ...assets, functionName: "totalValidatorKro" }),
    chain.readContract({ ...assets, functionName: "totalValidatorKroBonded" }),
    chain.readContract({ ...assets, functionName: "totalKroAssets" }),
    chain.readContract({ ...assets, functionName: "totalKghNum" }),
  ]);
  const name = VALIDATOR_STATUS[status];
  if (name === undefined) throw new RangeError(`ValidatorManager at ${contracts.ValidatorManager}: status ${status}`);
  return {
    status: name,
    weight,
    inJail,
    jailExpiresAt,
    misses,
    commissionRate,
    withdrawAccount,
    own,
    bonded,
    delegated,
    kghCount,
  };
}

/** Null when there is no such challenge. */
export async function readChallenge(
  chain: PublicClient,
  contracts: Contracts,
  outputIndex: bigint,
  challenger: Address,
): Promise<ChallengeState | null> {
  const blockNumber = await chain.getBlockNumber({ cacheTime: 0 });
  const colosseum = {
    address: contracts.Colosseum,
    abi: colosseumAbi,
    args: [outputIndex, challenger],
    blockNumber,
  } as const;
  const [statusIndex, challenge] = await Promise.all([
    chain.readContract({ ...colosseum, functionName: "getStatus" }),
    chain.readContract({ ...colosseum, functionName: "getChallenge" }),
  ]);
  const status = CHALLENGE_STATUS[statusIndex];
  if (status === undefined) throw new RangeError(`Colosseum at ${contracts.Colosseum}: status ${statusIndex}`);
  if (status === "NONE") return null;
  const step = challenge.segSize / BigInt(challenge.segments.length - 1);
  const mover = { CHALLENGER_TURN: challenge.challenger, ASSERTER_TURN: challenge.asserter } as const;
  return {
    status,
    turn: challenge.turn,
    timeoutAt: challenge.timeoutAt,
    asserter: challenge.asserter,
    challenger: challenge.challenger,
    onTurn: status === "CHALLENGER_TURN" || status === "ASSERTER_TURN" ? mover[status] : null,
    l1Head: challenge.l1Head,
    step,
    segments: challenge.segments.map((outputRoot, i) => ({
      blockNumber: challenge.segStart + BigInt(i) * step,
      outputRoot,
    })),
  };
}
