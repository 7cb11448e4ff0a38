// JSON-RPC 2.0 over HTTP on loopback: single requests and batches, of bounded size.
//
// SOUNDNESS: whoever reaches the port may send anything; bytes, requests of a batch and concurrent runs are bounded, and what a method
// throws becomes an error object, never the server's end. Tests: l2Rpc.test.ts.
import type { IncomingMessage, ServerResponse } from "node:http";
import { isObject } from "@assay/chain/fields";
import { InputError } from "@assay/core/inputError";
import { type Loopback, listenOnLoopback, MAX_REQUEST_BYTES, readBody, sendJson } from "./loopback.ts";

export type RpcMethod = (params: readonly unknown[]) => unknown;
/** The method with this name, or null. */
export type RpcMethods = (name: string) => RpcMethod | null;

/** JSON-RPC's own codes, and -32000 for what went wrong at the server. */
const CODE = { parse: -32700, request: -32600, method: -32601, params: -32602, internal: -32603, server: -32000 };
/** Codes of InputError that speak of the request. */
const ABOUT_PARAMS = new Set(["FIELD_MISSING", "FIELD_WRONG", "HEX_BROKEN", "BLOCK_UNSUPPORTED"]);
const MAX_BATCH = 1000;

/** What a method answers with instead of a result, where clients look at more than the message. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: string;

  constructor(code: number, message: string, data: string) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

interface Answer {
  readonly jsonrpc: "2.0";
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: string };
}

function failure(id: unknown, code: number, message: string): Answer {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

/** @param port 0: one that is free */
export function serveJsonRpc(methods: RpcMethods, port = 0): Promise<Loopback> {
  return listenOnLoopback((request, response) => answerRequest(methods, request, response), port);
}

async function answerRequest(methods: RpcMethods, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: unknown) => sendJson(response, status, body);
  try {
    if (request.method !== "POST") return send(405, failure(null, CODE.request, "requests are sent by POST"));
    const body = await readBody(request);
    if (body === null) return send(413, failure(null, CODE.request, `a request above ${MAX_REQUEST_BYTES} bytes`));
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return send(200, failure(null, CODE.parse, "not JSON"));
    }
    if (!Array.isArray(parsed)) return send(200, await answerCall(methods, parsed));
    if (parsed.length === 0 || parsed.length > MAX_BATCH) {
      return send(200, failure(null, CODE.request, `a batch has 1 to ${MAX_BATCH} requests`));
    }
    // One after the other: a batch must not take more of the machine than a request does.
    const answers: Answer[] = [];
    for (const call of parsed) answers.push(await answerCall(methods, call));
    send(200, answers);
  } catch (error) {
    // The connection broke while the request was read, or the answer cannot be written as JSON.
    send(500, failure(null, CODE.internal, (error as Error).message));
  }
}

async function answerCall(methods: RpcMethods, call: unknown): Promise<Answer> {
  if (!isObject(call) || typeof call["method"] !== "string") return failure(null, CODE.request, "not a request");
  const { id = null, method, params = [] } = call as { id?: unknown; method: string; params?: unknown };
  if (!Array.isArray(params)) return failure(id, CODE.params, "the parameters are not a list");
  const run = methods(method);
  if (!run) return failure(id, CODE.method, `the method ${method.slice(0, 60)} does not exist/is not available`);
  try {
    return { jsonrpc: "2.0", id, result: (await run(params)) ?? null };
  } catch (error) {
    if (error instanceof RpcError) {
      const { code, message, data } = error;
      return { jsonrpc: "2.0", id, error: { code, message, data } };
    }
    if (!(error instanceof InputError)) return failure(id, CODE.internal, (error as Error).message);
    const code = ABOUT_PARAMS.has(error.code) ? CODE.params : CODE.server;
    return failure(id, code, `${error.code}: ${error.message}`);
  }
}
