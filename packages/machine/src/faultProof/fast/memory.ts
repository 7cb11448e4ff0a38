// The fast machine's memory as its host sees it: bytes anywhere, pages in order, root and proofs.
import { InputError } from "@assay/core/inputError";
import { PAGE_BYTES, type Page } from "../state.ts";
import type { FastExports } from "./module.ts";

export const PROOF_BYTES = 1920;
const PAGE_BITS = 12n;
const OFFSET_MASK = 4095n;
const ROOT_BYTES = 32;

/** Of a range: what lies in one page. */
interface Part {
  readonly index: bigint;
  readonly offset: number;
  /** Where it is in the range. */
  readonly at: number;
  readonly length: number;
}

export function outOfMemory(pages: number): InputError {
  return new InputError("MACHINE_OUT_OF_MEMORY", `no room for another page after ${pages} of ${PAGE_BYTES} bytes`);
}

export class FastMemory {
  readonly #wasm: FastExports;
  #bytes: Uint8Array;
  #ordered = 0;
  #order = 0;

  constructor(wasm: FastExports) {
    this.#wasm = wasm;
    this.#bytes = new Uint8Array(wasm.memory.buffer);
  }

  /** The module's linear memory; a new view when it has grown. */
  #linear(): Uint8Array {
    // Of memory that has grown the old view is empty.
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.#wasm.memory.buffer);
    return this.#bytes;
  }

  get pageCount(): number {
    return this.#wasm.pageCount();
  }

  /** Parts of a range that lie in one page each. Addresses wrap at 2^64. */
  #parts(address: bigint, length: number): Part[] {
    const parts: Part[] = [];
    for (let at = 0; at < length; ) {
      const from = BigInt.asUintN(64, address + BigInt(at));
      const offset = Number(from & OFFSET_MASK);
      const part = Math.min(length - at, PAGE_BYTES - offset);
      parts.push({ index: from >> PAGE_BITS, offset, at, length: part });
      at += part;
    }
    return parts;
  }

  read(address: bigint, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (const part of this.#parts(address, length)) {
      const page = this.#wasm.pageForReading(part.index);
      if (page === 0) continue;
      const from = page + part.offset;
      bytes.set(this.#linear().subarray(from, from + part.length), part.at);
    }
    return bytes;
  }

  /** @throws InputError MACHINE_OUT_OF_MEMORY */
  write(address: bigint, bytes: Uint8Array): void {
    for (const part of this.#parts(address, bytes.length)) {
      const page = this.#wasm.pageForWriting(part.index, part.offset, part.length);
      if (page === 0) throw outOfMemory(this.pageCount);
      this.#linear().set(bytes.subarray(part.at, part.at + part.length), page + part.offset);
    }
  }

  /** Gives the module its pages in order; only when there are new ones. */
  #sort(): void {
    const total = this.pageCount;
    if (total === this.#ordered) return;
    const order = this.#wasm.pageOrder();
    if (order === 0) throw outOfMemory(total);
    const addresses = new Uint32Array(this.#wasm.memory.buffer, order, total);
    const indices = new Map<number, bigint>();
    for (const page of addresses) indices.set(page, this.#wasm.indexOf(page));
    addresses.sort((a, b) => (indices.get(a)! < indices.get(b)! ? -1 : 1));
    this.#order = order;
    this.#ordered = total;
    this.#wasm.pagesAreInOrder();
  }

  /** All pages by their index. Data are views that the next step may change. */
  *pages(): Generator<Page> {
    this.#sort();
    for (let i = 0; i < this.#ordered; i++) {
      const page = new Uint32Array(this.#wasm.memory.buffer, this.#order, this.#ordered)[i]!;
      const at = this.#wasm.dataOf(page);
      yield { index: this.#wasm.indexOf(page), data: this.#linear().subarray(at, at + PAGE_BYTES) };
    }
  }

  root(): Uint8Array<ArrayBuffer> {
    this.#sort();
    this.#wasm.memoryRoot();
    const at = this.#wasm.exchange();
    return this.#linear().slice(at, at + ROOT_BYTES) as Uint8Array<ArrayBuffer>;
  }

  /** The leaf at an address and its siblings, bottom up: 1920 bytes. */
  proof(address: bigint): Uint8Array<ArrayBuffer> {
    this.#sort();
    this.#wasm.memoryProof(address);
    const at = this.#wasm.exchange();
    return this.#linear().slice(at, at + PROOF_BYTES) as Uint8Array<ArrayBuffer>;
  }
}
