// Carries a deployment plan out. A step that is done already is left out, so a run that stopped goes on where it was, and
// a run after the last one changes nothing.
import { type Address, formatEther, isAddressEqual, type PublicClient, type WalletClient } from "viem";
import {
  type Addresses,
  CREATE2_FACTORY,
  type DeploymentPlan,
  type DeploymentSettings,
  planDeployment,
  type Step,
} from "./deploymentPlan.ts";
import { checkParameters } from "./networks.ts";
import { waitForReceipt } from "./receipt.ts";

// Fees have room for the base fee to double; more than this many blocks full of dearer transactions are rare.
const MINED_WITHIN_MS = 600_000;

/** A deployment that must not begin, or that did not go through. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
  /** Stable: SETTINGS, ROLES, BALANCE, FACTORY, CODE, REVERTED, NOT_MINED. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export interface DeploymentOptions {
  /** Look only: say what is left to do. */
  readonly dryRun?: boolean;
  /** Called before each step that is to be done, and after it with its gas. */
  readonly onStep?: (step: Step, gasUsed: bigint | null) => void;
}

export interface DeploymentResult {
  readonly addresses: Addresses;
  /** Steps in all, and those that this run did (a dry run: would do). */
  readonly stepCount: number;
  readonly doneNow: readonly string[];
  readonly gasUsed: bigint;
}

/** Deploys the L1 side. The wallet's account is the deployer.
 *  @throws DeploymentError before the first transaction when settings, roles or balance are wrong. */
export async function deploy(
  chain: PublicClient,
  wallet: WalletClient,
  settings: DeploymentSettings,
  options: DeploymentOptions = {},
): Promise<DeploymentResult> {
  checkSettings(settings);
  const plan = planDeployment(settings);
  const left = await stepsLeft(chain, plan);
  if (!options.dryRun && left.length > 0) await checkChain(chain, settings, left);
  const doneNow: string[] = [];
  let gasUsed = 0n;
  for (const step of left) {
    options.onStep?.(step, null);
    if (!options.dryRun) {
      const gas = await perform(chain, wallet, settings.deployer, step);
      gasUsed += gas;
      options.onStep?.(step, gas);
    }
    doneNow.push(step.name);
  }
  return { addresses: plan.addresses, stepCount: plan.steps.length, doneNow, gasUsed };
}

/** The steps that a chain's state does not show as done. */
export async function stepsLeft(chain: PublicClient, plan: DeploymentPlan): Promise<Step[]> {
  const done = await Promise.all(plan.steps.map((step) => isDone(chain, step)));
  return plan.steps.filter((_, i) => !done[i]);
}

async function isDone(chain: PublicClient, step: Step): Promise<boolean> {
  if (step.kind === "create") return ((await chain.getCode({ address: step.address })) ?? "0x") !== "0x";
  const { slot, value, orMore } = step.doneWhen;
  const stored = BigInt((await chain.getStorageAt({ address: step.to, slot })) ?? 0);
  return orMore ? stored >= value : stored === value;
}

async function perform(chain: PublicClient, wallet: WalletClient, deployer: Address, step: Step): Promise<bigint> {
  const to = step.kind === "create" ? CREATE2_FACTORY : step.to;
  // Room for the base fee to double while the transaction waits.
  const [{ baseFeePerGas }, maxPriorityFeePerGas] = await Promise.all([
    chain.getBlock(),
    chain.estimateMaxPriorityFeePerGas(),
  ]);
  const maxFeePerGas = (baseFeePerGas ?? 0n) * 2n + maxPriorityFeePerGas;
  const hash = await wallet.sendTransaction({
    account: wallet.account ?? deployer,
    chain: wallet.chain ?? null,
    to,
    data: step.data,
    maxFeePerGas,
    maxPriorityFeePerGas,
  });
  const receipt = await waitForReceipt(chain, hash, MINED_WITHIN_MS);
  if (!receipt) throw new DeploymentError("NOT_MINED", `${step.name}: ${hash} is in no block yet; run again later`);
  if (receipt.status !== "success") {
    throw new DeploymentError("REVERTED", `${step.name}: transaction ${hash} reverted; run again after a look at it`);
  }
  if (!(await isDone(chain, step))) {
    throw new DeploymentError("CODE", `${step.name}: transaction ${hash} succeeded without its effect`);
  }
  return receipt.gasUsed;
}

function checkSettings({ parameters, roles, owner, deployer, salt, l2 }: DeploymentSettings): void {
  const breaches = checkParameters(parameters);
  if (breaches.length > 0) throw new DeploymentError("SETTINGS", breaches.join("; "));
  if (!/^0x[0-9a-fA-F]{64}$/.test(salt)) throw new DeploymentError("SETTINGS", "the salt must be 32 bytes in hex");
  if (l2.startingTimestamp * 1000 > Date.now()) {
    throw new DeploymentError("SETTINGS", "the starting block's timestamp is in the future");
  }
  if (roles.councilMembers.length === 0) throw new DeploymentError("ROLES", "the Security Council has no members");
  // Keys that are in use on servers must not be able to upgrade, and one stolen key must not be two roles.
  const hot: [string, Address][] = [
    ["batcher", roles.batcher],
    ["unsafe block signer", roles.unsafeBlockSigner],
    ["trusted validator", roles.trustedValidator],
  ];
  const all: [string, Address][] = [...hot, ["owner", owner], ...roles.councilMembers.map(councilMember)];
  for (const [i, [name, address]] of all.entries()) {
    const other = all.slice(i + 1).find(([, candidate]) => isAddressEqual(candidate, address));
    if (other) throw new DeploymentError("ROLES", `${name} and ${other[0]} are the same account, ${address}`);
  }
  const deploying = hot.find(([, address]) => isAddressEqual(address, deployer));
  if (deploying) throw new DeploymentError("ROLES", `the deployer is the ${deploying[0]} as well, ${deployer}`);
}

function councilMember(address: Address, i: number): [string, Address] {
  return [`council member ${i + 1}`, address];
}

// What a step costs at most here; measured: the largest takes 4.5 million.
const GAS_PER_STEP = 5_000_000n;

async function checkChain(chain: PublicClient, { deployer }: DeploymentSettings, left: readonly Step[]): Promise<void> {
  if (!(await chain.getCode({ address: CREATE2_FACTORY }))) {
    throw new DeploymentError(
      "FACTORY",
      `no code at ${CREATE2_FACTORY}; deploy the deterministic deployment proxy there first`,
    );
  }
  const creations = BigInt(left.filter(({ kind }) => kind === "create").length);
  const needed = creations * GAS_PER_STEP * (await chain.getGasPrice());
  const balance = await chain.getBalance({ address: deployer });
  if (balance < needed) {
    throw new DeploymentError(
      "BALANCE",
      `${deployer} has ${formatEther(balance)} ETH, the deployment may need ${formatEther(needed)}`,
    );
  }
}
