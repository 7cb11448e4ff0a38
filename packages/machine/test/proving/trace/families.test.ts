// The table of columns is the one of docs/trace.md, and the module's rows have those lengths.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FAMILIES, FAMILY_NAMES, INSTRUCTION_FAMILIES, SINK, widthOf } from "../../../src/proving/trace/families.ts";

const read = (path: string) => readFileSync(new URL(`../../../../../${path}`, import.meta.url), "utf8");

/** `a0 a1 a2` as `a0…2`. */
function shortened(names: readonly string[]): string {
  const words: string[] = [];
  for (let i = 0; i < names.length; ) {
    const stem = /^(.*\D)0$/.exec(names[i]!)?.[1];
    let count = 1;
    while (stem !== undefined && names[i + count] === `${stem}${count}`) count++;
    words.push(count > 1 ? `${stem}0…${count - 1}` : names[i]!);
    i += count;
  }
  return words.join(" ");
}

it("docs/trace.md shows it", () => {
  const rows = [...read("docs/trace.md").matchAll(/^\| `(\w+)` \| .* \| `([^`]+)` \|$/gm)];
  expect(rows.map(([, family, columns]) => [family, columns])).toEqual(
    FAMILY_NAMES.map((family) => [family, shortened(FAMILIES[family])]),
  );
});

it("no column twice, and the families of instructions first", () => {
  for (const family of FAMILY_NAMES) expect(new Set(FAMILIES[family]).size, family).toBe(widthOf(family));
  expect(FAMILY_NAMES.slice(0, INSTRUCTION_FAMILIES.length)).toEqual(INSTRUCTION_FAMILIES);
});

it("the module has the same families in the same order, and rows of the same lengths", () => {
  const source = read("packages/machine/assembly/proving/traceRows.ts");
  const members = (name: string) => {
    const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(source)![1]!;
    return [...body.matchAll(/^\s*([A-Z]\w*)(?: = (\d+))?,$/gm)];
  };
  const constant = (family: string) => family.replace(/[A-Z]|256|384/g, (part) => `_${part}`).toUpperCase();
  const families = members("Family").map(([, name]) => name);
  expect(families).toEqual([...FAMILY_NAMES.map(constant), "COUNT"]);
  const lengths = new Map(members("RowBytes").map(([, name, bytes]) => [name!, Number(bytes)]));
  for (const family of FAMILY_NAMES) {
    const form = lengths.has(constant(family))
      ? constant(family)
      : /Immediate$/.test(family)
        ? "IMMEDIATE"
        : "REGISTER";
    expect(lengths.get(form), family).toBe(4 * widthOf(family));
  }
  expect(read("packages/machine/assembly/proving/layout.ts")).toContain(`SINK: u32 = ${SINK};`);
});
