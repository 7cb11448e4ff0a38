// A real anvil for tests: started on a free port of loopback, set up so that its blocks keep the rules, ended with the test.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { CaptureNode } from "@assay/capture/captureNode";
import { readGenesis } from "@assay/chain/genesis";
import type { ChainSpec } from "@assay/chain/spec";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS, type NodeLimits } from "@assay/program/limits";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** anvil's rules with `--hardfork prague`, as a genesis configuration. */
export const ANVIL_CONFIG = `{"config": {"chainId": 31337, "homesteadBlock": 0, "eip150Block": 0, "eip155Block": 0, "eip158Block": 0,
  "byzantiumBlock": 0, "constantinopleBlock": 0, "petersburgBlock": 0, "istanbulBlock": 0, "berlinBlock": 0, "londonBlock": 0,
  "terminalTotalDifficulty": 0, "shanghaiTime": 0, "cancunTime": 0, "pragueTime": 0}}`;

export const anvilChain: ChainSpec = readGenesis(ANVIL_CONFIG).spec;

/** EIP-7002 and EIP-7251: without their contracts every block from Prague on is invalid, and anvil has none. */
const REQUEST_CONTRACTS = [
  "0x00000961Ef480Eb55e80D19ad83579A64c007002",
  "0x0000BBdDc7CE488642fb579F8B00f3a590007251",
] as const;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

export class Anvil {
  readonly address: string;
  readonly #process: ChildProcess;

  private constructor(port: number, child: ChildProcess) {
    this.address = `http://127.0.0.1:${port}`;
    this.#process = child;
  }

  static async start(): Promise<Anvil> {
    const port = await freePort();
    const args = [
      "--port",
      `${port}`,
      "--hardfork",
      "prague",
      "--no-mining",
      "--silent",
      "--order",
      "fifo",
      "--timestamp",
      "1700000000",
    ];
    const child = spawn(`${repository}/node_modules/.bin/anvil`, args, { stdio: "ignore" });
    const anvil = new Anvil(port, child);
    for (let tries = 0; ; tries++) {
      if (child.exitCode !== null) throw new Error(`anvil ended with ${child.exitCode}`);
      try {
        await anvil.call("eth_chainId");
        break;
      } catch (error) {
        if (tries > 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await anvil.#setUp();
    return anvil;
  }

  async #setUp(): Promise<void> {
    const genesis = readFileSync(`${repository}/fixtures/genesis/hoodi.json.gz`);
    const { alloc } = JSON.parse(gunzipSync(genesis).toString()) as { alloc: Record<string, { code: string }> };
    for (const address of REQUEST_CONTRACTS) await this.call("anvil_setCode", [address, alloc[address]!.code]);
    await this.call("anvil_setBlockTimestampInterval", [1]);
    // The state that was put there belongs to no block before this one.
    await this.mine();
  }

  async call<Result = unknown>(method: string, params: readonly unknown[] = []): Promise<Result> {
    const response = await fetch(this.address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as { result?: Result; error?: { message: string } };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result as Result;
  }

  /** @returns the new block's number */
  async mine(): Promise<bigint> {
    await this.call("evm_mine");
    return BigInt(await this.call<string>("eth_blockNumber"));
  }

  node(limits: Partial<NodeLimits> = {}): CaptureNode {
    return new CaptureNode(new JsonRpc("anvil", this.address, { ...NODE_LIMITS, ...limits }));
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}
