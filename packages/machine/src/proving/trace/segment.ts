// A segment of a trace: so many cycles of a run with everything that they read and wrote.
import { FAMILY_NAMES, type Family, widthOf } from "./families.ts";

/** What the machine is between two cycles, but for its memory. */
export interface SegmentState {
  /** Since the program began. */
  readonly cycle: number;
  readonly pc: number;
  /** x0 to x31. */
  readonly registers: Uint32Array;
  /** Bytes of descriptor 0 that were read, its length's eight included. */
  readonly inputRead: number;
  /** Bytes that were written to descriptor 1. */
  readonly publicWritten: number;
  /** What was committed, 32 bytes. */
  readonly digest: Uint8Array | null;
  readonly halted: boolean;
  /** 0 as long as it has not halted. */
  readonly exitCode: number;
}

/** A page of 4 KiB of which a word was accessed: 1,024 words each. */
export interface TouchedPage {
  /** Its address divided by 4096. */
  readonly index: number;
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** Of the last access of each word in the segment; 0 for one that was not accessed. */
  readonly clocks: Uint32Array;
}

export interface TraceSegment {
  /** 0 for the first of the trace. */
  readonly index: number;
  readonly start: SegmentState;
  readonly end: SegmentState;
  /** Of the last access of x0 to x31 and the sink, 0 for none. */
  readonly registerClocks: Uint32Array;
  /** Whole rows, one after another, by clock; the words of one transfer by address. Columns: families.ts. */
  readonly rows: Readonly<Record<Family, Uint32Array>>;
  /** In the order of their first access. */
  readonly pages: readonly TouchedPage[];
  /** What the segment writes to descriptor 1. */
  readonly publicOutput: Uint8Array;
}

export function rowCount(segment: TraceSegment, family: Family): number {
  return segment.rows[family].length / widthOf(family);
}

export function rowCounts(segment: TraceSegment): Record<Family, number> {
  return Object.fromEntries(FAMILY_NAMES.map((family) => [family, rowCount(segment, family)])) as Record<
    Family,
    number
  >;
}

const copyState = (state: SegmentState): SegmentState => ({
  ...state,
  registers: state.registers.slice(),
  digest: state.digest?.slice() ?? null,
});

/** A segment that stays as it is when the machine goes on. */
export function copySegment(segment: TraceSegment): TraceSegment {
  return {
    index: segment.index,
    start: copyState(segment.start),
    end: copyState(segment.end),
    registerClocks: segment.registerClocks.slice(),
    rows: Object.fromEntries(FAMILY_NAMES.map((family) => [family, segment.rows[family].slice()])) as Record<
      Family,
      Uint32Array
    >,
    pages: segment.pages.map(({ index, before, after, clocks }) => ({
      index,
      before: before.slice(),
      after: after.slice(),
      clocks: clocks.slice(),
    })),
    publicOutput: segment.publicOutput.slice(),
  };
}
