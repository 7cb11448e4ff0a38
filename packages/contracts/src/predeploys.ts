// The contracts that stand in the genesis of every OP Stack chain, and the storage that they need there.
// Spec: OP Stack, predeploys.
import type { Abi, Address, Hex } from "viem";
import { feeVaultAbi } from "./abi/FeeVault.ts";
import { gasPriceOracleAbi } from "./abi/GasPriceOracle.ts";
import { l1BlockAbi } from "./abi/L1Block.ts";
import { l2CrossDomainMessengerAbi } from "./abi/L2CrossDomainMessenger.ts";
import { l2StandardBridgeAbi } from "./abi/L2StandardBridge.ts";
import { l2ToL1MessagePasserAbi } from "./abi/L2ToL1MessagePasser.ts";
import { feeVaultRuntimeBytecode } from "./bytecode/FeeVault.ts";
import { gasPriceOracleRuntimeBytecode } from "./bytecode/GasPriceOracle.ts";
import { l1BlockRuntimeBytecode } from "./bytecode/L1Block.ts";
import { l2CrossDomainMessengerRuntimeBytecode } from "./bytecode/L2CrossDomainMessenger.ts";
import { l2StandardBridgeRuntimeBytecode } from "./bytecode/L2StandardBridge.ts";
import { l2ToL1MessagePasserRuntimeBytecode } from "./bytecode/L2ToL1MessagePasser.ts";
import { predeployProxyRuntimeBytecode } from "./bytecode/PredeployProxy.ts";

export interface Predeploy {
  readonly name: string;
  /** 0x4200…, where everybody looks for it. */
  readonly address: Address;
  /** The contract's own code, without a proxy before it. */
  readonly runtimeBytecode: Hex;
  readonly abi: Abi;
}

/** Without the L1 attributes' contract and the message passer no block derives; fee vaults take what transactions pay. */
export const predeploys = [
  {
    name: "GasPriceOracle",
    address: "0x420000000000000000000000000000000000000F",
    runtimeBytecode: gasPriceOracleRuntimeBytecode,
    abi: gasPriceOracleAbi,
  },
  feeVault("SequencerFeeVault", "0x4200000000000000000000000000000000000011"),
  {
    name: "L1Block",
    address: "0x4200000000000000000000000000000000000015",
    runtimeBytecode: l1BlockRuntimeBytecode,
    abi: l1BlockAbi,
  },
  {
    name: "L2ToL1MessagePasser",
    address: "0x4200000000000000000000000000000000000016",
    runtimeBytecode: l2ToL1MessagePasserRuntimeBytecode,
    abi: l2ToL1MessagePasserAbi,
  },
  feeVault("BaseFeeVault", "0x4200000000000000000000000000000000000019"),
  feeVault("L1FeeVault", "0x420000000000000000000000000000000000001A"),
  feeVault("OperatorFeeVault", "0x420000000000000000000000000000000000001b"),
] as const satisfies readonly Predeploy[];

/** The upper levels of the bridge. They are of use only with their counterparts on L1. */
export const bridgePredeploys = [
  {
    name: "L2CrossDomainMessenger",
    address: "0x4200000000000000000000000000000000000007",
    runtimeBytecode: l2CrossDomainMessengerRuntimeBytecode,
    abi: l2CrossDomainMessengerAbi,
  },
  {
    name: "L2StandardBridge",
    address: "0x4200000000000000000000000000000000000010",
    runtimeBytecode: l2StandardBridgeRuntimeBytecode,
    abi: l2StandardBridgeAbi,
  },
] as const satisfies readonly Predeploy[];

export interface PredeploySettings {
  /** Who may upgrade the predeploys. Absent: they stand at their addresses without a proxy, and only forks change them. */
  readonly proxyAdmin?: Address;
  /** Forks that are active in the first block, for the gas price oracle. */
  readonly forks?: {
    readonly ecotone?: boolean;
    readonly fjord?: boolean;
    readonly isthmus?: boolean;
    readonly jovian?: boolean;
  };
  /** The messenger and the bridge on L1 (their proxies). Absent: the genesis has neither here. */
  readonly l1?: { readonly messenger: Address; readonly bridge: Address };
  /** Where fees go. Absent: nowhere yet, and `withdraw` of the vaults reverts. */
  readonly fees?: {
    readonly recipient: Address;
    /** On which side the recipient is. */
    readonly network: "L1" | "L2";
    /** Wei; less than this stays in the vault. */
    readonly minWithdrawal?: bigint;
  };
}

export interface PredeployAccount {
  readonly name: string;
  readonly address: Address;
  readonly code: Hex;
  /** Slot to value, both 32 bytes. */
  readonly storage: Readonly<Record<Hex, Hex>>;
}

/** keccak256("eip1967.proxy.implementation") - 1 and keccak256("eip1967.proxy.admin") - 1: ERC-1967. */
const IMPLEMENTATION_SLOT = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
const ADMIN_SLOT = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";

/** The genesis accounts of all predeploys; with proxies, two for each. */
export function predeployAccounts(settings: PredeploySettings = {}): PredeployAccount[] {
  const all: readonly Predeploy[] = settings.l1 ? [...predeploys, ...bridgePredeploys] : predeploys;
  return all.flatMap(({ name, address, runtimeBytecode }) => {
    const storage = initialStorage(name, settings);
    if (!settings.proxyAdmin) return [{ name, address, code: runtimeBytecode, storage }];
    const implementation = implementationAddress(address);
    const pointers = { [IMPLEMENTATION_SLOT]: word(implementation), [ADMIN_SLOT]: word(settings.proxyAdmin) };
    return [
      { name, address, code: predeployProxyRuntimeBytecode, storage: { ...storage, ...pointers } },
      { name: `${name} (implementation)`, address: implementation, code: runtimeBytecode, storage: {} },
    ];
  });
}

/** Where the code behind a predeploy's proxy stands in the genesis: the last two bytes are the predeploy's. */
export function implementationAddress(predeploy: Address): Address {
  return `0xc0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3${predeploy.slice(-4).toLowerCase()}`;
}

function feeVault<Name extends string, Where extends Address>(name: Name, address: Where) {
  return { name, address, runtimeBytecode: feeVaultRuntimeBytecode, abi: feeVaultAbi } as const;
}

// The layouts are described at the top of the contracts, and a test reads them back through the contracts' own getters.
function initialStorage(name: string, { forks = {}, fees, l1 }: PredeploySettings): Record<Hex, Hex> {
  if (name === "GasPriceOracle") {
    const flags = [forks.ecotone, forks.fjord, forks.isthmus, forks.jovian];
    const packed = flags.reduce((sum, active, i) => (active ? sum + (1n << BigInt(8 * i)) : sum), 0n);
    return packed === 0n ? {} : { [word(0n)]: word(packed) };
  }
  if (name.endsWith("FeeVault") && fees) {
    const network = fees.network === "L2" ? 1n : 0n;
    return {
      ...(fees.minWithdrawal ? { [word(1n)]: word(fees.minWithdrawal) } : {}),
      [word(2n)]: word(BigInt(fees.recipient) + (network << 160n)),
    };
  }
  if (name === "L2CrossDomainMessenger" && l1) return { [word(0n)]: word(l1.messenger) };
  if (name === "L2StandardBridge" && l1) return { [word(0n)]: word(l1.bridge) };
  return {};
}

function word(value: bigint | Hex): Hex {
  return `0x${BigInt(value).toString(16).padStart(64, "0")}`;
}
