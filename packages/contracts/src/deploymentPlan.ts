// What a deployment consists of: every contract with its address, which follows from the salt and the parameters alone, and
// the calls that connect them, in order. Nothing here talks to a chain; deployment.ts does.
import {
  type Abi,
  type Address,
  encodeDeployData,
  encodeFunctionData,
  encodePacked,
  getCreate2Address,
  type Hex,
  keccak256,
  pad,
  zeroHash,
} from "viem";
import { assetManagerAbi } from "./abi/AssetManager.ts";
import { colosseumAbi } from "./abi/Colosseum.ts";
import { kromaPortalAbi } from "./abi/KromaPortal.ts";
import { l1CrossDomainMessengerAbi } from "./abi/L1CrossDomainMessenger.ts";
import { l1StandardBridgeAbi } from "./abi/L1StandardBridge.ts";
import { l2OutputOracleAbi } from "./abi/L2OutputOracle.ts";
import { proxyAbi } from "./abi/Proxy.ts";
import { securityCouncilAbi } from "./abi/SecurityCouncil.ts";
import { securityCouncilTokenAbi } from "./abi/SecurityCouncilToken.ts";
import { systemConfigAbi } from "./abi/SystemConfig.ts";
import { testKghAbi } from "./abi/TestKgh.ts";
import { testKroAbi } from "./abi/TestKro.ts";
import { validatorManagerAbi } from "./abi/ValidatorManager.ts";
import { validatorPoolAbi } from "./abi/ValidatorPool.ts";
import { validatorRewardVaultAbi } from "./abi/ValidatorRewardVault.ts";
import { zkProofVerifierAbi } from "./abi/ZKProofVerifier.ts";
import { assetManagerBytecode } from "./bytecode/AssetManager.ts";
import { colosseumBytecode } from "./bytecode/Colosseum.ts";
import { kromaPortalBytecode } from "./bytecode/KromaPortal.ts";
import { l1CrossDomainMessengerBytecode } from "./bytecode/L1CrossDomainMessenger.ts";
import { l1StandardBridgeBytecode } from "./bytecode/L1StandardBridge.ts";
import { l2OutputOracleBytecode } from "./bytecode/L2OutputOracle.ts";
import { proxyBytecode } from "./bytecode/Proxy.ts";
import { securityCouncilBytecode } from "./bytecode/SecurityCouncil.ts";
import { securityCouncilTokenBytecode } from "./bytecode/SecurityCouncilToken.ts";
import { systemConfigBytecode } from "./bytecode/SystemConfig.ts";
import { testKghBytecode } from "./bytecode/TestKgh.ts";
import { testKroBytecode } from "./bytecode/TestKro.ts";
import { validatorManagerBytecode } from "./bytecode/ValidatorManager.ts";
import { validatorPoolBytecode } from "./bytecode/ValidatorPool.ts";
import { validatorRewardVaultBytecode } from "./bytecode/ValidatorRewardVault.ts";
import { zkProofVerifierBytecode } from "./bytecode/ZKProofVerifier.ts";
import type { ValidatorParameters } from "./networks.ts";
import { bridgePredeploys } from "./predeploys.ts";

/** What a deployment is made with. The same settings from the same deployer give the same addresses. */
export interface DeploymentSettings {
  /** 32 bytes. */
  readonly salt: Hex;
  /** Who pays, and is the proxies' admin until the end. */
  readonly deployer: Address;
  /** Who may upgrade the proxies and owns SystemConfig and the council's seats. */
  readonly owner: Address;
  readonly parameters: ValidatorParameters;
  /** null: tokens that anybody may mint are deployed as well, for test networks. */
  readonly tokens: { readonly kro: Address; readonly kgh: Address } | null;
  readonly roles: {
    readonly trustedValidator: Address;
    readonly batcher: Address;
    readonly unsafeBlockSigner: Address;
    readonly councilMembers: readonly Address[];
  };
  readonly l2: {
    readonly startingBlockNumber: number;
    /** Unix seconds of that block; not in the future. */
    readonly startingTimestamp: number;
    readonly gasLimit: bigint;
    readonly baseFeeScalar: number;
    readonly blobBaseFeeScalar: number;
  };
  readonly proofs: { readonly sp1Verifier: Address; readonly programVKey: Hex };
}

/** The names behind which callers find the contracts; those with a proxy are the proxies. */
export const PROXIED = [
  "AssetManager",
  "Colosseum",
  "KromaPortal",
  "L1CrossDomainMessenger",
  "L1StandardBridge",
  "L2OutputOracle",
  "SecurityCouncil",
  "SecurityCouncilToken",
  "SystemConfig",
  "ValidatorManager",
] as const;
type Proxied = (typeof PROXIED)[number];
export type ContractName = Proxied | "ValidatorPool" | "ValidatorRewardVault" | "ZKProofVerifier";
export type Addresses = Readonly<Record<ContractName, Address>>;

