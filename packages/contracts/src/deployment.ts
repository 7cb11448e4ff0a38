// Carries a deployment plan out. A step that is done already is left out, so a run that stopped goes on where it was, and
// a run after the last one changes nothing.
import {
  type Address,
  BaseError,
  ExecutionRevertedError,
  formatEther,
  isAddressEqual,
  type PublicClient,
  type WalletClient,
} from "viem";
import { DeploymentError } from "./deploymentError.ts";
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

export interface DeploymentOptions {
  /** Look only: say what is left to do. */
  readonly dryRun?: boolean;
  /** Called when everything is checked, before the first transaction. */
  readonly onPlan?: (plan: DeploymentPlan, stepsLeft: number) => void;
  /** Called before each step that is to be done, and after it with its gas; in a dry run with what it takes at most. */
  readonly onStep?: (step: Step, gasUsed: bigint | null) => void;
}

export interface DeploymentResult {
  readonly addresses: Addresses;
  readonly tokens: { readonly kro: Address; readonly kgh: Address };
  /** Steps in all, and those that this run did (a dry run: would do). */
  readonly stepCount: number;
  readonly doneNow: readonly string[];
  /** Of a dry run: what the steps left take at most. */
  readonly gas: bigint;
  /** Wei. Of a dry run: at the price that the chain asks now. */
  readonly cost: bigint;
}

/** Deploys the L1 side. The wallet's account is the deployer; a dry run needs none.
 *  @throws DeploymentError before the first transaction when settings, roles, chain or balance are wrong. */
export async function deploy(
  chain: PublicClient,
  wallet: WalletClient | null,
  settings: DeploymentSettings,
  options: DeploymentOptions = {},
): Promise<DeploymentResult> {
  checkSettings(settings);
  const plan = planDeployment(settings);
  try {
    return await carryOut(chain, wallet, settings, plan, options);
  } catch (error) {
    // SOUNDNESS: a node's answers come from outside. What viem says of them is a BaseError; numbers and objects that are none
    // end as one of JavaScript's own; test: packages/cli/src/deploy.test.ts.
    if (error instanceof BaseError) throw new DeploymentError(reverts(error) ? "REVERTED" : "NODE", error.shortMessage);
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) {
      throw new DeploymentError("NODE", `an answer that is not understood: ${error.message}`);
    }
    throw error;
  }
}

async function carryOut(
  chain: PublicClient,
  wallet: WalletClient | null,
  settings: DeploymentSettings,
  plan: DeploymentPlan,
  { dryRun = false, onStep, onPlan }: DeploymentOptions,
): Promise<DeploymentResult> {
  await checkChain(chain, settings);
  const left = await stepsLeft(chain, plan);
  const { addresses, tokens } = plan;
  const doneNow: string[] = [];
  let gas = 0n;
  let cost = 0n;
  if (left.length > 0) {
    const expected = await expectedGas(chain, settings.deployer, left);
    const gasLeft = expected.reduce((sum, one) => sum + one, 0n);
    const costLeft = gasLeft * (await chain.getGasPrice());
    if (dryRun) {
      for (const [i, step] of left.entries()) onStep?.(step, expected[i]!);
      const names = left.map(({ name }) => name);
      return { addresses, tokens, stepCount: plan.steps.length, doneNow: names, gas: gasLeft, cost: costLeft };
    }
    await checkBalance(chain, settings.deployer, costLeft);
  }
  onPlan?.(plan, left.length);
  for (const step of left) {
    onStep?.(step, null);
    const spent = await perform(chain, wallet, settings.deployer, step);
    gas += spent.gas;
    cost += spent.cost;
    onStep?.(step, spent.gas);
    doneNow.push(step.name);
  }
  return { addresses, tokens, stepCount: plan.steps.length, doneNow, gas, cost };
}

/** The steps that a chain's state does not show as done. */
export async function stepsLeft(chain: PublicClient, plan: DeploymentPlan): Promise<Step[]> {
  const done = await Promise.all(plan.steps.map((step) => isDone(chain, step)));
  return plan.steps.filter((_, i) => !done[i]);
}

async function hasCode(chain: PublicClient, address: Address): Promise<boolean> {
  return ((await chain.getCode({ address })) ?? "0x") !== "0x";
}

async function isDone(chain: PublicClient, step: Step): Promise<boolean> {
  if (step.kind === "create") return hasCode(chain, step.address);
  const { slot, value, orMore } = step.doneWhen;
  const stored = BigInt((await chain.getStorageAt({ address: step.to, slot })) ?? 0);
  return orMore ? stored >= value : stored === value;
}

async function perform(
  chain: PublicClient,
  wallet: WalletClient | null,
  deployer: Address,
  step: Step,
): Promise<{ gas: bigint; cost: bigint }> {
  if (!wallet) throw new DeploymentError("SETTINGS", "there is no key to send transactions with");
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
  return { gas: receipt.gasUsed, cost: receipt.gasUsed * receipt.effectiveGasPrice };
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

async function checkChain(chain: PublicClient, { parameters, tokens, proofs }: DeploymentSettings): Promise<void> {
  const chainId = await chain.getChainId();
  if (chainId !== parameters.l1ChainId) {
    throw new DeploymentError("CHAIN", `the node's chain is ${chainId}, the settings are for ${parameters.l1ChainId}`);
  }
  if (!(await hasCode(chain, CREATE2_FACTORY))) {
    throw new DeploymentError(
      "FACTORY",
      `no code at ${CREATE2_FACTORY}; deploy the deterministic deployment proxy there first`,
    );
  }
  const reused: [string, Address][] = [["SP1's verifier", proofs.sp1Verifier]];
  if (tokens) reused.push(["KRO", tokens.kro], ["KGH", tokens.kgh]);
  for (const [name, address] of reused) {
    if (!(await hasCode(chain, address))) throw new DeploymentError("REUSED", `no code at ${address}, of ${name}`);
  }
}

function reverts(error: unknown): boolean {
  return error instanceof BaseError && error.walk((cause) => cause instanceof ExecutionRevertedError) !== null;
}

// What a step takes at most where it cannot be tried yet, since a contract that it calls is not there; measured: the
// dearest call takes 330,000, the dearest creation 4.5 million.
const GAS_AT_MOST = { call: 500_000n, create: 5_000_000n };

/** What each step takes at most. */
async function expectedGas(chain: PublicClient, account: Address, steps: readonly Step[]): Promise<bigint[]> {
  const created = steps.some(({ kind }) => kind === "create");
  const gas: bigint[] = [];
  for (const step of steps) {
    const to = step.kind === "create" ? CREATE2_FACTORY : step.to;
    // A call to an address without code would seem cheap.
    const tried = step.kind === "create" || !created;
    gas.push(tried ? await triedGas(chain, account, to, step) : GAS_AT_MOST[step.kind]);
  }
  return gas;
}

async function triedGas(chain: PublicClient, account: Address, to: Address, step: Step): Promise<bigint> {
  try {
    return await chain.estimateGas({ account, to, data: step.data });
  } catch (error) {
    // A constructor that calls what an earlier step creates, or a call that needs the one before it.
    if (reverts(error)) return GAS_AT_MOST[step.kind];
    throw error;
  }
}

async function checkBalance(chain: PublicClient, deployer: Address, needed: bigint): Promise<void> {
  const balance = await chain.getBalance({ address: deployer });
  if (balance < needed) {
    throw new DeploymentError(
      "BALANCE",
      `${deployer} has ${formatEther(balance)} ETH, the deployment may need ${formatEther(needed)}`,
    );
  }
}
