// anvil's chain as a real L1 would have it.
//
// anvil up to 1.7.1 puts a blob transaction into the transactions trie with its sidecar (foundry issue 15132), where EIP-4844 has the
// transaction alone: the block's transactions root, its hash, and the hashes of all blocks after it are wrong. Here both roots and
// hashes are computed anew, and exchanged in what goes in and out. Contracts still see anvil's own hashes through BLOCKHASH. With
// an anvil that has it right, or without blob transactions, nothing is exchanged.
import { headerFromJson, transactionFromJson } from "@assay/chain/blockJson";
import { asArray, asHash, asInteger, asObject, isObject, type JsonObject, required } from "@assay/chain/fields";
import { readRlpList } from "@assay/chain/rlp";
import { concatBytes } from "@assay/core/bytes";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import type { JsonRpc } from "@assay/program/jsonRpc";
import { orderedTrie } from "@assay/program/orderedTrie";
import { keccak_256 } from "@noble/hashes/sha3.js";

const BLOB_TYPE = "0x3";
const BLOB_TYPE_BYTE = 3;
/** Fields of a transaction in JSON that are its sidecar. */
const SIDECAR = new Set(["blobs", "commitments", "proofs", "cellProofs"]);

export class CanonicalView {
  readonly #rpc: JsonRpc;
  /** Hashes as they should be, by anvil's. */
  readonly #known = new Map<string, Hex>();
  readonly #toCanonical = new Map<string, Hex>();
  readonly #toAnvil = new Map<string, Hex>();
  readonly #numberAtTime = new Map<bigint, bigint>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(rpc: JsonRpc) {
    this.#rpc = rpc;
  }

  /** Parameters for anvil, from those of somebody who knows the canonical hashes. */
  inward(value: unknown): unknown {
    return exchange(value, this.#toAnvil);
  }

  /** A result of anvil's as it should be. Call `update` first. */
  outward(value: unknown): unknown {
    return exchange(value, this.#toCanonical);
  }

  /** Number of the block with this time, or null. */
  numberAt(time: bigint): bigint | null {
    return this.#numberAtTime.get(time) ?? null;
  }

  /** Looks at the blocks that are new. @throws NodeFailure; InputError NODE_LIED when a header does not have its hash */
  async update(): Promise<void> {
    const turn = this.#turn.then(() => this.#update());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #update(): Promise<void> {
    const method = "eth_getBlockByNumber";
    // Without its transactions at first: most of the time it is known.
    let hash = required(asObject(await this.#rpc.request(method, ["latest", false]), method), "hash", method);
    const added: JsonObject[] = [];
    while (!this.#known.has(String(hash))) {
      const block = asObject(await this.#rpc.request("eth_getBlockByHash", [hash, true]), "eth_getBlockByHash");
      added.push(block);
      if (asInteger(required(block, "number", "block"), "number", 64) === 0n) break;
      hash = required(block, "parentHash", "block");
    }
    for (const block of added.reverse()) this.#add(block);
  }

  #add(block: JsonObject): void {
    const hash = asHash(required(block, "hash", "block"), "hash");
    const parent = this.#known.get(String(block["parentHash"]));
    const list = asArray(required(block, "transactions", "block"), "transactions");
    const stated = toHex(keccak_256(headerFromJson(block, "block")));
    if (stated !== hash) {
      throw new InputError("NODE_LIED", `${this.#rpc.name} gave a header with the hash ${stated}`, { at: hash });
    }
    let transactionsRoot = asHash(required(block, "transactionsRoot", "block"), "transactionsRoot");
    if (list.some((transaction) => asObject(transaction, "transactions")["type"] === BLOB_TYPE)) {
      const canonical = toHex(
        orderedTrie(list.map((value, i) => transactionFromJson(value, `transactions[${i}]`))).root,
      );
      this.#exchanged(transactionsRoot, canonical);
      transactionsRoot = canonical;
    }
    const header = { ...block, transactionsRoot, parentHash: parent ?? block["parentHash"] };
    const canonical = toHex(keccak_256(headerFromJson(header, "block")));
    this.#exchanged(hash, canonical);
    const number = asInteger(required(block, "number", "block"), "number", 64);
    const time = asInteger(required(block, "timestamp", "block"), "timestamp", 64);
    this.#known.set(hash, canonical);
    this.#numberAtTime.set(time, number);
  }

  #exchanged(anvil: Hex, canonical: Hex): void {
    if (anvil === canonical) return;
    this.#toCanonical.set(anvil, canonical);
    this.#toAnvil.set(canonical, anvil);
  }
}

/** The value with words exchanged, and without the sidecars of blob transactions. Its depth is that of anvil's answers. */
function exchange(value: unknown, words: ReadonlyMap<string, Hex>): unknown {
  if (typeof value === "string") return words.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => exchange(item, words));
  if (!isObject(value)) return value;
  const isBlobTransaction = value["blobVersionedHashes"] !== undefined;
  const entries = Object.entries(value).filter(([key]) => !(isBlobTransaction && SIDECAR.has(key)));
  return Object.fromEntries(entries.map(([key, item]) => [key, exchange(item, words)]));
}

/** A signed transaction without its sidecar, if it has one. EIP-4844, "Networking". */
export function withoutSidecar(transaction: Hex): Hex {
  const bytes = fromHex(transaction);
  if (bytes?.[0] !== BLOB_TYPE_BYTE) return transaction;
  const [body] = readRlpList(bytes.subarray(1), 16);
  return body?.list ? toHex(concatBytes(Uint8Array.of(BLOB_TYPE_BYTE), body.encoded)) : transaction;
}
