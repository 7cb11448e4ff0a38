// A flame graph as one file that any browser shows: SVG, or the same in an HTML page. Nothing in it comes from elsewhere.
//
// SOUNDNESS: names come from an executable's symbols, which are anybody's. They go into the file as text and attributes only, escaped, and
// the page's policy lets no script but ours run; test: proving/flameGraph.test.ts.
import type { CallTree, Measure } from "./callTree.ts";
import { type FlameBox, type FlameLayout, flameLayout, OTHER_PART } from "./flameLayout.ts";
import { FLAME_SCRIPT } from "./flameScript.ts";

export interface FlameGraphOptions {
  /** What ran. */
  readonly title: string;
  readonly measure?: Measure;
}

const ROW = 18;
/** Title, details and legend. */
const HEAD = 74;
const FOOT = 8;
const CHARACTER = 6.7;
/** What a label is cut for while no script has measured the page. */
const PAGE = 1200;

/** One for each part of a program, in the order of what they cost; the others are grey. Dark text can be read on all. */
const COLOURS = [
  "#f4a582",
  "#92c5de",
  "#a6d96a",
  "#fdd26e",
  "#c2a5cf",
  "#7fcdbb",
  "#f9a8c4",
  "#b7bfe8",
  "#d9b98f",
  "#cfe3a3",
  "#e6a3a0",
  "#a5dce8",
];
/** As many as fit beside each other. */
const IN_LEGEND = 10;
const OTHER = "#d3d3d3";
const MERGED = "#e9e9e9";

// Without what XML has no way to say, and without what turns the direction of text.
const UNWRITABLE = /[^\t\n\r\u0020-\u007e\u00a0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(UNWRITABLE, "\ufffd").replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(value: number, of: number): string {
  const share = of === 0 ? 0 : (100 * value) / of;
  return `${share.toFixed(share >= 10 ? 1 : 2)} %`;
}

/** To six digits: less than a thousandth of a pixel. */
function short(value: number): string {
  return String(Number(value.toFixed(6)));
}

function describe(box: FlameBox, { total }: FlameLayout, unit: string): string {
  const lines = [box.name, `${grouped(box.total)} ${unit}, ${percent(box.total, total)} of the run`];
  if (box.part !== null) {
    lines.push(`itself ${grouped(box.self)} (${percent(box.self, total)}), ${grouped(box.calls)} calls`);
    if (box.everywhere > box.total) lines.push(`on all paths ${percent(box.everywhere, total)}`);
  }
  return lines.join("\n");
}

/** The function's own name where the whole does not fit. */
function label(name: string, width: number): string {
  const room = Math.floor((width * PAGE - 6) / CHARACTER);
  if (name.length <= room) return name;
  const own = name.slice(name.lastIndexOf("/") + 1);
  return own.length <= room ? own : room >= 4 ? `${own.slice(0, room - 1)}…` : "";
}

function boxElement(box: FlameBox, layout: FlameLayout, unit: string, colour: string): string {
  const { name, row, x, width } = box;
  const place = `x="${short(100 * x)}%" y="${HEAD + row * ROW}" width="${short(100 * width)}%" height="${ROW}"`;
  const data = `data-name="${escaped(name)}" data-row="${row}" data-x="${short(x)}" data-width="${short(width)}"`;
  const title = `<title>${escaped(describe(box, layout, unit))}</title>`;
  const shape = `<rect width="100%" height="${ROW}" fill="${colour}"/>`;
  return `<svg class="box" ${place} ${data}>${title}${shape}<text x="4" y="13">${escaped(label(name, width))}</text></svg>`;
}

/** Parts of the program by what they cost themselves, dearest first. */
function partsOf({ boxes }: FlameLayout): [string, number][] {
  const costs = new Map<string, number>();
  for (const { part, self } of boxes) {
    if (part !== null && part !== OTHER_PART) costs.set(part, (costs.get(part) ?? 0) + self);
  }
  return [...costs].sort((a, b) => b[1] - a[1]);
}

function legend(parts: readonly [string, number][], total: number): string {
  let x = 4;
  const entries = parts.slice(0, IN_LEGEND).map(([part, cost], i) => {
    const text = `${part} ${percent(cost, total)}`;
    const entry =
      `<rect x="${x}" y="50" width="10" height="10" fill="${COLOURS[i]}"/>` +
      `<text x="${x + 14}" y="59">${escaped(text)}</text>`;
    x += Math.ceil(14 + CHARACTER * text.length + 18);
    return entry;
  });
  return entries.join("");
}

const STYLE = `
#flame { background: #ffffff; font: 11px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
#flame text { fill: #1a1a1a; }
#flame .head text { fill: #222222; }
#flame .title { font-size: 14px; font-weight: 600; }
#flame .box { cursor: pointer; }
#flame .box rect { stroke: #ffffff; stroke-width: 0.6; }
#flame .box:hover rect { filter: brightness(0.88); }
#flame .same rect { filter: saturate(1.9) brightness(0.94); }
#flame .above { opacity: 0.55; }
@media (prefers-color-scheme: dark) {
  #flame { background: #16181d; }
  #flame .head text { fill: #e8e8e8; }
  #flame .box rect { stroke: #16181d; }
}
`;

const HINT = "Callers are above. Hover for numbers; click to zoom in, again or Escape to go back.";

/** The picture; as a file of its own `.svg`. */
export function flameGraphSvg(tree: CallTree, { title, measure = "cycles" }: FlameGraphOptions): string {
  const layout = flameLayout(tree, "all", measure);
  const unit = measure === "cycles" ? "cycles" : "trace cells";
  const parts = partsOf(layout);
  const colours = new Map(parts.map(([part], i) => [part, COLOURS[i]]));
  const boxes = layout.boxes.map((box) =>
    boxElement(box, layout, unit, box.part === null ? MERGED : (colours.get(box.part) ?? OTHER)),
  );
  const height = HEAD + layout.rows * ROW + FOOT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="flame" width="100%" height="${height}">`,
    `<style>${STYLE}</style>`,
    `<g class="head"><text class="title" x="4" y="18">${escaped(title)}: ${grouped(layout.total)} ${unit}</text>`,
    `<text id="details" x="4" y="38">${HINT}</text>`,
    `${legend(parts, layout.total)}</g>`,
    ...boxes,
    `<script><![CDATA[${FLAME_SCRIPT}]]></script>`,
    "</svg>",
    "",
  ].join("\n");
}

/** The same as a page. */
export function flameGraphHtml(tree: CallTree, options: FlameGraphOptions): string {
  const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";
  return [
    "<!doctype html>",
    '<html lang="en">',
    `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width"><title>${escaped(options.title)}</title>`,
    "<style>:root { color-scheme: light dark; } body { margin: 8px; }</style>",
    flameGraphSvg(tree, options).trimEnd(),
    "</html>",
    "",
  ].join("\n");
}
