// Memory while a program is loaded: pages that something was written to.
import { MAX_U64, PAGE_BYTES, type Page } from "./state.ts";

const PAGE_BITS = 12n;

export class PageMap {
  readonly #pages = new Map<bigint, Uint8Array>();

  get count(): number {
    return this.#pages.size;
  }

  #page(index: bigint): Uint8Array {
    let page = this.#pages.get(index);
    if (!page) {
      page = new Uint8Array(PAGE_BYTES);
      this.#pages.set(index, page);
    }
    return page;
  }

  /** Addresses wrap at 2^64. */
  write(address: bigint, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const from = BigInt.asUintN(64, address + BigInt(at));
      const offset = Number(from & 4095n);
      const part = bytes.subarray(at, at + PAGE_BYTES - offset);
      this.#page(from >> PAGE_BITS).set(part, offset);
      at += part.length;
    }
  }

  /** Only pages that exist are touched: the others are zero, however long the range is. */
  zero(address: bigint, length: bigint): void {
    const end = address + length > MAX_U64 + 1n ? MAX_U64 + 1n : address + length;
    for (const [index, page] of this.#pages) {
      const start = index << PAGE_BITS;
      const from = address > start ? address - start : 0n;
      const to = end - start;
      if (to > 0n && from < BigInt(PAGE_BYTES)) page.fill(0, Number(from), Number(to < 4096n ? to : 4096n));
    }
  }

  /** By index. */
  pages(): Page[] {
    const pages = [...this.#pages].map(([index, data]) => ({ index, data }));
    return pages.sort((a, b) => (a.index < b.index ? -1 : 1));
  }
}
