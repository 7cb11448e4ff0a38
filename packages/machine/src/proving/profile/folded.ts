// A tree of call paths as folded stacks: one line a path, functions from the first caller on, a space, a number. What flamegraph.pl,
// inferno and speedscope read.
import { type CallTree, type Measure, measured } from "./callTree.ts";

/** A name without what separates names and lines there. */
function plain(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return name.replace(/[;\s\u0000-\u001f\u007f]/g, "_") || "_";
}

/** Lines with their ends. */
export function* foldedStacks(tree: CallTree, measure: Measure = "cycles"): Generator<string> {
  const names = tree.functions.map(({ name }) => plain(name));
  for (const node of tree.nodes) {
    const value = measured(node.self, measure);
    if (value === 0) continue;
    const path = [names[node.function]!];
    for (let at = node.parent; at !== null; ) {
      const caller = tree.nodes[at]!;
      path.push(names[caller.function]!);
      at = caller.parent;
    }
    yield `${path.reverse().join(";")} ${value}\n`;
  }
}
