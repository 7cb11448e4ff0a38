// The module's side of a trace: where it writes rows, pages and clocks (assembly/proving/traceRows.ts), as views.

import type { ProvingExports } from "../module.ts";
import { MEMORY_END } from "../program.ts";
import { capacityOf, widthOf as columns, FAMILY_NAMES, type Family, REGISTER_CELLS } from "./families.ts";
import type { TouchedPage } from "./segment.ts";

const WORD = 4;
const PAGE_WORDS = 1024;
const PAGE_BYTES = PAGE_WORDS * WORD;

/** Tables of the module by their numbers: trace.ts there. */
const TABLE = {
  rows: 0,
  rowEnds: 1,
  registerClocks: 2,
  touched: 3,
  mostTouched: 4,
  touchedPages: 5,
  clocks: 6,
  before: 7,
} as const;

/** Bytes behind the guest's memory that rows of a segment take at most. */
export function rowBytes(segmentCycles: number): number {
  const bytes = FAMILY_NAMES.reduce(
    (sum, family) => sum + capacityOf(family, segmentCycles) * columns(family) * WORD,
    0,
  );
  return Math.ceil(bytes / 65536) * 65536;
}

export class TraceBuffers {
  readonly #buffer: ArrayBuffer;
  readonly #guest: number;
  readonly #table: Readonly<Record<keyof typeof TABLE, number>>;
  readonly #rowStarts: readonly number[];
  readonly #segmentCycles: number;

  /** @param pages that a segment may touch */
  constructor(module: ProvingExports, segmentCycles: number, pages: number) {
    this.#buffer = module.memory.buffer;
    this.#guest = module.guest();
    this.#segmentCycles = segmentCycles;
    this.#table = Object.fromEntries(
      Object.entries(TABLE).map(([name, which]) => [name, module.traceTables(which)]),
    ) as Record<keyof typeof TABLE, number>;
    let at = this.#guest + MEMORY_END;
    this.#rowStarts = FAMILY_NAMES.map((family) => {
      const start = at;
      at += capacityOf(family, segmentCycles) * columns(family) * WORD;
      return start;
    });
    if (at > this.#buffer.byteLength) throw new Error("the machine was made without room for a trace: traceRoom");
    this.#words(this.#table.mostTouched, 1)[0] = pages;
    module.beginTrace();
  }

  #words(at: number, count: number): Uint32Array {
    return new Uint32Array(this.#buffer, at, count);
  }

  /** Empties them for the next segment. */
  clear(): void {
    const rows = this.#words(this.#table.rows, FAMILY_NAMES.length);
    const ends = this.#words(this.#table.rowEnds, FAMILY_NAMES.length);
    FAMILY_NAMES.forEach((family, i) => {
      rows[i] = this.#rowStarts[i]!;
      ends[i] = this.#rowStarts[i]! + capacityOf(family, this.#segmentCycles) * columns(family) * WORD;
    });
  }

  rows(): Record<Family, Uint32Array> {
    const ends = this.#words(this.#table.rows, FAMILY_NAMES.length);
    return Object.fromEntries(
      FAMILY_NAMES.map((family, i) => {
        const start = this.#rowStarts[i]!;
        return [family, this.#words(start, (ends[i]! - start) / WORD)];
      }),
    ) as Record<Family, Uint32Array>;
  }

  registerClocks(): Uint32Array {
    return this.#words(this.#table.registerClocks, REGISTER_CELLS);
  }

  /** By their numbers. A transfer that moves less than it could leaves pages of which nothing was accessed: those are not here. */
  pages(): TouchedPage[] {
    const count = this.#words(this.#table.touched, 1)[0]!;
    const pages = Array.from(this.#words(this.#table.touchedPages, count), (index, i) => ({
      index,
      before: this.#words(this.#table.before + i * PAGE_BYTES, PAGE_WORDS),
      after: this.#words(this.#guest + index * PAGE_BYTES, PAGE_WORDS),
      clocks: this.#words(this.#table.clocks + i * PAGE_BYTES, PAGE_WORDS),
    }));
    return pages.filter(({ clocks }) => clocks.some((clock) => clock !== 0)).sort((a, b) => a.index - b.index);
  }
}
