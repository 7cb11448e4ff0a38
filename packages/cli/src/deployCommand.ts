// Deploys the contracts of L1 and keeps their addresses in a file.
import { readAddressFile, writeAddressFile } from "@assay/contracts/addressFile";
import { connect } from "@assay/contracts/connection";
import { type DeploymentResult, deploy } from "@assay/contracts/deployment";
import { DeploymentError } from "@assay/contracts/deploymentError";
import { type DeploymentSettings, planDeployment, type Step } from "@assay/contracts/deploymentPlan";
import { completeSettings, settingsJson } from "@assay/contracts/settingsJson";
import { InputError } from "@assay/core/inputError";
import { coloursFor } from "./colours.ts";
import { type DeployFlags, readKey, settingsOf } from "./deployFlags.ts";
import { EXIT, UsageError } from "./exitCodes.ts";
import { stopOnInterrupt } from "./interrupt.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";

/** What the caller has to correct; everything else a later run may find changed. */
const WRONG_USE = new Set(["SETTINGS", "ROLES", "CHAIN", "REUSED", "FILE"]);
const ADVICE: Readonly<Record<string, string>> = {
  SETTINGS: "assay deploy --help names the option of each; docs/contracts.md has the settings file.",
  ROLES: "Give every role an account of its own.",
  CHAIN: "Name the network of this chain, or give --l1-chain-id.",
  REUSED: "Correct the address, or deploy that contract first.",
  BALANCE: "Send the deployer what is missing.",
  NODE: "Check the address, and that the node is up; then run again.",
};

/** Ether with as many digits as one reads. */
function ether(wei: bigint): string {
  return `${(Number(wei / 10n ** 12n) / 1e6).toFixed(6)} ETH`;
}

/** @returns the exit code. @throws UsageError, InputError INTERRUPTED */
export async function deployContracts(flags: DeployFlags, output: Output): Promise<number> {
  try {
    return await run(flags, output);
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    const advice = ADVICE[error.code] ?? "Look at it, then run the same command again.";
    const message = error.message.slice(error.code.length + 2);
    if (flags.json) {
      const line = { v: 1, type: "error", code: error.code, message, advice };
      output.stdout.write(`${JSON.stringify(line)}\n`);
    } else output.stderr.write(`${error.code}  ${message}\n→ ${advice}\n`);
    return WRONG_USE.has(error.code) ? EXIT.usage : EXIT.incomplete;
  }
}

async function run(flags: DeployFlags, output: Output): Promise<number> {
  if (!/^https?:\/\/./.test(flags.rpc)) throw new UsageError("--rpc has to be an http or https address.");
  const key = readKey(flags, output.environment);
  if (key === null && !(flags.dryRun && flags.deployer)) {
    throw new UsageError(`Give --key-file or ${flags.keyEnv} in the environment; for --dry-run --deployer is enough.`);
  }
  const { chain, wallet } = connect(flags.rpc, key);
  const deployer = wallet?.account?.address ?? flags.deployer!;
  if (flags.deployer && flags.deployer.toLowerCase() !== deployer.toLowerCase()) {
    throw new UsageError(`--deployer is not the key's account, ${deployer}.`);
  }
  const earlier = readAddressFile(flags.output);
  const json = settingsOf(flags, deployer, earlier);
  const block = await latestBlock(chain);
  const settings = completeSettings({ ...json, startingTimestamp: json.startingTimestamp ?? block.timestamp });
  refuseOtherCode(flags.output, settings, earlier?.addresses);

  const file = (complete: boolean, result: Pick<DeploymentResult, "addresses" | "tokens">) => ({
    v: 1 as const,
    type: "deployment" as const,
    complete,
    l1ChainId: settings.parameters.l1ChainId,
    l1StartBlock: earlier?.l1StartBlock ?? block.number,
    tokens: result.tokens,
    addresses: result.addresses,
    settings: settingsJson(json.network!, settings),
  });
  const lines = new StepLines(flags, output);
  const interrupt = stopOnInterrupt();
  try {
    const result = await deploy(chain, wallet, settings, {
      dryRun: flags.dryRun === true,
      onPlan: (plan, stepsLeft) => {
        if (!earlier?.complete) writeAddressFile(flags.output, file(false, plan));
        lines.begin(stepsLeft);
      },
      onStep: (step, gas) => {
        if (gas !== null) lines.done(step, gas);
        else if (interrupt.signal.aborted) {
          throw new InputError("INTERRUPTED", "stopped between two steps", { advice: "Run the same command again." });
        }
      },
    });
    if (!flags.dryRun && !earlier?.complete) writeAddressFile(flags.output, file(true, result));
    lines.end(result);
  } finally {
    lines.stop();
    interrupt.release();
  }
  return EXIT.valid;
}

