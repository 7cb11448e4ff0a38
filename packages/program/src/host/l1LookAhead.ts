// L1 data before it is asked for. A program walks L1's headers backwards and then reads block after block forwards; asked for one by
// one, each costs the way to the node and back. So headers come in batches by number, held against the chain of parent hashes, and
// transactions and receipts of the next blocks while the client works on this one.
//
// SOUNDNESS: what comes unasked is checked as everything else: headers by hash, lists by the root in the header. A batch by number
// that is of another chain is dropped from the first header that does not fit. Tests: lookAhead.test.ts.
import { equalBytes } from "@assay/core/bytes";
import { toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { typedKey } from "../preimage/key.ts";
import type { VerifiedStore } from "../store/verifiedStore.ts";
import { bloomMayHold } from "../trie/bloom.ts";
import { type HeaderFields, readHeader } from "../trie/header.ts";
import type { BlockSource } from "./blockSource.ts";

/** Headers in one go: a few at first, since the walk may be a short one. */
const FIRST_HEADERS = 16;
const MAX_HEADERS = 256;
/** Batches that gave nothing; after so many headers are asked for one by one. */
const MAX_FAILED_WALKS = 2;
/** Blocks whose transactions are under way ahead of the client. */
const MAX_BLOCKS_AHEAD = 16;
/** Blocks looked at for the next ones with receipts that matter. */
const MAX_RECEIPTS_SEARCH = 64;
const MAX_RECEIPTS_AHEAD = 8;

export interface LookAheadOptions {
  readonly l1Head: Uint8Array;
  /** Contracts whose logs make a block's receipts matter; empty where they are not known. */
  readonly contracts: readonly Uint8Array[];
  readonly log: (message: string) => void;
}

export class L1LookAhead {
  readonly #source: BlockSource;
  readonly #store: VerifiedStore;
  readonly #options: LookAheadOptions;
  /** Parent of the last header that was fetched: when it is asked for next, somebody walks. */
  #expected: Uint8Array | null = null;
  #number = 0n;
  #headers = 0;
  #failedWalks = 0;
  /** Child of each header on the chain below the head, as far as the store has it. */
  #children = new Map<string, Uint8Array>();
  #ahead = 1;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(source: BlockSource, store: VerifiedStore, options: LookAheadOptions) {
    this.#source = source;
    this.#store = store;
    this.#options = options;
  }

  /** Stores a header, and, on a walk, those below it. @throws NodeFailure */
  async header(hash: Uint8Array): Promise<void> {
    let lowest: HeaderFields | null = null;
    if (this.#expected && equalBytes(this.#expected, hash)) {
      this.#headers = Math.min(Math.max(4 * this.#headers, FIRST_HEADERS), MAX_HEADERS);
      if (this.#failedWalks < MAX_FAILED_WALKS) {
        lowest = await this.#source.headersDown(hash, this.#number, this.#headers);
        if (!lowest) this.#failedWalks++;
      }
    } else this.#headers = 0;
    lowest ??= await this.#source.header(hash);
    this.#expected = lowest.parentHash;
    this.#number = lowest.number - 1n;
  }

  /** Stores a block's transactions, and begins with those of the next blocks. @throws NodeFailure */
  async transactions(hash: Uint8Array): Promise<void> {
    const wanted = this.#once("transactions", hash);
    this.#ahead = Math.min(2 * this.#ahead, MAX_BLOCKS_AHEAD);
    for (const next of this.#following(hash, this.#ahead)) this.#quietly("transactions", next);
    await wanted;
  }

  /** Stores a block's receipts, and begins with those of the next blocks that have logs of the contracts. @throws NodeFailure */
  async receipts(hash: Uint8Array): Promise<void> {
    const wanted = this.#once("receipts", hash);
    const { contracts } = this.#options;
    const next = this.#following(hash, MAX_RECEIPTS_SEARCH).filter((block) => {
      const header = this.#store.get(typedKey("keccak256", block));
      return header !== null && contracts.some((address) => bloomMayHold(readHeader(header).bloom, address));
    });
    for (const block of next.slice(0, MAX_RECEIPTS_AHEAD)) this.#quietly("receipts", block);
    await wanted;
  }

  #once(kind: "transactions" | "receipts", hash: Uint8Array): Promise<void> {
    const name = `${kind} ${toHex(hash)}`;
    let running = this.#underWay.get(name);
    if (!running) {
      running = this.#source[kind](hash).finally(() => this.#underWay.delete(name));
      this.#underWay.set(name, running);
    }
    return running;
  }

  /** What fails here is tried again when it is asked for. */
  #quietly(kind: "transactions" | "receipts", hash: Uint8Array): void {
    if (this.#source.has(kind, hash)) return;
    this.#once(kind, hash).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      this.#options.log(`${kind} of ${toHex(hash)}, ahead: ${error.code} ${error.message}`);
    });
  }

  /** Up to `count` blocks after this one, below the L1 head. */
  #following(hash: Uint8Array, count: number): Uint8Array[] {
    if (!this.#children.has(toHex(hash)) && !equalBytes(hash, this.#options.l1Head)) this.#readChain();
    const blocks: Uint8Array[] = [];
    for (let at = this.#children.get(toHex(hash)); at && blocks.length < count; at = this.#children.get(toHex(at))) {
      blocks.push(at);
    }
    return blocks;
  }

  /** The chain from the head down, as far as it is stored. */
  #readChain(): void {
    this.#children = new Map();
    for (let hash = this.#options.l1Head; ; ) {
      const header = this.#store.get(typedKey("keccak256", hash));
      if (!header) return;
      const { parentHash } = readHeader(header);
      this.#children.set(toHex(parentHash), hash);
      hash = parentHash;
    }
  }
}