/** One transaction. */
export type Step =
  | { readonly kind: "create"; readonly name: string; readonly address: Address; readonly data: Hex }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly to: Address;
      readonly data: Hex;
      /** The call was made when this storage slot has this value, or for counters at least this value. */
      readonly doneWhen: { readonly slot: Hex; readonly value: bigint; readonly orMore?: boolean };
    };

export interface DeploymentPlan {
  readonly addresses: Addresses;
  readonly tokens: { readonly kro: Address; readonly kgh: Address };
  readonly steps: readonly Step[];
}

/** The factory that stands at the same address on every chain, anvil included: salt, then creation code. */
export const CREATE2_FACTORY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** ERC-1967. */
export const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
export const ADMIN_SLOT = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";
/** `nextTokenId` of SecurityCouncilToken. */
const SEATS_SLOT = zeroHash;
/** ERC-7201 slot of OpenZeppelin's Ownable: keccak256(uint256(keccak256("openzeppelin.storage.Ownable")) - 1) & ~0xff. */
const OWNER_SLOT = "0x9016d09d72d40fdae2fd8ceac6b6234c7706214fd39c1cd1e609a0528c199300";

const NEVER = 2n ** 256n - 1n;
const RESOURCE_CONFIG = {
  maxResourceLimit: 20_000_000,
  elasticityMultiplier: 10,
  baseFeeMaxChangeDenominator: 8,
  minimumBaseFee: 1_000_000_000,
  systemTxMaxGas: 1_000_000,
  maximumBaseFee: 2n ** 128n - 1n,
};

