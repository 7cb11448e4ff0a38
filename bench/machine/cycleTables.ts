// The tables of docs/guests.md about cycles: all numbers are exact counts, the same on every machine.
import { byFunction } from "@assay/machine/proving/profile/byFunction";
import { markdown, type Table } from "../tables.ts";
import type { BlockCycles } from "./blockCycles.ts";
import { type ClaimCycles, costsByPart, PARTS } from "./rollupCycles.ts";

const FUNCTIONS = 10;

const grouped = (value: number) => value.toLocaleString("en-US");
const millions = (value: number) => (value / 1e6).toFixed(2);
const per = (cycles: number, count: number, digits: number) => (count === 0 ? "–" : (cycles / count).toFixed(digits));

/** Cycles, and by what they may be divided. */
export function cycleTable(blocks: readonly BlockCycles[]): Table {
  return {
    head: [
      "Block",
      "Mgas",
      "Transactions",
      "EVM steps",
      "Node bytes",
      "Cycles (M)",
      "per gas",
      "per EVM step",
      "per node byte",
      "per transaction (M)",
    ],
    rows: blocks.map(({ name, gas, transactions, steps, nodeBytes, costs: { cycles } }) => [
      name,
      millions(gas),
      grouped(transactions),
      grouped(steps),
      grouped(nodeBytes),
      millions(cycles),
      per(cycles, gas, 1),
      per(cycles, steps, 0),
      per(cycles, nodeBytes, 0),
      per(cycles / 1e6, transactions, 2),
    ]),
  };
}

/** What is not cycles. */
export function acceleratorTable(blocks: readonly BlockCycles[]): Table {
  return {
    head: [
      "Block",
      "keccak-f",
      "multiply-add 256",
      "multiply-add 384",
      "Words moved",
      "Trace cells (G)",
      "Pages written",
    ],
    rows: blocks.map(({ name, costs, cells, pagesWritten }) => [
      name,
      grouped(costs.keccakF),
      grouped(costs.multiplyAdd256),
      grouped(costs.multiplyAdd384),
      grouped(costs.wordsMoved),
      (cells / 1e9).toFixed(2),
      grouped(pagesWritten),
    ]),
  };
}

/** The functions that take most, by themselves. */
export function functionTable({ tree, costs: { cycles } }: BlockCycles): Table {
  const share = (value: number) => `${((100 * value) / cycles).toFixed(1)} %`;
  return {
    head: ["Function", "Cycles itself", "", "With what it calls", "", "Calls"],
    rows: byFunction(tree)
      .slice(0, FUNCTIONS)
      .map(({ name, self, total, calls }) => [
        `\`${name}\``,
        grouped(self.cycles),
        share(self.cycles),
        grouped(total.cycles),
        share(total.cycles),
        grouped(calls),
      ]),
  };
}

/** Deriving and executing: a column a claim, a row a part of the work. */
export function claimTable(claims: readonly ClaimCycles[]): Table {
  const parts = claims.map(({ tree }) => costsByPart(tree));
  const row = (title: string, cell: (claim: ClaimCycles, i: number) => string) => [title, ...claims.map(cell)];
  const shown = PARTS.map(([part]) => part).filter((part) => parts.some((costs) => costs.get(part)!.cycles > 0));
  return {
    head: ["Cycles (M)", ...claims.map(({ name }) => name)],
    rows: [
      ...shown.map((part) =>
        row(part, ({ costs }, i) => {
          const { cycles } = parts[i]!.get(part)!;
          return cycles === 0 ? "–" : `${millions(cycles)} (${((100 * cycles) / costs.cycles).toFixed(1)} %)`;
        }),
      ),
      row("all", ({ costs }) => millions(costs.cycles)),
      row("blobs", ({ tree }) => grouped(byFunction(tree).find(({ name }) => /takeBlob/.test(name))?.calls ?? 0)),
      row("L2 blocks", ({ blocks }) => grouped(blocks)),
      row("a block", ({ costs, blocks }) => millions(costs.cycles / blocks)),
      row("keccak-f", ({ costs }) => grouped(costs.keccakF)),
      row("multiply-add 256", ({ costs }) => grouped(costs.multiplyAdd256)),
      row("multiply-add 384", ({ costs }) => grouped(costs.multiplyAdd384)),
      row("trace cells (G)", ({ cells }) => (cells / 1e9).toFixed(2)),
    ],
  };
}

const BEGIN = "<!-- cycles: made by bench/machine/cycles.ts -->";
const END = "<!-- cycles end -->";

/** A page with fresh tables between its markers. @throws Error when it has lost them */
export function withCycles(page: string, blocks: readonly BlockCycles[], claims: readonly ClaimCycles[]): string {
  const [start, stop] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (start < 0 || stop < start) throw new Error("the page has lost the markers of its tables of cycles");
  const [anchor] = blocks;
  const parts = [
    markdown(cycleTable(blocks)),
    markdown(acceleratorTable(blocks)),
    `The profile of ${anchor!.name}:`,
    markdown(functionTable(anchor!)),
    "The rollup guest, deriving and executing:",
    markdown(claimTable(claims)),
  ];
  return `${page.slice(0, start + BEGIN.length)}\n\n${parts.join("\n\n")}\n\n${page.slice(stop)}`;
}
