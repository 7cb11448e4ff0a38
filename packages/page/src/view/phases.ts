// Where the time went: one bar, a piece for each phase.
import type { Phases } from "@assay/witness/verdict";
import { milliseconds } from "./amounts.ts";
import { card, element } from "./element.ts";

/** Phases in the order in which they happen, with what each does (docs/architecture.md). */
const PHASES: readonly (readonly [keyof Phases, string])[] = [
  ["unzip", "unpack the file"],
  ["parse", "read JSON"],
  ["copy", "decode hex into the core's memory"],
  ["load", "check the input's sections"],
  ["hash", "hash every node, code and header"],
  ["decode", "decode the block"],
  ["senders", "recover senders"],
  ["execute", "execute"],
  ["seal", "write and hash the tries, compare roots"],
];

const hue = (i: number) => `hsl(${205 + i * 24} 55% 55%)`;

export function phaseBar(phases: Phases): HTMLElement {
  const present = PHASES.map(([name, what], i) => ({ what, ms: phases[name] ?? 0, shade: hue(i) })).filter(
    ({ ms }) => ms > 0,
  );
  const total = present.reduce((sum, { ms }) => sum + ms, 0);
  return card(
    `Phases: ${milliseconds(total)}`,
    element(
      "div",
      { class: "bars" },
      ...present.map(({ ms, what, shade }) =>
        element("i", {
          style: `--shade: ${shade}; flex: ${Math.max(ms / total, 0.0001)}`,
          title: `${what}: ${milliseconds(ms)}`,
        }),
      ),
    ),
    element(
      "ul",
      { class: "legend" },
      ...present.map(({ ms, what, shade }) =>
        element("li", {}, element("i", { style: `--shade: ${shade}` }), `${what} ${milliseconds(ms)}`),
      ),
    ),
  );
}
