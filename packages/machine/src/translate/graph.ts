// The blocks of a region as a graph with one root: their order, who dominates whom, and what loops. Jumps into the middle of a loop, which
// Wasm has no form for, are cut: they leave the region.
import type { Block, Ending } from "./blocks.ts";

export interface Node {
  readonly block: Block;
  /** Place in the order, in which every node comes behind those that reach it, but for jumps back. */
  readonly order: number;
  /** Nodes that this one dominates at once. */
  readonly children: Node[];
  /** Jumped back to. */
  isLoop: boolean;
  /** Reached from more than one place going forward, or from a computed jump. */
  isMerge: boolean;
}

export interface Graph {
  /** In order; the root first. */
  readonly nodes: readonly Node[];
  readonly byPc: ReadonlyMap<number, Node>;
  /** Whether a jump between two of them leaves the region all the same. */
  isCut(from: Node, to: number): boolean;
}

export function targetsOf(ending: Ending): readonly number[] {
  switch (ending.kind) {
    case "jump":
      return [ending.target];
    case "branch":
      return [ending.taken, ending.next];
    case "call":
      return [ending.next];
    case "indirect":
      return ending.known;
    case "leave":
      return [];
  }
}

type Edges = ReadonlyMap<number, readonly number[]>;

/** Reverse postorder, without recursion: programs choose how deep it goes. */
function orderFrom(root: number, edges: Edges): number[] {
  const seen = new Set([root]);
  const stack: { at: number; next: number }[] = [{ at: root, next: 0 }];
  const finished: number[] = [];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const to = edges.get(top.at)![top.next++];
    if (to === undefined) {
      finished.push(top.at);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ at: to, next: 0 });
    }
  }
  return finished.reverse();
}

/** Immediate dominators by place in the order (Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm). */
function dominators(predecessors: readonly (readonly number[])[]): Int32Array {
  const found = new Int32Array(predecessors.length).fill(-1);
  found[0] = 0;
  const meet = (a: number, b: number) => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (x > y) x = found[x]!;
      while (y > x) y = found[y]!;
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let node = 1; node < predecessors.length; node++) {
      let best = -1;
      for (const from of predecessors[node]!) {
        if (found[from] !== -1) best = best === -1 ? from : meet(best, from);
      }
      if (best !== found[node]) {
        found[node] = best;
        changed = true;
      }
    }
  }
  return found;
}

interface Analysis {
  readonly order: readonly number[];
  readonly predecessors: readonly (readonly number[])[];
  readonly dominator: Int32Array;
}

function analyse(root: number, edges: Edges): Analysis {
  const order = orderFrom(root, edges);
  const place = new Map(order.map((pc, i) => [pc, i]));
  const predecessors: number[][] = order.map(() => []);
  order.forEach((pc, i) => {
    for (const to of edges.get(pc)!) predecessors[place.get(to)!]!.push(i);
  });
  return { order, predecessors, dominator: dominators(predecessors) };
}

function dominates(dominator: Int32Array, above: number, below: number): boolean {
  let node = below;
  while (node > above) node = dominator[node]!;
  return node === above;
}

export function graphOf(root: number, blocks: ReadonlyMap<number, Block>): Graph {
  const edges = new Map<number, number[]>();
  for (const [pc, { ending }] of blocks) {
    edges.set(pc, [...new Set(targetsOf(ending).filter((to) => blocks.has(to)))]);
  }
  const cut = new Set<string>();
  for (;;) {
    const analysis = analyse(root, edges);
    const { order, predecessors, dominator } = analysis;
    let isReducible = true;
    predecessors.forEach((list, to) => {
      for (const from of list) {
        if (from < to || dominates(dominator, to, from)) continue;
        isReducible = false;
        cut.add(`${order[from]} ${order[to]}`);
        edges.set(
          order[from]!,
          edges.get(order[from]!)!.filter((pc) => pc !== order[to]),
        );
      }
    });
    if (isReducible) return build(analysis, blocks, cut);
  }
}

function build(
  { order, predecessors, dominator }: Analysis,
  blocks: ReadonlyMap<number, Block>,
  cut: ReadonlySet<string>,
): Graph {
  const nodes: Node[] = order.map((pc, i) => ({
    block: blocks.get(pc)!,
    order: i,
    children: [],
    isLoop: predecessors[i]!.some((from) => from >= i),
    isMerge: predecessors[i]!.filter((from) => from < i).length > 1,
  }));
  const byPc = new Map(nodes.map((node) => [node.block.pc, node]));
  nodes.forEach((node, i) => {
    if (i > 0) nodes[dominator[i]!]!.children.push(node);
    const { ending } = node.block;
    if (ending.kind !== "indirect") return;
    for (const to of ending.known) {
      const target = byPc.get(to);
      if (target && target.order > i) target.isMerge = true;
    }
  });
  const isCut = (from: Node, to: number) => cut.has(`${from.block.pc} ${to}`);
  return { nodes, byPc, isCut: cut.size === 0 ? () => false : isCut };
}
