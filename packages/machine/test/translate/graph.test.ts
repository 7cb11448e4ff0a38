// Graphs that programs choose: who dominates whom is what paths say, and none takes more time than its size.
import { expect, test } from "vitest";
import type { Block, Ending } from "../../src/translate/blocks.ts";
import { graphOf, type Node } from "../../src/translate/graph.ts";
import { Random } from "../riscv/random.ts";

const block = (pc: number, ending: Ending): Block => ({ pc, instructions: [], steps: 1, endPc: pc, ending });
const branch = (taken: number, next: number): Ending => ({ kind: "branch", compare: 0, rs1: 1, rs2: 2, taken, next });

function blocksOf(endings: readonly Ending[]): Map<number, Block> {
  return new Map(endings.map((ending, pc) => [pc, block(pc, ending)]));
}

const successors = (node: Node) => {
  const { ending } = node.block;
  return ending.kind === "branch" ? [ending.taken, ending.next] : [];
};

test("of random graphs: what is cut makes them reducible, and a node dominates its children", () => {
  const random = new Random(5);
  let cuts = 0;
  for (let i = 0; i < 300; i++) {
    const count = 2 + random.below(12);
    const graph = graphOf(
      0,
      blocksOf(Array.from({ length: count }, () => branch(random.below(count), random.below(count)))),
    );
    const edges = graph.nodes.map((node) => {
      const all = successors(node);
      const kept = all.filter((to) => !graph.isCut(node, to));
      cuts += all.length - kept.length;
      return kept.map((to) => graph.byPc.get(to)!.order);
    });
    /** What is reached without going through a node. */
    const without = (avoided: number) => {
      const seen = new Set(avoided === 0 ? [] : [0]);
      for (const at of seen) for (const to of edges[at]!) if (to !== avoided) seen.add(to);
      return seen;
    };
    const dominates = graph.nodes.map(({ order }) => {
      const reached = without(order);
      return (below: number) => below === order || !reached.has(below);
    });
    const above = new Map<number, number>();
    for (const node of graph.nodes) for (const child of node.children) above.set(child.order, node.order);
    for (const { order } of graph.nodes) {
      if (order > 0) {
        const strict = graph.nodes.filter((other) => other.order !== order && dominates[other.order]!(order));
        expect(above.get(order)).toBe(Math.max(...strict.map((other) => other.order)));
      }
      for (const to of edges[order]!) if (to <= order) expect(dominates[to]!(order)).toBe(true);
    }
  }
  expect(cuts).toBeGreaterThan(100);
});

test("a ladder that is entered at both ends, beside a chain that is as deep", () => {
  // Dominators that go round until nothing changes need a round for each rung, and walk up the whole chain in it.
  const n = 2600;
  const [ladder, chain, side] = [2, 2 + n, 2 + 2 * n];
  const next = (from: number, i: number) => from + Math.min(i + 1, n - 1);
  const endings = [
    branch(ladder, 1),
    branch(ladder + n - 1, chain),
    ...Array.from({ length: n }, (_, i) => branch(ladder + Math.max(i - 1, 0), next(ladder, i))),
    ...Array.from({ length: n }, (_, i) => branch(next(chain, i), side + i)),
    ...Array.from({ length: n }, (_, i) => branch(next(side, i), next(side, i))),
  ];
  const start = performance.now();
  expect(graphOf(0, blocksOf(endings)).nodes.length).toBe(endings.length);
  expect(performance.now() - start).toBeLessThan(3000);
});
