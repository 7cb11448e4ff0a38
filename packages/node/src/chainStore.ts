// What the node keeps by hash: trie nodes, contract codes and headers. Codes stand apart from nodes, since a witness lists them apart.
import { keccakKey, typedKey } from "@assay/program/key";
import { MemoryStore, nameOf, type PreimageStore } from "@assay/program/store";

/** Kinds of byte strings that the core asks for. */
export const KINDS = ["nodes", "codes", "headers"] as const;
export type Kind = (typeof KINDS)[number];

/** Three stores by keccak-256 keys (@assay/program/key); in memory, or on disk with @assay/program's LmdbStore. */
export type ChainStore = Readonly<Record<Kind, PreimageStore>>;

export function memoryChainStore(): ChainStore {
  return { nodes: new MemoryStore(), codes: new MemoryStore(), headers: new MemoryStore() };
}

export function keep(store: PreimageStore, values: Iterable<Uint8Array>): void {
  store.putAll([...values].map((value) => [keccakKey(value), value] as const));
}

/** The bytes with this hash, or null. A key has 31 bytes of the hash only; the core hashes what it gets, and so must others. */
export function byHash(store: PreimageStore, hash: Uint8Array): Uint8Array | null {
  return store.get(typedKey("keccak256", hash));
}

/** What a run asked for, each once, in the order in which it did. */
export class Reads {
  readonly #seen = new Set<string>();
  readonly nodes: Uint8Array[] = [];
  readonly codes: Uint8Array[] = [];
  readonly headers: Uint8Array[] = [];

  add(kind: Kind, key: Uint8Array, value: Uint8Array): void {
    const name = `${kind} ${nameOf(key)}`;
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    this[kind].push(value);
  }
}
