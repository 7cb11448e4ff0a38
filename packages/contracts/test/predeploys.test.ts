import { Common, Mainnet } from "@ethereumjs/common";
import { createEVM } from "@ethereumjs/evm";
import { createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { type Abi, type Address, decodeFunctionResult, encodeFunctionData, getAddress, type Hex, toHex } from "viem";
import { describe, expect, test } from "vitest";
import {
  bridgePredeploys,
  implementationAddress,
  type PredeployAccount,
  predeployAccounts,
  predeploys,
} from "../src/predeploys.ts";

const ADMIN = "0x00000000000000000000000000000000000000ad";
const RECIPIENT = "0x00000000000000000000000000000000000000fe";
const MESSENGER = "0x00000000000000000000000000000000000000a7";
const BRIDGE = "0x0000000000000000000000000000000000000b10";

/** A chain with these accounts, by an EVM that nobody here wrote; at Paris, what a chain starting with Bedrock has. */
async function chainOf(accounts: readonly PredeployAccount[]) {
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: "paris" }) });
  for (const { address, code, storage } of accounts) {
    const at = createAddressFromString(address);
    await evm.stateManager.putCode(at, hexToBytes(code));
    for (const [slot, value] of Object.entries(storage)) {
      const trimmed = hexToBytes(value).subarray(32 - (value.slice(2).replace(/^(00)+/, "").length >> 1));
      await evm.stateManager.putStorage(at, hexToBytes(slot as Hex), trimmed);
    }
  }
  return async (address: Address, abi: Abi, functionName: string, from: Address = RECIPIENT) => {
    const { execResult } = await evm.runCall({
      caller: createAddressFromString(from),
      to: createAddressFromString(address),
      data: hexToBytes(encodeFunctionData({ abi, functionName })),
      gasLimit: 1_000_000n,
    });
    expect(execResult.exceptionError, `${functionName} of ${address}`).toBeUndefined();
    return decodeFunctionResult({ abi, functionName, data: toHex(execResult.returnValue) });
  };
}

const settings = {
  forks: { ecotone: true, fjord: true, isthmus: false },
  fees: { recipient: RECIPIENT, network: "L2", minWithdrawal: 10n },
  l1: { messenger: MESSENGER, bridge: BRIDGE },
} as const;

describe("genesis accounts", () => {
  for (const [how, proxyAdmin] of [
    ["behind proxies", ADMIN],
    ["without proxies", undefined],
  ] as const) {
    test(`the contracts read their storage, ${how}`, async () => {
      const read = await chainOf(predeployAccounts({ ...settings, ...(proxyAdmin ? { proxyAdmin } : {}) }));
      for (const { name, address, abi } of [...predeploys, ...bridgePredeploys]) {
        if (name.endsWith("FeeVault")) {
          expect(await read(address, abi, "RECIPIENT")).toBe(getAddress(RECIPIENT));
          expect(await read(address, abi, "MIN_WITHDRAWAL_AMOUNT")).toBe(10n);
          expect(await read(address, abi, "WITHDRAWAL_NETWORK")).toBe(1);
        }
        if (name === "GasPriceOracle") {
          const flags = ["isEcotone", "isFjord", "isIsthmus", "isJovian"];
          expect(await Promise.all(flags.map((flag) => read(address, abi, flag)))).toEqual([true, true, false, false]);
        }
        if (name === "L2ToL1MessagePasser") expect(await read(address, abi, "messageNonce")).toBe(1n << 240n);
        if (name === "L2CrossDomainMessenger") {
          expect(await read(address, abi, "otherMessenger")).toBe(getAddress(MESSENGER));
        }
        if (name === "L2StandardBridge") expect(await read(address, abi, "otherBridge")).toBe(getAddress(BRIDGE));
        if (name === "L1Block") expect(await read(address, abi, "number")).toBe(0n);
      }
    });
  }

  test("an implementation's address ends like its predeploy's", () => {
    expect(implementationAddress("0x420000000000000000000000000000000000000F")).toBe(
      "0xc0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3c0d3000f",
    );
    expect(new Set(predeployAccounts({ proxyAdmin: ADMIN }).map(({ address }) => address)).size).toBe(14);
    const { l1 } = settings;
    expect(new Set(predeployAccounts({ proxyAdmin: ADMIN, l1 }).map(({ address }) => address)).size).toBe(18);
  });

  test("no code uses PUSH0, which a chain before Canyon does not have", () => {
    for (const { name, code } of predeployAccounts({ proxyAdmin: ADMIN, l1: settings.l1 })) {
      const bytes = hexToBytes(code);
      for (let i = 0; i < bytes.length; i++) {
        const opcode = bytes[i]!;
        expect(opcode, `${name} at ${i}`).not.toBe(0x5f);
        if (opcode >= 0x60 && opcode <= 0x7f) i += opcode - 0x5f;
      }
    }
  });
});
