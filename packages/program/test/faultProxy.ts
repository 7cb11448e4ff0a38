// A node in front of another one: slow, and, when its mood says so, dying, hanging, lying or limiting. Batches are one request.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "./replayServer.ts";
import { lieAbout, TestServer } from "./testServer.ts";

interface Call {
  readonly id: number;
  readonly method: string;
}

/** Called with each request's methods (or a path) and its number from 1; what it returns happens to the whole request. */
export type ProxyMood = (methods: readonly string[], request: number) => Fault | null;

export class FaultProxy extends TestServer {
  readonly #target: string;
  /** Milliseconds before each answer. */
  delayMs = 0;
  mood: ProxyMood = () => null;
  requests = 0;
  /** Faults that happened. */
  faults = 0;

  constructor(target: string) {
    super();
    this.#target = target;
  }

  protected async handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const parsed = body === "" ? null : (JSON.parse(body) as Call | Call[]);
    const methods = parsed === null ? [request.url!] : [parsed].flat().map(({ method }) => method);
    this.requests++;
    const fault = this.mood(methods, this.requests);
    if (fault) this.faults++;
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const send = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const each = (answer: object) => {
      const all = [parsed ?? []].flat().map(({ id }) => ({ jsonrpc: "2.0", id, ...answer }));
      send(200, Array.isArray(parsed) ? all : all[0]);
    };
    switch (fault) {
      case "die":
        return void request.socket.destroy();
      case "hang":
        return;
      case "limit":
        return void response.writeHead(429, { "retry-after": "0.01" }).end("slow down");
      case "garbage":
        return void response.end("<html>");
      case "busy":
        return each({ error: { code: -32005, message: "limit exceeded" } });
      case "missing":
        return each({ error: { code: -32601, message: "the method does not exist/is not available" } });
      case "none":
        return each({ result: null });
      case "huge":
        throw new Error("huge is not a fault of the proxy");
    }
    try {
      const answer = await this.#forward(request, body);
      send(answer.status, fault === "lie" ? lieAboutResults(answer.value) : answer.value);
    } catch {
      // The node behind is gone, and so is this one.
      request.socket.destroy();
    }
  }

  async #forward(request: IncomingMessage, body: string): Promise<{ status: number; value: unknown }> {
    const response = await fetch(this.#target + (request.url === "/" ? "" : request.url), {
      method: request.method!,
      ...(body === "" ? {} : { body, headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, value: await response.json() };
  }
}

/** Changes each result of a batch; errors stay. */
function lieAboutResults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lieAboutResults);
  const answer = value as { result?: unknown; data?: unknown };
  if (answer.result) return { ...answer, result: lieAbout(answer.result) };
  return answer.data ? { ...answer, data: lieAbout(answer.data) } : answer;
}
