// Blocks in a chain's store: the header by its hash, the body beside it, and which block is the head.
//
// SOUNDNESS: a data directory may come from anyone. A header must have the hash it is asked for, transactions and receipts the roots in
// the header. Test: blockStore.test.ts changes each.
import { encodeRlp, readRlpItem, readRlpList } from "@assay/chain/rlp";
import { equalBytes } from "@assay/core/bytes";
import { fromHex, type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { readHeader } from "@assay/program/header";
import { typedKey } from "@assay/program/key";
import { orderedTrie } from "@assay/program/orderedTrie";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { byHash, type ChainStore, keep } from "./chainStore.ts";
import { type L2Block, l2Block } from "./l2Block.ts";

/** No hash is zero, so nothing else has this key. */
const HEAD_KEY = new Uint8Array(32);
/** Blocks that are kept decoded. */
const MAX_DECODED = 1024;

export class BlockStore {
  readonly #store: ChainStore;
  /** In the order in which they were last put or read from the store. */
  readonly #decoded = new Map<Hex, L2Block>();

  constructor(store: ChainStore) {
    this.#store = store;
  }

  /** The head that was set last, by this process or one before it; null for a new store. @throws InputError STORE_BROKEN */
  get head(): Hex | null {
    const hash = this.#store.bodies.get(HEAD_KEY);
    if (hash === null) return null;
    if (hash.length !== 32) throw broken("head", "the head is no hash");
    return toHex(hash);
  }

  set head(hash: Hex) {
    this.#store.bodies.putAll([[HEAD_KEY, fromHex(hash)!]]);
  }

  put(block: L2Block): void {
    const body = encodeRlp([block.transactions, block.receipts]);
    this.#store.bodies.putAll([[typedKey("keccak256", fromHex(block.hash)!), body]]);
    // After the body: a header that is there has one.
    keep(this.#store.headers, [block.header]);
    this.#remember(block);
  }

  /** @throws InputError STORE_BROKEN */
  get(hash: Hex): L2Block | null {
    const known = this.#decoded.get(hash);
    if (known) return known;
    const bytes = fromHex(hash)!;
    const header = byHash(this.#store.headers, bytes);
    // A key has 31 bytes of the hash: a header with another first byte is another block.
    if (header === null || !equalBytes(keccak_256(header), bytes)) return null;
    const body = byHash(this.#store.bodies, bytes);
    if (body === null) throw broken(hash, "a block without its body");
    const block = decode(hash, header, body);
    this.#remember(block);
    return block;
  }

  #remember(block: L2Block): void {
    if (this.#decoded.size >= MAX_DECODED) this.#decoded.delete(this.#decoded.keys().next().value!);
    this.#decoded.set(block.hash, block);
  }
}

function broken(at: string, message: string, cause?: unknown): InputError {
  return new InputError("STORE_BROKEN", message, { at, ...(cause === undefined ? {} : { cause }) });
}

function decode(hash: Hex, header: Uint8Array, body: Uint8Array): L2Block {
  let lists: Uint8Array[][];
  try {
    lists = readRlpList(body, 2).map((list) => {
      const items: Uint8Array[] = [];
      for (let rest = list.payload; rest.length > 0; ) {
        const item = readRlpItem(rest);
        items.push(item.payload);
        rest = rest.subarray(item.encoded.length);
      }
      return items;
    });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw broken(hash, "a body that is none", error);
  }
  const [transactions = [], receipts = []] = lists;
  const { transactionsRoot, receiptsRoot } = readHeader(header);
  if (!equalBytes(orderedTrie(transactions).root, transactionsRoot))
    throw broken(hash, "other transactions than its own");
  if (!equalBytes(orderedTrie(receipts).root, receiptsRoot)) throw broken(hash, "other receipts than its own");
  return l2Block(header, transactions, receipts);
}
