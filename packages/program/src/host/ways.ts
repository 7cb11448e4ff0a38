// One thing can be asked of a node in several ways; which ones a node serves differs from node to node.
import { InputError } from "@assay/core/inputError";
import { NodeFailure } from "../rpc/nodeFailure.ts";

export interface Way {
  readonly method: string;
  /** Asks, checks and stores; what is wrong with the answer is thrown. */
  run(): Promise<void>;
}

export class Ways {
  readonly #node: string;
  /** Methods that this node said it does not have. */
  readonly #unsupported = new Set<string>();
  /** How often each method gave what was wanted: who served what, for diagnostics. */
  readonly served = new Map<string, number>();

  /** `node`: for messages. */
  constructor(node: string) {
    this.#node = node;
  }

  /** Tries the ways in order until one works. A node that cannot be reached ends it at once: another method would wait as long.
   *  @throws the failure that says most: a lie before a missing block before a missing method */
  async first(what: string, ways: readonly Way[]): Promise<void> {
    let worst: NodeFailure | null = null;
    let left = ways.filter(({ method }) => !this.#unsupported.has(method));
    // A node that had none of them may have had a bad moment.
    if (left.length === 0) left = [...ways];
    for (const way of left) {
      try {
        await way.run();
        this.served.set(way.method, (this.served.get(way.method) ?? 0) + 1);
        return;
      } catch (error) {
        const failure = this.#failureOf(error, way.method);
        if (failure.unsupported) this.#unsupported.add(way.method);
        if (failure.code === "NODE_UNREACHABLE") throw failure;
        if (worst === null || rank(failure) >= rank(worst)) worst = failure;
      }
    }
    if (!worst) throw new NodeFailure("NODE_ERROR", this.#node, `${what}: there is no way to ask for it`);
    throw left.length > 1 ? this.#withMethods(worst, left) : worst;
  }

  /** The failure, with everything that was tried. */
  #withMethods(failure: NodeFailure, ways: readonly Way[]): NodeFailure {
    const { code, message, retry, retryAfterMs, unsupported } = failure;
    const said = message.startsWith(`${this.#node}: `) ? message.slice(this.#node.length + 2) : message;
    const tried = `${said} (tried ${ways.map(({ method }) => method).join(", ")})`;
    return new NodeFailure(code, this.#node, tried, { retry, retryAfterMs, unsupported, cause: failure });
  }

  /** An answer with a wrong field is the node's fault, and says which node. */
  #failureOf(error: unknown, method: string): NodeFailure {
    if (error instanceof NodeFailure) return error;
    if (!(error instanceof InputError) || error.code.startsWith("STORE")) throw error;
    return new NodeFailure("NODE_RESPONSE_BROKEN", this.#node, `${method}: ${error.message}`, { cause: error });
  }
}

function rank({ code, unsupported }: NodeFailure): number {
  if (code === "NODE_LIED") return 3;
  if (code !== "NODE_ERROR") return 2;
  return unsupported ? 0 : 1;
}
