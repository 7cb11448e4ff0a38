// A tree of call paths as a .cpuprofile: what the developer tools of Chromium, Visual Studio Code and speedscope open. A cycle stands for
// a microsecond. Format: Chrome DevTools Protocol, Profiler.Profile.
import { type CallTree, childrenOf, type Measure, measured, walk } from "./callTree.ts";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly hitCount: number;
  readonly children: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes, each with the time that it took: every node once, callers before what they call. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const ROOT_ID = 1;
/** Id of the node with index 0. */
const FIRST_ID = 2;

export function cpuProfile(tree: CallTree, measure: Measure = "cycles"): CpuProfile {
  const children = childrenOf(tree);
  const idsOf = (node: number | null) => (children.get(node) ?? []).map((child) => child + FIRST_ID);
  const frame = (functionName: string) => ({ functionName, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 });
  const nodes: ProfileNode[] = [
    { id: ROOT_ID, callFrame: frame("(root)"), hitCount: 0, children: idsOf(null) },
    ...tree.nodes.map((node, index) => ({
      id: index + FIRST_ID,
      callFrame: frame(tree.functions[node.function]!.name),
      hitCount: measured(node.self, measure) > 0 ? 1 : 0,
      children: idsOf(index),
    })),
  ];
  const samples: number[] = [];
  // A sample lasts until the next one: the time of each stands with its successor.
  const timeDeltas: number[] = [0];
  let endTime = 0;
  walk(tree, (node) => {
    const value = measured(tree.nodes[node]!.self, measure);
    if (value === 0) return;
    samples.push(node + FIRST_ID);
    timeDeltas.push(value);
    endTime += value;
  });
  samples.push(ROOT_ID);
  return { nodes, startTime: 0, endTime, samples, timeDeltas };
}
