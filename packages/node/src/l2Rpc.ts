// The L2 node's JSON-RPC on loopback: what a fault-proof host, a batcher, a proposer and wallets ask for, out of the engine.
//
//   const rpc = await L2Rpc.start(engine);
//   rpc.address;            // http://127.0.0.1:…
//   await rpc.stop();
import type { Engine } from "./engine.ts";
import type { L2Block } from "./l2Block.ts";
import { blockMethods, type SubmitTransaction } from "./rpc/blockMethods.ts";
import { type Heads, requiredBlock } from "./rpc/blockParameter.ts";
import { callMethods } from "./rpc/callMethods.ts";
import { debugMethods } from "./rpc/debugMethods.ts";
import { type RpcMethod, serveJsonRpc } from "./rpc/jsonRpcServer.ts";
import type { Loopback } from "./rpc/loopback.ts";
import { rollupMethods } from "./rpc/rollupMethods.ts";
import { stateMethods } from "./rpc/stateMethods.ts";

export interface L2RpcOptions {
  /** 0: one that is free. */
  readonly port?: number;
  /** Methods that are not served: nodes differ in this, and hosts have to cope. May change while the server runs. */
  readonly without?: ReadonlySet<string>;
  /** Where eth_sendRawTransaction goes. */
  readonly submit?: SubmitTransaction;
  /** What is safe and final. By default nothing but the genesis block: a node that does not derive cannot know. */
  readonly heads?: () => Heads;
}

export class L2Rpc {
  readonly #server: Loopback;
  /** Times that each method was called, those that are not served too. */
  readonly calls: ReadonlyMap<string, number>;

  private constructor(server: Loopback, calls: ReadonlyMap<string, number>) {
    this.#server = server;
    this.calls = calls;
  }

  static async start(engine: Engine, options: L2RpcOptions = {}): Promise<L2Rpc> {
    const heads = options.heads ?? (() => ({ safe: engine.genesis, finalized: engine.genesis }));
    const blockFor = (parameter: unknown): L2Block => requiredBlock(engine, heads, parameter);
    const methods = new Map<string, RpcMethod>(
      Object.entries({
        ...blockMethods(engine, heads, options.submit ?? null),
        ...stateMethods(engine, blockFor),
        ...callMethods(engine, blockFor),
        ...debugMethods(engine, blockFor),
        ...rollupMethods(engine, heads),
      }),
    );
    const calls = new Map<string, number>();
    const server = await serveJsonRpc((name) => {
      const method = methods.get(name);
      if (!method) return null;
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return options.without?.has(name) ? null : method;
    }, options.port);
    return new L2Rpc(server, calls);
  }

  /** http address. */
  get address(): string {
    return this.#server.address;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
