// The whole L1 side on a real L1: deployed with a stop in between, a validator that submits, and a withdrawal that is proven
// with the proof of a node. Only the clock is moved.
import { Anvil } from "@assay/node/l1/anvil";
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeAbiParameters,
  getContract,
  type Hex,
  http,
  keccak256,
  type PublicClient,
  parseEther,
  zeroHash,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assetManagerAbi } from "../src/abi/AssetManager.ts";
import { kromaPortalAbi } from "../src/abi/KromaPortal.ts";
import { l2OutputOracleAbi } from "../src/abi/L2OutputOracle.ts";
import { l2ToL1MessagePasserAbi } from "../src/abi/L2ToL1MessagePasser.ts";
import { proxyAbi } from "../src/abi/Proxy.ts";
import { securityCouncilTokenAbi } from "../src/abi/SecurityCouncilToken.ts";
import { testKghAbi } from "../src/abi/TestKgh.ts";
import { testKroAbi } from "../src/abi/TestKro.ts";
import { validatorManagerAbi } from "../src/abi/ValidatorManager.ts";
import { l2ToL1MessagePasserRuntimeBytecode } from "../src/bytecode/L2ToL1MessagePasser.ts";
import { testKghBytecode } from "../src/bytecode/TestKgh.ts";
import { testKroBytecode } from "../src/bytecode/TestKro.ts";
import { type DeploymentError, deploy } from "../src/deployment.ts";
import { type Addresses, type DeploymentSettings, planDeployment } from "../src/deploymentPlan.ts";
import { networks } from "../src/networks.ts";
import { VALIDATOR_STATUS } from "../src/status.ts";

const GENESIS = 1_700_000_000;
const PASSER = "0x4200000000000000000000000000000000000016";
const account = (i: number) => privateKeyToAccount(`0x${i.toString(16).padStart(64, "0")}`);
const [deployer, owner, validator, batcher, signer, ...council] = [1, 2, 3, 4, 5, 6, 7, 8].map(account);
const cold: Address = "0x00000000000000000000000000000000000c01d0";

let anvil: Anvil;
let chain: PublicClient;
let settings: DeploymentSettings;
let addresses: Addresses;

// Fees are given, since viem asks anvil to fill them in, and anvil fills in a tip above the cap once its base fee has sunk.
const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };
const l1 = defineChain({
  id: 900,
  name: "L1",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
});
const walletOf = (who = deployer!) => createWalletClient({ account: who, chain: l1, transport: http(anvil.address) });
const mined = async (hash: Hex) => {
  const receipt = await chain.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe("success");
  return receipt;
};
const passTime = async (seconds: number) => {
  await anvil.rpc.request("evm_increaseTime", [seconds]);
  await anvil.rpc.request("evm_mine", []);
};

beforeAll(async () => {
  anvil = await Anvil.start({ chainId: 900n, genesisTime: BigInt(GENESIS) });
  await anvil.rpc.request("evm_setAutomine", [true]);
  chain = createPublicClient({ transport: http(anvil.address), pollingInterval: 20 });
  for (const who of [deployer!, owner!, validator!]) {
    await anvil.fund(who.address, parseEther("1000"));
  }
  const create = async (abi: typeof testKroAbi | typeof testKghAbi, bytecode: Hex) =>
    (await mined(await walletOf().deployContract({ ...fees, abi, bytecode }))).contractAddress!;
  settings = {
    salt: keccak256("0x01"),
    deployer: deployer!.address,
    owner: owner!.address,
    parameters: { ...networks.devnet, mptFirstOutputIndex: null },
    tokens: { kro: await create(testKroAbi, testKroBytecode), kgh: await create(testKghAbi, testKghBytecode) },
    roles: {
      trustedValidator: validator!.address,
      batcher: batcher!.address,
      unsafeBlockSigner: signer!.address,
      councilMembers: council.map(({ address }) => address),
    },
    l2: {
      startingBlockNumber: 0,
      startingTimestamp: GENESIS,
      gasLimit: 30_000_000n,
      baseFeeScalar: 1368,
      blobBaseFeeScalar: 810_949,
    },
    proofs: { sp1Verifier: "0x0000000000000000000000000000000000000001", programVKey: keccak256("0x02") },
  };
});

afterAll(() => anvil?.stop());

