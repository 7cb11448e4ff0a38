// What the node keeps by hash: trie nodes, contract codes, headers, and bodies of blocks (blockStore.ts). Codes stand apart from nodes,
// since a witness lists them apart.
import { join } from "node:path";
import { openDataDirectory } from "@assay/program/dataDirectory";
import { keccakKey, typedKey } from "@assay/program/key";
import { MemoryStore, nameOf, type PreimageStore } from "@assay/program/store";

/** Kinds of byte strings that the core asks for. */
export const KINDS = ["nodes", "codes", "headers"] as const;
export type Kind = (typeof KINDS)[number];

/** Stores by keccak-256 keys (@assay/program/key). */
export type ChainStore = Readonly<Record<Kind | "bodies", PreimageStore>>;

export function memoryChainStore(): ChainStore {
  return { nodes: new MemoryStore(), codes: new MemoryStore(), headers: new MemoryStore(), bodies: new MemoryStore() };
}

/** On disk, in LMDB databases below the folder. @throws InputError STORE_BROKEN, STORE_FORMAT_UNKNOWN */
export function openChainStore(folder: string): ChainStore {
  const open = (name: string) => openDataDirectory(join(folder, name));
  return { nodes: open("nodes"), codes: open("codes"), headers: open("headers"), bodies: open("bodies") };
}

export async function closeChainStore(store: ChainStore): Promise<void> {
  await Promise.all(Object.values(store).map((part) => part.close()));
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
