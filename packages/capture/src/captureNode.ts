// The node that a capture talks to: the JSON-RPC client with a count of calls, and a memory of what the node does not serve.
import type { JsonRpc } from "@assay/program/jsonRpc";
import { NodeFailure } from "@assay/program/nodeFailure";

export class CaptureNode {
  readonly #rpc: JsonRpc;
  readonly #unserved = new Set<string>();
  /** Calls by method, failed ones too. */
  readonly calls = new Map<string, number>();

  constructor(rpc: JsonRpc) {
    this.#rpc = rpc;
  }

  /** For messages. */
  get name(): string {
    return this.#rpc.name;
  }

  get totalCalls(): number {
    return [...this.calls.values()].reduce((sum, count) => sum + count, 0);
  }

  /** @throws NodeFailure */
  async call(method: string, params: readonly unknown[]): Promise<unknown> {
    this.calls.set(method, 1 + (this.calls.get(method) ?? 0));
    try {
      return await this.#rpc.request(method, params);
    } catch (error) {
      if (error instanceof NodeFailure && error.unsupported) this.#unserved.add(method);
      throw error;
    }
  }

  /** Whether the node has said that it does not have this method. */
  lacks(method: string): boolean {
    return this.#unserved.has(method);
  }

  /** Whether this error says that the node answers, but not this: another way may work. */
  static isRefusal(error: unknown): error is NodeFailure {
    return error instanceof NodeFailure && error.code === "NODE_ERROR";
  }
}
