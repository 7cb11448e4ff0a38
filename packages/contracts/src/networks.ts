// Parameters of Kroma's validator system on its three networks, as deployed with release v2.1.1, and the rules that they
// must keep among each other. Seconds, L2 blocks and wei of KRO, as in the contracts.
import type { Address } from "viem";

export interface ValidatorParameters {
  readonly l1ChainId: number;
  readonly l2ChainId: number;
  readonly l2BlockTime: number;
  readonly submissionInterval: number;
  readonly finalizationPeriodSeconds: number;
  readonly roundDurationSeconds: number;
  readonly creationPeriodSeconds: number;
  readonly bisectionTimeout: number;
  readonly provingTimeout: number;
  /** Segments per turn, the challenger's first. */
  readonly segmentsLengths: readonly number[];
  readonly minRegisterAmount: bigint;
  readonly minActivateAmount: bigint;
  readonly bondAmount: bigint;
  readonly baseReward: bigint;
  readonly commissionChangeDelaySeconds: number;
  readonly jailThreshold: number;
  readonly softJailPeriodSeconds: number;
  readonly hardJailPeriodSeconds: number;
  readonly maxOutputFinalizations: number;
  readonly minDelegationPeriod: number;
  /** The first output under the Merkle Patricia trie, which is not challenged; null for a chain that always had one. */
  readonly mptFirstOutputIndex: number | null;
  readonly councilQuorumPercent: number;
}

const KRO = 10n ** 18n;

export const networks = {
  mainnet: {
    l1ChainId: 1,
    l2ChainId: 255,
    l2BlockTime: 2,
    submissionInterval: 1800,
    finalizationPeriodSeconds: 604_800,
    roundDurationSeconds: 1800,
    creationPeriodSeconds: 518_400,
    bisectionTimeout: 3600,
    provingTimeout: 28_800,
    segmentsLengths: [9, 6, 10, 6],
    minRegisterAmount: 10_000n * KRO,
    minActivateAmount: 10_000n * KRO,
    bondAmount: 5000n * KRO,
    baseReward: 400n * KRO,
    commissionChangeDelaySeconds: 1_209_600,
    jailThreshold: 2,
    softJailPeriodSeconds: 259_200,
    hardJailPeriodSeconds: 604_800,
    maxOutputFinalizations: 10,
    minDelegationPeriod: 604_800,
    mptFirstOutputIndex: 12_603,
    councilQuorumPercent: 51,
  },
  sepolia: {
    l1ChainId: 11_155_111,
    l2ChainId: 2358,
    l2BlockTime: 2,
    submissionInterval: 300,
    finalizationPeriodSeconds: 21_600,
    roundDurationSeconds: 300,
    creationPeriodSeconds: 18_000,
    bisectionTimeout: 1800,
    provingTimeout: 14_400,
    segmentsLengths: [6, 5, 6, 4],
    minRegisterAmount: 100n * KRO,
    minActivateAmount: 100n * KRO,
    bondAmount: 50n * KRO,
    baseReward: 4n * KRO,
    commissionChangeDelaySeconds: 43_200,
    jailThreshold: 2,
    softJailPeriodSeconds: 7200,
    hardJailPeriodSeconds: 21_600,
    maxOutputFinalizations: 10,
    minDelegationPeriod: 21_600,
    mptFirstOutputIndex: 148_016,
    // Kroma's governor has 30 there; this council wants more than half.
    councilQuorumPercent: 51,
  },
  devnet: {
    l1ChainId: 900,
    l2ChainId: 901,
    l2BlockTime: 2,
    submissionInterval: 4,
    finalizationPeriodSeconds: 120,
    roundDurationSeconds: 4,
    creationPeriodSeconds: 100,
    bisectionTimeout: 30,
    provingTimeout: 30,
    segmentsLengths: [2, 2, 3, 3],
    minRegisterAmount: 50n,
    minActivateAmount: 100n,
    bondAmount: 10n,
    baseReward: 20n,
    commissionChangeDelaySeconds: 120,
    jailThreshold: 2,
    softJailPeriodSeconds: 60,
    hardJailPeriodSeconds: 120,
    maxOutputFinalizations: 10,
    minDelegationPeriod: 120,
    mptFirstOutputIndex: 3,
    councilQuorumPercent: 51,
  },
} as const satisfies Record<string, ValidatorParameters>;

