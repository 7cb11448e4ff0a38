// A JSON-RPC node and a beacon node on loopback that replay recorded data, and misbehave when they are told to.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Hex, toHex } from "@assay/core/hex";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytes, headerFields, proofOf, type RecordedBlock, type ReplayChain } from "./replayChain.ts";
import { headerJson, receiptJson, transactionJson } from "./rpcJson.ts";
import { lieAbout, TestServer } from "./testServer.ts";

/** What the node does instead of answering rightly:
 *  die: closes the connection; hang: never answers; lie: changes one digit; limit: HTTP 429; busy: JSON-RPC's "too often";
 *  missing: does not know the method; none: says null; garbage: no JSON; huge: an endless answer. */
export type Fault = "die" | "hang" | "lie" | "limit" | "busy" | "missing" | "none" | "garbage" | "huge";

/** Called with each method or path; what it returns is what happens. */
export type Mood = (method: string, call: number) => Fault | null;

interface Answer {
  result?: unknown;
  error?: { code: number; message: string };
}

const NOT_FOUND: Answer = { error: { code: -32601, message: "the method does not exist/is not available" } };

abstract class Replay extends TestServer {
  /** Every method or path that was asked for, also those that were not answered. */
  readonly calls: string[] = [];
  mood: Mood = () => null;

  /** A method's or path's fault, and the count of it. */
  protected fault(method: string): Fault | null {
    this.calls.push(method);
    return this.mood(method, this.calls.length);
  }

  protected abstract answer(request: IncomingMessage, body: string): { status: number; body: unknown } | Fault;

  protected async handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const answer = this.answer(request, body);
    if (answer === "die") return void request.socket.destroy();
    if (answer === "hang") return;
    if (answer === "limit") return void response.writeHead(429, { "retry-after": "0.01" }).end("slow down");
    if (answer === "garbage") return void response.end("<html>");
    if (answer === "huge") {
      const piece = Buffer.alloc(1 << 20, 0x20);
      while (!response.destroyed) await new Promise((resolve) => response.write(piece, resolve));
      return;
    }
    if (typeof answer === "string") throw new Error(`${answer} is not a fault of the transport`);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  }
}

interface Call {
  id: number;
  method: string;
  params: unknown[];
}

/** An execution node of L1 or L2. */
export class ReplayNode extends Replay {
  readonly #chain: ReplayChain;
  /** Methods that it does not serve. */
  readonly without = new Set<string>();
  /** Methods that always have this result. */
  readonly fixed = new Map<string, unknown>();
  /** Whether it takes batches. */
  batches = true;
  /** HTTP requests, of which a batch is one. */
  requests = 0;
  /** Numbers under which another block is found. */
  readonly alias = new Map<bigint, bigint>();
  #byNumber: Map<bigint, RecordedBlock> | null = null;

  constructor(chain: ReplayChain) {
    super();
    this.#chain = chain;
  }

  /** What the last request said of who asks. */
  authorization: string | undefined;

  protected override answer(request: IncomingMessage, body: string) {
    this.requests++;
    this.authorization = request.headers.authorization;
    const parsed = JSON.parse(body) as Call | Call[];
    if (!Array.isArray(parsed)) return this.#one(parsed);
    if (!this.batches) return { status: 200, body: { id: null, error: { code: -32600, message: "no batches" } } };
    const answers = parsed.map((call) => this.#one(call));
    const transport = answers.find((answer) => typeof answer === "string");
    // In any order: only the id says what belongs to what.
    return transport ?? { status: 200, body: answers.map((answer) => (answer as { body: unknown }).body).reverse() };
  }

  #one({ id, method, params }: Call): { status: number; body: unknown } | Fault {
    const fault = this.fault(method);
    const reply = (answer: Answer) => ({ status: 200, body: { jsonrpc: "2.0", id, ...answer } });
    if (fault === "missing" || this.without.has(method)) return reply(NOT_FOUND);
    if (fault === "busy") return reply({ error: { code: -32005, message: "limit exceeded" } });
    if (fault === "none") return reply({ result: null });
    if (fault !== null && fault !== "lie") return fault;
    const answer = this.fixed.has(method) ? { result: this.fixed.get(method) } : this.#answerTo(method, params);
    return reply(fault === "lie" && answer.result ? { result: lieAbout(answer.result) } : answer);
  }

