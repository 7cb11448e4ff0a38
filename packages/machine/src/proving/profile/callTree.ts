// Where a run's costs arose: a tree of call paths. A node is a function as it was called along one path.
import { addCosts, type Costs, cellsOf, noCosts } from "../cells.ts";

export interface ProfiledFunction {
  readonly name: string;
  /** Of its first instruction; null of what stands for several functions. */
  readonly address: number | null;
}

export interface CallNode {
  /** Index of the caller's node, which comes before this one; null where a run began. */
  readonly parent: number | null;
  /** Index of the function. */
  readonly function: number;
  readonly calls: number;
  /** Without what it called. */
  readonly self: Readonly<Costs>;
}

export interface CallTree {
  readonly functions: readonly ProfiledFunction[];
  readonly nodes: readonly CallNode[];
}

/** What a tree can be drawn and folded by. */
export type Measure = "cycles" | "cells";

export function measured(costs: Readonly<Costs>, measure: Measure): number {
  return measure === "cycles" ? costs.cycles : cellsOf(costs);
}

/** Indices of each node's children, in the order of the tree; those of no node under null. */
export function childrenOf({ nodes }: CallTree): ReadonlyMap<number | null, readonly number[]> {
  const children = new Map<number | null, number[]>();
  nodes.forEach(({ parent }, index) => {
    const list = children.get(parent);
    if (list) list.push(index);
    else children.set(parent, [index]);
  });
  return children;
}

/** Costs of each node with all below it. */
export function totalsOf({ nodes }: CallTree): readonly Readonly<Costs>[] {
  const totals = nodes.map(({ self }) => ({ ...self }));
  for (let i = nodes.length - 1; i >= 0; i--) {
    const { parent } = nodes[i]!;
    if (parent !== null) addCosts(totals[parent]!, totals[i]!);
  }
  return totals;
}

/** Costs of the whole run. */
export function runCosts({ nodes }: CallTree): Costs {
  const all = noCosts();
  for (const { self } of nodes) addCosts(all, self);
  return all;
}

/** Every node after its caller and before its siblings' nodes, without recursion: paths may be as deep as a program likes. */
export function walk(
  tree: CallTree,
  enter: (node: number, depth: number) => void,
  leave: (node: number) => void = () => {},
): void {
  const children = childrenOf(tree);
  const open: { node: number; next: number; children: readonly number[] }[] = [];
  const start = (node: number) => {
    enter(node, open.length);
    open.push({ node, next: 0, children: children.get(node) ?? [] });
  };
  for (const root of children.get(null) ?? []) {
    start(root);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const child = top.children[top.next++];
      if (child !== undefined) start(child);
      else {
        open.pop();
        leave(top.node);
      }
    }
  }
}
