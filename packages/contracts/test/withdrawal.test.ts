// A withdrawal on a real L1, proven with the proof of a node. Only the clock is moved.
import { type Address, encodeAbiParameters, getAddress, keccak256, zeroHash } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kromaPortalAbi } from "../src/abi/KromaPortal.ts";
import { l2OutputOracleAbi } from "../src/abi/L2OutputOracle.ts";
import { l2ToL1MessagePasserAbi } from "../src/abi/L2ToL1MessagePasser.ts";
import { testKroAbi } from "../src/abi/TestKro.ts";
import { validatorManagerAbi } from "../src/abi/ValidatorManager.ts";
import { l2ToL1MessagePasserRuntimeBytecode } from "../src/bytecode/L2ToL1MessagePasser.ts";
import { deploy } from "../src/deployment.ts";
import type { Addresses } from "../src/deploymentPlan.ts";
import { readValidator } from "../src/read.ts";
import { L1World, people } from "./l1World.ts";

const PASSER = "0x4200000000000000000000000000000000000016";
const COLD = getAddress("0x00000000000000000000000000000000000c01d0");
const { deployer, trusted } = people;
let l1: L1World;
let addresses: Addresses;
let token: Address;

beforeAll(async () => {
  l1 = await L1World.start([deployer, trusted]);
  const settings = await l1.settings();
  token = settings.tokens.kro;
  ({ addresses } = await deploy(l1.chain, l1.wallet(deployer), settings));
});
afterAll(() => l1?.anvil.stop());

test("a validator registers and submits, and what L2 withdrew is paid on L1", async () => {
  const kro = { address: token, abi: testKroAbi };
  const manager = { address: addresses.ValidatorManager, abi: validatorManagerAbi };
  const oracle = { address: addresses.L2OutputOracle, abi: l2OutputOracleAbi };
  const portal = { address: addresses.KromaPortal, abi: kromaPortalAbi };
  await l1.send(trusted, { ...kro, functionName: "mint", args: [trusted.address, 1000n] });
  await l1.send(trusted, { ...kro, functionName: "mint", args: [addresses.ValidatorRewardVault, 1000n] });
  await l1.send(trusted, { ...kro, functionName: "approve", args: [addresses.AssetManager, 1000n] });
  await l1.send(trusted, { ...manager, functionName: "registerValidator", args: [1000n, 10, COLD] });
  expect(await readValidator(l1.chain, addresses, trusted.address)).toEqual({
    status: "ACTIVE",
    weight: 1000n,
    inJail: false,
    jailExpiresAt: 0n,
    misses: 0,
    commissionRate: 10,
    withdrawAccount: COLD,
    own: 1000n,
    bonded: 0n,
    delegated: 0n,
    kghCount: 0n,
  });

  // The L2 of this test: the message passer in the same anvil, with enough withdrawals for a trie of several levels.
  await l1.anvil.rpc.request("anvil_setCode", [PASSER, l2ToL1MessagePasserRuntimeBytecode]);
  const passer = { address: PASSER, abi: l2ToL1MessagePasserAbi } as const;
  const target: Address = "0x00000000000000000000000000000000000000aa";
  for (let i = 0; i < 24; i++) {
    await l1.send(trusted, {
      ...passer,
      functionName: "initiateWithdrawal",
      args: [target, 100_000n, "0x"],
      value: 7n,
    });
  }
  const sender = trusted.address;
  const withdrawal = { nonce: (1n << 240n) + 11n, sender, target, value: 7n, gasLimit: 100_000n, data: "0x" } as const;
  const withdrawalHash = await l1.chain.readContract({ ...portal, functionName: "hashWithdrawal", args: [withdrawal] });
  expect(await l1.chain.readContract({ ...passer, functionName: "sentMessages", args: [withdrawalHash] })).toBe(true);
  const slot = keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "uint256" }], [withdrawalHash, 0n]));
  const block = await l1.chain.getBlock();
  const proof = await l1.chain.getProof({ address: PASSER, storageKeys: [slot], blockNumber: block.number });
  const nodes = [...proof.storageProof[0]!.proof];
  expect(nodes.length).toBeGreaterThan(2);

  const outputRootProof = {
    version: zeroHash,
    stateRoot: block.stateRoot,
    messagePasserStorageRoot: proof.storageHash,
    latestBlockhash: block.hash,
    nextBlockHash: zeroHash,
  };
  const hashing = { ...portal, functionName: "hashOutputRootProof", args: [outputRootProof] } as const;
  const root = await l1.chain.readContract(hashing);
  // The first output is of block 0, and may be submitted at block 1's time.
  await l1.passTime(2);
  await l1.send(trusted, { ...oracle, functionName: "submitL2Output", args: [root, 0n, block.hash, block.number] });
  const output = await l1.chain.readContract({ ...oracle, functionName: "getL2Output", args: [0n] });
  expect(output.submitter).toBe(sender);

  // ETH that deposits brought.
  const deposit = { ...portal, functionName: "depositTransaction", args: [target, 0n, 100_000n, false, "0x"] };
  await l1.send(trusted, { ...deposit, value: 100n });
  const proving = { ...portal, functionName: "proveWithdrawalTransaction" } as const;
  const wrong = [{ ...withdrawal, value: 8n }, 0n, outputRootProof, nodes] as const;
  await expect(l1.chain.simulateContract({ ...proving, args: wrong })).rejects.toThrow("InvalidWithdrawalProof");
  await l1.send(trusted, { ...proving, args: [withdrawal, 0n, outputRootProof, nodes] });
  const finalizing = { ...portal, functionName: "finalizeWithdrawalTransaction", args: [withdrawal] } as const;
  await l1.passTime(100);
  await expect(l1.chain.simulateContract(finalizing)).rejects.toThrow("ProofNotOldEnough");
  await l1.passTime(30);
  await l1.send(trusted, finalizing);
  expect(await l1.chain.getBalance({ address: target })).toBe(7n);

  // The next submission pays for the finalized output: 10 % commission of 20, and all of the rest, since nobody delegated.
  await l1.send(trusted, { ...oracle, functionName: "submitL2Output", args: [root, 4n, zeroHash, 0n] });
  expect(await readValidator(l1.chain, addresses, sender)).toMatchObject({ own: 1020n, bonded: 10n, weight: 1020n });
});
