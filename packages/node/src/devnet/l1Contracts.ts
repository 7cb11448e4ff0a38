// The rollup's contracts on a development L1: the system configuration and the portal, behind proxies.
import { kromaPortalAbi } from "@assay/contracts/abi/KromaPortal";
import { proxyAbi } from "@assay/contracts/abi/Proxy";
import { systemConfigAbi } from "@assay/contracts/abi/SystemConfig";
import { kromaPortalBytecode } from "@assay/contracts/bytecode/KromaPortal";
import { proxyBytecode } from "@assay/contracts/bytecode/Proxy";
import { systemConfigBytecode } from "@assay/contracts/bytecode/SystemConfig";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { type ContractFunctionArgs, type ContractFunctionName, encodeDeployData, encodeFunctionData } from "viem";
import { word } from "../depositTransaction.ts";
import type { Call, Wallet } from "../l1/wallet.ts";

export interface RollupAddresses {
  readonly portal: Hex;
  readonly systemConfig: Hex;
}

export interface RollupContracts {
  readonly batcher: Hex;
  readonly gasLimit: bigint;
  readonly baseFeeScalar: number;
  readonly blobBaseFeeScalar: number;
  /** Where outputs are found that withdrawals are proven against; deposits do without. */
  readonly outputOracle?: Hex;
}

/** OP Mainnet's market for deposits' gas. */
const RESOURCES = {
  maxResourceLimit: 20_000_000,
  elasticityMultiplier: 10,
  baseFeeMaxChangeDenominator: 8,
  minimumBaseFee: 1_000_000_000,
  systemTxMaxGas: 1_000_000,
  maximumBaseFee: 2n ** 128n - 1n,
} as const;
const DEPLOY_GAS = 6_000_000n;
const CALL_GAS = 1_000_000n;
const NOWHERE: Hex = `0x${"00".repeat(20)}`;

/** Sends the deployment; it is there after the next L1 block. The wallet owns both, and pauses. */
export async function deployRollup(wallet: Wallet, settings: RollupContracts): Promise<RollupAddresses> {
  const owner = wallet.address;
  const create = async (data: Hex): Promise<Hex> => {
    const address = await wallet.nextContract();
    await wallet.send({ to: null, data: fromHex(data)!, gas: DEPLOY_GAS });
    return address;
  };
  const behindProxy = async (implementation: Hex, initialization: Hex): Promise<Hex> => {
    const args = [owner] as const;
    const proxy = await create(encodeDeployData({ abi: proxyAbi, bytecode: proxyBytecode, args }));
    const call = { abi: proxyAbi, functionName: "upgradeToAndCall", args: [implementation, initialization] } as const;
    await wallet.send({ to: proxy, data: fromHex(encodeFunctionData(call))!, gas: CALL_GAS });
    return proxy;
  };
  const systemConfig = await behindProxy(
    await create(encodeDeployData({ abi: systemConfigAbi, bytecode: systemConfigBytecode })),
    encodeFunctionData({
      abi: systemConfigAbi,
      functionName: "initialize",
      args: [
        owner,
        settings.baseFeeScalar,
        settings.blobBaseFeeScalar,
        addressWord(settings.batcher),
        settings.gasLimit,
        settings.batcher,
        RESOURCES,
      ],
    }),
  );
  const portal = await behindProxy(
    await create(
      encodeDeployData({
        abi: kromaPortalAbi,
        bytecode: kromaPortalBytecode,
        args: [settings.outputOracle ?? NOWHERE, owner, systemConfig],
      }),
    ),
    encodeFunctionData({ abi: kromaPortalAbi, functionName: "initialize", args: [false] }),
  );
  return { portal, systemConfig };
}

/** 32 bytes, as a batcher's hash is written. */
export function addressWord(address: Hex): Hex {
  return toHex(word(BigInt(address)));
}

export interface PortalDeposit {
  /** null: creates a contract. */
  readonly to: Hex | null;
  /** Sent along, and minted on L2. */
  readonly mint: bigint;
  readonly value: bigint;
  readonly gas: bigint;
  readonly data: Uint8Array;
}

/** A deposit through the portal; the sender on L2 is who sends this call. */
export function depositCall(portal: Hex, { to, mint, value, gas, data }: PortalDeposit): Call {
  const args = [to ?? NOWHERE, value, gas, to === null, toHex(data)] as const;
  const call = encodeFunctionData({ abi: kromaPortalAbi, functionName: "depositTransaction", args });
  // The portal burns as much gas as the deposit buys on L2, at its market's price.
  return { to: portal, data: fromHex(call)!, value: mint, gas: CALL_GAS + 2n * gas };
}

/** A setter of the system configuration, which only its owner may call. */
export function configCall<Name extends ContractFunctionName<typeof systemConfigAbi, "nonpayable">>(
  systemConfig: Hex,
  functionName: Name,
  args: ContractFunctionArgs<typeof systemConfigAbi, "nonpayable", Name>,
): Call {
  const data = encodeFunctionData({ abi: systemConfigAbi, functionName, args } as never);
  return { to: systemConfig, data: fromHex(data)!, gas: CALL_GAS };
}
