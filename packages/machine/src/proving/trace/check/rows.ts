// The rows of a segment, each taken once and in order.
import { FAMILY_NAMES, type Family, widthOf } from "../families.ts";
import type { TraceSegment } from "../segment.ts";
import { demand, reject } from "./rejection.ts";

export class RowCursor {
  readonly family: Family;
  readonly words: Uint32Array;
  readonly width: number;
  /** Where the next row begins. */
  at = 0;

  constructor(family: Family, words: Uint32Array) {
    this.family = family;
    this.words = words;
    this.width = widthOf(family);
    if (words.length % this.width !== 0) reject("form", `${family}: ${words.length} words are no whole rows`);
  }

  /** Where the row of the cycle with this clock begins: it has to be the next one. */
  take(clock: number): number {
    const { at } = this;
    if (at === this.words.length) reject("form", `${this.family}: no row is left`);
    demand("instruction", "the clock of", this.family, this.words[at]!, clock);
    this.at += this.width;
    return at;
  }
}

export type Cursors = Readonly<Record<Family, RowCursor>>;

export function cursorsOf(segment: TraceSegment): Cursors {
  return Object.fromEntries(
    FAMILY_NAMES.map((family) => [family, new RowCursor(family, segment.rows[family])]),
  ) as Record<Family, RowCursor>;
}

/** Every row belongs to a cycle. */
export function demandAllTaken(cursors: Cursors): void {
  for (const { family, at, words } of Object.values(cursors)) {
    if (at !== words.length) reject("form", `${family}: the row at word ${at} belongs to no cycle`);
  }
}
