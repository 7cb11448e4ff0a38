// Headers above the block: its parent always, older ones when execution asks for a block hash.
//
// SOUNDNESS: each header is taken only when its hash is the one that the header below names. Test: test/capture/faults.test.ts.
import { headerFromJson } from "@assay/chain/blockJson";
import { asBytes, isObject } from "@assay/chain/fields";
import { type Hex, toHex } from "@assay/core/hex";
import { InputError } from "@assay/core/inputError";
import { type HeaderFields, readHeader } from "@assay/program/header";
import { NodeFailure } from "@assay/program/nodeFailure";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { quantity } from "./blockSource.ts";
import { CaptureNode } from "./captureNode.ts";

/** How far BLOCKHASH sees. */
const MAX_ANCESTORS = 256;

interface Ancestor {
  readonly rlp: Uint8Array;
  readonly hash: Hex;
  readonly fields: HeaderFields;
}

export class Ancestors {
  readonly #node: CaptureNode;
  readonly #firstHash: Hex;
  /** The parent first. */
  readonly #chain: Ancestor[] = [];

  constructor(node: CaptureNode, parentHash: Hex) {
    this.#node = node;
    this.#firstHash = parentHash;
  }

  /** The parent, which is fetched when it is not there yet. @throws NodeFailure */
  async parent(): Promise<Ancestor> {
    if (this.#chain.length === 0) this.#chain.push(await this.#byHash(this.#firstHash));
    return this.#chain[0]!;
  }

  /** Takes headers from elsewhere: those that stand above what is there already. */
  offer(headers: readonly Uint8Array[]): void {
    const byHash = new Map(headers.map((rlp) => [toHex(keccak_256(rlp)), rlp]));
    for (let rlp = byHash.get(this.#nextHash()); rlp && this.#chain.length < MAX_ANCESTORS; ) {
      this.#chain.push({ rlp, hash: this.#nextHash(), fields: readHeader(rlp) });
      rlp = byHash.get(this.#nextHash());
    }
  }

  /** Fetches as many headers again as there are: a block that looks far back costs eight rounds, not 256.
   *  @throws NodeFailure; InputError CAPTURE_IMPOSSIBLE when there are as many as a block can see */
  async extend(): Promise<void> {
    const room = MAX_ANCESTORS - this.#chain.length;
    const last = this.#chain.at(-1);
    if (room <= 0 || last?.fields.number === 0n) {
      throw new InputError("CAPTURE_IMPOSSIBLE", "the block asks for a header that is no ancestor of it");
    }
    if (!last) {
      await this.parent();
      return;
    }
    const below = Number(last.fields.number < BigInt(room) ? last.fields.number : BigInt(room));
    const numbers = Array.from(
      { length: Math.min(below, this.#chain.length) },
      (_, i) => last.fields.number - 1n - BigInt(i),
    );
    // By number, so that they can be asked for at once; one of another chain does not have the hash, and is asked for by it.
    const answers = await Promise.all(numbers.map((number) => this.#header("eth_getBlockByNumber", quantity(number))));
    for (const [i, answer] of answers.entries()) {
      const next = this.#nextHash();
      if (answer?.hash === next) this.#chain.push(answer);
      else if (i === 0) this.#chain.push(await this.#byHash(next));
      // Further than what is known to be needed: only if the block needs it, it has to be found.
      else return;
    }
  }

  /** Oldest first, the parent last; no older than the oldest of the hashes. */
  upTo(used: ReadonlySet<Hex>): Uint8Array[] {
    const oldest = this.#chain.findLastIndex(({ hash }) => used.has(hash));
    return this.#chain
      .slice(0, Math.max(oldest, 0) + 1)
      .map(({ rlp }) => rlp)
      .reverse();
  }

  /** Oldest first. */
  get all(): Uint8Array[] {
    return this.#chain.map(({ rlp }) => rlp).reverse();
  }

  #nextHash(): Hex {
    const last = this.#chain.at(-1);
    return last ? toHex(last.fields.parentHash) : this.#firstHash;
  }

  async #byHash(hash: Hex): Promise<Ancestor> {
    const found = await this.#header("eth_getBlockByHash", hash);
    if (found?.hash === hash) return found;
    const raw = "debug_getRawHeader";
    try {
      const rlp = asBytes(await this.#node.call(raw, [hash]), raw);
      if (toHex(keccak_256(rlp)) === hash) return { rlp, hash, fields: readHeader(rlp) };
    } catch (error) {
      if (!CaptureNode.isRefusal(error)) throw error;
    }
    throw new NodeFailure(
      "NODE_ERROR",
      this.#node.name,
      `the node does not give the header ${hash}, an ancestor of the block`,
    );
  }

  async #header(method: string, name: Hex): Promise<Ancestor | null> {
    const answer = await this.#node.call(method, [name, false]);
    if (!isObject(answer)) return null;
    try {
      const rlp = headerFromJson(answer, method);
      return { rlp, hash: toHex(keccak_256(rlp)), fields: readHeader(rlp) };
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  }
}
