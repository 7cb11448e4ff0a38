// Keys of the state: addresses, and slots of their storage. What a block touches, and what proofs are asked for.
import { type Hex, toHex } from "@assay/core/hex";

export class Keys {
  readonly #slots = new Map<Hex, Set<Hex>>();

  add(address: Hex, slot?: Hex): this {
    const slots = this.#slots.get(address) ?? new Set();
    if (slot !== undefined) slots.add(slot);
    this.#slots.set(address, slots);
    return this;
  }

  /** Keys as the core's result has them: 20 bytes an address, 52 bytes an address and a slot. */
  static of(touched: readonly Uint8Array[]): Keys {
    const keys = new Keys();
    for (const key of touched) {
      const address = toHex(key.subarray(0, 20));
      if (key.length === 20) keys.add(address);
      else keys.add(address, toHex(key.subarray(20)));
    }
    return keys;
  }

  [Symbol.iterator](): IterableIterator<[Hex, ReadonlySet<Hex>]> {
    return this.#slots.entries();
  }

  /** Number of addresses. */
  get size(): number {
    return this.#slots.size;
  }
}
