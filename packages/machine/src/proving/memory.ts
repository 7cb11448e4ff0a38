// The machine's memory and its Wasm module's tables, as the host sees them. Linear memory has its final size from the start, so views stay
// what they are.
import { InputError } from "@assay/core/inputError";
import { EXIT, type ProvingExports } from "./module.ts";
import { MEMORY_END, PAGE_BYTES } from "./program.ts";

export const PAGE_COUNT = MEMORY_END / PAGE_BYTES;
/** What the page map has of a page: layout.ts of the module. */
const PAGE = { untouched: 0, written: 1, code: 2 } as const;
const WORD_BYTES = 4;

export function outOfMemory(pages: number): InputError {
  return new InputError("MACHINE_OUT_OF_MEMORY", `no room for another page after ${pages} of ${PAGE_BYTES} bytes`);
}

export class ProvingMemory {
  readonly #wasm: ProvingExports;
  readonly #bytes: Uint8Array;
  readonly #pageMap: Uint8Array;

  constructor(wasm: ProvingExports) {
    this.#wasm = wasm;
    this.#bytes = new Uint8Array(wasm.memory.buffer, wasm.guest(), MEMORY_END);
    this.#pageMap = new Uint8Array(wasm.memory.buffer, wasm.pageMap(), PAGE_COUNT);
  }

  /** Whether a range is one of memory. An empty one is, wherever it begins. */
  has(address: number, length: number): boolean {
    return length === 0 || address + length <= MEMORY_END;
  }

  /** A view that the next cycle may change. The range is one of memory. */
  view(address: number, length: number): Uint8Array {
    return this.#bytes.subarray(address, address + length);
  }

  /** Puts bytes where the program could put them, or tells why not: EXIT.fault, EXIT.memory. The range is one of memory. */
  write(address: number, bytes: Uint8Array): number {
    if (bytes.length === 0) return EXIT.limit;
    const exit = this.#wasm.admitWrite(address, bytes.length);
    if (exit === EXIT.limit) this.#bytes.set(bytes, address);
    return exit;
  }

  /** The same for bytes that are there before the program runs, which may lie in pages with code, too. */
  load(address: number, bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length; ) {
      const page = Math.floor((address + at) / PAGE_BYTES);
      const part = bytes.subarray(at, (page + 1) * PAGE_BYTES - address);
      if (this.#pageMap[page] === PAGE.code) this.#bytes.set(part, address + at);
      else {
        const exit = this.write(address + at, part);
        if (exit !== EXIT.limit) return exit;
      }
      at += part.length;
    }
    return EXIT.limit;
  }

  /** Words that a range has a part of. */
  static words(address: number, length: number): number {
    if (length === 0) return 0;
    return Math.floor((address + length - 1) / WORD_BYTES) - Math.floor(address / WORD_BYTES) + 1;
  }

  /** Indices of the pages that are written to, or were loaded and can be, in order. */
  *written(): Generator<number> {
    for (
      let page = this.#pageMap.indexOf(PAGE.written);
      page >= 0;
      page = this.#pageMap.indexOf(PAGE.written, page + 1)
    )
      yield page;
  }

  /** Root of the tree over all pages: commitment.ts. */
  root(): Uint8Array {
    return new Uint8Array(this.#wasm.memory.buffer, this.#wasm.memoryRoot(), 32).slice();
  }
}
