// L1 blocks as bytes, from a node over JSON-RPC, each checked against its hash.
//
// SOUNDNESS: the node is not believed. A header is taken when its bytes have the hash that was asked for (or, asked by number, the hash
// that the node states), transactions and receipts when their tries have the header's roots. Test: l1.test.ts.
import { headerFromJson, transactionFromJson } from "@assay/chain/blockJson";
import { asArray, asHash, asInteger, asObject, type JsonObject, required } from "@assay/chain/fields";
import { receiptFromJson } from "@assay/chain/receiptJson";
import { equalBytes } from "@assay/core/bytes";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readHeader } from "@assay/program/header";
import type { JsonRpc } from "@assay/program/jsonRpc";
import { orderedTrie } from "@assay/program/orderedTrie";
import { keccak_256 } from "@noble/hashes/sha3.js";

export interface L1Block {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: bigint;
  /** RLP. */
  readonly header: Uint8Array;
  /** EIP-2718 bytes. */
  readonly transactions: readonly Uint8Array[];
  /** Consensus encoding. */
  readonly receipts: readonly Uint8Array[];
}

export type L1BlockTag = "latest" | "safe" | "finalized";

export class L1Client {
  readonly rpc: JsonRpc;

  constructor(rpc: JsonRpc) {
    this.rpc = rpc;
  }

  /** The block with this hash or number, or the one that a tag names; null when there is none.
   *  @throws NodeFailure; InputError NODE_LIED, FIELD_… */
  async block(which: Hex | bigint | L1BlockTag): Promise<L1Block | null> {
    const wanted = typeof which === "string" && which.startsWith("0x") ? (which as Hex) : null;
    const method = wanted ? "eth_getBlockByHash" : "eth_getBlockByNumber";
    const name = typeof which === "bigint" ? `0x${which.toString(16)}` : which;
    const answer = await this.rpc.request(method, [name, true]);
    if (answer === null) return null;
    const json = asObject(answer, method);
    const header = headerFromJson(json, method);
    const hash = toHex(keccak_256(header));
    const expected = wanted ?? asHash(required(json, "hash", method), `${method}.hash`);
    if (hash !== expected) throw this.#lied(`${method}: a header with the hash ${hash}`, expected);
    const fields = readHeader(header);
    if (typeof which === "bigint" && fields.number !== which) {
      throw this.#lied(`${method}: block ${fields.number} instead of ${which}`, hash);
    }
    const list = asArray(required(json, "transactions", method), "transactions");
    const transactions = list.map((value, i) => transactionFromJson(value, `transactions[${i}]`));
    this.#checkRoot("transactions", transactions, fields.transactionsRoot, hash);
    return {
      number: fields.number,
      hash,
      parentHash: toHex(fields.parentHash),
      timestamp: fields.timestamp,
      header,
      transactions,
      receipts: await this.#receipts(hash, list, fields.receiptsRoot),
    };
  }

  /** Sends a signed transaction. @returns its hash @throws NodeFailure when the node refuses it */
  async send(transaction: Hex): Promise<Hex> {
    const method = "eth_sendRawTransaction";
    return asHash(await this.rpc.request(method, [transaction]), method);
  }

  async nonce(account: Hex): Promise<bigint> {
    return asInteger(await this.rpc.request("eth_getTransactionCount", [account, "pending"]), "nonce", 64);
  }

  /** Status and contract of a transaction in a block; null while it is in none. */
  async outcome(transaction: Hex): Promise<{ succeeded: boolean; contract: Hex | null } | null> {
    const answer = await this.rpc.request("eth_getTransactionReceipt", [transaction]);
    if (answer === null) return null;
    const receipt: JsonObject = asObject(answer, "receipt");
    const contract = receipt["contractAddress"];
    return {
      succeeded: asInteger(required(receipt, "status", "receipt"), "receipt.status", 8) === 1n,
      contract: typeof contract === "string" ? (contract as Hex) : null,
    };
  }

  async #receipts(hash: Hex, transactions: readonly unknown[], root: Uint8Array): Promise<Uint8Array[]> {
    if (transactions.length === 0) return [];
    const method = "eth_getBlockReceipts";
    const list = asArray(await this.rpc.request(method, [hash]), method);
    const receipts = list.map((value, i) => receiptFromJson(value, `${method}[${i}]`));
    this.#checkRoot("receipts", receipts, root, hash);
    return receipts;
  }

  #checkRoot(what: string, values: readonly Uint8Array[], expected: Uint8Array, hash: Hex): void {
    const { root } = orderedTrie(values);
    if (!equalBytes(root, expected)) throw this.#lied(`${what} with the root ${toHex(root)}`, hash);
  }

  #lied(what: string, hash: Hex): InputError {
    return new InputError("NODE_LIED", `${this.rpc.name} gave ${what}`, { at: `L1 block ${hash}` });
  }
}