  #answerTo(method: string, params: unknown[]): Answer {
    const [first] = params;
    const block = typeof first === "string" ? this.#block(first as Hex) : undefined;
    const orNull = (result: unknown): Answer => ({ result: result ?? null });
    const preimage = (hash: string): Answer => {
      const found = this.#chain.bytes.get(hash as Hex);
      return found ? { result: toHex(found) } : { error: { code: -32000, message: "pebble: not found" } };
    };
    switch (method) {
      case "debug_getRawHeader":
        return orNull(block && toHex(block.header));
      case "eth_getBlockByHash":
      case "eth_getBlockByNumber":
        return orNull(
          block && {
            ...headerJson(block),
            transactions: block.transactions.map((transaction) =>
              params[1] ? transactionJson(transaction) : toHex(keccak_256(transaction)),
            ),
          },
        );
      case "debug_getRawBlock":
        return orNull(block && rawBlock(block));
      case "debug_getRawReceipts":
        return orNull(block?.receipts?.map(toHex));
      case "eth_getBlockReceipts":
        return orNull(block?.receipts?.map(receiptJson));
      case "eth_getTransactionReceipt":
        return orNull(this.#receipt(first as Hex));
      case "debug_dbGet": {
        const key = first as string;
        return preimage(key.length === 68 ? `0x${key.slice(4)}` : key);
      }
      case "debug_codeByHash":
        return preimage(first as string);
      case "debug_executePayload":
      case "debug_executionWitness":
        return { result: { state: [...this.#chain.bytes.values()].map(toHex), codes: [], keys: [] } };
      case "eth_getProof":
        return this.#proof(params as [Hex, Hex[], { blockHash: Hex } | Hex]);
      case "eth_getCode":
        return this.#code(params as [Hex, { blockHash: Hex } | Hex]);
      default:
        return NOT_FOUND;
    }
  }

  /** By hash, or by number. */
  #block(name: Hex): RecordedBlock | undefined {
    if (name.length === 66) return this.#chain.blocks.get(name);
    this.#byNumber ??= new Map([...this.#chain.blocks.values()].map((block) => [numberOf(block), block]));
    const number = BigInt(name);
    return this.#byNumber.get(this.alias.get(number) ?? number);
  }

  #receipt(hash: Hex): unknown {
    for (const { transactions, receipts } of this.#chain.blocks.values()) {
      const index = receipts ? transactions.findIndex((transaction) => toHex(keccak_256(transaction)) === hash) : -1;
      if (index >= 0) return receiptJson(receipts![index]!);
    }
    return null;
  }

  #stateRoot(block: { blockHash: Hex } | Hex): Uint8Array | null {
    const found = [...this.#chain.blocks.values()].find(({ hash, header }) =>
      typeof block === "string" ? numberOf({ header }) === BigInt(block) : hash === block.blockHash,
    );
    return found ? headerFields(found.header)[3]! : null;
  }

  #account(root: Uint8Array, address: Hex): { proof: Uint8Array[]; fields: Uint8Array[] | null } | null {
    const proof = proofOf(this.#chain, root, bytes(address));
    if (!proof) return null;
    const leaf = RLP.decode(proof.at(-1)!) as Uint8Array[];
    const account = leaf.length === 2 ? (RLP.decode(leaf[1]!) as Uint8Array[]) : null;
    return { proof, fields: account?.length === 4 ? account : null };
  }

  #proof([address, slots, block]: [Hex, Hex[], { blockHash: Hex } | Hex]): Answer {
    const root = this.#stateRoot(block);
    const account = root && this.#account(root, address);
    if (!account) return { error: { code: -32000, message: "missing trie node" } };
    const storageRoot = account.fields?.[2];
    const storage = slots.map((slot) => {
      const proof = storageRoot ? proofOf(this.#chain, storageRoot, bytes(slot)) : [];
      return { key: slot, value: "0x0", proof: (proof ?? []).map(toHex) };
    });
    return { result: { address, accountProof: account.proof.map(toHex), storageProof: storage } };
  }

  #code([address, block]: [Hex, { blockHash: Hex } | Hex]): Answer {
    const root = this.#stateRoot(block);
    const code = root && this.#account(root, address)?.fields?.[3];
    return { result: code ? toHex(this.#chain.bytes.get(toHex(code)) ?? new Uint8Array(0)) : "0x" };
  }
}

function numberOf({ header }: Pick<RecordedBlock, "header">): bigint {
  return BigInt(toHex(headerFields(header)[8]!));
}

function rawBlock({ header, transactions }: RecordedBlock): Hex {
  const items = transactions.map((transaction) => (transaction[0]! >= 0xc0 ? RLP.decode(transaction) : transaction));
  return toHex(RLP.encode([RLP.decode(header), items, []] as never));
}

export interface RecordedBlob {
  readonly blob: Uint8Array;
  readonly commitment: Uint8Array;
  readonly versionedHash: Uint8Array;
}

export const BEACON_GENESIS = 1_606_824_023n;

/** A beacon node with some blobs in one slot. */
export class ReplayBeacon extends Replay {
  readonly #slot: bigint;
  readonly #blobs: readonly RecordedBlob[];
  /** The endpoint that it has; the other is not found. */
  endpoint: "blobs" | "blob_sidecars" = "blobs";

  constructor(slot: bigint, blobs: readonly RecordedBlob[]) {
    super();
    this.#slot = slot;
    this.#blobs = blobs;
  }

  protected override answer(request: IncomingMessage) {
    const url = new URL(request.url!, "http://beacon");
    const fault = this.fault(url.pathname);
    if (fault !== null && fault !== "lie") return fault;
    const notFound = { status: 404, body: { code: 404, message: "not found" } };
    const data = this.#data(url);
    if (data === null) return notFound;
    return { status: 200, body: { data: fault === "lie" ? lieAbout(data) : data } };
  }

  #data(url: URL): unknown {
    if (url.pathname === "/eth/v1/beacon/genesis") return { genesis_time: String(BEACON_GENESIS) };
    if (url.pathname === "/eth/v1/config/spec") return { SECONDS_PER_SLOT: "12" };
    const [, endpoint, slot] = /^\/eth\/v1\/beacon\/(blobs|blob_sidecars)\/(\d+)$/.exec(url.pathname) ?? [];
    if (endpoint !== this.endpoint || BigInt(slot!) !== this.#slot) return null;
    if (endpoint === "blobs") {
      const wanted = url.searchParams.getAll("versioned_hashes").flatMap((value) => value.split(","));
      return this.#blobs
        .filter(({ versionedHash }) => wanted.includes(toHex(versionedHash)))
        .map(({ blob }) => toHex(blob));
    }
    const index = url.searchParams.get("indices");
    return this.#blobs
      .map(({ blob, commitment }, i) => ({
        index: String(i),
        blob: toHex(blob),
        kzg_commitment: toHex(commitment),
        kzg_proof: `0x${"00".repeat(48)}`,
      }))
      .filter(({ index: own }) => index === null || own === index);
  }
}
