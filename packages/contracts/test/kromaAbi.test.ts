// Selectors, topics and error selectors of Kroma's contracts (release v2.1.1), against the ABIs here: a client of those
// contracts works with these. What is left out on purpose is listed at the end of each table.
import { type Abi, type AbiEvent, type AbiFunction, toEventSelector, toFunctionSelector } from "viem";
import { describe, expect, test } from "vitest";
import { assetManagerAbi } from "../src/abi/AssetManager.ts";
import { colosseumAbi } from "../src/abi/Colosseum.ts";
import { kromaPortalAbi } from "../src/abi/KromaPortal.ts";
import { l2OutputOracleAbi } from "../src/abi/L2OutputOracle.ts";
import { securityCouncilAbi } from "../src/abi/SecurityCouncil.ts";
import { systemConfigAbi } from "../src/abi/SystemConfig.ts";
import { validatorManagerAbi } from "../src/abi/ValidatorManager.ts";
import { validatorPoolAbi } from "../src/abi/ValidatorPool.ts";
import { zkProofVerifierAbi } from "../src/abi/ZKProofVerifier.ts";

const contracts: [name: string, abi: Abi, functions: string, events: string, errors: string][] = [
  [
    "L2OutputOracle",
    l2OutputOracleAbi,
    `5a045f78 submitL2Output e6646723 replaceL2Output 9902cdc0 setNextFinalizeOutputIndex a25ae557 getL2Output
     7f006420 getL2OutputIndexAfter cf8e5cf0 getL2OutputAfter 69f16eec latestOutputIndex 6abcf563 nextOutputIndex
     4599c788 latestBlockNumber dcec3348 nextBlockNumber d1de856c computeL2Timestamp 80446bd2 nextOutputMinL2Timestamp
     b0ea09a8 getSubmitter a48ea6de finalizedAt 33727c4d isFinalized 70872aa5 startingBlockNumber
     88786272 startingTimestamp f403838d nextFinalizeOutputIndex e4a30116 initialize`,
    `457b4388026260019ae0b0b4f16c98235d74fe7359be469bdcba16e6d0d49689 OutputSubmitted
     1ec0d63ba3dd4b277ece3e578c4c9587edfa0d855192704c88f9a1d74316624f OutputReplaced`,
    "",
  ],
  [
    "ValidatorManager",
    validatorManagerAbi,
    `065643ea registerValidator 263a3402 activateValidator e428c2f4 tryActivateValidator be119347 afterSubmitL2Output
     a3433d07 initCommissionChange 943e4005 finalizeCommissionChange 7d2243b4 tryUnjail 8c1516c7 bondValidatorKro
     a8387172 unbondValidatorKro be995dc2 slash ab04b8aa revertSlash 5bab847f updateValidatorTree
     891aab74 checkSubmissionEligibility 2afe548d checkChallengeEligibility 3a549046 nextValidator 30ccebb5 getStatus
     9f8a13d7 isActive 56b65e97 inJail 970531c1 jailExpiresAt ac6c5251 getWeight dff221b5 noSubmissionCount
     e0cc26a2 getCommissionRate c26148fe getPendingCommissionRate bde022bb canFinalizeCommissionChangeAt
     cdff5e19 activatedValidatorCount af6ca762 activatedValidatorTotalWeight 22009af6 BASE_REWARD
     1796e52e MIN_REGISTER_AMOUNT b2653fe3 MIN_ACTIVATE_AMOUNT 4cca5e6c ROUND_DURATION_SECONDS 42223ae9 JAIL_THRESHOLD
     daec6770 SOFT_JAIL_PERIOD_SECONDS 3ca83045 HARD_JAIL_PERIOD_SECONDS 9e449b02 COMMISSION_CHANGE_DELAY_SECONDS
     e7816b7f MAX_OUTPUT_FINALIZATIONS 6fd48520 MPT_FIRST_OUTPUT_INDEX 3ee4d4a3 TRUSTED_VALIDATOR
     6874e042 ASSET_MANAGER`,
    `36f43e5c…f4fe ValidatorRegistered f33a2486…112a ValidatorActivated dee7e727…961 ValidatorStopped
     9d9fe610…a307 ValidatorCommissionChangeInitiated a40865ec…2a64 ValidatorCommissionChangeFinalized
     95a398f2…c814 ValidatorJailed 9390b453…3f19 ValidatorUnjailed d74a44a8…a1ea RewardDistributed
     d537f9e6…fa14 ChallengeRewardDistributed 12378214…8e68 Slashed e2d313b9…ec07 SlashReverted`,
    `1510b77f InvalidConstructorParams 9d02a7c2 NotAllowedCaller 197299a0 ImproperValidatorStatus
     24f21b15 InsufficientAsset 406b2653 MaxCommissionRateExceeded 150393f2 SameCommissionRate
     df80df21 NotInitiatedCommissionChange 82225faf NotElapsedCommissionChangeDelay 1dfc20f1 NotElapsedJailPeriod
     c6253176 NotSelectedPriorityValidator 31210d66 MptFirstOutputRestricted`,
  ],
  [
    "AssetManager",
    assetManagerAbi,
    `54469aea deposit 08fab167 withdraw a85120e4 delegate b744d2f9 undelegate 1f86f4f1 delegateKgh
     31d8e007 delegateKghBatch 40ce01f1 undelegateKgh 1e5d8178 undelegateKghBatch 270a1644 claimKghReward
     19412a20 depositToRegister 8c1516c7 bondValidatorKro a8387172 unbondValidatorKro
     ad429451 increaseBalanceWithReward c42996d6 increaseBalanceWithChallenge 5636aabd decreaseBalanceWithChallenge
     536afae4 revertDecreaseBalanceWithChallenge c2d9b684 getWithdrawAccount a63b8d14 canWithdrawAt
     981cee53 totalValidatorKro 5959b765 totalValidatorKroBonded b172597e totalValidatorKroNotBonded
     6b9ffeac totalKroAssets 913f1a9f totalKghNum 842d0d3b getKroTotalShareBalance c7ab2c07 getKroAssets
     b55cd78e canUndelegateKroAt 7db41f97 getKghNum 86d18a94 canUndelegateKghAt 960a0893 previewDelegate
     209a9694 previewUndelegate 833a333b getKghReward 8abf0af0 reflectiveWeight d7062005 ASSET_TOKEN 56576b5b KGH
     36086417 SECURITY_COUNCIL c0a63a79 VALIDATOR_REWARD_VAULT ae9483e0 VALIDATOR_MANAGER
     fdbb3fd2 MIN_DELEGATION_PERIOD bcacc70a BOND_AMOUNT`,
    "",
    `ab32f254 InsufficientShare e77a0da4 InvalidTokenIdsInput 69646ab0 NotAllowedZeroInput
     285d5a92 NotElapsedMinDelegationPeriod d92e233d ZeroAddress`,
  ],
  [
    "Colosseum",
    colosseumAbi,
    // Without proveFaultWithZkEvm: the proofs from before the Merkle Patricia trie.
    `fc9d84df createChallenge a6ade11f bisect 04126dd0 proveFaultWithZkVm 1db1b672 challengerTimeout
     a41483e3 cancelChallenge 62fc00db dismissChallenge e39a219c forceDeleteOutput e58932b3 getChallenge
     e9371a2c getStatus 461569b8 isInCreationPeriod 8f86c803 segmentsLengths 2df27fa5 challenges
     5a6b011f deletedOutputs 1be4e27e verifiedPublicInputs 4394c584 BISECTION_TIMEOUT d2ee3075 PROVING_TIMEOUT
     8f3a6c88 CREATION_PERIOD_SECONDS cfb4474d L2_ORACLE_SUBMISSION_INTERVAL 36086417 SECURITY_COUNCIL
     6506e837 ZK_PROOF_VERIFIER`,
    `d2f7931a802085b3d0234d4c320ce7ee0041da96678ce2bf5c93e8d3d7e65f52 ChallengeCreated
     cadef6622777415b0589e491bdbf6baf11242f676f77055fd03bf1658c17a145 Bisected
     5c4528cbb38a169d24837617d3fd3d5c70a47769a4e9af6f384720b359b716c8 ReadyToProve
     0431864ed2609170587bbc7c198abd8caee4c55943dfb16fd42ec6f59c91c5f7 Proven
     dca9fa9b51a5ba03938c6a0cd5489011630370fc481ef2b0cb771ad904a73053 ChallengeDismissed
     a620f04b65b1d538481626bf41dc5ee321b5c48e0cc1a7daae213cf7c254b54e OutputForceDeleted
     6f3468a095154788e69ed719ee418416c1e338ac2348ccb3531bb97a0ed6ed9d ChallengeCanceled
     bf4506ef5d06ecb6168f37bc9e69dd473089eb9e3f2675322d01b4d466cff051 ChallengerTimedOut`,
    `2604872b NotAllowedGenesisOutput 744b3482 ImproperChallengeStatus f691b6e6 ImproperChallengeStatusToCancel
     a0388b47 CreationPeriodPassed 72f1f563 L1Reorged fbb795f0 InvalidSegmentsLength 224dff32 FirstSegmentMismatched
     87c19432 LastSegmentMatched d0cea898 AlreadyVerifiedPublicInput e1cdd3ac InvalidPublicInputHash
     4e9d86f5 CannotCancelChallenge 21e62a3f OnlyChallengerCanCancel 5c9d9a23 OutputAlreadyFinalized
     e66309bb OutputAlreadyDeleted 8796efdc OutputNotDeleted 90e78fa5 InvalidOutputGiven 8036a47f InvalidAddressGiven
     9d02a7c2 NotAllowedCaller 197299a0 ImproperValidatorStatus`,
  ],
  [
    "ZKProofVerifier",
    zkProofVerifierAbi,
    "52a07fa3 sp1Verifier 222ce122 zkVmProgramVKey 9a7ec136 verifyZkVmProof",
    "",
    "21667669 InvalidZkVmVKey 8b103028 SrcOutputMismatched 4e153415 DstOutputMatched 7458ca2e InvalidPublicInput",
  ],
  [
    "SecurityCouncil",
    securityCouncilAbi,
    `080b91ee requestValidation 01923371 requestDeletion c6427474 submitTransaction c01a8c84 confirmTransaction
     20ea8d86 revokeConfirmation ee22610b executeTransaction 784547a7 isConfirmed 8a8e784c isConfirmedBy
     8b51d13f getConfirmationCount 9ab24eb0 getVotes 1703a018 quorum 9ace38c2 transactions
     2a758595 outputsDeleteRequested 91ddadf4 clock 49ae963d generateTransactionId`,
    `00ef5106e82a682c776fd7748be042f406a9ee0feaaea86ae9029477c2b91f2a ValidationRequested
     c63c84660a471a970585c7cab9d0601af8e717ff0822a2ea049a3542fc5aa55a DeletionRequested`,
    "",
  ],
  [
    "ValidatorPool",
    validatorPoolAbi,
    // Without deposits, withdrawals and bonds: there were none.
    `70a08231 balanceOf facd743b isValidator 3a549046 nextValidator ad36d6cc isTerminated
     39111af8 TERMINATE_OUTPUT_INDEX b7d636a5 REQUIRED_BOND_AMOUNT`,
    "",
    "",
  ],
  [
    "KromaPortal",
    kromaPortalAbi,
    // Without depositTransactionByValidatorPool: the reward of Kroma's first generation of validators.
    `e9e05c42 depositTransaction 0757b244 proveWithdrawalTransaction 8c3152e9 finalizeWithdrawalTransaction
     6dbffb78 isOutputFinalized 8456cb59 pause 3f4ba83a unpause`,
    "b3813568d9991fc951961fcb4c784893574240a28925604d09fc577c55bb7c32 TransactionDeposited",
    "",
  ],
  [
    "SystemConfig",
    systemConfigAbi,
    // Without setValidatorRewardScalar: its update type is another one's since Holocene.
    `c9b26f61 setBatcherHash 935f029e setGasConfig b40a817c setGasLimit 18d13918 setUnsafeBlockSigner
     c71973f6 setResourceConfig`,
    "1d2b0bda21d56b8bd12d4f94ebacffdfb35f5e226f84b461103bb8beab6353be ConfigUpdate",
    "",
  ],
];

