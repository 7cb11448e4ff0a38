// What `assay machine profile` says, for people and for programs.
import { toHex } from "@assay/core/hex";
import type { InputError } from "@assay/core/inputError";
import { CELLS, type Costs, cellsOf } from "@assay/machine/proving/cells";
import type { ProvingMachine } from "@assay/machine/proving/machine";
import { byFunction, usersOf } from "@assay/machine/proving/profile/byFunction";
import { type CallTree, type Measure, measured, runCosts } from "@assay/machine/proving/profile/callTree";
import type { Colours } from "./colours.ts";
import { duration, grouped } from "./report.ts";

export interface ProfileReport {
  readonly name: string;
  /** File that the input came from. */
  readonly input: string | null;
  readonly machine: ProvingMachine;
  /** Cycle that the profile begins at: that of a snapshot, else 0. */
  readonly from: number;
  readonly tree: CallTree;
  /** Why the program did not run to its end. */
  readonly failure: InputError | null;
}

interface Shown {
  readonly top: number;
  readonly by: Measure;
}

/** What is counted apart from cycles, as the table says it. */
const APART: readonly [Exclude<keyof Costs, "cycles">, string][] = [
  ["keccakF", "keccak-f"],
  ["multiplyAdd256", "multiply-add 256"],
  ["multiplyAdd384", "multiply-add 384"],
  ["wordsMoved", "words moved"],
];
/** Users of an accelerator in the table. */
const MOST_USERS = 4;

/** Names come from an executable: without what would steer a terminal. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "�");
}

function percent(value: number, of: number): string {
  return `${(of === 0 ? 0 : (100 * value) / of).toFixed(1)}%`;
}

/** A number with three digits that matter. */
function rounded(value: number): string {
  const units = [
    [1e9, "G"],
    [1e6, "M"],
  ] as const;
  const [size, unit] = units.find(([size]) => value >= size) ?? [1, ""];
  return unit === "" ? grouped(value) : `${(value / size).toPrecision(3)} ${unit}`;
}

function functionLines(tree: CallTree, { top, by }: Shown, all: number, colours: Colours): string[] {
  const rows = byFunction(tree, by);
  const cell = (costs: Readonly<Costs>) => {
    const value = measured(costs, by);
    return [grouped(value), percent(value, all)];
  };
  const table = [
    [by, "", `with calls`, "", "calls", ""],
    ...rows.slice(0, top).map(({ self, total, calls, name }) => [...cell(self), ...cell(total), grouped(calls), name]),
  ];
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  const lines = table.map((row) =>
    row
      .map((text, i) => (i === 5 ? visible(text) : text.padStart(widths[i]!)))
      .join("  ")
      .trimEnd(),
  );
  const left = rows.length - Math.min(top, rows.length);
  const rest = left > 0 ? [colours.dim(`… and ${grouped(left)} functions more (--top)`)] : [];
  return [colours.dim(lines[0]!), ...lines.slice(1), ...rest];
}

/** Our guests' functions that do nothing but call the machine: who calls them is what matters. */
const isMachineCall = (name: string) => name.startsWith("machine:");

function apartLines(tree: CallTree, costs: Readonly<Costs>, colours: Colours): string[] {
  const users = usersOf(tree, isMachineCall);
  return APART.filter(([key]) => costs[key] > 0).map(([key, title]) => {
    const cells = costs[key] * CELLS[key];
    const by = users
      .filter((user) => user.costs[key] > 0)
      .sort((a, b) => b.costs[key] - a.costs[key])
      .slice(0, MOST_USERS)
      .map((user) => `${visible(user.name)} ${grouped(user.costs[key])}`);
    const count = `${title.padEnd(18)}${grouped(costs[key]).padStart(12)}`;
    return `${count}  ${rounded(cells).padStart(7)} cells ${percent(cells, cellsOf(costs)).padStart(6)}  ${colours.dim(by.join(", "))}`;
  });
}

export function profileLines(report: ProfileReport, shown: Shown, ms: number, colours: Colours): string[] {
  const { name, input, machine, from, tree, failure } = report;
  const costs = runCosts(tree);
  const end = machine.halted ? `exit ${machine.exitCode}` : colours.yellow("not at its end");
  const start = from > 0 ? ` from cycle ${grouped(from)} on` : "";
  const sums = `${colours.bold(grouped(costs.cycles))} cycles${start}  ${rounded(cellsOf(costs))} trace cells`;
  const lines = [
    `${colours.bold(visible(name))}  ${end}  ${sums}  ${grouped(machine.pagesWritten)} pages written  ${duration(ms)}  ${colours.dim(visible(input ?? ""))}`.trimEnd(),
    "",
    ...functionLines(tree, shown, measured(costs, shown.by), colours),
    "",
    `${"cycles".padEnd(18)}${grouped(costs.cycles).padStart(12)}  ${rounded(costs.cycles * CELLS.cycles).padStart(7)} cells ${percent(costs.cycles * CELLS.cycles, cellsOf(costs)).padStart(6)}`,
    ...apartLines(tree, costs, colours),
  ];
  if (failure)
    lines.push("", `${colours.bold(failure.code)}  ${visible(failure.message)}`, colours.dim(`→ ${failure.advice}`));
  return lines;
}

export function profileJson(report: ProfileReport, { top, by }: Shown, ms: number): string {
  const { name, input, machine, from, tree, failure } = report;
  const costs = runCosts(tree);
  const withCells = (of: Readonly<Costs>) => ({ ...of, cells: cellsOf(of) });
  return JSON.stringify({
    v: 1,
    type: "profile",
    program: name,
    input,
    halted: machine.halted,
    exitCode: machine.halted ? machine.exitCode : null,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
    from,
    ...withCells(costs),
    pagesWritten: machine.pagesWritten,
    publicOutput: toHex(machine.publicOutput),
    functions: byFunction(tree, by)
      .slice(0, top)
      .map(({ name: functionName, address, calls, self, total }) => ({
        name: functionName,
        address,
        calls,
        self: withCells(self),
        total: withCells(total),
      })),
    ms: Math.round(ms * 1000) / 1000,
  });
}
