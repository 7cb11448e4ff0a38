// Registers and words as the checker knows them: what each holds and when it was last accessed. Every access of the trace has to say the
// same. So the accesses of a cell are one chain from the segment's start to its end, and nothing can be read that is stale or yet to come.
import { REGISTER_CELLS } from "../families.ts";
import type { TouchedPage } from "../segment.ts";
import { demand, hex, reject } from "./rejection.ts";

const PAGE_WORDS = 1024;
const MEMORY_PAGES = 2 ** 19;

export class RegisterCells {
  readonly values = new Uint32Array(REGISTER_CELLS);
  readonly clocks = new Uint32Array(REGISTER_CELLS);

  constructor(start: Uint32Array) {
    this.values.set(start);
  }

  access(index: number, before: number, after: number, previous: number, clock: number): void {
    demand("register", "before the access register", index, before, this.values[index]!);
    demand("register", "the previous clock of register", index, previous, this.clocks[index]!);
    this.values[index] = after;
    this.clocks[index] = clock;
  }
}

/** The words of a segment's pages. */
export class MemoryCells {
  readonly #pages = new Map<number, { readonly words: Uint32Array; readonly clocks: Uint32Array }>();
  readonly #isCode: (page: number) => boolean;

  constructor(pages: readonly TouchedPage[], isCode: (page: number) => boolean) {
    this.#isCode = isCode;
    let last = -1;
    for (const { index, before, after, clocks } of pages) {
      if (index <= last || index >= MEMORY_PAGES) reject("form", `page ${hex(index)} behind page ${hex(last)}`);
      if (before.length !== PAGE_WORDS || after.length !== PAGE_WORDS || clocks.length !== PAGE_WORDS) {
        reject("form", `page ${hex(index)} has not ${PAGE_WORDS} words`);
      }
      last = index;
      this.#pages.set(index, { words: before.slice(), clocks: new Uint32Array(PAGE_WORDS) });
    }
  }

  #page(address: number): { readonly words: Uint32Array; readonly clocks: Uint32Array } {
    if (address & 3 || address >= 0x8000_0000) reject("memory", `${hex(address)} is no address of a word`);
    const page = this.#pages.get(address >>> 12);
    if (!page) reject("memory", `${hex(address)} lies in none of the segment's pages`);
    return page;
  }

  access(address: number, before: number, after: number, previous: number, clock: number): void {
    const { words, clocks } = this.#page(address);
    const at = (address >>> 2) & 1023;
    demand("memory", "before the access the word at", address, before, words[at]!);
    demand("memory", "the previous clock of the word at", address, previous, clocks[at]!);
    words[at] = after;
    clocks[at] = clock;
  }

  /** For accesses that write, or could. */
  demandWritable(address: number): void {
    if (this.#isCode(address >>> 12)) reject("memory", `${hex(address)} is written and lies in a page with code`);
  }

  /** The segment's pages have to say what became of them. */
  demandEnd(pages: readonly TouchedPage[]): void {
    for (const { index, after, clocks } of pages) {
      const page = this.#pages.get(index)!;
      let touched = false;
      for (let i = 0; i < PAGE_WORDS; i++) {
        if (after[i] !== page.words[i] || clocks[i] !== page.clocks[i]) {
          reject("end", `the word at ${hex(index * 4096 + 4 * i)} or its last clock is not what the accesses make it`);
        }
        touched ||= clocks[i] !== 0;
      }
      if (!touched) reject("form", `no word of page ${hex(index)} was accessed`);
    }
  }
}
