// A JSON-RPC node on loopback for tests: it answers from a table of methods, and misbehaves when it is told to.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { CaptureNode } from "@assay/capture/captureNode";
import { JsonRpc } from "@assay/program/jsonRpc";
import { NODE_LIMITS, type NodeLimits } from "@assay/program/limits";

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

/** Changes the last digit of the longest string. */
function lieAbout(value: unknown): unknown {
  let longest = "";
  JSON.stringify(value, (_, inner) => {
    if (typeof inner === "string" && inner.length > longest.length) longest = inner;
    return inner;
  });
  const changed = longest.slice(0, -1) + (longest.endsWith("0") ? "1" : "0");
  return JSON.parse(JSON.stringify(value), (_, inner) => (inner === longest ? changed : inner));
}

export class Peer {
  methods: Methods;
  /** Asked for every call, with its number from 1. */
  mood: (method: string, call: number) => Fault | null = () => null;
  requests = 0;
  calls = 0;
  /** Of bodies, both ways. */
  bytes = 0;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #sockets = new Set<Socket>();

  private constructor(methods: Methods) {
    this.methods = methods;
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  static async start(methods: Methods): Promise<Peer> {
    const peer = new Peer(methods);
    peer.#server.listen(0, "127.0.0.1");
    await once(peer.#server, "listening");
    return peer;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
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

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    this.requests++;
    const asked = JSON.parse(body.toString()) as Request | Request[];
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
