// An hour of submissions on a real L1, an output every two minutes, by four validators of whom one is never there. Only the
// clock is moved. Who is selected is the chain's chance; what has to follow from it is checked for whatever it gives.
import { type Address, parseEther, toHex, zeroHash } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assetManagerAbi } from "../src/abi/AssetManager.ts";
import { l2OutputOracleAbi } from "../src/abi/L2OutputOracle.ts";
import { testKghAbi } from "../src/abi/TestKgh.ts";
import { testKroAbi } from "../src/abi/TestKro.ts";
import { validatorManagerAbi } from "../src/abi/ValidatorManager.ts";
import { deploy } from "../src/deployment.ts";
import type { Addresses } from "../src/deploymentPlan.ts";
import { contractErrors } from "../src/errors.ts";
import { readValidator } from "../src/read.ts";
import { PUBLIC_ROUND_VALIDATOR } from "../src/status.ts";
import { account, L1World, people } from "./l1World.ts";

const { deployer, trusted } = people;
const [bob, lazy, dave, fan] = [account(31), account(32), account(33), account(34)] as const;
const present = [trusted, bob, dave];
const validators = [...present, lazy];
const OUTPUTS = 30;
const ROUND = 60;
const BASE_REWARD = parseEther("20");

let l1: L1World;
let addresses: Addresses;
let tokens: { kro: Address; kgh: Address };
const selected: { who: Address; publicRound: boolean }[] = [];

const oracle = () => ({ address: addresses.L2OutputOracle, abi: [...l2OutputOracleAbi, ...contractErrors] as const });
const manager = () => ({
  address: addresses.ValidatorManager,
  abi: [...validatorManagerAbi, ...contractErrors] as const,
});
const assets = () => ({ address: addresses.AssetManager, abi: [...assetManagerAbi, ...contractErrors] as const });
const kro = () => ({ address: tokens.kro, abi: testKroAbi });
const state = (who: Address) => readValidator(l1.chain, addresses, who);
const next = () => l1.chain.readContract({ ...manager(), functionName: "nextValidator" });
const balance = (who: Address) => l1.chain.readContract({ ...kro(), functionName: "balanceOf", args: [who] });
const sameAs = (address: Address) => (who: { address: Address }) => who.address.toLowerCase() === address.toLowerCase();

/** A block at this time, or as soon after it as the chain's clock, which has gone on while contracts were deployed. */
async function mineAt(timestamp: number): Promise<void> {
  const { timestamp: last } = await l1.chain.getBlock();
  await l1.anvil.mine(last < BigInt(timestamp) ? BigInt(timestamp) : last + 1n);
}

beforeAll(async () => {
  l1 = await L1World.start([deployer, fan, ...validators]);
  const settings = await l1.settings();
  tokens = settings.tokens;
  const parameters = {
    ...settings.parameters,
    submissionInterval: 60,
    segmentsLengths: [4, 6, 5, 2],
    roundDurationSeconds: ROUND,
    finalizationPeriodSeconds: 360,
    creationPeriodSeconds: 300,
    baseReward: BASE_REWARD,
  };
  ({ addresses } = await deploy(l1.chain, l1.wallet(deployer), { ...settings, parameters }));
  await l1.send(deployer, {
    ...kro(),
    functionName: "mint",
    args: [addresses.ValidatorRewardVault, parseEther("10000")],
  });
  for (const who of [...validators, fan]) {
    const stake = parseEther(who === lazy ? "3000" : "1000");
    await l1.send(who, { ...kro(), functionName: "mint", args: [who.address, stake] });
    await l1.send(who, { ...kro(), functionName: "approve", args: [addresses.AssetManager, stake] });
    if (who === fan) continue;
    const args = [stake, 10, deployer.address] as const;
    await l1.send(who, { ...manager(), functionName: "registerValidator", args });
  }
  await l1.send(fan, { ...assets(), functionName: "delegate", args: [trusted.address, parseEther("500")] });
  const kgh = { address: tokens.kgh, abi: testKghAbi };
  await l1.send(fan, { ...kgh, functionName: "mint", args: [fan.address, 7n] });
  await l1.send(fan, { ...kgh, functionName: "approve", args: [addresses.AssetManager, 7n] });
  await l1.send(fan, { ...assets(), functionName: "delegateKgh", args: [bob.address, 7n] });
});
afterAll(() => l1?.anvil.stop());

test("priority rounds are the selected validator's, public ones everybody's, and who misses its turns goes to jail", async () => {
  let misses = 0;
  for (let i = 0; i < OUTPUTS; i++) {
    const from = Number(await l1.chain.readContract({ ...oracle(), functionName: "nextOutputMinL2Timestamp" }));
    await mineAt(from + 1);
    const chosen = await next();
    const block = await l1.chain.readContract({ ...oracle(), functionName: "nextBlockNumber" });
    const submission = {
      functionName: "submitL2Output",
      args: [toHex(i + 1, { size: 32 }), block, zeroHash, 0n],
    } as const;
    const other = present.find((who) => !sameAs(chosen)(who))!;
    const early = l1.chain.simulateContract({ ...oracle(), ...submission, account: other });
    await expect(early).rejects.toThrow("NotSelectedPriorityValidator");
    let submitter = present.find(sameAs(chosen));
    const publicRound = submitter === undefined;
    if (publicRound) {
      expect(chosen.toLowerCase()).toBe(lazy.address.toLowerCase());
      await mineAt(from + ROUND + 1);
      expect((await next()).toLowerCase()).toBe(PUBLIC_ROUND_VALIDATOR);
      submitter = present[i % present.length]!;
      misses++;
    }
    // How far the selection walks down the tree is its block's chance, so an estimate may be too low.
    await l1.send(submitter!, { ...oracle(), ...submission, gas: 1_000_000n });
    selected.push({ who: submitter!.address, publicRound });
    const { misses: counted, inJail, status } = await state(lazy.address);
    // Two misses are let pass; the third is jail, and what is in jail is not selected.
    expect([counted, inJail, status]).toEqual(misses < 3 ? [misses, false, "ACTIVE"] : [2, true, "READY"]);
    expect(misses).toBeLessThanOrEqual(3);
  }
  expect(misses).toBe(3);
  // The first outputs are the trusted validator's, since the selection begins with the first finalized output.
  expect(selected[0]).toEqual({ who: trusted.address, publicRound: false });
  expect(new Set(selected.map(({ who }) => who)).size).toBe(3);
});

