// Headers, transactions and receipts of a node, L1's or L2's, as preimages: found by the block's hash, checked against it.
//
// SOUNDNESS: a header is stored when its bytes have the block's hash; transactions and receipts when the trie built from them has the
// root in that header. Nothing else is stored. Tests: host.test.ts lets the node lie about each.
import { headerFromJson, transactionFromJson } from "@assay/chain/blockJson";
import { asArray, asBytes, asObject, required } from "@assay/chain/fields";
import { receiptFromJson } from "@assay/chain/receiptJson";
import { readRlpList } from "@assay/chain/rlp";
import { equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { typedKey } from "../preimage/key.ts";
import type { JsonRpc } from "../rpc/jsonRpc.ts";
import { lied, NodeFailure } from "../rpc/nodeFailure.ts";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import { type HeaderFields, readHeader } from "../trie/header.ts";
import { listTrie } from "../trie/listTrie.ts";
import { orderedTrie } from "../trie/orderedTrie.ts";
import { Ways } from "./ways.ts";

/** No block can pay for more: 21,000 gas each. */
const MAX_TRANSACTIONS = 1 << 20;
const BLOCK_PARTS = 4;

export class BlockSource {
  readonly rpc: JsonRpc;
  readonly ways: Ways;
  readonly #store: VerifiedStore;

  constructor(rpc: JsonRpc, store: VerifiedStore) {
    this.rpc = rpc;
    this.ways = new Ways(rpc.name);
    this.#store = store;
  }

  /** The header of a block, from the store or the node. @throws NodeFailure */
  async header(blockHash: Uint8Array): Promise<HeaderFields> {
    const key = typedKey("keccak256", blockHash);
    let rlp = this.#store.get(key);
    if (rlp === null) {
      const hash = toHex(blockHash);
      const keep = (bytes: Uint8Array, method: string) => {
        if (!equalBytes(keccak_256(bytes), blockHash)) {
          throw lied(this.rpc.name, method, hash, `a header with the hash ${toHex(keccak_256(bytes))}`);
        }
        rlp = bytes;
        this.#store.put(key, bytes);
      };
      await this.ways.first(`header ${hash}`, [
        this.#way("debug_getRawHeader", [hash], (answer, method) => keep(asBytes(answer, method), method)),
        this.#way("eth_getBlockByHash", [hash, false], (answer, method) =>
          keep(headerFromJson(answer, method), method),
        ),
      ]);
    }
    return readHeader(rlp!);
  }

  /** Headers of consecutive blocks downwards from the one with this hash and number, asked for by number, stored as far as each has the
   *  hash that the one above names. @returns the lowest, or null when not even the first one is right: the node may have
   *  another chain by now @throws NodeFailure when it cannot be reached */
  async headersDown(hash: Uint8Array, number: bigint, count: number): Promise<HeaderFields | null> {
    const numbers: string[] = [];
    for (let at = number; at >= 0n && numbers.length < count; at--) numbers.push(`0x${at.toString(16)}`);
    let lowest: HeaderFields | null = null;
    const way = (method: string, more: readonly unknown[], read: (answer: unknown) => Uint8Array) => ({
      method,
      run: async () => {
        const answers = await Promise.allSettled(numbers.map((name) => this.ask(method, [name, ...more])));
        if (answers[0]?.status === "rejected") throw answers[0].reason;
        lowest = this.#keepChain(hash, answers, read);
      },
    });
    try {
      await this.ways.first(`headers below ${number}`, [
        way("debug_getRawHeader", [], (answer) => asBytes(answer, "debug_getRawHeader")),
        way("eth_getBlockByNumber", [false], (answer) => headerFromJson(answer, "eth_getBlockByNumber")),
      ]);
    } catch (error) {
      if (!(error instanceof NodeFailure) || error.code === "NODE_UNREACHABLE") throw error;
    }
    return lowest;
  }

  #keepChain(
    hash: Uint8Array,
    answers: readonly PromiseSettledResult<unknown>[],
    read: (answer: unknown) => Uint8Array,
  ): HeaderFields | null {
    const headers: Uint8Array[] = [];
    let lowest: HeaderFields | null = null;
    for (const answer of answers) {
      if (answer.status === "rejected") break;
      const header = read(answer.value);
      if (!equalBytes(keccak_256(header), lowest?.parentHash ?? hash)) break;
      lowest = readHeader(header);
      headers.push(header);
    }
    this.#store.putHashed(headers);
    return lowest;
  }

  /** Whether a block's list is stored already, as far as its root tells. */
  has(list: "transactions" | "receipts", blockHash: Uint8Array): boolean {
    const header = this.#store.get(typedKey("keccak256", blockHash));
    if (!header) return false;
    const { transactionsRoot, receiptsRoot } = readHeader(header);
    return this.#store.has(typedKey("keccak256", list === "transactions" ? transactionsRoot : receiptsRoot));
  }

  /** Stores the nodes of the transactions trie. @throws NodeFailure */
  async transactions(blockHash: Uint8Array): Promise<void> {
    const { transactionsRoot } = await this.header(blockHash);
    if (this.#hasEmpty(transactionsRoot)) return;
    const hash = toHex(blockHash);
    await this.ways.first(`transactions of ${hash}`, [
      this.#way("eth_getBlockByHash", [hash, true], (answer, method) => {
        const list = asArray(required(asObject(answer, method), "transactions", method), "transactions");
        this.#keepList(method, transactionsRoot, encodeAll(list, "transactions", transactionFromJson));
      }),
      this.#way("debug_getRawBlock", [hash], (answer, method) => {
        const parts = readRlpList(asBytes(answer, method), BLOCK_PARTS);
        const list = readRlpList(parts[1]?.encoded ?? new Uint8Array(0), MAX_TRANSACTIONS);
        this.#keepList(
          method,
          transactionsRoot,
          list.map(({ list: legacy, encoded, payload }) => (legacy ? encoded : payload)),
        );
      }),
    ]);
  }

  /** Stores the nodes of the receipts trie. @throws NodeFailure */
  async receipts(blockHash: Uint8Array): Promise<void> {
    const { receiptsRoot } = await this.header(blockHash);
    if (this.#hasEmpty(receiptsRoot)) return;
    const hash = toHex(blockHash);
    const fromJson = (answer: unknown, method: string) =>
      this.#keepList(method, receiptsRoot, encodeAll(asArray(answer, method), method, receiptFromJson));
    await this.ways.first(`receipts of ${hash}`, [
      this.#way("debug_getRawReceipts", [hash], (answer, method) =>
        this.#keepList(
          method,
          receiptsRoot,
          asArray(answer, method).map((receipt, i) => asBytes(receipt, `${method}[${i}]`)),
        ),
      ),
      this.#way("eth_getBlockReceipts", [hash], fromJson),
      {
        method: "eth_getTransactionReceipt",
        run: async () => {
          const block = asObject(await this.ask("eth_getBlockByHash", [hash, false]), "eth_getBlockByHash");
          const hashes = asArray(required(block, "transactions", "eth_getBlockByHash"), "transactions");
          const each = hashes.map((transaction) => this.ask("eth_getTransactionReceipt", [transaction]));
          fromJson(await Promise.all(each), "eth_getTransactionReceipt");
        },
      },
    ]);
  }

  /** Asks the node; null is a failure: it does not have it (yet). @throws NodeFailure */
  async ask(method: string, params: readonly unknown[]): Promise<unknown> {
    const answer = await this.rpc.request(method, params);
    if (answer !== null) return answer;
    throw new NodeFailure(
      "NODE_ERROR",
      this.rpc.name,
      `${method}: the node does not have ${JSON.stringify(params[0])}`,
    );
  }

  #way(method: string, params: readonly unknown[], take: (answer: unknown, method: string) => void) {
    return { method, run: async () => take(await this.ask(method, params), method) };
  }

  /** The trie of an empty list has a root with a preimage too. */
  #hasEmpty(root: Uint8Array): boolean {
    const empty = orderedTrie([]);
    if (!equalBytes(root, empty.root)) return false;
    this.#store.putHashed(empty.nodes);
    return true;
  }

  #keepList(method: string, expected: Uint8Array, values: readonly Uint8Array[]): void {
    const { root, nodes } = listTrie(values);
    if (!equalBytes(root, expected)) {
      throw lied(this.rpc.name, method, expected, `${values.length} items with the root ${toHex(root)}`);
    }
    this.#store.putHashed(nodes);
  }
}

function encodeAll(
  list: readonly unknown[],
  at: string,
  encode: (value: unknown, at: string) => Uint8Array,
): Uint8Array[] {
  return list.map((value, i) => encode(value, `${at}[${i}]`));
}
