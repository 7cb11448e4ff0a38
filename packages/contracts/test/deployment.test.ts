// Deployments on a real L1: refused, dry, cut off and gone on with.
import { getContract, keccak256 } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kromaPortalAbi } from "../src/abi/KromaPortal.ts";
import { proxyAbi } from "../src/abi/Proxy.ts";
import { securityCouncilTokenAbi } from "../src/abi/SecurityCouncilToken.ts";
import { deploy } from "../src/deployment.ts";
import type { DeploymentError } from "../src/deploymentError.ts";
import { type Addresses, type DeploymentSettings, planDeployment } from "../src/deploymentPlan.ts";
import { account, L1World, people } from "./l1World.ts";

const { deployer, owner, council } = people;
let l1: L1World;
let settings: DeploymentSettings;
let addresses: Addresses;
let expected: bigint;

beforeAll(async () => {
  l1 = await L1World.start([deployer]);
  settings = await l1.settings();
});
afterAll(() => l1?.anvil.stop());

const nonce = () => l1.chain.getTransactionCount({ address: deployer.address });
const refused = (change: (settings: DeploymentSettings) => DeploymentSettings) =>
  deploy(l1.chain, l1.wallet(deployer), change(settings)).then(
    () => "deployed",
    (error: DeploymentError) => error.code,
  );

test("is refused before the first transaction", async () => {
  const before = await nonce();
  const { roles } = settings;
  expect(await refused((s) => ({ ...s, salt: "0x01" }))).toBe("SETTINGS");
  expect(await refused((s) => ({ ...s, parameters: { ...s.parameters, jailThreshold: 256 } }))).toBe("SETTINGS");
  expect(await refused((s) => ({ ...s, l2: { ...s.l2, startingTimestamp: 2 ** 40 } }))).toBe("SETTINGS");
  expect(await refused((s) => ({ ...s, roles: { ...roles, councilMembers: [] } }))).toBe("ROLES");
  expect(await refused((s) => ({ ...s, roles: { ...roles, batcher: owner.address } }))).toBe("ROLES");
  expect(await refused((s) => ({ ...s, roles: { ...roles, batcher: deployer.address } }))).toBe("ROLES");
  expect(await refused((s) => ({ ...s, parameters: { ...s.parameters, l1ChainId: 901 } }))).toBe("CHAIN");
  const kro = account(98).address;
  expect(await refused((s) => ({ ...s, tokens: { kro, kgh: kro } }))).toBe("REUSED");
  expect(await refused((s) => ({ ...s, deployer: account(99).address }))).toBe("BALANCE");
  expect(await nonce()).toBe(before);
});

test("a dry run says what is to do and does nothing", async () => {
  const before = await nonce();
  const dry = await deploy(l1.chain, null, settings, { dryRun: true });
  expect(dry.doneNow).toHaveLength(dry.stepCount);
  expected = dry.gas;
  expect(await nonce()).toBe(before);
});

test("goes on after a stop, and a run after the last one changes nothing", async () => {
  let steps = 0;
  let spent = 0n;
  const stop = deploy(l1.chain, l1.wallet(deployer), settings, {
    onStep: (_, gas) => {
      spent += gas ?? 0n;
      if (gas === null && steps++ === 13) throw new Error("power cut");
    },
  });
  await expect(stop).rejects.toThrow("power cut");
  let dearestCall = 0n;
  const second = await deploy(l1.chain, l1.wallet(deployer), settings, {
    onStep: ({ kind }, gas) => {
      if (gas === null) return;
      spent += gas;
      if (kind === "call" && gas > dearestCall) dearestCall = gas;
    },
  });
  expect(second.doneNow).toHaveLength(second.stepCount - 13);
  // The balance check counts on both.
  expect(dearestCall).toBeLessThan(500_000n);
  expect(spent).toBeLessThanOrEqual(expected);
  addresses = second.addresses;
  const before = await nonce();
  const third = await deploy(l1.chain, l1.wallet(deployer), settings);
  expect(third).toEqual({ ...second, doneNow: [], gas: 0n, cost: 0n });
  expect(await nonce()).toBe(before);
});

test("addresses follow from the salt and the settings", () => {
  expect(planDeployment(settings).addresses).toEqual(addresses);
  const other = planDeployment({ ...settings, salt: keccak256("0x03") }).addresses;
  expect(Object.values(other).filter((address) => Object.values(addresses).includes(address))).toEqual([]);
});

test("the deployer has no power left, the owner and the council have theirs", async () => {
  for (const address of [addresses.KromaPortal, addresses.ValidatorManager]) {
    const proxy = { address, abi: proxyAbi };
    const admin = await l1.chain.simulateContract({ ...proxy, functionName: "admin", account: owner });
    expect(admin.result).toBe(owner.address);
    const upgrade = { ...proxy, functionName: "upgradeTo", args: [owner.address] } as const;
    await expect(l1.chain.simulateContract({ ...upgrade, account: deployer })).rejects.toThrow();
    await l1.chain.simulateContract({ ...upgrade, account: owner });
  }
  const seats = getContract({
    address: addresses.SecurityCouncilToken,
    abi: securityCouncilTokenAbi,
    client: l1.chain,
  });
  expect(await seats.read.owner()).toBe(owner.address);
  for (const member of council) expect(await seats.read.getVotes([member.address])).toBe(1n);
  const portal = { address: addresses.KromaPortal, abi: kromaPortalAbi };
  expect(await l1.chain.readContract({ ...portal, functionName: "GUARDIAN" })).toBe(addresses.SecurityCouncil);
});
