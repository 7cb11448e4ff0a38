// Keys of a trie by where their hashes lie: found among many, once.
import { keccak_256 } from "@noble/hashes/sha3.js";

interface Hashed {
  readonly key: string;
  readonly hash: string;
}

export class KeyFinder {
  readonly #all: Hashed[];

  /** @param key the i-th key, hex without 0x */
  constructor(key: (i: number) => string, count: number) {
    this.#all = Array.from({ length: count }, (_, i) => ({ key: key(i), hash: hashOf(key(i)) }));
    this.#all.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  }

  /** `count` keys, neighbours in the trie, whose hashes have exactly `nibbles` in common. */
  sharing(nibbles: number, count: number): string[] {
    for (let i = 0; i + count <= this.#all.length; i++) {
      const some = this.#all.slice(i, i + count);
      if (common(some[0]!.hash, some.at(-1)!.hash) === nibbles) return some.map(({ key }) => key);
    }
    throw new Error(`no ${count} keys share ${nibbles} nibbles`);
  }

  /** Two keys with `depth + more` nibbles in common, and one that shares `depth` with them. */
  besidePair(depth: number, more: number): { deleted: string; beside: string[] } {
    for (const { key, hash } of this.#all) {
      const beside = this.#pair(hash, depth, more);
      if (beside) return { deleted: key, beside };
    }
    throw new Error(`no pair ${depth} nibbles down`);
  }

  /** Keys beside one from elsewhere: one alone (`more` 0), or two with `depth + more` nibbles in common; null when there are none. */
  beside(key: string, depth: number, more: number): string[] | null {
    const hash = hashOf(key);
    if (more > 0) return this.#pair(hash, depth, more);
    const alone = this.#under(hash.slice(0, depth)).find((other) => common(other.hash, hash) === depth);
    return alone ? [alone.key] : null;
  }

  withPrefix(key: string, nibbles: number): string[] {
    return this.#under(hashOf(key).slice(0, nibbles)).map((other) => other.key);
  }

  /** A key with nothing in common. */
  outside(key: string): string {
    return this.#all.find(({ hash }) => hash[0] !== hashOf(key)[0])!.key;
  }

  #pair(hash: string, depth: number, more: number): string[] | null {
    const near = this.#under(hash.slice(0, depth)).filter((other) => common(other.hash, hash) === depth);
    for (const [i, one] of near.entries()) {
      const other = near[i + 1];
      if (other && common(one.hash, other.hash) === depth + more) return [one.key, other.key];
    }
    return null;
  }

  #under(prefix: string): Hashed[] {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#all[middle]!.hash < prefix) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.#all.length && this.#all[end]!.hash.startsWith(prefix)) end++;
    return this.#all.slice(low, end);
  }
}

function hashOf(key: string): string {
  return Buffer.from(keccak_256(Buffer.from(key, "hex"))).toString("hex");
}

/** Nibbles that two hashes have in common at their start. */
function common(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
