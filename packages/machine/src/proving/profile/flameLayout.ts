// Where the boxes of a flame graph are: callers above, what they call below them side by side, as wide as it is dear.
import { totalByFunction } from "./byFunction.ts";
import { type CallTree, type Measure, measured, totalsOf } from "./callTree.ts";

export interface FlameBox {
  /** Name of the function; of merged ones how many there are. */
  readonly name: string;
  /** Part of the program that it belongs to, for its colour; null of merged ones. */
  readonly part: string | null;
  /** From the top; 0 is the whole run. */
  readonly row: number;
  /** Left edge and width, the whole run being 1. */
  readonly x: number;
  readonly width: number;
  readonly total: number;
  readonly self: number;
  readonly calls: number;
  /** Of the function on all paths; of the whole run and of merged ones the same as `total`. */
  readonly everywhere: number;
}

export interface FlameLayout {
  readonly boxes: readonly FlameBox[];
  readonly rows: number;
  readonly total: number;
}

/** Narrower boxes are merged with their neighbours: at a width of 1,200 pixels they have a quarter of one. */
const NARROWEST = 1 / 5000;

/** Of functions whose names name no part. */
export const OTHER_PART = "other";

/** The part of a program that a function is of, by its name (guestNames.ts). */
function partOf(name: string): string {
  return /^(~?\w+)[/:]/.exec(name)?.[1] ?? OTHER_PART;
}

/** @param rootName of the box of the whole run */
export function flameLayout(tree: CallTree, rootName: string, measure: Measure = "cycles"): FlameLayout {
  const totals = totalsOf(tree).map((costs) => measured(costs, measure));
  const children = new Map<number | null, number[]>();
  tree.nodes.forEach(({ parent }, index) => {
    if (totals[index]! === 0) return;
    const list = children.get(parent);
    if (list) list.push(index);
    else children.set(parent, [index]);
  });
  const roots = children.get(null) ?? [];
  const total = roots.reduce((sum, node) => sum + totals[node]!, 0);
  const everywhere = totalByFunction(tree).map((costs) => measured(costs, measure));
  const boxes: FlameBox[] = [
    { name: rootName, part: null, row: 0, x: 0, width: 1, total, self: 0, calls: 1, everywhere: total },
  ];
  let rows = 1;
  /** Lays out what lies below a box, dearest first. */
  const open: { parent: number | null; row: number; x: number }[] = [{ parent: null, row: 1, x: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { parent, row } = next;
    const below = [...(children.get(parent) ?? [])].sort((a, b) => totals[b]! - totals[a]!);
    let { x } = next;
    const merged = { count: 0, total: 0, calls: 0 };
    for (const node of below) {
      const { function: index, calls, self } = tree.nodes[node]!;
      const width = totals[node]! / total;
      if (width < NARROWEST) {
        merged.count++;
        merged.total += totals[node]!;
        merged.calls += calls;
        continue;
      }
      const { name } = tree.functions[index]!;
      boxes.push({
        name,
        part: partOf(name),
        row,
        x,
        width,
        total: totals[node]!,
        self: measured(self, measure),
        calls,
        everywhere: everywhere[index]!,
      });
      rows = Math.max(rows, row + 1);
      open.push({ parent: node, row: row + 1, x });
      x += width;
    }
    if (merged.total / total >= NARROWEST) {
      const { count, ...sums } = merged;
      const name = count === 1 ? "1 narrow box" : `${count} narrow boxes`;
      boxes.push({ name, part: null, row, x, width: merged.total / total, self: 0, everywhere: sums.total, ...sums });
      rows = Math.max(rows, row + 1);
    }
  }
  return { boxes, rows, total };
}