describe.each(contracts)("%s", (_, abi, functions, events, errors) => {
  test("functions have Kroma's selectors", () => {
    expect(missing(functions, selectorsOf(abi, "function"))).toEqual([]);
  });
  test("events have Kroma's topics", () => {
    expect(missing(events, selectorsOf(abi, "event"))).toEqual([]);
  });
  test("errors have Kroma's selectors", () => {
    expect(missing(errors, selectorsOf(abi, "error"))).toEqual([]);
  });
});

test("a wrong selector is noticed", () => {
  expect(missing("5a045f79 submitL2Output", selectorsOf(l2OutputOracleAbi, "function"))).toHaveLength(1);
  expect(missing("36f43e5c…f4ff ValidatorRegistered", selectorsOf(validatorManagerAbi, "event"))).toHaveLength(1);
});

/** `selector name` of each item of this kind. */
function selectorsOf(abi: Abi, kind: "function" | "event" | "error"): string[] {
  return abi.flatMap((item) => {
    if (item.type !== kind) return [];
    const selector =
      item.type === "event"
        ? toEventSelector(item as AbiEvent)
        : toFunctionSelector({ ...item, type: "function", outputs: [], stateMutability: "view" } as AbiFunction);
    return [`${selector.slice(2)} ${item.name}`];
  });
}

/** Entries of a table that are not there; `…` stands for the middle of a topic. */
function missing(table: string, present: readonly string[]): string[] {
  const words = table.split(/\s+/).filter(Boolean);
  const entries = words.filter((_, i) => i % 2 === 0).map((selector, i) => `${selector} ${words[2 * i + 1]}`);
  return entries.filter((entry) => {
    const [head = "", tail = ""] = entry.split("…");
    return !present.some((item) =>
      entry.includes("…") ? item.startsWith(head) && item.endsWith(tail) : item === entry,
    );
  });
}
