// The L1 that everybody else talks to: JSON-RPC in front of anvil with blocks as a real L1 has them, and the part of the beacon API
// that serves blobs, on one loopback address.
import type { IncomingMessage, ServerResponse } from "node:http";
import { asArray, asBytes, asObject, isObject, type JsonObject } from "@assay/chain/fields";
import { type Hex, toHex } from "@assay/core/hex";
import { commitmentOf, versionedHash } from "@assay/program/blob";
import { type Loopback, listenOnLoopback, MAX_REQUEST_BYTES, readBody, sendJson } from "../rpc/loopback.ts";
import type { Anvil } from "./anvil.ts";
import { CanonicalView, withoutSidecar } from "./canonicalView.ts";

const MAX_BATCH = 1000;
const SECONDS_PER_SLOT = 12n;
const BLOBS = /^\/eth\/v1\/beacon\/blobs\/(\d{1,18})$/;
const RAW_TRANSACTION = new Set(["debug_getRawTransaction", "eth_getRawTransactionByHash"]);
const INTERNAL_ERROR = -32603;
const INVALID_REQUEST = -32600;

export class L1Relay {
  readonly #anvil: Anvil;
  readonly #genesisTime: bigint;
  readonly #view: CanonicalView;
  #loopback: Loopback | null = null;
  /** Versioned hashes and blobs by anvil's hash of the block. */
  readonly #blobs = new Map<string, readonly (readonly [Hex, string])[]>();

  private constructor(anvil: Anvil, genesisTime: bigint) {
    this.#anvil = anvil;
    this.#genesisTime = genesisTime;
    this.#view = new CanonicalView(anvil.rpc);
  }

  static async start(anvil: Anvil, genesisTime: bigint): Promise<L1Relay> {
    const relay = new L1Relay(anvil, genesisTime);
    relay.#loopback = await listenOnLoopback((request, response) => relay.#answer(request, response));
    return relay;
  }

  /** http address of both. */
  get address(): string {
    return this.#loopback!.address;
  }

  async stop(): Promise<void> {
    await this.#loopback?.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown) => sendJson(response, status, body);
    try {
      const url = new URL(request.url ?? "/", "http://relay");
      if (request.method === "GET") {
        const data = await this.#beacon(url);
        return data === null ? send(404, { code: 404, message: "not found" }) : send(200, { data });
      }
      const body = await readBody(request);
      if (body === null) return send(413, { code: 413, message: `more than ${MAX_REQUEST_BYTES} bytes` });
      send(200, await this.#calls(JSON.parse(body)));
    } catch (error) {
      send(400, { code: 400, message: (error as Error).message });
    }
  }

  async #calls(body: unknown): Promise<unknown> {
    if (!Array.isArray(body)) return this.#call(body);
    if (body.length > MAX_BATCH) return failed(null, INVALID_REQUEST, `more than ${MAX_BATCH} requests`);
    const answers: unknown[] = [];
    for (const call of body) answers.push(await this.#call(call));
    return answers;
  }

  async #call(call: unknown): Promise<JsonObject> {
    if (!isObject(call) || typeof call["method"] !== "string") return failed(null, INVALID_REQUEST, "not a request");
    const { id, method } = call;
    try {
      const params = this.#view.inward(call["params"] ?? []);
      const answer = await this.#forward({ jsonrpc: "2.0", id: 1, method, params });
      await this.#view.update();
      // Errors go through as they are: what a call reverted with is in them.
      if (answer["error"] !== undefined) return { jsonrpc: "2.0", id, error: answer["error"] };
      const { result } = answer;
      if (RAW_TRANSACTION.has(method) && typeof result === "string") return done(id, withoutSidecar(result as Hex));
      return done(id, this.#view.outward(result));
    } catch (error) {
      return failed(id, INTERNAL_ERROR, (error as Error).message);
    }
  }

  async #forward(request: JsonObject): Promise<JsonObject> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(this.#anvil.address, { method: "POST", headers, body: JSON.stringify(request) });
    return asObject(await response.json(), "anvil");
  }

  /** The data of an answer, or null when there is none. Ethereum Beacon API, "getGenesis", "getSpec", "getBlobs". */
  async #beacon(url: URL): Promise<unknown> {
    if (url.pathname === "/eth/v1/beacon/genesis") return { genesis_time: String(this.#genesisTime) };
    if (url.pathname === "/eth/v1/config/spec") return { SECONDS_PER_SLOT: String(SECONDS_PER_SLOT) };
    const slot = BLOBS.exec(url.pathname)?.[1];
    if (slot === undefined) return null;
    await this.#view.update();
    const blobs = await this.#blobsIn(BigInt(slot));
    const wanted = url.searchParams.getAll("versioned_hashes").flatMap((value) => value.split(","));
    return blobs?.filter(([hash]) => wanted.length === 0 || wanted.includes(hash)).map(([, blob]) => blob) ?? null;
  }

  /** Blobs of the block in a slot, in their order; null when there is no block. */
  async #blobsIn(slot: bigint): Promise<readonly (readonly [Hex, string])[] | null> {
    const start = this.#genesisTime + slot * SECONDS_PER_SLOT;
    let number: bigint | null = null;
    for (let second = 0n; second < SECONDS_PER_SLOT && number === null; second++) {
      number = this.#view.numberAt(start + second);
    }
    if (number === null) return null;
    const method = "anvil_getBlobsByTransactionHash";
    const { rpc } = this.#anvil;
    const name = `0x${number.toString(16)}`;
    const { hash } = asObject(await rpc.request("eth_getBlockByNumber", [name, false]), "block");
    const known = this.#blobs.get(String(hash));
    if (known) return known;
    const block = asObject(await rpc.request("eth_getBlockByHash", [hash, true]), "block");
    const blobs: (readonly [Hex, string])[] = [];
    for (const value of asArray(block["transactions"], "transactions")) {
      const transaction = asObject(value, "transactions");
      if (transaction["blobVersionedHashes"] === undefined) continue;
      const list = asArray(await rpc.request(method, [transaction["hash"]]), method);
      for (const blob of list) {
        const hash = toHex(versionedHash(commitmentOf(asBytes(blob, method))));
        blobs.push([hash, blob as string]);
      }
    }
    this.#blobs.set(String(hash), blobs);
    return blobs;
  }
}

function done(id: unknown, result: unknown): JsonObject {
  return { jsonrpc: "2.0", id, result };
}

function failed(id: unknown, code: number, message: string): JsonObject {
  return { jsonrpc: "2.0", id, error: { code, message } };
}
