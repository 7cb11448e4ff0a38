// JSON-RPC to one node. Requests made at the same time go out as one batch; a node that knows no batches gets them one by one.
import { isObject } from "@assay/chain/fields";
import { HttpNode } from "./httpNode.ts";
import { NODE_LIMITS, type NodeLimits, pauseMs, sleep } from "./limits.ts";
import { NodeFailure } from "./nodeFailure.ts";

interface Waiting {
  readonly method: string;
  readonly params: readonly unknown[];
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

const METHOD_NOT_FOUND = -32601;
const LIMIT_EXCEEDED = -32005;
/** Nodes and gateways have their own codes for what they do not serve, and for asking too often. */
const NOT_SERVED =
  /method .*(not found|not available|does not exist|not supported|unsupported|disabled)|unknown method/i;
const TOO_OFTEN = /rate limit|too many requests|limit exceeded|capacity/i;

export class JsonRpc {
  readonly #http: HttpNode;
  readonly #queue: Waiting[] = [];
  #scheduled = false;
  #batches = true;
  /** Methods called, each of a batch counted. */
  calls = 0;

  /** @throws InputError NODE_UNREACHABLE when the address is no http address */
  constructor(role: string, address: string, limits: NodeLimits = NODE_LIMITS) {
    this.#http = new HttpNode(role, address, limits);
  }

  /** For messages. */
  get name(): string {
    return this.#http.name;
  }

  /** HTTP requests sent, of which a batch is one. */
  get requests(): number {
    return this.#http.requests;
  }

  /** Ends what is under way, so that nothing keeps the process; requests fail from now on. */
  close(): void {
    this.#http.close();
  }

  /** The result, as JSON; null where the node says null. @throws NodeFailure */
  async request(method: string, params: readonly unknown[]): Promise<unknown> {
    const { limits } = this.#http;
    for (let attempt = 0; ; attempt++) {
      try {
        this.calls++;
        return await new Promise((resolve, reject) => {
          this.#queue.push({ method, params, resolve, reject });
          this.#schedule();
        });
      } catch (error) {
        // The transport has tried often enough; this is about an answer that says "later".
        const later = error instanceof NodeFailure && error.code === "NODE_ERROR" && error.retry;
        if (!later || attempt + 1 >= limits.attempts) throw error;
        await sleep(pauseMs(limits, attempt, null));
      }
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const size = this.#batches ? this.#http.limits.maxBatch : 1;
      while (this.#queue.length > 0) void this.#send(this.#queue.splice(0, size));
    });
  }

  async #send(calls: readonly Waiting[]): Promise<void> {
    const requests = calls.map(({ method, params }, id) => ({ jsonrpc: "2.0", id, method, params }));
    try {
      const body = JSON.stringify(requests.length === 1 ? requests[0] : requests);
      const answer = this.#parse(await this.#http.request({ body }));
      if (calls.length > 1 && !Array.isArray(answer)) {
        // One object for many requests: it takes no batches, or not of this size.
        this.#batches = false;
        for (const call of calls) void this.#send([call]);
        return;
      }
      this.#deliver(calls, Array.isArray(answer) ? answer : [answer]);
    } catch (error) {
      if (calls.length > 1 && error instanceof NodeFailure && error.unsupported) {
        // Some refuse batches by an HTTP status.
        this.#batches = false;
        for (const call of calls) void this.#send([call]);
        return;
      }
      // The HTTP layer has tried often enough: the requests must not start over. And a status is about the request's size or the
      // gateway's mood, not about the method.
      const failure =
        error instanceof NodeFailure
          ? new NodeFailure(error.code, this.name, said(error, this.name), { cause: error })
          : error;
      for (const { reject } of calls) reject(failure);
    }
  }

  #parse(bytes: Uint8Array): unknown {
    try {
      return JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch (error) {
      throw new NodeFailure("NODE_RESPONSE_BROKEN", this.name, `not JSON: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  #deliver(calls: readonly Waiting[], answers: readonly unknown[]): void {
    const byId = new Map(answers.map((answer) => [isObject(answer) ? answer["id"] : undefined, answer]));
    for (const [id, { method, resolve, reject }] of calls.entries()) {
      const answer = byId.get(id);
      if (!isObject(answer)) {
        reject(new NodeFailure("NODE_RESPONSE_BROKEN", this.name, `${method}: no answer with the request's id`));
      } else if (answer["error"] !== undefined && answer["error"] !== null) {
        reject(this.#failure(method, answer["error"]));
      } else if (answer["result"] === undefined) {
        reject(new NodeFailure("NODE_RESPONSE_BROKEN", this.name, `${method}: neither a result nor an error`));
      } else resolve(answer["result"]);
    }
  }

  #failure(method: string, error: unknown): NodeFailure {
    const code = isObject(error) ? error["code"] : undefined;
    const text =
      isObject(error) && typeof error["message"] === "string" ? error["message"].slice(0, 200) : "no message";
    return new NodeFailure("NODE_ERROR", this.name, `${method}: ${text} (${String(code).slice(0, 20)})`, {
      unsupported: code === METHOD_NOT_FOUND || NOT_SERVED.test(text),
      retry: code === LIMIT_EXCEEDED || code === 429 || TOO_OFTEN.test(text),
    });
  }
}

/** A failure's message without the node's name, which the next one puts before it again. */
function said(error: Error, name: string): string {
  return error.message.startsWith(`${name}: `) ? error.message.slice(name.length + 2) : error.message;
}
