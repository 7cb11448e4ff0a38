// The program's code as the module has decoded it, instruction by instruction.

import type { CodeSource, Instruction } from "../../translate/instruction.ts";
import { OP } from "../../translate/operations.ts";
import type { FastExports } from "../fast/module.ts";

const PAGE = 4096;
/** Addresses of code that is translated are below: then they are numbers here, and so is what lies around them. */
const HIGHEST = 2 ** 52;
/** The operation that stood where ENTER stands now. */
interface Entry {
  readonly index: number;
  readonly slot: number;
  readonly low: number;
  readonly high: number;
}

export class DecodedCode implements CodeSource {
  readonly #wasm: FastExports;
  readonly #includesUnseen: boolean;
  readonly #entries = new Map<number, Entry>();
  #pages = new Map<number, number>();
  #words: Uint32Array;

  /** @param includesUnseen whether also what never ran is seen: it is decoded then */
  constructor(wasm: FastExports, includesUnseen: boolean) {
    this.#wasm = wasm;
    this.#includesUnseen = includesUnseen;
    this.#words = new Uint32Array(wasm.memory.buffer);
  }

  #view(): Uint32Array {
    // Of memory that has grown the old view is empty.
    if (this.#words.length === 0) this.#words = new Uint32Array(this.#wasm.memory.buffer);
    return this.#words;
  }

  /** Where the operation of an instruction is, as an index of words; 0 when there is none. */
  #slot(pc: number): number {
    if (pc < 0 || pc >= HIGHEST || pc % 4 !== 0) return 0;
    const page = Math.floor(pc / PAGE);
    let base = this.#pages.get(page);
    if (base === undefined) {
      base = this.#wasm.codeForTranslation(BigInt(page), this.#includesUnseen ? 1 : 0);
      // What has none may run yet.
      if (base !== 0) this.#pages.set(page, base);
    }
    return base === 0 ? 0 : (base >> 2) + (pc % PAGE) / 2;
  }

  /** null where there is no code, or none that has run. */
  at(pc: number): Instruction | null {
    const entry = this.#entries.get(pc);
    let low = entry?.low ?? 0;
    let high = entry?.high ?? 0;
    if (!entry) {
      const slot = this.#slot(pc);
      if (slot === 0) return null;
      if (this.#view()[slot] === 0 && this.#includesUnseen) this.#wasm.decodeForTranslation(BigInt(pc));
      low = this.#view()[slot]!;
      high = this.#view()[slot + 1]!;
    }
    if (low === OP.UNDECODED) return null;
    return {
      pc,
      op: low & 255,
      rd: (low >>> 8) & 255,
      rs1: (low >>> 16) & 255,
      rs2: low >>> 24,
      immediate: high | 0,
    };
  }

  /** The 32 bits at an address, signed; null where there is no page. */
  word(address: number): number | null {
    if (address < 0 || address >= HIGHEST || address % 4 !== 0) return null;
    const page = this.#wasm.pageForReading(BigInt(Math.floor(address / PAGE)));
    return page === 0 ? null : this.#view()[(page + (address % PAGE)) >> 2]! | 0;
  }

  isEntry(pc: number): boolean {
    return this.#entries.has(pc);
  }

  /** From here on the loop ends at this instruction, which has been seen. */
  setEntry(pc: number, index: number): void {
    const slot = this.#slot(pc);
    const words = this.#view();
    this.#entries.set(pc, { index, slot, low: words[slot]!, high: words[slot + 1]! });
    words[slot] = OP.ENTER;
    words[slot + 1] = index;
  }

  /** Puts all operations back where nothing has been written over them. */
  clearEntries(): void {
    const words = this.#view();
    for (const { slot, low, high } of this.#entries.values()) {
      if ((words[slot]! & 255) !== OP.ENTER) continue;
      words[slot] = low;
      words[slot + 1] = high;
    }
    this.#entries.clear();
    this.#pages = new Map();
  }
}
