// A client as the fault-proof program is one: boot values, the agreed output, L1 headers backwards, lists out of their tries, state,
// blobs, a precompile. It knows nothing but hashes, and hashes everything it gets into one digest.
import { concatBytes } from "@assay/core/bytes";
import { type Hex, toHex } from "@assay/core/hex";
import { RLP } from "@ethereumjs/rlp";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { formatHint } from "../src/hint/hint.ts";
import { blobKey, localKey, precompileKey, sha256Key, typedKey } from "../src/preimage/key.ts";
import { blobPoints } from "../src/preimage/roots.ts";
import { headerFields, type Nested } from "./replayChain.ts";

export interface Oracle {
  hint(text: string): void | Promise<void>;
  preimage(key: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export interface Journey {
  /** L1 headers to walk back. */
  readonly headers: number;
  /** L1 blocks by hash whose receipts are wanted. */
  readonly receipts: readonly Uint8Array[];
  readonly l2Blocks: readonly Uint8Array[];
  /** Accounts and slots of the block with this number. */
  readonly state: { readonly number: bigint; readonly accounts: readonly [Uint8Array, Uint8Array | null][] } | null;
  readonly stateNodes: readonly Uint8Array[];
  readonly codes: readonly Uint8Array[];
  readonly blob: {
    readonly versionedHash: Uint8Array;
    readonly commitment: Uint8Array;
    readonly timestamp: bigint;
  } | null;
  readonly precompile: Uint8Array | null;
}

export const NOWHERE: Journey = {
  headers: 0,
  receipts: [],
  l2Blocks: [],
  state: null,
  stateNodes: [],
  codes: [],
  blob: null,
  precompile: null,
};

export const u64 = (value: bigint): Uint8Array => {
  const result = new Uint8Array(8);
  new DataView(result.buffer).setBigUint64(0, value);
  return result;
};

export class Client {
  readonly #oracle: Oracle;
  readonly #digest = keccak_256.create();
  preimages = 0;

  constructor(oracle: Oracle) {
    this.#oracle = oracle;
  }

  async travel(journey: Journey): Promise<Hex> {
    const l1Head = await this.#get(localKey(1));
    const agreed = await this.#get(localKey(2));
    for (const ident of [3, 4, 5]) await this.#get(localKey(ident));
    await this.#hashed("starting-l2-output", agreed);
    let hash = l1Head;
    for (let i = 0; i < journey.headers; i++) {
      const fields = headerFields(await this.#hashed("l1-block-header", hash));
      await this.#list("l1-transactions", hash, fields[4]!);
      hash = fields[0]!;
    }
    for (const block of journey.receipts) {
      const fields = headerFields(await this.#hashed("l1-block-header", block));
      await this.#list("l1-receipts", block, fields[5]!);
    }
    for (const block of journey.l2Blocks) {
      const fields = headerFields(await this.#hashed("l2-block-header", block));
      await this.#list("l2-transactions", block, fields[4]!);
    }
    if (journey.state) await this.#state(journey.state);
    for (const node of journey.stateNodes) await this.#hashed("l2-state-node", node);
    for (const code of journey.codes) await this.#hashed("l2-code", code);
    if (journey.blob) await this.#blob(journey.blob);
    if (journey.precompile) {
      await this.#oracle.hint(formatHint("l1-precompile-v2", journey.precompile));
      await this.#get(precompileKey(journey.precompile));
    }
    return toHex(this.#digest.digest());
  }

  async #get(key: Uint8Array): Promise<Uint8Array> {
    const value = await this.#oracle.preimage(key);
    this.preimages++;
    this.#digest.update(key).update(value);
    return value;
  }

  async #hashed(hint: string, hash: Uint8Array): Promise<Uint8Array> {
    await this.#oracle.hint(formatHint(hint, hash));
    return this.#get(typedKey("keccak256", hash));
  }

  /** Every node of a list's trie. */
  async #list(hint: string, block: Uint8Array, root: Uint8Array): Promise<void> {
    await this.#oracle.hint(formatHint(hint, block));
    const open: Nested[] = [root];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node =
        next instanceof Uint8Array ? (RLP.decode(await this.#get(typedKey("keccak256", next))) as Nested) : next;
      if (node instanceof Uint8Array) continue;
      if (node.length === 17) {
        for (const child of node.slice(0, 16))
          if (!(child instanceof Uint8Array) || child.length === 32) open.push(child);
      } else if ((node[0] as Uint8Array)[0]! < 0x20) open.push(node[1]!);
    }
  }

  async #state({ number, accounts }: NonNullable<Journey["state"]>): Promise<void> {
    for (const [address, slot] of accounts) {
      if (slot === null) {
        await this.#oracle.hint(formatHint("l2-account-proof", concatBytes(u64(number), address)));
      } else {
        await this.#oracle.hint(formatHint("l2-account-storage-proof", concatBytes(u64(number), address, slot)));
      }
      await this.#path(address);
    }
  }

  /** The root of the state that the paths are walked from; set by whoever starts the journey. */
  stateRoot: Uint8Array = new Uint8Array(32);

  async #path(address: Uint8Array): Promise<void> {
    const path = [...keccak_256(address)].flatMap((byte) => [byte >> 4, byte & 15]);
    let hash = this.stateRoot;
    for (let at = 0; ; ) {
      const node = RLP.decode(await this.#get(typedKey("keccak256", hash))) as Uint8Array[];
      if (node.length === 17) hash = node[path[at++]!]!;
      else {
        const first = node[0]![0]!;
        if (first >= 0x20) return;
        at += 2 * node[0]!.length - (first >= 0x10 ? 1 : 2);
        hash = node[1]!;
      }
      if (hash.length !== 32) return;
    }
  }

  async #blob({ versionedHash, commitment, timestamp }: NonNullable<Journey["blob"]>): Promise<void> {
    await this.#oracle.hint(formatHint("l1-blob", concatBytes(versionedHash, u64(0n), u64(timestamp))));
    await this.#get(sha256Key(commitment));
    for (const point of blobPoints()) await this.#get(blobKey(concatBytes(commitment, point)));
  }
}
