// A tree of call paths, folded by function.
import { addCosts, type Costs, noCosts } from "../cells.ts";
import { type CallTree, type Measure, measured, totalsOf, walk } from "./callTree.ts";

export interface FunctionCosts {
  readonly name: string;
  readonly address: number | null;
  readonly calls: number;
  /** Without what it called. */
  readonly self: Readonly<Costs>;
  /** With it; what a function does inside itself counts once. */
  readonly total: Readonly<Costs>;
}

/** Of each function of the tree, with what it called; what it does inside itself counts once. */
export function totalByFunction(tree: CallTree): Readonly<Costs>[] {
  const totals = totalsOf(tree);
  const folded = tree.functions.map(noCosts);
  const open = new Uint32Array(tree.functions.length);
  const functionOf = (node: number) => tree.nodes[node]!.function;
  walk(
    tree,
    (node) => {
      const index = functionOf(node);
      if (open[index]!++ === 0) addCosts(folded[index]!, totals[node]!);
    },
    (node) => {
      open[functionOf(node)]!--;
    },
  );
  return folded;
}

/** Every function that ran, the dearest by itself first. */
export function byFunction(tree: CallTree, measure: Measure = "cycles"): FunctionCosts[] {
  const totals = totalByFunction(tree);
  const rows = tree.functions.map(({ name, address }, i) => ({
    name,
    address,
    calls: 0,
    self: noCosts(),
    total: totals[i]!,
  }));
  for (const node of tree.nodes) {
    const row = rows[node.function]!;
    row.calls += node.calls;
    addCosts(row.self, node.self);
  }
  return rows
    .filter(({ calls, total }) => calls > 0 || measured(total, "cells") > 0)
    .sort((a, b) => measured(b.self, measure) - measured(a.self, measure) || (a.name < b.name ? -1 : 1));
}

export interface Caller {
  readonly name: string;
  readonly costs: Readonly<Costs>;
}

/** What is done on behalf of each function's direct callers: for accelerators, whose own function is always the same one. */
export function callersOf(tree: CallTree, isCallee: (name: string) => boolean): Caller[] {
  const found = new Map<string, Costs>();
  for (const { function: callee, parent, self } of tree.nodes) {
    if (!isCallee(tree.functions[callee]!.name)) continue;
    let from = parent;
    while (from !== null && isCallee(tree.functions[tree.nodes[from]!.function]!.name)) from = tree.nodes[from]!.parent;
    const name = from === null ? "(nobody)" : tree.functions[tree.nodes[from]!.function]!.name;
    const costs = found.get(name) ?? noCosts();
    addCosts(costs, self);
    found.set(name, costs);
  }
  return [...found].map(([name, costs]) => ({ name, costs }));
}
