// Random numbers from a seed, and values at the edges of what 64 bits can be.

const MASK = (1n << 64n) - 1n;

const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  MASK,
  MASK - 1n,
  1n << 63n,
  (1n << 63n) - 1n,
  0x8000_0000n,
  0x7fff_ffffn,
  0xffff_ffffn,
  0x1_0000_0000n,
  0xffff_ffff_8000_0000n,
  0xffff_ffff_7fff_ffffn,
  31n,
  32n,
  63n,
  64n,
  0xffn,
  0x80n,
  0x8000n,
];

/** SplitMix64: every seed gives another sequence, the same one everywhere. */
export class Random {
  #state: bigint;

  constructor(seed: bigint | number) {
    this.#state = BigInt.asUintN(64, BigInt(seed));
  }

  u64(): bigint {
    this.#state = (this.#state + 0x9e3779b97f4a7c15n) & MASK;
    let z = this.#state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return z ^ (z >> 31n);
  }

  /** 0 to `end` - 1. */
  below(end: number): number {
    return Number(this.u64() >> 11n) % end;
  }

  chance(part: number): boolean {
    return this.below(1_000_000) < part * 1_000_000;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Often an edge, or one off it. */
  value(): bigint {
    if (this.chance(0.4)) return this.u64();
    if (this.chance(0.3)) return BigInt.asUintN(64, this.pick(EDGES) + BigInt(this.below(5) - 2));
    return this.chance(0.5) ? this.pick(EDGES) : this.u64() >> BigInt(this.below(64));
  }

  value32(): number {
    return Number(this.value() & 0xffff_ffffn);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    // Xorshift, for pages of them.
    let word = Number(this.u64() & 0xffff_ffffn) | 1;
    return Uint8Array.from({ length }, () => {
      word ^= word << 13;
      word ^= word >>> 17;
      word ^= word << 5;
      return word & 255;
    });
  }
}