/** Proxies of Kroma's deployments. */
export const kromaAddresses = {
  mainnet: {
    L2OutputOracle: "0x180c77aE51a9c505a43A2C7D81f8CE70cacb93A6",
    Colosseum: "0x713C2BEd44eB45D490afB8D4d1aA6F12290B829a",
    ValidatorManager: "0x232277d9672eEdd53c4B26C0F386C2Eb88DC7363",
    AssetManager: "0xa295310DE52b86F236A815AFb2f518F3C0F5A6D3",
    SecurityCouncil: "0x3de211088dF516da72efe68D386b561BEE256Ec4",
    ZKProofVerifier: "0x005DDC466C804c79adB079c120347dDE48132105",
    KromaPortal: "0x31F648572b67e60Ec6eb8E197E1848CC5F5558de",
    SystemConfig: "0x3971EB866AA9b2b8aFEa8a7C816F3b7e8b195a35",
  },
  sepolia: {
    L2OutputOracle: "0x7291913342063fd10d31651735BAF3877D2F9645",
    Colosseum: "0xbe15843D4335614a8fCfA7AFc83b7283cAB6E82C",
    ValidatorManager: "0x18189f55FD29759CE51F13DCF0A9cCC1E41dFCC7",
    AssetManager: "0x5E9c8dB8f0aE21eA23eF53893dE2474E07D1CD91",
    SecurityCouncil: "0x7F0DECbef4FdD0193b7d5c8Cc918C1A69d3eF78C",
    ZKProofVerifier: "0xb45bac7c703D46ae72fF4Ca1b61Ef6a490951AcF",
    KromaPortal: "0x31ab8eD993A3BE9Aa2757C7D368Dc87101A868a4",
    SystemConfig: "0x398C8eA789968893095D86CBA168378A4f452e33",
  },
} as const satisfies Record<string, Record<string, Address>>;

/** What is wrong with a set of parameters; empty when the contracts take them and every validator can bond. */
export function checkParameters(parameters: ValidatorParameters): string[] {
  const { segmentsLengths: lengths, submissionInterval, l2BlockTime } = parameters;
  const breaches: string[] = [];
  const blocks = lengths.reduce((product, length) => product * (length - 1), 1);
  if (blocks !== submissionInterval) {
    breaches.push(`segmentsLengths divide ${blocks} blocks, submissionInterval is ${submissionInterval}`);
  }
  if (lengths.length === 0 || lengths.length % 2 !== 0)
    breaches.push("segmentsLengths must be an even number of turns");
  if (lengths.some((length) => length < 2)) breaches.push("a turn needs at least two segments");
  if (parameters.roundDurationSeconds * 2 !== submissionInterval * l2BlockTime) {
    breaches.push("roundDurationSeconds is not half of the time between two outputs");
  }
  if (parameters.minRegisterAmount > parameters.minActivateAmount) {
    breaches.push("minRegisterAmount is above minActivateAmount");
  }
  if (parameters.bondAmount > parameters.minActivateAmount) breaches.push("an active validator may lack one bond");
  if (parameters.creationPeriodSeconds >= parameters.finalizationPeriodSeconds) {
    breaches.push("an output is finalized before it can no longer be challenged");
  }
  if (parameters.jailThreshold > 255) breaches.push("jailThreshold does not fit the counter of misses");
  if (parameters.councilQuorumPercent <= 50) breaches.push("half of the council or less would decide");
  return breaches;
}

/** How long a challenge takes at most, when each side uses all of its time: the turns after the first, then the proof. */
export function longestChallengeSeconds(parameters: ValidatorParameters): number {
  return (parameters.segmentsLengths.length - 1) * parameters.bisectionTimeout + parameters.provingTimeout;
}

/** Until how long after an output's submission a challenge must begin to end before it is finalized. Negative: none does
 *  when each side uses all of its time, and only the Security Council's deletion is left. */
export function lastSafeChallengeSeconds(parameters: ValidatorParameters): number {
  return parameters.finalizationPeriodSeconds - longestChallengeSeconds(parameters);
}
