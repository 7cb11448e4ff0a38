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

/**
 * Immediate dominators by place in the order, of the graph without its jumps back: whatever reaches a node comes before it, so one look at
 * each is enough, whatever the program is. With jumps back that lead to what dominates them they are the same; others are cut.
 */
function dominators(predecessors: readonly (readonly number[])[]): Int32Array {
  const found = new Int32Array(predecessors.length);
  const meet = (a: number, b: number) => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (x > y) x = found[x]!;
      while (y > x) y = found[y]!;
    }
    return x;
  };
  for (let node = 1; node < predecessors.length; node++) {
    found[node] = predecessors[node]!.filter((from) => from < node).reduce(meet);
  }
  return found;
}

/** Tells whether a node dominates another, from their places in the tree: a node's subtree is a range. */
function dominance(dominator: Int32Array): (above: number, below: number) => boolean {
  const size = new Int32Array(dominator.length).fill(1);
  for (let node = dominator.length - 1; node > 0; node--) size[dominator[node]!]! += size[node]!;
  const place = new Int32Array(dominator.length);
  const next = new Int32Array(dominator.length).fill(1);
  for (let node = 1; node < dominator.length; node++) {
    const above = dominator[node]!;
    place[node] = next[above]!;
    next[above]! += size[node]!;
    next[node] = place[node]! + 1;
  }
  return (above, below) => place[below]! >= place[above]! && place[below]! < place[above]! + size[above]!;
}

interface Analysis {
  readonly order: readonly number[];
  readonly predecessors: readonly (readonly number[])[];
  readonly dominator: Int32Array;
}

export function graphOf(root: number, blocks: ReadonlyMap<number, Block>): Graph {
  const edges = new Map<number, number[]>();
  for (const [pc, { ending }] of blocks) {
    edges.set(pc, [...new Set(targetsOf(ending).filter((to) => blocks.has(to)))]);
  }
  const order = orderFrom(root, edges);
  const places = new Map(order.map((pc, i) => [pc, i]));
  const reached: number[][] = order.map(() => []);
  order.forEach((pc, i) => {
    for (const to of edges.get(pc)!) reached[places.get(to)!]!.push(i);
  });
  const dominator = dominators(reached);
  const dominates = dominance(dominator);
  const cut = new Set<string>();
  const predecessors = reached.map((list, to) =>
    list.filter((from) => {
      const isKept = from < to || dominates(to, from);
      if (!isKept) cut.add(`${order[from]} ${order[to]}`);
      return isKept;
    }),
  );
  return build({ order, predecessors, dominator }, blocks, cut);
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
