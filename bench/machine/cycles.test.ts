// Hoodi 1265656 on the proving machine stays below the bounds that the guests were made for (docs/guests.md, "What it costs").

import { readFileSync } from "node:fs";
import { addCosts, noCosts } from "@assay/machine/proving/cells";
import { runCosts } from "@assay/machine/proving/profile/callTree";
import { describe, expect, it } from "vitest";
import { markdown } from "../tables.ts";
import { ANCHOR, brokenBounds, MOST_CELLS, MOST_CYCLES, measureBlock } from "./blockCycles.ts";
import { acceleratorTable, claimTable, cycleTable, functionTable, withCycles } from "./cycleTables.ts";
import { costsByPart, measureRecording } from "./rollupCycles.ts";

const block = measureBlock(ANCHOR);
const claims = [measureRecording("blobs")];

it(`${ANCHOR}: cycles and trace cells`, () => {
  expect(brokenBounds(block)).toEqual([]);
  // @ethereumjs/vm has 111,618 steps: two contracts of system calls, 34 steps, it does not run.
  expect([block.gas, block.transactions, block.steps]).toEqual([4_402_947, 11, 111_652]);
});

it("the profile adds up to them", () => {
  expect(runCosts(block.tree)).toEqual(block.costs);
});

it("more than the bounds is told", () => {
  const dear = { ...block, costs: { ...block.costs, cycles: MOST_CYCLES + 1 }, cells: MOST_CELLS + 1 };
  expect(brokenBounds(dear)).toHaveLength(2);
});

describe("deriving and executing", () => {
  it.each(claims)("$name: every cycle is of one part, and each part that must be there is", ({ costs, tree }) => {
    const all = noCosts();
    const parts = costsByPart(tree);
    for (const part of parts.values()) addCosts(all, part);
    expect(all).toEqual(costs);
    // gcc may inline a function that a part is known by into one of another part.
    for (const [part, { cycles }] of parts) expect([part, cycles > 0]).toEqual([part, true]);
  });
});

describe("tables", () => {
  it("a row a block, ten functions", () => {
    expect(cycleTable([block]).rows[0]!.slice(0, 4)).toEqual([ANCHOR, "4.40", "11", "111,652"]);
    expect(acceleratorTable([block]).rows[0]![1]).toBe(block.costs.keccakF.toLocaleString("en-US"));
    expect(functionTable(block).rows).toHaveLength(10);
    expect(claimTable(claims).rows.find(([title]) => title === "L2 blocks")).toEqual(["L2 blocks", "66"]);
  });

  it("the page has these numbers: else npm run cycles -- --write", () => {
    const page = readFileSync(new URL("../../docs/guests.md", import.meta.url), "utf8");
    const rows = [cycleTable([block]), acceleratorTable([block]), functionTable(block)].flatMap((table) =>
      markdown(table).split("\n").slice(2),
    );
    expect(rows).toHaveLength(12);
    for (const row of rows) expect(page).toContain(row);
  });

  it("go between the markers of a page", () => {
    const page = "above\n<!-- cycles: made by bench/machine/cycles.ts -->\nold\n<!-- cycles end -->\nbelow\n";
    const fresh = withCycles(page, [block], claims);
    expect(fresh).toMatch(
      /^above\n<!-- cycles: made[^\n]*-->\n\n\| Block [\s\S]*\| hoodi-1265656 [\s\S]*\n\n<!-- cycles end -->\nbelow\n$/,
    );
    expect(withCycles(fresh, [block], claims)).toBe(fresh);
    expect(() => withCycles("nothing", [block], claims)).toThrow(/markers/);
  });
});
