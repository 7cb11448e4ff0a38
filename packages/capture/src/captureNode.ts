// The node that a capture talks to: the JSON-RPC client with a count of calls, and a memory of what the node does not serve.
import type { Hex } from "@assay/core/hex";
import type { JsonRpc } from "@assay/program/jsonRpc";
import { NodeFailure } from "@assay/program/nodeFailure";

interface BlockAt {
  readonly blockHash: Hex;
  readonly number: bigint;
}

/** How nodes say that a block's place cannot be an object. */
const TAKES_NO_HASH = /\(-32602\)|invalid argument|invalid params|cannot unmarshal|expected (a )?string/i;
const MAX_CODE_BYTES = 64 * 1024 * 1024;

export class CodeMemory {
  readonly #codes = new Map<Hex, Uint8Array>();
  #bytes = 0;

  get(hash: Hex): Uint8Array | undefined {
    return this.#codes.get(hash);
  }

  /** @param hash of the code, computed by whoever gives it */
  put(hash: Hex, code: Uint8Array): void {
    if (this.#codes.has(hash) || this.#bytes + code.length > MAX_CODE_BYTES) return;
    this.#codes.set(hash, code);
    this.#bytes += code.length;
  }
}

export class CaptureNode {
  readonly #rpc: JsonRpc;
  readonly #unserved: Set<string>;
  /** Codes of earlier blocks, by hash: the busy contracts are the same in every block. */
  readonly codes: CodeMemory;
  /** Calls by method, failed ones too. */
  readonly calls = new Map<string, number>();

  constructor(rpc: JsonRpc, unserved = new Set<string>(), codes = new CodeMemory()) {
    this.#rpc = rpc;
    this.#unserved = unserved;
    this.codes = codes;
  }

  /** The same node, with what is known of it, and a count of its own. */
  forBlock(): CaptureNode {
    return new CaptureNode(this.#rpc, this.#unserved, this.codes);
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

  /** A call about the state after a block: by the block's hash (EIP-1898), or by its number where the node takes no hash.
   *  SOUNDNESS: what comes back is held against the state root, so that another block's state is seen. @throws NodeFailure */
  async callAt(method: string, params: readonly unknown[], { blockHash, number }: BlockAt): Promise<unknown> {
    const noHash = `${method} by hash`;
    if (!this.#unserved.has(noHash)) {
      try {
        return await this.call(method, [...params, { blockHash }]);
      } catch (error) {
        if (!CaptureNode.isRefusal(error) || !TAKES_NO_HASH.test(error.message)) throw error;
        this.#unserved.add(noHash);
      }
    }
    return await this.call(method, [...params, `0x${number.toString(16)}`]);
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
