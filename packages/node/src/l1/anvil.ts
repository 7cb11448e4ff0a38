// An L1 for development and tests: anvil as a child process, whose blocks come only when they are asked for, at the times that are
// asked for. The same calls give the same chain, bit for bit.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Hex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { JsonRpc } from "@assay/program/jsonRpc";

export interface AnvilOptions {
  readonly chainId: bigint;
  readonly genesisTime: bigint;
  /** Of the first block, in wei; it then follows EIP-1559. */
  readonly baseFee?: bigint;
  readonly gasLimit?: bigint;
  /** Path of anvil; by default npm's for this platform, then the one on PATH. */
  readonly program?: string;
}

/** Runs the program and ends it when standard input ends: that is so too when this process is killed, and could end nothing itself. */
const WITH_PARENT = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.argv[1], process.argv.slice(2), { stdio: ["ignore", "inherit", "inherit"] });
  const end = () => child.kill("SIGKILL");
  process.stdin.on("end", end).on("error", end).resume();
  child.on("error", (error) => { console.error(error.message); process.exit(1); });
  child.on("exit", (code) => process.exit(code ?? 0));
`;
const START_MS = 20_000;
const BASE_FEE = 1_000_000_000n;
const GAS_LIMIT = 60_000_000n;

/** Names of npm's packages with the program, by platform and processor. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "linux-amd64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-amd64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "win32-amd64",
};

/** The program itself: npm's `anvil` is a script around it, which a signal does not always reach through. */
function findAnvil(): string {
  const file = process.platform === "win32" ? "anvil.exe" : "anvil";
  try {
    const name = PACKAGES[`${process.platform}-${process.arch}`];
    return createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${name}/bin/${file}`);
  } catch {
    return file;
  }
}

function notStarted(program: string, why: string): InputError {
  return new InputError("NODE_UNREACHABLE", `did not start: ${why}`, {
    at: program,
    advice: "Install Foundry, or give the path of anvil.",
  });
}

export class Anvil {
  /** http address on loopback. */
  readonly address: string;
  readonly rpc: JsonRpc;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.rpc = new JsonRpc("anvil", address);
    this.#child = child;
  }

  /** @throws InputError NODE_UNREACHABLE when it is not installed, or does not start */
  static async start(options: AnvilOptions): Promise<Anvil> {
    const program = options.program ?? findAnvil();
    const parameters = {
      "--port": 0,
      "--chain-id": options.chainId,
      "--timestamp": options.genesisTime,
      "--block-base-fee-per-gas": options.baseFee ?? BASE_FEE,
      "--gas-limit": options.gasLimit ?? GAS_LIMIT,
      "--hardfork": "prague",
      // Transactions stand in a block as they came in.
      "--order": "fifo",
      "--accounts": 0,
    };
    const args = Object.entries(parameters).flatMap(([name, value]) => [name, String(value)]);
    const flags = ["--no-mining", "--disable-min-priority-fee"];
    const child = spawn(process.execPath, ["-e", WITH_PARENT, program, ...args, ...flags], { stdio: "pipe" });
    // It may be gone when it is told to end.
    child.stdin.on("error", () => {});
    try {
      return new Anvil(await listening(child, program), child);
    } catch (error) {
      child.stdin.end();
      throw error;
    }
  }

  /** Makes a block of what is waiting, with this time. @throws NodeFailure when it is not after the last block's */
  async mine(timestamp: bigint): Promise<void> {
    await this.rpc.request("evm_setNextBlockTimestamp", [Number(timestamp)]);
    await this.rpc.request("evm_mine", []);
  }

  /** Gives an account this much, in wei. */
  async fund(account: Hex, balance: bigint): Promise<void> {
    await this.rpc.request("anvil_setBalance", [account, `0x${balance.toString(16)}`]);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin!.end();
    await ended;
  }
}

/** Waits until it says where it listens. Port 0 lets it choose one that is free. */
function listening(child: ChildProcess, program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(notStarted(program, `no answer in ${START_MS} ms`)), START_MS);
    const done = () => clearTimeout(timer);
    child.once("error", (error) => {
      done();
      reject(notStarted(program, error.message));
    });
    child.once("exit", (code) => {
      done();
      reject(notStarted(program, `exit code ${code}: ${said.trim().split("\n").at(-1) ?? ""}`));
    });
    child.stderr!.on("data", (data) => {
      said = (said + data).slice(-1000);
    });
    child.stdout!.on("data", (data) => {
      said += data;
      const address = /Listening on (\S+)/.exec(said)?.[1];
      // What it says about every request is not kept.
      said = said.slice(-1000);
      if (address === undefined) return;
      done();
      resolve(`http://${address}`);
    });
  });
}