async function latestBlock(chain: ReturnType<typeof connect>["chain"]): Promise<{ number: number; timestamp: number }> {
  try {
    const block = await chain.getBlock();
    const [number, timestamp] = [Number(block.number), Number(block.timestamp)];
    // SOUNDNESS: it goes into the contracts' settings; test: deploy.test.ts, "a node that answers with".
    if (!Number.isSafeInteger(number) || !Number.isSafeInteger(timestamp))
      throw new Error("a block without its number");
    return { number, timestamp };
  } catch (error) {
    throw new DeploymentError("NODE", (error as { shortMessage?: string }).shortMessage ?? (error as Error).message);
  }
}

/** Another version of the contracts has other addresses: going on would be a second deployment under the first one's name. */
function refuseOtherCode(path: string, settings: DeploymentSettings, earlier: object | undefined): void {
  if (!earlier) return;
  const planned: Readonly<Record<string, string>> = planDeployment(settings).addresses;
  const other = Object.entries(earlier).find(([name, address]) => planned[name] !== address)?.[0];
  if (other) {
    throw new DeploymentError("FILE", `${path}: ${other} was deployed by another version of Assay; name another file`);
  }
}

/** What is said of each step and at the end. */
class StepLines {
  readonly #flags: DeployFlags;
  readonly #output: Output;
  #progress: Progress | null = null;

  constructor(flags: DeployFlags, output: Output) {
    this.#flags = flags;
    this.#output = output;
  }

  begin(steps: number): void {
    this.#progress = new Progress(this.#output.stderr, steps);
  }

  done(step: Step, gas: bigint): void {
    const address = step.kind === "create" ? step.address : step.to;
    const dryRun = this.#flags.dryRun === true;
    this.#progress?.clear();
    const { dim } = coloursFor(this.#output.stdout, this.#output.environment);
    this.#write(
      { v: 1, type: "step", name: step.name, kind: step.kind, address, gas: Number(gas), dryRun },
      `${dryRun ? "to do" : "done "}  ${address}  ${String(gas).padStart(9)} gas  ${dim(step.name)}`,
    );
    this.#progress?.advance();
  }

  end({ addresses, tokens, stepCount, doneNow, gas, cost }: DeploymentResult): void {
    this.stop();
    const dryRun = this.#flags.dryRun === true;
    const what = { stepCount, steps: doneNow.length, gas: gas.toString(), costWei: cost.toString() };
    const { bold, dim } = coloursFor(this.#output.stdout, this.#output.environment);
    const spent = `${gas} gas, ${ether(cost)}`;
    const steps = `${doneNow.length} of ${stepCount} steps`;
    const summary = dryRun
      ? `${bold("dry run")}: ${steps} left, at most about ${spent} at the price of now`
      : `${bold(doneNow.length === 0 ? "nothing to do" : "deployed")}: ${steps} in this run, ${spent}`;
    const rows = Object.entries({ ...addresses, KRO: tokens.kro, KGH: tokens.kgh });
    const table = rows.map(([name, address]) => `${address}  ${name}`).join("\n");
    const written = dryRun ? "" : `\n${dim(`addresses in ${this.#flags.output}`)}`;
    this.#write({ v: 1, type: "deployment", dryRun, ...what, addresses, tokens }, `${table}\n${summary}${written}`);
  }

  stop(): void {
    this.#progress?.end();
    this.#progress = null;
  }

  #write(line: object, text: string): void {
    this.#output.stdout.write(`${this.#flags.json ? JSON.stringify(line) : text}\n`);
  }
}
