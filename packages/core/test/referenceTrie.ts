// What the tries are compared with: @ethereumjs/mpt with every node it ever wrote, and the definition itself.
import { createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { randomBytes } from "./operands.js";

export class ReferenceTrie {
  private constructor(
    private trie: MerklePatriciaTrie,
    private database: Map<string, Uint8Array>,
  ) {}

  /** A trie at `root`, or an empty one, over `nodes` by hash. */
  static async open(root?: Uint8Array, nodes = new Map<string, Uint8Array>()): Promise<ReferenceTrie> {
    const database = new Map(nodes);
    const db = {
      get: async (key: string) => database.get(key),
      put: async (key: string, value: Uint8Array) => void database.set(key, value),
      del: async (key: string) => void database.delete(key),
      batch: async (operations: { type: string; key: string; value?: Uint8Array }[]) => {
        for (const { type, key, value } of operations) {
          if (type === "put") database.set(key, value!);
          else database.delete(key);
        }
      },
      shallowCopy: () => db,
      open: async () => {},
    };
    const options = { db: db as never, valueEncoding: "view" as never, cacheSize: 0 };
    return new ReferenceTrie(await createMPT(root ? { ...options, root } : options), database);
  }

  async update(key: Uint8Array, value: Uint8Array) {
    await this.trie.put(key, value);
  }

  async delete(key: Uint8Array) {
    await this.trie.del(key);
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return (await this.trie.get(key)) ?? undefined;
  }

  root(): Uint8Array {
    return this.trie.root();
  }

  /** All nodes written so far, by hash. */
  nodes(): Map<string, Uint8Array> {
    return this.database;
  }

  /** Hashes of the nodes that prove `key`, or its absence. */
  async proof(key: Uint8Array): Promise<Uint8Array[]> {
    return (await this.trie.findPath(key)).stack.map((node) => node.serialize()).filter((node) => node.length >= 32);
  }
}

type Item = Uint8Array | Item[];
type Entry = [nibbles: number[], value: Uint8Array];

/** RLP, from its definition (Yellow Paper, appendix B). */
export function encodeRlp(item: Item): Uint8Array {
  if (item instanceof Uint8Array && item.length === 1 && item[0]! < 0x80) return item;
  const payload = item instanceof Uint8Array ? item : Buffer.concat(item.map(encodeRlp));
  const base = item instanceof Uint8Array ? 0x80 : 0xc0;
  if (payload.length <= 55) return Uint8Array.from([base + payload.length, ...payload]);
  const length: number[] = [];
  for (let rest = payload.length; rest > 0; rest >>>= 8) length.unshift(rest & 255);
  return Uint8Array.from([base + 55 + length.length, ...length, ...payload]);
}

function hexPrefix(nibbles: number[], isLeaf: boolean): Uint8Array {
  const flag = (isLeaf ? 2 : 0) + (nibbles.length & 1);
  const all = nibbles.length & 1 ? [flag, ...nibbles] : [flag, 0, ...nibbles];
  return Uint8Array.from({ length: all.length / 2 }, (_, i) => 16 * all[2 * i]! + all[2 * i + 1]!);
}

/** The trie of a set of entries, made from nothing every time (Yellow Paper, appendix D). Needs no other library's word for
 *  keys that are prefixes of each other, where @ethereumjs/mpt 10.1.3 gives a wrong root after some deletions. */
export class DefinitionTrie {
  /** All nodes that are hashed, by hash, in the order of their keys, children before parents. */
  readonly nodes = new Map<string, Uint8Array>();
  readonly root: string;

  constructor(entries: Iterable<[string, Uint8Array]>) {
    const sorted = [...entries].map(
      ([key, value]): Entry => [[...key].map((digit) => Number.parseInt(digit, 16)), value],
    );
    const root = encodeRlp(sorted.length === 0 ? new Uint8Array() : this.node(sorted));
    this.root = this.hashed(root);
    if (sorted.length === 0) this.nodes.clear();
  }

  private hashed(encoding: Uint8Array): string {
    const hash = Buffer.from(keccak_256(encoding)).toString("hex");
    this.nodes.set(hash, encoding);
    return hash;
  }

  private reference(item: Item): Item {
    const encoding = encodeRlp(item);
    return encoding.length < 32 ? item : Uint8Array.from(Buffer.from(this.hashed(encoding), "hex"));
  }

  private node(entries: Entry[]): Item {
    const [first, value] = entries[0]!;
    if (entries.length === 1) return [hexPrefix(first, true), value];
    let shared = 0;
    while (entries.every(([key]) => shared < key.length && key[shared] === first[shared])) shared++;
    const cut = (some: Entry[], from: number) => some.map(([key, rest]): Entry => [key.slice(from), rest]);
    if (shared > 0) return [hexPrefix(first.slice(0, shared), false), this.reference(this.node(cut(entries, shared)))];
    const children = Array.from({ length: 16 }, (_, nibble): Item => {
      const under = entries.filter(([key]) => key[0] === nibble);
      return under.length === 0 ? new Uint8Array() : this.reference(this.node(cut(under, 1)));
    });
    return [...children, entries.find(([key]) => key.length === 0)?.[1] ?? new Uint8Array()];
  }
}

/** Keys of the same length that share prefixes, so that there are extensions and embedded nodes. */
export function clusteredKeys(random: () => number, count: number, length: number): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const key = randomBytes(random, length);
    const near = keys[random() % Math.max(1, keys.length)];
    if (near && random() % 3 !== 0) {
      const shared = random() % 2 === 0 ? length - 1 : random() % length;
      key.set(near.subarray(0, shared));
      if (random() & 1) key[shared] = (near[shared]! & 0xf0) | (random() & 15);
    }
    keys.push(key);
  }
  return keys;
}

/** Keys of different lengths, many of them a prefix of another one. */
export function prefixKeys(random: () => number, count: number): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const near = keys[random() % Math.max(1, keys.length)];
    const kind = random() % 4;
    if (!near || kind === 0) keys.push(randomBytes(random, 1 + (random() % 40)));
    else if (kind === 1) keys.push(near.slice(0, 1 + (random() % near.length)));
    else keys.push(Uint8Array.from([...near, ...randomBytes(random, 1 + (random() % 3))]).subarray(0, 250));
  }
  return keys;
}

/** A value that is not empty: often short, so that its leaf is embedded. */
export function randomValue(random: () => number): Uint8Array {
  const kind = random() % 4;
  const length = kind < 2 ? 1 + (random() % 3) : kind === 2 ? 33 : 1 + (random() % 150);
  const value = randomBytes(random, length);
  // The reference takes a value of zero bytes only for "nothing"; the leading byte keeps it apart from that.
  if (value[0] === 0) value[0] = 1;
  return value;
}