describe("deployment", () => {
  const refused = (change: (settings: DeploymentSettings) => DeploymentSettings) =>
    deploy(chain, walletOf(), change(settings)).then(
      () => "deployed",
      (error: DeploymentError) => error.code,
    );

  test("is refused before the first transaction", async () => {
    const nonce = await chain.getTransactionCount({ address: deployer!.address });
    const { roles } = settings;
    expect(await refused((s) => ({ ...s, salt: "0x01" }))).toBe("SETTINGS");
    expect(await refused((s) => ({ ...s, parameters: { ...s.parameters, jailThreshold: 256 } }))).toBe("SETTINGS");
    expect(await refused((s) => ({ ...s, l2: { ...s.l2, startingTimestamp: 2 ** 40 } }))).toBe("SETTINGS");
    expect(await refused((s) => ({ ...s, roles: { ...roles, councilMembers: [] } }))).toBe("ROLES");
    expect(await refused((s) => ({ ...s, roles: { ...roles, batcher: owner!.address } }))).toBe("ROLES");
    expect(await refused((s) => ({ ...s, roles: { ...roles, batcher: deployer!.address } }))).toBe("ROLES");
    expect(await refused((s) => ({ ...s, deployer: account(99).address }))).toBe("BALANCE");
    expect(await chain.getTransactionCount({ address: deployer!.address })).toBe(nonce);
  });

  test("a dry run says what is to do and does nothing", async () => {
    const nonce = await chain.getTransactionCount({ address: deployer!.address });
    const { doneNow, stepCount, gasUsed } = await deploy(chain, walletOf(), settings, { dryRun: true });
    expect(doneNow).toHaveLength(stepCount);
    expect(gasUsed).toBe(0n);
    expect(await chain.getTransactionCount({ address: deployer!.address })).toBe(nonce);
  });

  test("goes on after a stop, and a run after the last one changes nothing", async () => {
    let steps = 0;
    const stop = deploy(chain, walletOf(), settings, {
      onStep: (_, gas) => {
        if (gas === null && steps++ === 13) throw new Error("power cut");
      },
    });
    await expect(stop).rejects.toThrow("power cut");
    let dearest = 0n;
    const second = await deploy(chain, walletOf(), settings, {
      onStep: (_, gas) => {
        if (gas !== null && gas > dearest) dearest = gas;
      },
    });
    expect(second.doneNow).toHaveLength(second.stepCount - 13);
    // The balance check counts on this.
    expect(dearest).toBeLessThan(5_000_000n);
    addresses = second.addresses;
    const nonce = await chain.getTransactionCount({ address: deployer!.address });
    const third = await deploy(chain, walletOf(), settings);
    expect(third).toEqual({ addresses, stepCount: second.stepCount, doneNow: [], gasUsed: 0n });
    expect(await chain.getTransactionCount({ address: deployer!.address })).toBe(nonce);
  });

  test("addresses follow from the salt and the settings", () => {
    expect(planDeployment(settings).addresses).toEqual(addresses);
    const other = planDeployment({ ...settings, salt: keccak256("0x03") }).addresses;
    expect(Object.values(other).filter((address) => Object.values(addresses).includes(address))).toEqual([]);
  });

  test("the deployer has no power left, the owner and the council have theirs", async () => {
    for (const name of ["KromaPortal", "ValidatorManager"] as const) {
      const proxy = { address: addresses[name], abi: proxyAbi };
      expect((await chain.simulateContract({ ...proxy, functionName: "admin", account: owner! })).result).toBe(
        owner!.address,
      );
      await expect(
        chain.simulateContract({ ...proxy, functionName: "upgradeTo", args: [PASSER], account: deployer! }),
      ).rejects.toThrow();
    }
    const seats = getContract({ address: addresses.SecurityCouncilToken, abi: securityCouncilTokenAbi, client: chain });
    expect(await seats.read.owner()).toBe(owner!.address);
    for (const member of council) expect(await seats.read.getVotes([member.address])).toBe(1n);
    expect(
      await chain.readContract({ address: addresses.KromaPortal, abi: kromaPortalAbi, functionName: "GUARDIAN" }),
    ).toBe(addresses.SecurityCouncil);
  });
});

