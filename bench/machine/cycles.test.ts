// Hoodi 1265656 on the proving machine stays below the bounds that the guests were made for (docs/guests.md, "What it costs").

import { runCosts } from "@assay/machine/proving/profile/callTree";
import { describe, expect, it } from "vitest";
import { ANCHOR, brokenBounds, MOST_CELLS, MOST_CYCLES, measureBlock } from "./blockCycles.ts";
import { acceleratorTable, cycleTable, functionTable, withCycles } from "./cycleTables.ts";

const block = measureBlock(ANCHOR);

it(`${ANCHOR}: cycles and trace cells`, () => {
  expect(brokenBounds(block)).toEqual([]);
  expect([block.gas, block.transactions, block.steps]).toEqual([4_402_947, 11, 111_652]);
});

it("the profile adds up to them", () => {
  expect(runCosts(block.tree)).toEqual(block.costs);
});

it("more than the bounds is told", () => {
  const dear = { ...block, costs: { ...block.costs, cycles: MOST_CYCLES + 1 }, cells: MOST_CELLS + 1 };
  expect(brokenBounds(dear)).toHaveLength(2);
});

describe("tables", () => {
  it("a row a block, ten functions", () => {
    expect(cycleTable([block]).rows[0]!.slice(0, 4)).toEqual([ANCHOR, "4.40", "11", "111,652"]);
    expect(acceleratorTable([block]).rows[0]![1]).toBe(block.costs.keccakF.toLocaleString("en-US"));
    expect(functionTable(block).rows).toHaveLength(10);
  });

  it("go between the markers of a page", () => {
    const page = "above\n<!-- cycles: made by bench/machine/cycles.ts -->\nold\n<!-- cycles end -->\nbelow\n";
    const fresh = withCycles(page, [block], block);
    expect(fresh).toMatch(
      /^above\n<!-- cycles: made[^\n]*-->\n\n\| Block [\s\S]*\| hoodi-1265656 [\s\S]*\n\n<!-- cycles end -->\nbelow\n$/,
    );
    expect(withCycles(fresh, [block], block)).toBe(fresh);
    expect(() => withCycles("nothing", [block], block)).toThrow(/markers/);
  });
});
