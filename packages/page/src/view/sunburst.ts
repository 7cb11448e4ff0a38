// The touched part of a trie as a picture: the root in the middle, every ring one node further down, every position around
// the circle one key. Orange runs from what a block changed up to the root: those are the nodes that were hashed anew.
import type { BlockDetails, TrieDrawing, TrieNode } from "../report.ts";
import { count, short, size } from "./amounts.ts";
import { card, drawing, element, facts } from "./element.ts";

const RADIUS = 300;
const HOLE = 26;
const FULL = 2 * Math.PI;

function point(radius: number, turn: number): string {
  return `${(radius * Math.sin(turn)).toFixed(2)} ${(-radius * Math.cos(turn)).toFixed(2)}`;
}

/** A ring's piece; a whole ring is two halves, since an arc cannot end where it begins. */
function arc(inner: number, outer: number, from: number, to: number): string {
  if (to - from > FULL * 0.9999) {
    const half = (from + to) / 2;
    return `${arc(inner, outer, from, half)} ${arc(inner, outer, half, to - 0.0001)}`;
  }
  const large = to - from > Math.PI ? 1 : 0;
  return (
    `M ${point(outer, from)} A ${outer} ${outer} 0 ${large} 1 ${point(outer, to)} ` +
    `L ${point(inner, to)} A ${inner} ${inner} 0 ${large} 0 ${point(inner, from)} Z`
  );
}

function describe(node: TrieNode): [string, string | null][] {
  return [
    ["Node", node.kind === "absent" ? "nothing is here" : node.kind],
    ["Path", node.path === "" ? "the root" : node.path.length > 32 ? `${node.path.slice(0, 32)}…` : node.path],
    ["Key", node.key],
    ["Size", node.bytes === 0 ? null : size(node.bytes)],
    ["Block", node.change === "read" ? "only read it" : `${node.change} it`],
  ];
}

function picture(
  trie: TrieDrawing,
  openable: ReadonlySet<string>,
  onHover: (node: TrieNode) => void,
  onOpen: (title: string) => void,
) {
  const step = (RADIUS - HOLE) / trie.rings;
  const turn = FULL / Math.max(trie.leaves, 1);
  const svg = drawing("svg", {
    viewBox: `${-RADIUS - 2} ${-RADIUS - 2} ${2 * RADIUS + 4} ${2 * RADIUS + 4}`,
    role: "img",
    "aria-label": `${trie.nodes.length} nodes of the trie: ${trie.title}`,
  });
  for (const node of trie.nodes) {
    const opens = node.key !== null && openable.has(node.key);
    const path = drawing("path", {
      d: arc(HOLE + node.ring * step, HOLE + (node.ring + 1) * step, node.from * turn, node.to * turn),
      class: `${node.change}${node.kind === "absent" ? " absent" : ""}${opens ? " opens" : ""}`,
    });
    path.addEventListener("pointerenter", () => onHover(node));
    if (opens && node.key !== null) path.addEventListener("click", () => onOpen(node.key!));
    svg.append(path);
  }
  return svg;
}

export function triePicture({ tries, witness }: BlockDetails): HTMLElement | null {
  const [state] = tries;
  if (!state) return null;
  const openable = new Set(tries.slice(1).map(({ title }) => title));
  const stage = element("div");
  const about = element("div");
  const choice = element(
    "select",
    { "aria-label": "Which trie" },
    ...tries.map(({ title, nodes }, i) =>
      element(
        "option",
        { value: String(i) },
        i === 0 ? "State trie" : `Storage of ${short(title)} (${count(nodes.length)} nodes)`,
      ),
    ),
  );
  const show = (trie: TrieDrawing) => {
    choice.value = String(tries.indexOf(trie));
    const hover = (node: TrieNode) => about.replaceChildren(facts(describe(node)));
    stage.replaceChildren(
      picture(trie, openable, hover, (title) => show(tries.find((other) => other.title === title) ?? trie)),
    );
    hover(trie.nodes[0]!);
  };
  choice.addEventListener("change", () => show(tries[Number(choice.value)] ?? state));
  show(state);
  const legend = (["read", "changed", "created", "deleted"] as const).map((change) =>
    element("li", { class: change }, element("i"), change),
  );
  const side = element(
    "div",
    {},
    choice,
    element("ul", { class: "legend" }, ...legend),
    about,
    element(
      "p",
      { class: "soft" },
      `The witness holds ${count(witness.nodes)} nodes (${size(witness.nodeBytes)}), ${count(witness.codes)} codes and ` +
        `${count(witness.headers)} headers. Click an account with storage to see its trie.`,
    ),
  );
  return card("The touched part of the state", element("div", { class: "trie" }, stage, side));
}
