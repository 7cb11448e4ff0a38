// A JSON-RPC node on loopback for tests: it answers from a table of methods, and misbehaves when it is told to.
import type { IncomingMessage, ServerResponse } from "node:http";
import { CaptureNode } from "@assay/capture/captureNode";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS, type NodeLimits } from "@assay/program/limits";
import { lieAbout, TestServer } from "../../packages/program/test/testServer.ts";

export type Method = (params: readonly unknown[]) => unknown;
export type Methods = Readonly<Record<string, Method>>;

/** What happens instead of an answer. drop: the connection ends; cut: in the middle of the answer; hang: nothing comes; limit: HTTP 429;
 *  busy: a JSON-RPC error that says "later"; none: null; garbage: no JSON; lie: one digit of the longest string is another. */
export type Fault = "drop" | "cut" | "hang" | "limit" | "busy" | "none" | "garbage" | "lie";

/** Limits under which a test of a bad node ends soon. */
export const HASTY: NodeLimits = { ...NODE_LIMITS, timeoutMs: 400, attempts: 3, firstPauseMs: 5, lastPauseMs: 20 };

const NOT_FOUND = { error: { code: -32601, message: "the method does not exist/is not available" } };

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

export class Peer extends TestServer {
  methods: Methods;
  /** Asked for every call, with its number from 1. */
  mood: (method: string, call: number) => Fault | null = () => null;
  requests = 0;
  calls = 0;
  /** Of bodies, both ways. */
  bytes = 0;
  private constructor(methods: Methods) {
    super();
    this.methods = methods;
  }

  static async with(methods: Methods): Promise<Peer> {
    const peer = new Peer(methods);
    await peer.start();
    return peer;
  }

  node(limits: NodeLimits = NODE_LIMITS): CaptureNode {
    return new CaptureNode(new JsonRpc("peer", this.address, limits));
  }

  /** As new. */
  reset(): void {
    this.mood = () => null;
    this.requests = 0;
    this.calls = 0;
    this.bytes = 0;
  }

  protected async handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    this.requests++;
    const asked = JSON.parse(body) as Request | Request[];
    const list = Array.isArray(asked) ? asked : [asked];
    const faults = list.map(({ method }) => this.mood(method, ++this.calls));
    if (faults.includes("hang")) return;
    if (faults.includes("drop")) return void request.socket.destroy();
    if (faults.includes("limit")) return void response.writeHead(429, { "retry-after": "0.01" }).end("slow down");
    if (faults.includes("garbage")) return void response.end("<html>");
    const answers = await Promise.all(list.map((one, i) => this.#answer(one, faults[i]!)));
    const text = JSON.stringify(Array.isArray(asked) ? answers : answers[0]);
    this.bytes += body.length + text.length;
    if (!faults.includes("cut")) return void response.end(text);
    response.writeHead(200, { "content-length": text.length });
    response.write(text.slice(0, text.length >> 1), () => request.socket.destroy());
  }

  async #answer({ id, method, params }: Request, fault: Fault | null): Promise<object> {
    const answer = { jsonrpc: "2.0", id };
    if (fault === "busy") return { ...answer, error: { code: -32005, message: "limit exceeded" } };
    if (fault === "none") return { ...answer, result: null };
    const run = this.methods[method];
    if (!run) return { ...answer, ...NOT_FOUND };
    try {
      const result = await run(params);
      return { ...answer, result: fault === "lie" ? lieAbout(result) : result };
    } catch (error) {
      return { ...answer, error: { code: -32000, message: (error as Error).message } };
    }
  }
}