/** Addresses and transactions of a deployment. */
export function planDeployment(settings: DeploymentSettings): DeploymentPlan {
  const { parameters: p, roles, l2, proofs, deployer, owner } = settings;
  const steps: Step[] = [];

  function create(name: string, abi: Abi, bytecode: Hex, args: readonly unknown[]): Address {
    const code = encodeDeployData({ abi, bytecode, args });
    // The name as well, since the proxies' code is the same.
    const salt = keccak256(encodePacked(["bytes32", "string"], [settings.salt, name]));
    const address = getCreate2Address({ from: CREATE2_FACTORY, salt, bytecode: code });
    steps.push({ kind: "create", name, address, data: `${salt}${code.slice(2)}` });
    return address;
  }

  const tokens = settings.tokens ?? {
    kro: create("TestKro", testKroAbi, testKroBytecode, []),
    kgh: create("TestKgh", testKghAbi, testKghBytecode, []),
  };
  const proxies = Object.fromEntries(
    PROXIED.map((name) => [name, create(`${name} (proxy)`, proxyAbi, proxyBytecode, [deployer])]),
  ) as Record<Proxied, Address>;
  const vault = create("ValidatorRewardVault", validatorRewardVaultAbi, validatorRewardVaultBytecode, [
    tokens.kro,
    proxies.AssetManager,
  ]);
  const pool = create("ValidatorPool", validatorPoolAbi, validatorPoolBytecode, [proxies.ValidatorManager]);
  const verifier = create("ZKProofVerifier", zkProofVerifierAbi, zkProofVerifierBytecode, [
    proofs.sp1Verifier,
    proofs.programVKey,
  ]);

  function implement(
    name: Proxied,
    abi: Abi,
    bytecode: Hex,
    args: readonly unknown[],
    initialize?: readonly unknown[],
  ) {
    const implementation = create(name, abi, bytecode, args);
    const data = initialize
      ? encodeFunctionData({
          abi: proxyAbi,
          functionName: "upgradeToAndCall",
          args: [implementation, encodeFunctionData({ abi, functionName: "initialize", args: initialize })],
        })
      : encodeFunctionData({ abi: proxyAbi, functionName: "upgradeTo", args: [implementation] });
    const doneWhen = { slot: IMPLEMENTATION_SLOT, value: BigInt(implementation) } as const;
    steps.push({ kind: "call", name: `${name}: put behind its proxy`, to: proxies[name], data, doneWhen });
  }

  implement(
    "SystemConfig",
    systemConfigAbi,
    systemConfigBytecode,
    [],
    [
      owner,
      l2.baseFeeScalar,
      l2.blobBaseFeeScalar,
      pad(roles.batcher),
      l2.gasLimit,
      roles.unsafeBlockSigner,
      RESOURCE_CONFIG,
    ],
  );
  implement(
    "L2OutputOracle",
    l2OutputOracleAbi,
    l2OutputOracleBytecode,
    [proxies.ValidatorManager, proxies.Colosseum, p.submissionInterval, p.l2BlockTime, p.finalizationPeriodSeconds],
    [l2.startingBlockNumber, l2.startingTimestamp],
  );
  implement("ValidatorManager", validatorManagerAbi, validatorManagerBytecode, [
    {
      _l2Oracle: proxies.L2OutputOracle,
      _assetManager: proxies.AssetManager,
      _trustedValidator: roles.trustedValidator,
      _commissionChangeDelaySeconds: p.commissionChangeDelaySeconds,
      _roundDurationSeconds: p.roundDurationSeconds,
      _softJailPeriodSeconds: p.softJailPeriodSeconds,
      _hardJailPeriodSeconds: p.hardJailPeriodSeconds,
      _jailThreshold: p.jailThreshold,
      _maxOutputFinalizations: p.maxOutputFinalizations,
      _baseReward: p.baseReward,
      _minRegisterAmount: p.minRegisterAmount,
      _minActivateAmount: p.minActivateAmount,
      _mptFirstOutputIndex: p.mptFirstOutputIndex ?? NEVER,
    },
  ]);
  implement("AssetManager", assetManagerAbi, assetManagerBytecode, [
    tokens.kro,
    tokens.kgh,
    proxies.SecurityCouncil,
    vault,
    proxies.ValidatorManager,
    p.minDelegationPeriod,
    p.bondAmount,
  ]);
  implement(
    "Colosseum",
    colosseumAbi,
    colosseumBytecode,
    [
      proxies.L2OutputOracle,
      verifier,
      proxies.ValidatorManager,
      proxies.SecurityCouncil,
      p.submissionInterval,
      p.creationPeriodSeconds,
      p.bisectionTimeout,
      p.provingTimeout,
    ],
    [p.segmentsLengths],
  );
  implement("SecurityCouncil", securityCouncilAbi, securityCouncilBytecode, [
    proxies.Colosseum,
    proxies.SecurityCouncilToken,
    p.councilQuorumPercent,
  ]);
  implement("SecurityCouncilToken", securityCouncilTokenAbi, securityCouncilTokenBytecode, [], [deployer]);
  implement(
    "KromaPortal",
    kromaPortalAbi,
    kromaPortalBytecode,
    [proxies.L2OutputOracle, proxies.SecurityCouncil, proxies.SystemConfig],
    [false],
  );

  const [l2Messenger, l2Bridge] = bridgePredeploys.map(({ address }) => address);
  implement(
    "L1CrossDomainMessenger",
    l1CrossDomainMessengerAbi,
    l1CrossDomainMessengerBytecode,
    [proxies.KromaPortal],
    [l2Messenger],
  );
  implement(
    "L1StandardBridge",
    l1StandardBridgeAbi,
    l1StandardBridgeBytecode,
    [proxies.L1CrossDomainMessenger],
    [l2Bridge],
  );

  roles.councilMembers.forEach((member, i) => {
    const data = encodeFunctionData({ abi: securityCouncilTokenAbi, functionName: "mint", args: [member] });
    const doneWhen = { slot: SEATS_SLOT, value: BigInt(i + 1), orMore: true } as const;
    steps.push({
      kind: "call",
      name: `seat ${i + 1} of the council`,
      to: proxies.SecurityCouncilToken,
      data,
      doneWhen,
    });
  });
  if (BigInt(owner) !== BigInt(deployer)) {
    const data = encodeFunctionData({ abi: securityCouncilTokenAbi, functionName: "transferOwnership", args: [owner] });
    const doneWhen = { slot: OWNER_SLOT, value: BigInt(owner) } as const;
    steps.push({
      kind: "call",
      name: "the council's seats: to the owner",
      to: proxies.SecurityCouncilToken,
      data,
      doneWhen,
    });
    // Last of all: from here on the deployer can change nothing.
    for (const name of PROXIED) {
      const change = encodeFunctionData({ abi: proxyAbi, functionName: "changeAdmin", args: [owner] });
      const done = { slot: ADMIN_SLOT, value: BigInt(owner) } as const;
      steps.push({
        kind: "call",
        name: `${name}: proxy to the owner`,
        to: proxies[name],
        data: change,
        doneWhen: done,
      });
    }
  }
  return {
    tokens,
    addresses: { ...proxies, ValidatorPool: pool, ValidatorRewardVault: vault, ZKProofVerifier: verifier },
    steps,
  };
}