test("every finalized output is paid as the formula says, and KRO held is KRO owed", async () => {
  const events = await l1.chain.getContractEvents({ ...manager(), eventName: "RewardDistributed", fromBlock: 0n });
  expect(events.length).toBeGreaterThan(20);
  for (const [i, { args, blockNumber }] of events.entries()) {
    expect(args.outputIndex).toBe(BigInt(i));
    expect(args.validator).toBe(selected[i]!.who);
    const before = { ...assets(), args: [args.validator!], blockNumber: blockNumber - 1n } as const;
    // One block may finalize several outputs: what the earlier ones pay, the later ones count in.
    const paid = events
      .slice(0, i)
      .filter((earlier) => earlier.blockNumber === blockNumber && earlier.args.validator === args.validator);
    const ownBefore = await l1.chain.readContract({ ...before, functionName: "totalValidatorKro" });
    const delegatedBefore = await l1.chain.readContract({ ...before, functionName: "totalKroAssets" });
    const own = paid.reduce((sum, earlier) => sum + earlier.args.validatorReward!, ownBefore);
    const delegated = paid.reduce((sum, earlier) => sum + earlier.args.baseReward!, delegatedBefore);
    const shared = (BASE_REWARD * 90n) / 100n;
    const ownShare = (shared * own) / (own + delegated);
    // A KGH boosts by up to 40 % of the reward, along an arc tangent.
    const boosted = args.validator === bob.address ? Math.atan(1 / 100) * 0.4 * 20 : 0;
    const validatorReward = Number(args.validatorReward! - ownShare - BASE_REWARD / 10n) / 1e18;
    expect(validatorReward).toBeCloseTo(boosted / 10, 4);
    expect(args.baseReward).toBe(shared - ownShare);
    expect(Number(args.boostedReward) / 1e18).toBeCloseTo(boosted * 0.9, 4);
  }
  const states = await Promise.all(validators.map((who) => state(who.address)));
  const reward = { ...assets(), functionName: "getKghReward", args: [bob.address, fan.address] } as const;
  const accrued = await l1.chain.readContract(reward);
  const owed = states.reduce((sum, { own, delegated }) => sum + own + delegated, accrued);
  expect(await balance(addresses.AssetManager)).toBe(owed);
  expect(owed + (await balance(addresses.ValidatorRewardVault))).toBe(parseEther("16500"));
});

test("delegators take rewards out, and their stake after its time", async () => {
  const { delegated } = await state(trusted.address);
  expect(delegated).toBeGreaterThan(parseEther("500"));
  const before = await balance(fan.address);
  await l1.send(fan, { ...assets(), functionName: "claimKghReward", args: [bob.address] });
  expect(await balance(fan.address)).toBeGreaterThan(before);
  await l1.send(fan, { ...assets(), functionName: "undelegateKgh", args: [bob.address, 7n] });
  const args = [trusted.address, fan.address] as const;
  const worth = await l1.chain.readContract({ ...assets(), functionName: "getKroAssets", args });
  expect(worth).toBeGreaterThan(parseEther("500"));
  await l1.send(fan, { ...assets(), functionName: "delegate", args: [trusted.address, 1n] });
  const back = { ...assets(), functionName: "undelegate", args: [trusted.address, worth] } as const;
  await expect(l1.chain.simulateContract({ ...back, account: fan })).rejects.toThrow("NotElapsedMinDelegationPeriod");
  await l1.passTime(120);
  await l1.send(fan, back);
  expect((await state(trusted.address)).delegated).toBeLessThan(10n);
});

test("a commission changes after its delay", async () => {
  await l1.send(dave, { ...manager(), functionName: "initCommissionChange", args: [30] });
  const finalize = { ...manager(), functionName: "finalizeCommissionChange", args: [] } as const;
  const early = l1.chain.simulateContract({ ...finalize, account: dave });
  await expect(early).rejects.toThrow("NotElapsedCommissionChangeDelay");
  expect((await state(dave.address)).commissionRate).toBe(10);
  await l1.passTime(120);
  await l1.send(dave, finalize);
  expect((await state(dave.address)).commissionRate).toBe(30);
});

test("jail is left by asking, after its time, and the turns count anew", async () => {
  expect(await state(lazy.address)).toMatchObject({ inJail: true, weight: 0n });
  await l1.send(lazy, { ...manager(), functionName: "tryUnjail", args: [] });
  const free = { inJail: false, status: "ACTIVE", misses: 0, weight: parseEther("3000"), own: parseEther("3000") };
  expect(await state(lazy.address)).toMatchObject(free);
});
