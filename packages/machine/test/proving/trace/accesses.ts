// Every access of a segment's rows, in order of time, with where its numbers stand: for forgeries that change them together.
import { FAMILIES, FAMILY_NAMES, type Family, SINK, SLOT } from "../../../src/proving/trace/families.ts";
import type { TraceSegment } from "../../../src/proving/trace/segment.ts";

export interface Access {
  readonly family: Family;
  /** Where its row begins. */
  readonly row: number;
  /** `x5` or `word 0x20000`. */
  readonly cell: string;
  readonly clock: number;
  readonly isWrite: boolean;
  /** Indices in the family's words. Of a read, before and after are the same. */
  readonly before: number;
  readonly after: number;
  readonly previous: number;
}

interface Cell {
  readonly column: string;
  readonly slot: number;
  readonly cell: (row: (name: string) => number) => string;
}

const REGISTERS: readonly Cell[] = [
  { column: "rs1", slot: SLOT.rs1, cell: (row) => `x${(row("word") >>> 15) & 31}` },
  { column: "rs2", slot: SLOT.rs2, cell: (row) => `x${(row("word") >>> 20) & 31}` },
  { column: "rd", slot: SLOT.rd, cell: (row) => `x${(row("word") >>> 7) & 31 || SINK}` },
  { column: "a7", slot: SLOT.argument, cell: () => "x17" },
  { column: "a0", slot: SLOT.rd, cell: () => "x10" },
  ...[1, 2, 3, 4].map((i) => ({ column: `a${i}`, slot: SLOT.argument, cell: () => `x${10 + i}` })),
];

const word = (address: number) => `word 0x${address.toString(16)}`;
const numbers = (count: number): Cell[] =>
  (["a", "b", "c", "m", "d"] as const).flatMap((name) =>
    Array.from({ length: count }, (_, i) => ({
      column: `${name}${i}`,
      slot: SLOT[name],
      cell: (row: (name: string) => number) => word(row(`${name}Address`) + 4 * i),
    })),
  );

function cellsOf(family: Family): readonly Cell[] {
  switch (family) {
    case "keccakF":
      return Array.from({ length: 50 }, (_, i) => ({
        column: `state${i}`,
        slot: SLOT.memory,
        cell: (row: (name: string) => number) => word(row("address") + 4 * i),
      }));
    case "multiplyAdd256":
      return numbers(8);
    case "multiplyAdd384":
      return numbers(12);
    default:
      return [...REGISTERS, { column: "memory", slot: SLOT.memory, cell: (row) => word(row("address")) }];
  }
}

/** `a3` → a3 and aClock3, `d3` → dBefore3, dAfter3 and dClock3, `rs1` → rs1 and rs1Clock. */
function columnsOf(family: Family, column: string): readonly [string, string, string] | null {
  const names = FAMILIES[family] as readonly string[];
  const [, stem, digits] = family === "call" || /^r/.test(column) ? ["", column, ""] : /^([a-z]+)(\d*)$/.exec(column)!;
  const written = [`${stem}Before${digits}`, `${stem}After${digits}`, `${stem}Clock${digits}`] as const;
  if (names.includes(written[0])) return written;
  return names.includes(column) ? [column, column, `${stem}Clock${digits}`] : null;
}

export function accessesOf(segment: TraceSegment): Access[] {
  const found: Access[] = [];
  for (const family of FAMILY_NAMES) {
    const names = FAMILIES[family] as readonly string[];
    const words = segment.rows[family];
    for (let row = 0; row < words.length; row += names.length) {
      const value = (name: string) => words[row + names.indexOf(name)]!;
      for (const { column, slot, cell } of cellsOf(family)) {
        const columns = columnsOf(family, column);
        if (!columns) continue;
        const [before, after, previous] = columns.map((name) => row + names.indexOf(name)) as [number, number, number];
        found.push({
          family,
          row,
          cell: cell(value),
          clock: value("clock") + slot,
          isWrite: before !== after,
          before,
          after,
          previous,
        });
      }
    }
  }
  return found.sort((a, b) => a.clock - b.clock);
}

/** Makes every access find what the one before it to the same cell has left, and pages, registers and last clocks what the last one leaves:
 *  what a forger does after changing a value or an address. Results stay as they are. */
export function relink(segment: TraceSegment): void {
  const cells = new Map<string, { value: number; clock: number }>();
  segment.start.registers.forEach((value, i) => {
    cells.set(`x${i}`, { value, clock: 0 });
  });
  cells.set(`x${SINK}`, { value: 0, clock: 0 });
  for (const { index, before } of segment.pages) {
    before.forEach((value, i) => {
      cells.set(word(4096 * index + 4 * i), { value, clock: 0 });
    });
  }
  for (const { family, cell, clock, isWrite, before, after, previous } of accessesOf(segment)) {
    const words = segment.rows[family];
    const found = cells.get(cell);
    // In none of the pages: nothing can be linked.
    if (!found) continue;
    words[before] = found.value;
    words[previous] = found.clock;
    cells.set(cell, { value: isWrite ? words[after]! : found.value, clock });
  }
  for (let i = 0; i <= SINK; i++) {
    const { value, clock } = cells.get(`x${i}`)!;
    if (i < SINK) segment.end.registers[i] = value;
    segment.registerClocks[i] = clock;
  }
  for (const { index, after, clocks } of segment.pages) {
    for (let i = 0; i < after.length; i++) {
      const { value, clock } = cells.get(word(4096 * index + 4 * i))!;
      after[i] = value;
      clocks[i] = clock;
    }
  }
}
