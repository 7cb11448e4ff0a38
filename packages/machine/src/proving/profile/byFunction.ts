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

export interface User {
  readonly name: string;
  readonly costs: Readonly<Costs>;
}

/** What functions do themselves, where a go-between's work counts for who called it: of accelerators, whoever wanted them. */
export function usersOf(tree: CallTree, isGoBetween: (name: string) => boolean): User[] {
  const found = new Map<string, Costs>();
  const goesBetween = tree.functions.map(({ name }) => isGoBetween(name));
  for (const node of tree.nodes) {
    let user = node;
    while (goesBetween[user.function] && user.parent !== null) user = tree.nodes[user.parent]!;
    const { name } = tree.functions[user.function]!;
    const costs = found.get(name) ?? noCosts();
    addCosts(costs, node.self);
    found.set(name, costs);
  }
  return [...found].map(([name, costs]) => ({ name, costs }));
}