describe("a validator and a withdrawal", () => {
  test("registers, submits, and what L2 withdrew is paid on L1", async () => {
    const kro = { address: settings.tokens.kro, abi: testKroAbi } as const;
    const manager = { address: addresses.ValidatorManager, abi: validatorManagerAbi } as const;
    const oracle = { address: addresses.L2OutputOracle, abi: l2OutputOracleAbi } as const;
    const portal = { address: addresses.KromaPortal, abi: kromaPortalAbi } as const;
    const wallet = walletOf(validator!);
    await mined(
      await wallet.writeContract({ ...fees, ...kro, functionName: "mint", args: [validator!.address, 1000n] }),
    );
    await mined(
      await wallet.writeContract({
        ...fees,
        ...kro,
        functionName: "mint",
        args: [addresses.ValidatorRewardVault, 1000n],
      }),
    );
    await mined(
      await wallet.writeContract({ ...fees, ...kro, functionName: "approve", args: [addresses.AssetManager, 1000n] }),
    );
    await mined(
      await wallet.writeContract({ ...fees, ...manager, functionName: "registerValidator", args: [1000n, 10, cold] }),
    );
    const status = await chain.readContract({ ...manager, functionName: "getStatus", args: [validator!.address] });
    expect(VALIDATOR_STATUS[status]).toBe("ACTIVE");

    // The L2 of this test: the message passer in the same anvil, with enough withdrawals for a trie of several levels.
    await anvil.rpc.request("anvil_setCode", [PASSER, l2ToL1MessagePasserRuntimeBytecode]);
    const passer = { address: PASSER, abi: l2ToL1MessagePasserAbi } as const;
    const target: Address = "0x00000000000000000000000000000000000000aa";
    for (let i = 0; i < 24; i++) {
      const args = [target, 100_000n, "0x"] as const;
      await mined(
        await wallet.writeContract({ ...fees, ...passer, functionName: "initiateWithdrawal", args, value: 7n }),
      );
    }
    const withdrawal = {
      nonce: (1n << 240n) + 11n,
      sender: validator!.address,
      target,
      value: 7n,
      gasLimit: 100_000n,
      data: "0x",
    } as const;
    const withdrawalHash = await chain.readContract({ ...portal, functionName: "hashWithdrawal", args: [withdrawal] });
    expect(await chain.readContract({ ...passer, functionName: "sentMessages", args: [withdrawalHash] })).toBe(true);
    const slot = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [withdrawalHash, 0n]));
    const block = await chain.getBlock();
    const proof = await chain.getProof({ address: PASSER, storageKeys: [slot], blockNumber: block.number });
    expect(proof.storageProof[0]!.proof.length).toBeGreaterThan(2);

    const outputRootProof = {
      version: zeroHash,
      stateRoot: block.stateRoot,
      messagePasserStorageRoot: proof.storageHash,
      latestBlockhash: block.hash,
      nextBlockHash: zeroHash,
    };
    const root = await chain.readContract({ ...portal, functionName: "hashOutputRootProof", args: [outputRootProof] });
    await mined(
      await wallet.writeContract({
        ...fees,
        ...oracle,
        functionName: "submitL2Output",
        args: [root, 0n, block.hash, block.number],
      }),
    );
    expect((await chain.readContract({ ...oracle, functionName: "getL2Output", args: [0n] })).submitter).toBe(
      validator!.address,
    );

    // ETH that deposits brought.
    await mined(
      await wallet.writeContract({
        ...fees,
        ...portal,
        functionName: "depositTransaction",
        args: [target, 0n, 100_000n, false, "0x"],
        value: 100n,
      }),
    );
    await mined(
      await wallet.writeContract({
        ...fees,
        ...portal,
        functionName: "proveWithdrawalTransaction",
        args: [withdrawal, 0n, outputRootProof, [...proof.storageProof[0]!.proof]],
      }),
    );
    await passTime(100);
    await expect(
      chain.simulateContract({ ...portal, functionName: "finalizeWithdrawalTransaction", args: [withdrawal] }),
    ).rejects.toThrow("ProofNotOldEnough");
    await passTime(30);
    await mined(
      await wallet.writeContract({
        ...fees,
        ...portal,
        functionName: "finalizeWithdrawalTransaction",
        args: [withdrawal],
      }),
    );
    expect(await chain.getBalance({ address: target })).toBe(7n);

    // The next submission pays for the finalized output: 10 % commission of 20, and all of the rest, since nobody delegated.
    await mined(
      await wallet.writeContract({
        ...fees,
        ...oracle,
        functionName: "submitL2Output",
        args: [root, 4n, zeroHash, 0n],
      }),
    );
    const assets = { address: addresses.AssetManager, abi: assetManagerAbi } as const;
    expect(await chain.readContract({ ...assets, functionName: "totalValidatorKro", args: [validator!.address] })).toBe(
      1020n,
    );
    expect(
      await chain.readContract({ ...assets, functionName: "totalValidatorKroBonded", args: [validator!.address] }),
    ).toBe(10n);
  });
});
